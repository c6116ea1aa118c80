"""After lock nothing of ours that still runs holds a key, a passphrase or a credential's text; before it, one process does."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.issuers import as_bytes, badge
from tests.unit.custody import window_program
from tests.unit.custody.conftest import ISSUER, make_wallet
from tests.unit.custody.test_locking import children, gone
from wallet.intake.reader import Reader
from wallet.model.given import Given
from wallet.session import open_wallet
from wallet.vault.vault import Vault

PASSPHRASE = "a passphrase with the canary QZXVWKJ"
CANARIES = {"canary in the title": b"KANARIENVOGEL-ONE-7f3a", "canary in the criteria": b"KANARIENVOGEL-TWO-91cc"}
_REGION = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r(?!-..? .*/)", re.MULTILINE)  # not what is mapped from a file, read-only
_CHUNK = 1 << 24

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="reads other processes' memory: root on Linux"),
]


def forms(secret: bytes) -> tuple[bytes, ...]:
    """Raw, hex, and base64 at each of its three alignments, without the ends that depend on what stands beside it."""
    wide = [base64.b64encode(bytes(shift) + secret) for shift in range(3)]
    inner = [text[4 if shift else 0 : -4] for shift, text in enumerate(wide)]
    safe = [text.replace(b"+", b"-").replace(b"/", b"_") for text in inner]
    return (secret, secret.hex().encode(), secret.hex().upper().encode(), *inner, *safe)


def found(pid: int, secrets: Mapping[str, bytes]) -> set[str]:
    """Which of these lie in the memory of a process, in any form."""
    wanted = {name: forms(secret) for name, secret in secrets.items()}
    hits: set[str] = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for region in _REGION.finditer(Path(f"/proc/{pid}/maps").read_text()):
            for data in _parts(memory, int(region[1], 16), int(region[2], 16)):
                hits |= {name for name, texts in wanted.items() if any(text in data for text in texts)}
    return hits


def _parts(memory: Any, start: int, end: int) -> Iterator[bytes]:
    tail = b""
    while start < end:
        try:
            memory.seek(start)
            data = memory.read(min(_CHUNK, end - start))
        except (OSError, OverflowError, ValueError):  # what the kernel keeps to itself ([vvar])
            return
        yield tail + data
        tail = data[-256:]
        start += len(data) or end


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, bytes]:
    """A wallet with the canaries, and every secret of it by name."""
    ports: dict[str, Any] = {"clock": FixedClock(), "entropy": SeededEntropy(os.urandom(8))}
    make_wallet(tmp_path / "wallet", PASSPHRASE, **ports)
    title, criteria = (text.decode() for text in CANARIES.values())
    document = badge(ISSUER, name=title)
    document["credentialSubject"]["achievement"]["criteria"]["narrative"] = criteria
    with Reader() as reader, open_wallet(tmp_path / "wallet", PASSPHRASE, reader=reader, **ports) as session:
        (outcome,) = session.import_inputs([Given(source="badge.json", data=as_bytes(ISSUER.sign(document)))])
        assert outcome.error is None
    with Vault.open(tmp_path / "wallet", PASSPHRASE, **ports) as vault:
        keys = {f"holder key {key.kind}": vault.holder_keys.unwrap(key.id) for key in vault.holder_keys.list()}
        root = vault._root
        database = root.database_key(vault.generation).key
    return {"passphrase": PASSPHRASE.encode(), "root key": root.secret, "database key": database, **keys, **CANARIES}


@pytest.fixture
def window(secrets: dict[str, bytes], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, window_program.__file__, "unlock", str(tmp_path / "wallet")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        tell(started, PASSPHRASE)
        yield started
        started.kill()


def tell(window: subprocess.Popen[str], word: str) -> None:
    assert window.stdin is not None
    window.stdin.write(word + "\n")
    window.stdin.flush()


def heard(window: subprocess.Popen[str]) -> list[str]:
    assert window.stdout is not None
    return window.stdout.readline().split()


def told_to_the_system(pid: int) -> bytes:
    return b"".join(Path(f"/proc/{pid}/{file}").read_bytes() for file in ("cmdline", "environ", "comm"))


def test_a_dump_of_everything_that_still_runs_holds_nothing(window: subprocess.Popen[str], secrets: dict[str, bytes]) -> None:
    word, custodian, _ = heard(window)
    assert word == "open"
    keeper = int(custodian)
    family = children(keeper)
    keys = {name for name in secrets if name not in CANARIES}
    # Before: the wallet process holds them, or this search could not find anything; nobody else holds a key.
    assert found(keeper, secrets) >= {"passphrase", "root key", "database key", *CANARIES}
    assert found(os.getpid(), secrets) == set(secrets)  # holder keys are there only while they sign; this test has them
    assert len(family) >= 2
    in_family = [found(pid, secrets) for pid in family]
    assert [hits & keys for hits in in_family] == [set()] * len(family)
    assert set(CANARIES) in in_family  # the worker that judged it
    assert found(window.pid, secrets) == set(CANARIES)  # it shows the card
    for pid in (window.pid, keeper, *family):
        assert [
            name for name, secret in secrets.items() if any(form in told_to_the_system(pid) for form in forms(secret))
        ] == []

    tell(window, "lock")
    assert heard(window) == ["locked", "asked"]
    assert [pid for pid in (keeper, *family) if not gone(pid)] == []
    assert found(window.pid, secrets) & keys == set()
    # What it has shown lies in its memory still, however it was dropped; a window begins anew.
    tell(window, "anew")
    assert heard(window) == ["anew"]
    assert found(window.pid, secrets) == set()
    assert children(window.pid) == []


def test_no_core_no_debugger_for_every_process_of_ours(window: subprocess.Popen[str]) -> None:
    keeper = int(heard(window)[1])
    workers = [pid for pid in children(keeper) if "intake" in Path(f"/proc/{pid}/cmdline").read_text()]
    assert len(workers) >= 1
    for pid in (keeper, *workers):
        status = Path(f"/proc/{pid}/status").read_text()
        assert "NoNewPrivs:\t1" in status
    for pid in (window.pid, keeper, *children(keeper)):
        limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
        assert [line.split()[-3:-1] for line in limits if line.startswith("Max core file size")] == [["0", "0"]]
    seccomp = [Path(f"/proc/{pid}/status").read_text() for pid in workers]
    assert all("\nSeccomp:\t2" in status for status in seccomp)


def test_another_program_of_the_same_user_cannot_read_it(window: subprocess.Popen[str]) -> None:
    """Root may, and whoever is the same user without root's rights may not (PR_SET_DUMPABLE)."""
    keeper = int(heard(window)[1])
    for pid in (window.pid, keeper, *children(keeper)):
        code = f"open('/proc/{pid}/mem', 'rb').read(1)"
        unprivileged = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.executable, "-c", code]
        done = subprocess.run(unprivileged, capture_output=True, text=True, check=False)
        assert "PermissionError" in done.stderr, done.stderr
