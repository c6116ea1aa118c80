"""Backup and restore of 100,000 credentials of 3 KB, with ratios to copying the database file and to plain SQLite's own dump.

    python tests/bench/backup_speed.py [COUNT]

Prints seconds and peak memory of each part. Each runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.fakes import NOON, FixedClock, SeededEntropy  # noqa: E402
from wallet.backup import making, restoring  # noqa: E402
from wallet.model.report import Check, CheckKind, Outcome, VerificationReport  # noqa: E402
from wallet.vault import report_json  # noqa: E402
from wallet.vault.holding_rows import CredentialRow, OriginalRow  # noqa: E402
from wallet.vault.kdf import CHEAPEST  # noqa: E402
from wallet.vault.vault import Vault  # noqa: E402

PASSPHRASE = "correct horse battery staple"
SIZE = 3000


def _report() -> str:
    """As many checks as a real report has."""
    checks = tuple(
        Check(kind=kind, outcome=Outcome.PASSED, reason=f"{kind.value}-fine", as_of=NOON, detail="A sentence on it. " * 2)
        for kind in CheckKind
    )
    return report_json.to_json(VerificationReport(checked_at=NOON, checks=checks))


def _payload(number: int) -> bytes:
    """3,000 bytes of JSON that no compression makes small."""
    signature = hashlib.shake_256(str(number).encode()).hexdigest(700)
    document = {"id": f"urn:{number}", "name": f"Badge {number}", "proof": signature, "criteria": "Show that you can. " * 80}
    return json.dumps(document).encode()[: SIZE - 1].ljust(SIZE)


def make(place: Path, count: int) -> None:
    """The wallet."""
    from wallet.model.carried import Carrier

    report = _report()
    vault, _ = Vault.create(place / "wallet", PASSPHRASE, profile=CHEAPEST, clock=FixedClock(), entropy=SeededEntropy(b"bench"))
    with vault:
        for start in range(0, count, 1000):
            with vault.holdings.transaction():
                for number in range(start, min(count, start + 1000)):
                    sha256 = vault.holdings.put_content(_payload(number))
                    vault.holdings.put_credential(_row(number, sha256, report, Carrier.JSON.value))


def _row(number: int, sha256: str, report: str, carrier: str) -> CredentialRow:
    from wallet.model.carried import Carrier

    return CredentialRow(
        id=sha256[:32],
        payload=sha256,
        format="ob3",
        title=f"Badge {number}",
        issuer_id=f"did:web:school-{number % 50}.example",
        issuer_name=f"School {number % 50}",
        given_id=f"urn:{number}",
        kinds="OpenBadgeCredential",
        skills="welding\nreading",
        criteria="Show that you can.",
        issued_at=NOON,
        valid_until=None,
        added_at=NOON,
        trashed_at=None,
        holder_key="",
        note="",
        report=report,
        originals=(
            OriginalRow(name=f"badge-{number}.json", media_type="application/json", carrier=Carrier(carrier), content=sha256),
        ),
    )


def back_up(place: Path) -> None:
    """Written, synced, read back, renamed."""
    with Vault.open(place / "wallet", PASSPHRASE, clock=FixedClock(), entropy=SeededEntropy(b"b")) as vault:
        making.make(vault, place / "wallet.backup", clock=FixedClock(), entropy=SeededEntropy(b"c"))


def check(place: Path) -> None:
    """Read to its end."""
    restoring.check(place / "wallet.backup", PASSPHRASE)


def restore(place: Path) -> None:
    """Into an empty place."""
    restoring.restore(place / "wallet.backup", place / "new", PASSPHRASE, entropy=SeededEntropy(b"d"), replace=False)


def copy(place: Path) -> None:
    """The database file, copied and synced: what a backup cannot be faster than."""
    shutil.copyfile(place / "wallet" / "vault-1.db", place / "copy.db")
    _sync(place / "copy.db")


def plain(place: Path, count: int) -> None:
    """The same rows in plain SQLite (not part of what is measured)."""
    database = sqlite3.connect(place / "plain.db")
    database.execute("CREATE TABLE credentials (id TEXT PRIMARY KEY, report TEXT, data BLOB)")
    report = _report()
    rows = ((hashlib.sha256(data).hexdigest(), report, data) for data in map(_payload, range(count)))
    with database:
        database.executemany("INSERT INTO credentials VALUES (?, ?, ?)", rows)
    database.close()


def dump(place: Path) -> None:
    """Plain SQLite's own dump of them as text, synced."""
    database = sqlite3.connect(place / "plain.db")
    with (place / "plain.sql").open("w", encoding="utf-8") as file:
        for line in database.iterdump():
            file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    database.close()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _measured(name: str, place: Path, count: int) -> float:
    """Run one part in a process of its own."""
    command = [sys.executable, __file__, "--part", name, str(place), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, megabytes = map(float, done.stdout.split())
    print(f"{name:8} {seconds:8.2f} s   peak {megabytes:6.0f} MB", flush=True)
    return seconds


def _part(name: str, place: Path, count: int) -> None:
    parts: dict[str, Callable[[], None]] = {
        "make": lambda: make(place, count),
        "backup": lambda: back_up(place),
        "check": lambda: check(place),
        "restore": lambda: restore(place),
        "copy": lambda: copy(place),
        "plain": lambda: plain(place, count),
        "dump": lambda: dump(place),
    }
    begun = time.perf_counter()
    parts[name]()
    seconds = time.perf_counter() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """All of it."""
    if sys.argv[1:2] == ["--part"]:
        _part(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        seconds = {
            name: _measured(name, place, count) for name in ("make", "plain", "copy", "dump", "backup", "check", "restore")
        }
        sizes = {name: (place / name).stat().st_size / 1e6 for name in ("wallet/vault-1.db", "wallet.backup", "plain.sql")}
    print("  ".join(f"{name} {size:.0f} MB" for name, size in sizes.items()))
    for name in ("backup", "check", "restore"):
        ratios = f"{seconds[name] / seconds['copy']:.1f} times a copy, {seconds[name] / seconds['dump']:.1f} times a plain dump"
        print(f"{name}: {ratios}")


if __name__ == "__main__":
    main()
