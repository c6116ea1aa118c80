"""T1, K9: what a thief of the folder can read of it: nothing."""

from __future__ import annotations

import base64
import math
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.fakes import NOON, FixedClock, snapshot
from tests.unit.vault.vault_examples import create, credential, holder_key, original, reopen, report
from wallet.model.credential import Issuer
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.model.presentation import PresentationKind, PresentationRecord
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.vault.stored import Received
from wallet.vault.vault import Vault

CANARIES = tuple(f"canary-{number:02}-{word}" for number, word in enumerate(
    ("claim", "title", "issuer", "note", "passphrase", "file-name", "url", "body", "audience", "words", "trusted", "detail")
))  # fmt: skip
PRIVATE_KEY = bytes(range(100, 132))


def live(vault: Vault) -> str:
    """Use everything once; the id of the credential."""
    claim, title, issuer, note, _, file_name, url, body, audience, words, trusted, detail = CANARIES
    document = snapshot(f"https://example.org/{url}", body.encode() * 50)
    named = replace(credential(claim.encode() * 100, title), issuer=Issuer(id=f"did:web:{issuer}", name=issuer))
    name = vault.credentials.put(
        Received(
            credential=named,
            report=report(detail=detail),
            originals=(original(b"PNG" + claim.encode() * 3, f"{file_name}.png"),),
            pins=(document,),
            note=note,
        )
    ).id
    vault.snapshots.keep(replace(document, fetched_at=NOON + timedelta(days=1)))
    vault.holder_keys.put(holder_key(), PRIVATE_KEY)
    shown = PresentationRecord(
        id="p1", kind=PresentationKind.VP, created_at=NOON, credential_ids=(name,), shown=(), audience=audience
    )
    vault.presentations.add(shown)
    item = PortfolioItem(credential_id=name, words=words)
    vault.portfolios.save(Portfolio(name="cv", title="CV", items=(item,), created_at=NOON, changed_at=NOON))
    vault.trust_lists.put(TrustList(name=trusted, issuers=(TrustedIssuer(id=f"did:web:{trusted}", name=trusted),)))
    return name


def forms(secret: bytes) -> list[bytes]:
    """How it might stand in a file."""
    return [
        secret,
        secret.hex().encode(),
        secret.hex().upper().encode(),
        base64.b64encode(secret).rstrip(b"=")[:-1],
        secret.decode("latin-1").encode("utf-16-le"),
        secret[::-1],
    ]


def found_in(folder: Path, secrets: list[bytes]) -> list[tuple[str, bytes]]:
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert files
    return [(path.name, form) for path, data in files.items() for secret in secrets for form in forms(secret) if form in data]


def test_no_canary_in_any_byte_while_open_after_closing_and_after_deleting(tmp_path: Path) -> None:
    folder = tmp_path / "wallet"
    vault, code = create(folder, CANARIES[4])
    secrets = [canary.encode() for canary in CANARIES] + [PRIVATE_KEY, code.encode(), code.replace("-", "").encode()]
    name = live(vault)
    secrets.append(name.encode())  # that a credential is held is nobody's business either
    secrets.append(vault.credentials.get(name).originals[0].sha256.encode())
    assert (folder / "vault-1.db-wal").stat().st_size > 0
    assert found_in(tmp_path, secrets) == []
    vault.close()
    assert found_in(tmp_path, secrets) == []
    with reopen(folder, CANARIES[4]) as vault:
        assert vault.credentials.get(name).note == CANARIES[3]
        assert vault.holder_keys.unwrap("thumbprint-1") == PRIVATE_KEY
        vault.credentials.delete(name)
        assert found_in(tmp_path, secrets) == []
    assert found_in(tmp_path, secrets) == []
    assert {path.name for path in tmp_path.iterdir()} == {"wallet"}


def test_the_search_would_find_them(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"xx" + base64.b64encode(PRIVATE_KEY) + CANARIES[0].encode("utf-16-le"))
    assert len(found_in(tmp_path, [PRIVATE_KEY, CANARIES[0].encode()])) == 2


def test_the_database_looks_like_noise(tmp_path: Path) -> None:
    vault, _ = create(tmp_path / "wallet", clock=FixedClock())
    vault.credentials.put(Received(credential=credential(b"a" * 500_000), report=report()))
    vault.close()
    data = (tmp_path / "wallet" / "vault-1.db").read_bytes()
    share = [count / len(data) for count in Counter(data).values()]
    assert -sum(part * math.log2(part) for part in share) > 7.99
    assert b"SQLite format" not in data


def test_a_deleted_credential_is_not_in_the_file_even_for_who_has_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "wallet"
    with create(folder)[0] as vault:
        name = vault.credentials.put(Received(credential=credential(b"to be forgotten" * 1000), report=report())).id
        vault.credentials.delete(name)
        assert vault._database.query("SELECT count(*) FROM contents") == [(0,)]
        assert vault._database.query("PRAGMA secure_delete") == [(1,)]
