"""Where attacks are tried: a wallet with three credentials, the real command line, and what must hold of every attack."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.end2end.conftest import OfflineWorld, Said, Satchel
from tests.fakes import MemoryFetcher
from tests.issuers import Party, as_bytes, badge, sd_jwt_vc, vc_jwt
from wallet.cli.main import satchel
from wallet.desk import Desk
from wallet.intake.reader import Reader
from wallet.model.snapshot import Snapshot
from wallet.session import Session, open_wallet

SECONDS = 5.0  # for one input, whatever it is
_EXIT = {"verified": 0, "verified-stale": 0, "issuer-unknown": 0, "not-fully-checked": 3}
_WRITES = ("w", "a", "x", "+")

ISSUER = Party.with_did_key("attacked issuer")
OTHER = Party.with_did_key("another issuer")
HOLDER = Party.with_did_jwk("attacked holder")
THIEF = Party.with_did_jwk("thief")
TEXTBOOK = Party.with_did_key("issuer of tokens", "P-256")


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One hostile input and what must come of it: a refusal with ``code``, or a ``headline`` with ``reason`` among its checks.

    ``imported`` is the code of a refusal by the wallet alone, ``stored`` the headline there where it differs.
    ``words`` join the call of ``verify``; ``kept`` are documents that come along; ``absent`` must not appear in anything that
    is printed.
    """

    id: str
    data: Callable[[], bytes | str | Mapping[str, Any]]
    code: str = ""
    headline: str = ""
    reason: str = ""
    imported: str = ""
    stored: str = ""
    words: tuple[str, ...] = ()
    kept: Sequence[Snapshot] = ()
    absent: str = ""
    name: str = "attack.bin"

    @property
    def bytes(self) -> bytes:
        made = self.data()
        return made if isinstance(made, bytes) else as_bytes(made)


class WarmWorld(OfflineWorld):
    """Doors that keep one reader for many commands, so that each attack costs only its own time."""

    def __init__(self, clock: Any, reader: Reader, fetcher: MemoryFetcher | None) -> None:
        super().__init__(clock, fetcher)
        self._reader = reader

    @contextmanager
    def desk(self, *, jobs: int, consent: Any) -> Iterator[Desk]:
        yield Desk(self._clock, self._reader, self._fetcher(consent))

    @contextmanager
    def open_wallet(self, folder: Path, secret: str, *, consent: Any, jobs: int = 1) -> Iterator[Session]:
        parts = {"clock": self._clock, "entropy": self._entropy, "fetcher": self._fetcher(consent), "cost": self._cost}
        with open_wallet(folder, secret, reader=self._reader, **parts) as session:
            yield session


@dataclass
class Bench(Satchel):
    """Runs commands with a reader that stays; records what this process writes, and refuses tracebacks and slowness."""

    reader: Reader = field(default_factory=Reader)

    def __call__(self, *words: str | Path, stdin: bytes | None = None) -> Said:
        options = ["--wallet", str(self.folder), "--passphrase-file", str(self.passphrase_file)]
        doors = WarmWorld(self.clock, self.reader, self.fetcher)
        before = self.worked()
        result = CliRunner().invoke(
            satchel, [*options, *map(str, words)], obj=doors, input=stdin, catch_exceptions=False, prog_name="satchel"
        )
        assert self.worked() - before < SECONDS
        assert "Traceback" not in result.stderr + result.stdout
        return Said(result.exit_code, result.stdout, result.stderr)

    def worked(self) -> float:
        """Seconds of computing so far, here and in the workers: other programs on this computer do not count."""
        return time.process_time() + sum(_computed(pid) for pid in self.reader.pids)

    # ---- what is asserted of every attack

    def verify(self, attack: Attack, file: Path) -> list[dict[str, Any]]:
        """Check the file; its exit code, its code or headline and reason are as the attack says."""
        kept = ["--material", str(keep(self.folder.parent / "kept", attack.kept))] if attack.kept else []
        said = self("verify", file, "--json", *([] if "--online" in attack.words else ["--offline"]), *kept, *attack.words)
        records = json_lines(said)
        self._compare(attack, records[0], said.code, attack.code)
        assert not attack.absent or attack.absent not in said.text + said.errors
        return records

    def take(self, attack: Attack, file: Path) -> list[dict[str, Any]]:
        """Import the file; refused, or stored and labelled as the attack says."""
        kept = ["--material", str(keep(self.folder.parent / "kept", attack.kept))] if attack.kept else []
        said = self("import", file, "--json", "--offline", *kept)
        records = json_lines(said)
        code = attack.imported or attack.code
        if code:
            assert {record["outcome"] for record in records} == {"refused"}, records
            assert code in {record["error"]["code"] for record in records}, records
            assert said.code == 1
        else:
            self._compare(
                replace(attack, headline=attack.stored, reason="") if attack.stored else attack, records[0], said.code, ""
            )
        assert not attack.absent or attack.absent not in said.text + said.errors
        return records

    def _compare(self, attack: Attack, record: dict[str, Any], exit_code: int, code: str) -> None:
        importing = "outcome" in record
        if code:
            assert record["error"] is not None, f"not refused but {record['headline']}: {_reasons(record)}"
            assert record["error"]["code"] == code, record["error"]
            assert len(record["error"]["message"]) > 20
            assert exit_code == 1
            return
        assert record["error"] is None, record["error"]
        assert record["headline"] == attack.headline, (record["headline"], _reasons(record))
        assert attack.reason in _reasons(record) or not attack.reason, _reasons(record)
        assert exit_code == (0 if importing else _EXIT.get(attack.headline, 1)), exit_code

    def originals(self) -> dict[str, str]:
        """SHA-256 of each credential's export, by id."""
        hashes = {}
        for card in json_lines(self("list", "--json")):
            out = self.folder.parent / "export.tmp"
            assert self("export", card["id"], "--out", out).code == 0
            hashes[card["id"]] = hashlib.sha256(out.read_bytes()).hexdigest()
            out.unlink()
        return hashes


def json_lines(said: Said) -> list[dict[str, Any]]:
    """The records of an answer, each on exactly one line of valid JSON, whatever the names in it hold."""
    lines = said.text.split("\n")
    assert lines.pop() == ""
    records = [json.loads(line, parse_constant=_no_constant) for line in lines]
    assert all(isinstance(record, dict) for record in records)
    return records


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def _reasons(record: dict[str, Any]) -> set[str]:
    return {check["reason"] for check in record["checks"] if check["outcome"] in ("failed", "unknown")}


def keep(folder: Path, documents: Sequence[Snapshot]) -> Path:
    """A folder of kept documents."""
    folder.mkdir(exist_ok=True)
    index = []
    for place, document in enumerate(documents):
        (folder / f"{place}.json").write_bytes(document.body)
        stamp = f"{document.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
        index.append({"url": document.url, "file": f"{place}.json", "media_type": document.media_type, "fetched_at": stamp})
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    return folder


def good() -> dict[str, bytes]:
    """Three credentials that are what they say: two badges and an SD-JWT."""
    return {
        "badge.json": as_bytes(
            ISSUER.sign(badge(ISSUER, id="urn:uuid:0a5c2c4e-2d2f-4c11-8f0c-6d5b0f0f0001"), cryptosuite="eddsa-rdfc-2022")
        ),
        "token.jwt": as_bytes(vc_jwt(TEXTBOOK, badge(TEXTBOOK, id="urn:uuid:0a5c2c4e-2d2f-4c11-8f0c-6d5b0f0f0002"))),
        "statement.sd-jwt": as_bytes(sd_jwt_vc(ISSUER, HOLDER)),
    }


# ---------------------------------------------------------------- where this process writes

_watched: list[set[str]] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watched:
        return
    if event == "open":
        path, mode, _flags = arguments
        if isinstance(path, str | bytes) and isinstance(mode, str) and any(letter in mode for letter in _WRITES):
            _watched[-1].add(_text(path))
    elif event in ("os.rename", "os.remove", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod"):
        _watched[-1].add(_text(arguments[0]))


def _text(path: Any) -> str:
    return path.decode(errors="replace") if isinstance(path, bytes) else str(path)


sys.addaudithook(_watch)


@contextmanager
def nothing_written_outside(*places: Path) -> Iterator[None]:
    """No file outside these folders is opened for writing, made, moved or removed by this process."""
    _watched.append(set())
    try:
        yield
    finally:
        written = _watched.pop()
    allowed = tuple(str(place) for place in places)
    outside = [path for path in written if not path.startswith(allowed) and "__pycache__" not in path and not path.isdigit()]
    assert not outside, outside


def _computed(pid: int) -> float:
    """Seconds that this process has computed (proc(5), utime and stime)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0  # it ended, and what it did counts no more
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
