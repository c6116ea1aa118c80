"""The worker's side: import the tasks, close in, then answer one question after the other."""

from __future__ import annotations

import importlib
import os
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from wallet.errors import WalletError
from wallet.worker import sandbox, wire

_IN, _OUT = 0, 1
_LAST_CALLS = -12  # of a traceback


def serve(module: str) -> None:
    """Answer until the pipe closes. ``module`` has ``TASKS``, by name, and ``prepare()``, which imports all they need."""
    questions, answers = os.dup(_IN), os.dup(_OUT)
    _silence()
    try:
        limits, kinds, parent = wire.read_question(_message(questions))
        tasks = _tasks(module)
        sandbox.close_in(limits, parent)
    except BaseException:
        _send(answers, wire.answer("bug", traceback.format_exc()))
        raise
    _send(answers, wire.answer("ready"))
    while True:
        name, arguments = wire.read_question(_message(questions))
        sandbox.start_task(limits)
        _send(answers, _answer(tasks[name], arguments, kinds[name]))


def _tasks(module: str) -> Mapping[str, Callable[..., Any]]:
    imported = importlib.import_module(module)
    imported.prepare()
    tasks: Mapping[str, Callable[..., Any]] = imported.TASKS
    return tasks


def _answer(task: Callable[..., Any], arguments: tuple[Any, ...], kind: Any) -> bytes:
    try:
        return wire.answer("ok", task(*arguments), kind)
    except WalletError as error:
        return wire.answer("error", error, WalletError)
    except MemoryError:
        return wire.answer("memory")
    except Exception:  # noqa: BLE001 - a bug travels to the other side as its traceback, and is raised there
        return wire.answer("bug", traceback.format_exc(limit=_LAST_CALLS))


def _silence() -> None:
    """Whatever a library prints goes nowhere; our two pipes are ours alone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


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
