"""What runs in a process that is about to be killed at a given line of its work."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from tests.fakes import SeededEntropy
from tests.unit.backup.backup_examples import PASSPHRASE, back_up
from tests.unit.vault.vault_examples import reopen
from wallet.backup import restoring

_STEPS = (
    *("making.py", "keeping.py", "writing.py", "sealed.py", "restoring.py", "rebuilding.py"),
    *("generations.py", "committing.py", "durable.py", "creating.py"),
)


def back_up_until(folder: Path, target: Path, step: int, done: Connection) -> None:
    """Back up and be killed at the given step; ``done`` hears how many there are if there are fewer."""
    vault = reopen(folder)
    _until(step, done, lambda: back_up(vault, target, seed=b"second"))


def restore_until(file: Path, folder: Path, step: int, done: Connection) -> None:
    """Restore and be killed at the given step."""
    _until(step, done, lambda: restoring.restore(file, folder, PASSPHRASE, entropy=SeededEntropy(b"restore"), replace=True))


def _until(step: int, done: Connection, act: Callable[[], object]) -> None:
    seen = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal seen
        if not frame.f_code.co_filename.endswith(_STEPS):
            return None
        if event == "line":
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    act()
    sys.settrace(None)
    done.send(seen)
