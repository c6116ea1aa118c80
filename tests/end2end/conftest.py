"""The real command line, a real wallet and real workers behind it; only the clock and the key derivation are ours."""

from __future__ import annotations

import json
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
def demo(sample_wallet: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Satchel:
    """The command line on a copy of the demo wallet."""
    import shutil

    copy = tmp_path / "demo"
    shutil.copytree(sample_wallet, copy)
    monkeypatch.chdir(tmp_path)
    return Satchel(clock, copy, copy / "passphrase.txt")


# ---------------------------------------------------------------- attacks (see attack_bench)


@pytest.fixture(scope="session")
def warm_reader() -> Iterator[Reader]:
    """One worker for all attacks; one that dies is replaced."""
    with Reader() as reader:
        yield reader


@pytest.fixture(scope="session")
def three_credentials(tmp_path_factory: pytest.TempPathFactory, warm_reader: Reader) -> Path:
    """A wallet with three credentials, made once; each test copies it."""
    from tests.end2end.attack_bench import Bench, good, json_lines

    place = tmp_path_factory.mktemp("three")
    (place / "passphrase.txt").write_text(PASSPHRASE + "\n", "utf-8")
    run = Bench(FixedClock(), place / "wallet", place / "passphrase.txt", reader=warm_reader)
    assert run("init", "--json").code == 0
    (place / "good").mkdir()
    for name, data in good().items():
        (place / "good" / name).write_bytes(data)
    taken = json_lines(run("import", place / "good", "--offline", "--json"))
    assert [record["headline"] for record in taken] == ["issuer-unknown"] * 3
    return place


@pytest.fixture
def bench(three_credentials: Path, warm_reader: Reader, tmp_path: Path, clock: FixedClock) -> Any:
    """The command line on a copy of the wallet with three credentials."""
    import shutil

    from tests.end2end.attack_bench import Bench

    shutil.copytree(three_credentials / "wallet", tmp_path / "wallet")
    return Bench(clock, tmp_path / "wallet", three_credentials / "passphrase.txt", reader=warm_reader)


@pytest.fixture
def survives(bench: Any, tmp_path: Path) -> Any:
    """Verify and import an attack: all that must hold of every one of them. Returns both lists of records."""
    from tests.end2end.attack_bench import Attack, nothing_written_outside

    def attacked(attack: Attack) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        (tmp_path / "given").mkdir(exist_ok=True)
        file = tmp_path / "given" / attack.name
        data = attack.bytes  # once: a signature may be another each time
        file.write_bytes(data)
        before = bench.originals()
        assert len(before) == 3
        with nothing_written_outside(bench.folder, tmp_path / "kept"):
            judged = bench.verify(attack, file)
            taken = bench.take(attack, file)
        after = bench.originals()
        assert {name: after[name] for name in before} == before
        stored = {record["id"] for record in taken if record["outcome"] != "refused"}
        assert set(after) == set(before) | stored
        assert file.read_bytes() == data
        return judged, taken

    return attacked
