"""One worker process, seen from this side: started when first asked, ended when it dies, hangs or answers nonsense."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from wallet.errors import WalletError, WorkerFailed
from wallet.worker import wire
from wallet.worker.limits import Limits

_BOOT = "import sys,json;sys.path[:]=json.loads(sys.argv[1]);from wallet.worker.child import serve;serve(sys.argv[2])"
_START_SECONDS = 30.0
_SIGXCPU = 24


class WorkerBug(Exception):
    """Our own code failed in a worker; the text is its traceback. Not a finding about the input."""


class Process:
    """A worker that answers one question at a time. ``ask`` writes it, ``read`` is called when ``pipe`` has something."""

    def __init__(self, module: str, limits: Limits) -> None:
        self._limits = limits
        paths = [str(Path(place or ".").resolve()) for place in sys.path]
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, json.dumps(paths), module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LANG": "C.UTF-8"},
            start_new_session=True,
            close_fds=True,
        )
        self._received = bytearray()
        self._deadline = 0.0
        self._is_new = True
        os.set_blocking(self._in, False)
        os.set_blocking(self.pipe, False)

    @property
    def pipe(self) -> int:
        """The descriptor that becomes readable when an answer arrives."""
        assert self._child.stdout is not None  # noqa: S101 - Popen was given PIPE
        return self._child.stdout.fileno()

    @property
    def _in(self) -> int:
        assert self._child.stdin is not None  # noqa: S101
        return self._child.stdin.fileno()

    @property
    def seconds_left(self) -> float:
        """Until this question has taken too long."""
        return self._deadline - time.monotonic()

    def ask(self, task: str, arguments: tuple[Any, ...]) -> None:
        """Send a question. Raises WorkerFailed("worker-died" or "worker-too-slow")."""
        grace = _START_SECONDS if self._is_new else 0.0
        self._deadline = time.monotonic() + self._limits.seconds + grace
        first = wire.frame(self._limits) if self._is_new else b""
        self._is_new = False
        self._received.clear()
        self._send(first + wire.frame((task, arguments)))

    def read(self) -> tuple[bool, Any]:
        """Take what has arrived: (False, None) while the answer is incomplete, else (True, the answer).

        Raises WorkerFailed when the worker died or answered nonsense, WalletError as the task raised it, and WorkerBug.
        """
        try:
            part = os.read(self.pipe, 1 << 20)
        except BlockingIOError:
            return False, None
        if not part:
            raise self._death()
        self._received += part
        if len(self._received) < wire.HEADER:
            return False, None
        size = wire.length(bytes(self._received[: wire.HEADER]))
        if len(self._received) < wire.HEADER + size:
            return False, None
        return True, _opened(wire.loads(bytes(self._received[wire.HEADER : wire.HEADER + size])))

    def kill(self) -> None:
        """End it now and leave nothing behind."""
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                stream.close()

    def too_slow(self) -> WorkerFailed:
        """The error for a question that has taken too long."""
        sentence = f"Reading this took longer than {self._limits.seconds:.0f} seconds, so it was stopped. Nothing was stored."
        return WorkerFailed("worker-too-slow", sentence)

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(self._in, selectors.EVENT_WRITE)
            while view:
                if self.seconds_left <= 0:
                    raise self.too_slow()
                selector.select(min(self.seconds_left, 1.0))
                try:
                    view = view[os.write(self._in, view) :]
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise self._death() from error

    def _death(self) -> WorkerFailed:
        self._child.wait()
        if self._child.returncode == -_SIGXCPU:
            return self.too_slow()
        sentence = "The process that read this file broke down, so the file was refused. Nothing else was touched."
        return WorkerFailed("worker-died", sentence)


def _opened(message: Any) -> Any:
    match message:
        case ("ok", answer):
            return answer
        case ("error", WalletError() as error):
            raise error
        case ("memory", None):
            sentence = "Reading this needs more memory than any credential does, so it was refused."
            raise WorkerFailed("worker-memory", sentence)
        case ("bug", str(text)):
            raise WorkerBug(text)
    raise WorkerFailed("worker-answer", "The process that read this file gave an answer that cannot be trusted.")
