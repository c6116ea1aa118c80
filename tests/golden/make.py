"""Makes a golden wallet with the program as it is (see README.md): a little of everything that this version can keep."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fakes import FixedClock, SeededEntropy, snapshot
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.credential import Achievement, Credential, Format, Issuer, TimeClaim
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.model.presentation import PresentationKind, PresentationRecord
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind, Outcome, VerificationReport
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.vault.kdf import CHEAPEST
from wallet.vault.stored import Received
from wallet.vault.vault import Vault

PASSPHRASE = "golden wallet, nothing secret in it"
START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NAMES = ("Schweißen №1", "First Aid & CPR", "Withdrawn thing", "Another version", "Long ago")


def received(number: int, at: datetime) -> Received:
    """One of the credentials, each of another kind and with another verdict."""
    failed = {2: (CheckKind.STATUS, "revoked"), 4: (CheckKind.PERIOD, "expired")}.get(number)
    kinds = (CheckKind.PROOF, CheckKind.ISSUER, CheckKind.TRUST)
    checks = [Check(kind=kind, outcome=Outcome.PASSED, reason="fine", detail="Grüße") for kind in kinds]
    if failed:
        checks.append(Check(kind=failed[0], outcome=Outcome.FAILED, reason=failed[1]))
    if number == 0:
        checks.append(Check(kind=CheckKind.STATUS, outcome=Outcome.PASSED, reason="fine", as_of=at - timedelta(days=2)))
    raw = b'{"golden":%d,"name":"%s"}\r\n' % (number, NAMES[number].encode())
    return Received(
        credential=Credential(
            format=Format.SD_JWT_VC if number == 1 else Format.OB3,
            securing=Securing.DATA_INTEGRITY,
            raw=raw,
            document={},
            name=NAMES[number],
            credential_id="urn:uuid:same" if number in (2, 3) else f"urn:uuid:{number}",
            types=("AchievementCredential",),
            issuer=Issuer(id="did:web:golden.example", name="École d\u2019or"),
            achievement=Achievement(name=NAMES[number], criteria="Join two plates.", skills=("joining",), kind="Certificate"),
            times=(
                TimeClaim(name="validFrom", bound="start", value=f"202{number}-01-01T00:00:00Z"),
                TimeClaim(name="validUntil", bound="end", value=f"203{number}-01-01T00:00:00Z"),
            ),
        ),
        report=VerificationReport(checked_at=at, checks=tuple(checks)),
        originals=(
            Original(name=f"badge {number} 🔥.png", media_type="image/png", carrier=Carrier.PNG, data=b"\x89PNG" + raw),
            Original(name="shared.json", media_type="application/json", carrier=Carrier.JSON, data=b"shared"),
        ),
        pins=(snapshot("https://golden.example/context", b"{}", at=at),),
        note="für später" if number == 0 else "",
        holder_key="golden-key" if number == 1 else "",
    )


def fill(vault: Vault, clock: FixedClock) -> None:
    """A little of everything."""
    names = []
    for number in range(len(NAMES)):
        clock.advance(hours=1)
        names.append(vault.credentials.put(received(number, clock.now())).id)
    vault.snapshots.keep(snapshot("https://golden.example/status", b"older", at=START))
    vault.snapshots.keep(snapshot("https://golden.example/status", b"newer", at=START + timedelta(days=1)))
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}
    vault.holder_keys.put(
        HolderKey(id="golden-key", kind=KeyKind.ED25519, did="did:key:zGolden", jwk=jwk, created_at=START), b"p" * 32
    )
    vault.presentations.add(
        PresentationRecord(
            id="urn:uuid:shown",
            kind=PresentationKind.VP,
            created_at=START,
            credential_ids=(names[0],),
            shown=("/name",),
            audience="Nordic Data",
            nonce="7KQ4MP",
            expires_at=START + timedelta(days=7),
            data_sha256="0" * 64,
        )
    )
    items = tuple(PortfolioItem(credential_id=name, words=f"On {name[:4]}.") for name in names[:2])
    vault.portfolios.save(Portfolio(name="cv", title="Welder", items=items, created_at=START, changed_at=START))
    issuers = (TrustedIssuer(id="did:web:golden.example", name="École d\u2019or", url="https://golden.example"),)
    vault.trust_lists.put(TrustList(name="known", updated=START, issuers=issuers))
    if hasattr(vault, "tags"):
        _fill_second(vault, names)


def _fill_second(vault: Vault, names: list[str]) -> None:
    """What came with schema 2."""
    vault.tags.set(names[0], ("Metal", "für die Bewerbung"))
    vault.collections.put("Mappe")
    vault.collections.add("Mappe", names[1])
    vault.collections.put("Gone", "status:expired")
    vault.credentials.trash(names[3])


def make(folder: Path) -> None:
    """Make the wallet in this folder."""
    clock = FixedClock(START)
    with Vault.create(folder, PASSPHRASE, profile=CHEAPEST, clock=clock, entropy=SeededEntropy(b"golden"))[0] as vault:
        fill(vault, clock)
    (folder / "vault.lock").unlink()
    (folder / "vault.keys.bak").unlink()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
