"""A wallet that holds one of everything, and all that a wallet holds as one value to compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.fakes import NOON, FixedClock, SeededEntropy, snapshot
from tests.unit.vault.vault_examples import PASSPHRASE, create, credential, original, received, report
from wallet.backup import making
from wallet.holder import keys as holder_keys
from wallet.model.backup import BackupMade
from wallet.model.holder import KeyKind
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.model.presentation import PresentationKind, PresentationRecord
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.vault.vault import Vault

CONTEXT = "https://www.w3.org/ns/credentials/v2"
STATUS = "https://issuer.example/status/1"
WORDS = "Élan vital — “quoted”, \\ and\nlines \u0000 \U0001f3c5"
OWN_SETTINGS = {"vault_id", "generation", "predecessor", "backup-at", "backup-number", "backup-file"}


def fill(vault: Vault) -> None:
    """One of everything, and what is awkward: trash, history, shared files, notes of every kind of text."""
    context = snapshot(CONTEXT, b'{"@context":{}}')
    for hours, body in ((0, b"list one"), (1, b"list two"), (2, b"list one")):
        vault.snapshots.keep(snapshot(STATUS, body, at=NOON + timedelta(hours=hours)))
    names = [
        vault.credentials.put(one).id
        for one in (
            received(b'{"a":1}', originals=(original(), original(b"%PDF-1.7", "both.pdf")), pins=(context,), note=WORDS),
            received(b'{"a":2}', originals=(original(b'{"a":2}', "../../etc/passwd"),), pins=(context,)),
            replace(received(b"\xff\x00 not text"), report=report(NOON, detail="lone \ud800 surrogate")),
            received(b'{"a":4}', credential=credential(b'{"a":4}', name="In the trash")),
        )
    ]
    vault.credentials.trash(names[3])
    vault.tags.set(names[0], ("welding", "Élan"))
    vault.collections.put("By hand")
    vault.collections.add("By hand", names[0])
    vault.collections.add("By hand", names[1])
    vault.collections.put("Smart", "issuer:example")
    for kind in KeyKind:
        key, private = holder_keys.create(kind, SeededEntropy(kind.value.encode()), NOON)
        vault.holder_keys.put(key, private)
    vault.presentations.add(_shown("one", names[0]))
    vault.presentations.add(replace(_shown("two", names[1]), created_at=NOON + timedelta(days=1), expires_at=None))
    vault.portfolios.save(_portfolio(names))
    vault.trust_lists.put(
        TrustList(
            name="Schools", updated=NOON, issuers=(TrustedIssuer(id="did:web:a", name="A \ud800", url="https://a.example"),)
        )
    )


def _shown(name: str, credential_id: str) -> PresentationRecord:
    return PresentationRecord(
        id=name,
        kind=PresentationKind.SD_JWT_KB,
        created_at=NOON,
        credential_ids=(credential_id,),
        shown=("/name", "/a~1b"),
        audience="https://employer.example",
        nonce="n-1",
        expires_at=NOON + timedelta(days=30),
        data_sha256="0" * 64,
    )


def _portfolio(names: list[str]) -> Portfolio:
    items = tuple(PortfolioItem(credential_id=name, words=f"{WORDS} {name}") for name in (*names[:2], "f" * 32))
    return Portfolio(name="Job", title="For the job", words=WORDS, items=items, created_at=NOON, changed_at=NOON)


def full_wallet(folder: Path, clock: FixedClock | None = None) -> tuple[Vault, str]:
    """A new wallet with all of that, open, and its recovery code."""
    vault, code = create(folder, clock=clock)
    fill(vault)
    return vault, code


def everything(vault: Vault) -> dict[str, Any]:
    """All that a wallet holds, secrets included, as one value."""
    held = vault.holdings
    return {
        "contents": dict(held.contents()),
        "documents": list(held.documents()),
        "collections": list(held.collections()),
        "items": {one.name: vault.collections.items(one.name) for one in vault.collections.list()},
        "credentials": list(held.credentials()),
        "cards": [vault.credentials.get(name) for name in vault.credentials.ids()],
        "trash": vault.credentials.trashed(),
        "keys": [(key, held.holder_keys.unwrap(key.id)) for key in held.holder_keys.list()],
        "log": vault.presentations.list().items,
        "portfolios": vault.portfolios.list(),
        "trust": vault.trust_lists.list(),
        "settings": {name: value for name, value in held.settings().items() if name not in OWN_SETTINGS},
    }


def back_up(
    vault: Vault, target: Path | None = None, *, seed: bytes = b"backup", clock: FixedClock | None = None
) -> BackupMade:
    """A backup of an open wallet."""
    return making.make(vault, target, clock=clock or FixedClock(), entropy=SeededEntropy(seed))


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


__all__ = ["CONTEXT", "PASSPHRASE", "STATUS", "WORDS", "back_up", "everything", "files_in", "fill", "full_wallet"]
