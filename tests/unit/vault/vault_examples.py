"""Small credentials, reports and vaults for the tests of this room."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.fakes import NOON, FixedClock, SeededEntropy
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.credential import Credential, Format, Issuer, TimeClaim
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind, Outcome, VerificationReport
from wallet.vault.kdf import CHEAPEST
from wallet.vault.stored import Received
from wallet.vault.vault import Vault

PASSPHRASE = "correct horse battery staple"


def create(
    folder: Path, passphrase: str = PASSPHRASE, *, seed: bytes = b"one", clock: FixedClock | None = None
) -> tuple[Vault, str]:
    """A new vault with the cheapest key derivation."""
    return Vault.create(folder, passphrase, profile=CHEAPEST, clock=clock or FixedClock(), entropy=SeededEntropy(seed))


def reopen(folder: Path, secret: str = PASSPHRASE) -> Vault:
    """Open it with another source of entropy than it was made with."""
    return Vault.open(folder, secret, clock=FixedClock(), entropy=SeededEntropy(b"again"))


def report(at: datetime = NOON, detail: str = "") -> VerificationReport:
    """A report with one passed check."""
    check = Check(kind=CheckKind.PROOF, outcome=Outcome.PASSED, reason="proof-holds", detail=detail)
    return VerificationReport(checked_at=at, checks=(check,))


def credential(raw: bytes = b'{"a":1}', name: str = "Welding", ends: str = "2030-01-01T00:00:00Z") -> Credential:
    """A credential with these bytes."""
    return Credential(
        format=Format.OB3,
        securing=Securing.DATA_INTEGRITY,
        raw=raw,
        document={},
        name=name,
        issuer=Issuer(id="did:web:example.org", name="École №1 🏫"),
        times=(TimeClaim(name="validUntil", bound="end", value=ends),),
    )


def original(data: bytes = b"\x89PNG\r\n", name: str = "badge.png") -> Original:
    """A file that a credential came in."""
    return Original(name=name, media_type="image/png", carrier=Carrier.PNG, data=data)


def received(raw: bytes = b'{"a":1}', **members: object) -> Received:
    """A credential with these bytes, ready to be put."""
    return Received(**({"credential": credential(raw), "report": report()} | members))


def holder_key(name: str = "thumbprint-1", kind: KeyKind = KeyKind.ED25519, minutes: int = 0) -> HolderKey:
    """The public side of a key."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}
    created = NOON + timedelta(minutes=minutes)
    return HolderKey(id=name, kind=kind, did=f"did:key:{name}", jwk=jwk, created_at=created)
