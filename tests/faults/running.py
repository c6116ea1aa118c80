"""Children from a warm server: one act each, alone or under strace."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults import child
from tests.faults.act import Said
from tests.faults.world import Place

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.faults.warm"])
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the child said before its end, and how it ended (negative: the signal)."""

    said: tuple[Said, ...]
    exit_code: int


def run_act(name: str, place: Place, *, attach: Callable[[int], Any] | None = None, copies: str = "") -> Heard:
    """Do the act in a child; ``attach`` is called with its pid before it begins."""
    here, there = SERVER.Pipe(duplex=True)
    process = SERVER.Process(target=child.perform, args=(name, place, there, copies))
    process.start()
    there.close()
    here.recv_bytes()
    tracer = attach(process.pid) if attach is not None else None
    here.send_bytes(b"go")
    said = heard(here)
    process.join(_PATIENCE)
    if process.exitcode is None:
        process.kill()
        process.join()
        said = (*said, {"bug": "it hung"})
    if tracer is not None:
        tracer.wait(_PATIENCE)
    exit_code = process.exitcode
    process.close()
    here.close()
    return Heard(said=said, exit_code=exit_code)


def heard(pipe: Any) -> tuple[Said, ...]:
    """Everything that was said before the end."""
    found: list[Said] = []
    try:
        while pipe.poll(_PATIENCE):
            found.append(json.loads(pipe.recv_bytes()))
    except (EOFError, OSError):
        return tuple(found)
    return (*found, {"bug": "silent for too long"})
