"""The real command line, a real wallet and real workers behind it; only the clock and the key derivation are ours."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from tests.fakes import FixedClock, MemoryFetcher
from wallet.app import System
from wallet.cli.main import satchel
from wallet.desk import Desk
from wallet.errors import FetchRefused
from wallet.intake.reader import Reader
from wallet.model.snapshot import Snapshot
from wallet.ports import Fetcher
from wallet.vault.kdf import CHEAPEST

PASSPHRASE = "correct horse battery staple"


@dataclass
class _Consenting:
    """Asks before each host, as the real fetcher does (tests/unit/online proves that one)."""

    world: MemoryFetcher
    consent: Any

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
        if not self.consent(urlsplit(url).hostname):
            raise FetchRefused("no-consent", f"Nobody agreed to ask {urlsplit(url).hostname}.")
        return self.world.fetch(url, accept=accept)


class OfflineWorld(System):
    """The system with a clock that stands still and, where a test gives one, a world of pages in place of the network."""

    def __init__(self, clock: FixedClock, fetcher: MemoryFetcher | None = None) -> None:
        super().__init__(clock, profile=CHEAPEST)
        self._world = fetcher

    def _fetcher(self, consent: Any) -> Fetcher | None:
        return None if consent is None or self._world is None else _Consenting(self._world, consent)

    @contextmanager
    def desk(self, *, jobs: int, consent: Any) -> Iterator[Desk]:
        with Reader(jobs=jobs) as reader:
            yield Desk(self._clock, reader, self._fetcher(consent))


@dataclass
class Said:
    """What a command answered."""

    code: int
    text: str
    errors: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.text.splitlines()]


@dataclass
class Satchel:
    """Runs commands, with the test's wallet where ``wallet`` is set."""

    clock: FixedClock
    folder: Path
    passphrase_file: Path
    fetcher: MemoryFetcher | None = None

    def __call__(self, *words: str | Path, stdin: bytes | None = None) -> Said:
        options = ["--wallet", str(self.folder), "--passphrase-file", str(self.passphrase_file)]
        doors = OfflineWorld(self.clock, self.fetcher)
        result = CliRunner().invoke(
            satchel, [*options, *map(str, words)], obj=doors, input=stdin, catch_exceptions=False, prog_name="satchel"
        )
        return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def run(tmp_path: Path, clock: FixedClock) -> Satchel:
    """The command line on an empty folder."""
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(PASSPHRASE + "\n", "utf-8")
    return Satchel(clock, tmp_path / "wallet", passphrase)


@pytest.fixture(scope="session")
def sample_wallet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo wallet, made once for the session; tests copy what they change."""
    place = tmp_path_factory.mktemp("demo") / "demo"
    result = CliRunner().invoke(satchel, ["demo", str(place), "--json"], obj=OfflineWorld(FixedClock()), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return place


@pytest.fixture
def demo(sample_wallet: Path, tmp_path: Path, clock: FixedClock) -> Satchel:
    """The command line on a copy of the demo wallet."""
    import shutil

    copy = tmp_path / "demo"
    shutil.copytree(sample_wallet, copy)
    os.chdir(tmp_path)
    return Satchel(clock, copy, copy / "passphrase.txt")
