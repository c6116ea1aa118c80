"""A command line to attack: the real commands, the real worker, a clock that stands still."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.end2end.attack_bench import WarmWorld
from tests.end2end.conftest import Said
from tests.fakes import NOON, FixedClock
from wallet.cli.main import satchel
from wallet.intake.reader import Reader


@dataclass(frozen=True)
class Verifier:
    """``satchel verify`` without network; nothing but its own errors may come out."""

    world: WarmWorld
    folder: Path

    def __call__(self, *words: str | Path) -> Said:
        command = ["verify", *map(str, words), "--offline"]
        result = CliRunner().invoke(satchel, command, obj=self.world, catch_exceptions=False, prog_name="satchel")
        assert "Traceback" not in result.output
        return Said(result.exit_code, result.stdout, result.stderr)

    def records(self, *words: str | Path) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self(*words, "--json").text.splitlines()]

    def file(self, name: str, value: Any) -> Path:
        place = self.folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(
            value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
        )
        return place


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@pytest.fixture
def verify(reader: Reader, tmp_path: Path) -> Verifier:
    return Verifier(WarmWorld(FixedClock(NOON), reader, None), tmp_path)
