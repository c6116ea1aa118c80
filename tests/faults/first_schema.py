"""A wallet as the first Satchel wrote it: schema step 1, filled row by row."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.fakes import NOON, FixedClock, SeededEntropy
from tests.faults import world
from tests.faults.world import PASSPHRASE, Place
from wallet.intake.examine import examine
from wallet.model.given import Question
from wallet.vault import key_file, recovery_code, report_json, slots
from wallet.vault.database import Database
from wallet.vault.kdf import CHEAPEST
from wallet.vault.key_file import KeyFile
from wallet.vault.root_key import RootKey
from wallet.vault.schema import STEPS
from wallet.vault.times import to_text

_VAULT_ID = "0123456789abcdef" * 2


def make_first(folder: Path, outside: Path) -> Place:
    """Six credentials with notes and originals, a kept document, a trust list; nothing that later steps brought."""
    folder.mkdir(mode=0o700, parents=True)
    outside.mkdir(parents=True, exist_ok=True)
    root, secret = RootKey(secret=b"first schema" + bytes(20)), bytes(range(16))
    entropy, binding = SeededEntropy(b"first"), key_file.binding(_VAULT_ID)
    made = (
        slots.for_passphrase(root, PASSPHRASE.encode(), binding, CHEAPEST, entropy),
        slots.for_recovery_code(root, secret, binding, entropy),
    )
    keys = KeyFile(vault_id=_VAULT_ID, generation=1, database="vault-1.db", slots=made).sealed(root)
    database = Database.make(folder / "vault-1.db", root.database_key(1))
    database.script(f"BEGIN IMMEDIATE;\n{STEPS[0]}\nPRAGMA user_version=1;\nCOMMIT;")
    with database.transaction():
        entries = {"vault_id": _VAULT_ID, "generation": "1", "created_at": to_text(FixedClock().now())}
        for entry in entries.items():
            database.query("INSERT INTO meta (name, value) VALUES (?, ?)", entry)
        for number in range(world.HELD):
            _put(database, number)
        _document(database)
    database.close()
    (folder / "vault.keys").write_bytes(key_file.to_bytes(keys))
    return Place(folder=folder, outside=outside, code=recovery_code.write(secret))


def _put(database: Database, number: int) -> None:
    data = world.signed(number)
    [found] = examine(Question(source="", data=data, now=NOON))
    assert found.credential is not None
    assert found.report is not None
    sha256 = hashlib.sha256(data).hexdigest()
    held = found.credential
    database.query("INSERT INTO contents (sha256, data) VALUES (?, ?)", (sha256, data))
    labels = (held.format.value, held.name, held.issuer.id, held.issuer.name, held.credential_id)
    report = report_json.to_json(found.report)
    row = (held.id, sha256, *labels, None, to_text(NOON), "", f"note {number}", report)
    database.query(f"INSERT INTO credentials VALUES ({', '.join('?' * len(row))})", row)
    database.query(
        "INSERT INTO originals (credential_id, content, position, name, media_type, carrier) VALUES (?, ?, 0, ?, ?, 'json')",
        (held.id, sha256, f"{number}.json", "application/json"),
    )


def _document(database: Database) -> None:
    body = b'{"@context": {}}'
    sha256 = hashlib.sha256(body).hexdigest()
    database.query("INSERT INTO contents (sha256, data) VALUES (?, ?)", (sha256, body))
    row = ("https://uni.example/context", "https://uni.example/context", "application/json", to_text(NOON), sha256)
    database.query("INSERT INTO snapshots (url, final_url, media_type, fetched_at, content) VALUES (?, ?, ?, ?, ?)", row)
    database.query("INSERT INTO trust_lists (name, updated, issuers) VALUES ('known', NULL, '[]')")
