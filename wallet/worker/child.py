"""The worker's side: import the tasks, close in, then answer one question after the other."""

from __future__ import annotations

import importlib
import os
import pickle
import traceback
from collections.abc import Callable
from typing import Any

from wallet.errors import WalletError
from wallet.worker import sandbox, wire
from wallet.worker.limits import Limits

_IN, _OUT = 0, 1


def serve(module: str) -> None:
    """Answer until the pipe closes. ``module`` has ``TASKS``, by name, and ``prepare()``, which imports all they need."""
    questions, answers = os.dup(_IN), os.dup(_OUT)
    _silence()
    limits = pickle.loads(_message(questions))  # noqa: S301 - from the process that started us
    tasks: dict[str, Callable[..., Any]] = importlib.import_module(module).TASKS
    importlib.import_module(module).prepare()
    sandbox.close_in(limits)
    while True:
        name, arguments = pickle.loads(_message(questions))  # noqa: S301
        sandbox.start_task(limits)
        _send(answers, _answer(tasks[name], arguments))


def _answer(task: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    try:
        return wire.frame(("ok", task(*arguments)))
    except WalletError as error:
        return wire.frame(("error", error))
    except MemoryError:
        return wire.frame(("memory", None))
    except Exception:  # noqa: BLE001 - a bug travels to the other side as its traceback, and is raised there
        return wire.frame(("bug", traceback.format_exc(limit=-12)))


def _silence() -> None:
    """Whatever a library prints goes nowhere; our two pipes are ours alone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _message(pipe: int) -> bytes:
    return _exactly(pipe, wire.length(_exactly(pipe, wire.HEADER)))


def _exactly(pipe: int, count: int) -> bytes:
    parts = []
    while count:
        part = os.read(pipe, min(count, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _send(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


__all__ = ["Limits", "serve"]
