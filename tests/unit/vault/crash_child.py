"""What runs in a process that is about to be killed."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from tests.unit.vault.vault_examples import create, received, reopen

_STEPS = ("creating.py", "durable.py", "database.py", "lock.py")


def put_for_ever(folder: Path, start: int, acknowledged: Connection) -> None:
    """Put one credential after another; say so of each when it has been kept."""
    vault = reopen(folder)
    number = start
    while True:
        kept = vault.credentials.put(received(b"%d " % number * 200))
        acknowledged.send(kept.id)
        number += 1


def create_until(folder: Path, step: int, done: Connection) -> None:
    """Make a vault and be killed at the given line of its making; ``done`` hears of it if there are fewer."""
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
    create(folder)
    sys.settrace(None)
    done.send(seen)


def hold(folder: Path, held: Connection) -> None:
    """Keep the vault open until killed."""
    vault = reopen(folder)
    held.send(vault.vault_id)
    signal.pause()
