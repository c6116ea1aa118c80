"""The real program as a process of its own, in surroundings that are given to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wallet

ROOT = Path(wallet.__file__).parents[1]
_MAIN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from wallet.app import main; main()"
_PATIENCE = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command answered."""

    exit_code: int
    text: str
    errors: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def code(self) -> str:
        """ "done", or the code of its error; a traceback is "bug"."""
        if "Traceback" in self.errors:
            return "bug: " + self.errors[-1500:]
        errors = [record["error"]["code"] for record in self.records if record.get("error")]
        if errors:
            return str(errors[0])
        return "done" if self.exit_code == 0 else f"exit {self.exit_code}: {self.errors[-300:]}"


def command_line(*words: str | Path) -> list[str]:
    """What starts it."""
    return [sys.executable, "-c", _MAIN, str(ROOT), *map(str, words)]


def run(*words: str | Path, surroundings: Mapping[str, str] | None = None, folder: Path | None = None) -> Answer:
    """Run it to its end. ``surroundings`` is its whole environment, ``folder`` where it stands."""
    done = subprocess.run(
        command_line(*words),
        cwd=folder,
        env=None if surroundings is None else dict(surroundings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE,
        check=False,
    )
    return Answer(
        exit_code=done.returncode, text=done.stdout.decode(errors="replace"), errors=done.stderr.decode(errors="replace")
    )
