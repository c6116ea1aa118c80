"""What the tests of the pool ask of a worker: honest tasks, and those that an input breaks."""

from __future__ import annotations

import ctypes
import os
import time
from typing import Any

from wallet.errors import InputRefused
from wallet.model.report import Outcome

_PREPARED: list[str] = []


def prepare() -> None:
    _PREPARED.append("yes")


def echo(value: str) -> str:
    return value


def pid() -> int:
    return os.getpid()


def prepared() -> str:
    return ",".join(_PREPARED)


def big(count: int) -> bytes:
    return b"x" * count


def measure(data: bytes) -> int:
    return len(data)


def nap(seconds: float, answer: str) -> str:
    time.sleep(seconds)
    return answer


def refuse(code: str) -> str:
    raise InputRefused(code, "This was refused.", needs=("https://example.org/list",))


def stumble(text: str) -> str:
    raise RuntimeError(text)


def wrong_type() -> str:
    return 7  # type: ignore[return-value]


def outcome(word: str) -> Outcome:
    return Outcome(word)


# ---------------------------------------------------------------- broken by an input


def crash() -> str:
    os.abort()


def segfault() -> str:
    ctypes.string_at(0)
    return "survived"


def leave(code: int) -> str:
    os._exit(code)


def spin() -> str:
    while True:
        pass


def eat(count: int) -> str:
    return str(len(bytearray(count)))


def eat_slowly() -> str:
    kept = []
    while True:
        kept.append("x" * 1_000_000)


TASKS: dict[str, Any] = {
    task.__name__: task
    for task in (
        *(echo, pid, prepared, big, measure, nap, refuse, stumble, wrong_type, outcome),
        *(crash, segfault, leave, spin, eat, eat_slowly),
    )
}
KINDS: dict[str, Any] = dict.fromkeys(TASKS, str) | {
    "pid": int,
    "big": bytes,
    "measure": int,
    "outcome": Outcome,
}
