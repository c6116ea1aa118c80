"""One worker process, seen from this side: it answers one question at a time and is ended when it dies, hangs or lies."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wallet.errors import WorkerFailed
from wallet.worker import wire
from wallet.worker.limits import Limits
from wallet.worker.wire import WorkerNotStarted

_BOOT = "import sys,json;sys.path[:]=json.loads(sys.argv[1]);from wallet.worker.child import serve;serve(sys.argv[2])"
_START_SECONDS = 60.0
_END_SECONDS = 1.0
_CHUNK = 1 << 20
_SIGXCPU = 24


class Process:
    """A worker. After ``ask``, call ``send`` when ``questions`` takes more, and ``read`` when ``answers`` has something.

    ``kinds`` tells it the type of each task's answer.  It is a program of its own, not a fork: it shares no memory, no open
    file, no environment, no working folder and no terminal with this process, only the two pipes.
    """

    def __init__(self, module: str, limits: Limits, kinds: Mapping[str, Any]) -> None:
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
        assert self._child.stdin is not None  # noqa: S101 - Popen was given PIPE
        assert self._child.stdout is not None  # noqa: S101
        self.questions = self._child.stdin.fileno()
        self.answers = self._child.stdout.fileno()
        os.set_blocking(self.questions, False)
        os.set_blocking(self.answers, False)
        self._outgoing = bytearray(wire.question((limits, dict(kinds), os.getpid())))
        self._received = bytearray()
        self._is_ready = False
        self._kind: Any = None
        self._deadline = time.monotonic() + _START_SECONDS

    @property
    def pid(self) -> int:
        """The number that the system knows it by."""
        return self._child.pid

    @property
    def seconds_left(self) -> float:
        """Until this question has taken too long, or the start has."""
        return self._deadline - time.monotonic()

    @property
    def has_more_to_send(self) -> bool:
        """Whether part of the question has not been taken yet."""
        return bool(self._outgoing)

    @property
    def is_usable(self) -> bool:
        """Whether it may be asked: alive, and silent since its last answer (nobody answers what was not asked)."""
        if self._child.poll() is not None:
            return False
        return not self._is_ready or not select.select([self.answers], [], [], 0)[0]

    def ask(self, question: bytes, kind: Any) -> None:
        """Take on a question whose answer is of type ``kind``; its time starts now, or when the worker is ready."""
        self._kind = kind
        self._outgoing += question
        if self._is_ready:
            self._deadline = time.monotonic() + self._limits.seconds

    def wait_longer(self, seconds: float) -> None:
        """Do not count a time in which nobody listened to the worker."""
        self._deadline += seconds

    def send(self) -> None:
        """Give it as much of the question as it takes now."""
        try:
            sent = os.write(self.questions, self._outgoing[:_CHUNK])
        except BlockingIOError:
            return
        except OSError:
            sent = len(self._outgoing)  # it died; ``read`` finds out how
        del self._outgoing[:sent]

    def read(self) -> tuple[bool, Any]:
        """Take what has arrived: (False, None) while the answer is incomplete, else (True, the answer or the task's error).

        Raises WorkerFailed("worker-died", "worker-too-slow", "worker-memory", "worker-answer") and WorkerBug; the worker is
        of no further use then.
        """
        try:
            part = os.read(self.answers, _CHUNK)
        except BlockingIOError:
            return False, None
        if not part:
            raise self._death()
        self._received += part
        body = self._message()
        if body is not None and not self._is_ready:
            wire.read_ready(body)
            self._is_ready = True
            self._deadline = time.monotonic() + self._limits.seconds
            body = self._message()
        if body is None:
            return False, None
        if self._received:  # more than one answer to one question
            raise wire.untrustworthy()
        return True, wire.read_answer(body, self._kind)

    def kill(self) -> None:
        """End it now and leave nothing behind."""
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                stream.close()

    def too_slow(self) -> WorkerFailed:
        """The error for a question that has taken too long."""
        sentence = "Reading this took longer than any credential does, so it was stopped. Nothing was stored."
        if not self._is_ready:
            sentence = "The process that reads files did not start in time: this computer is very busy. Try again."
        return WorkerFailed("worker-too-slow", sentence)

    def _message(self) -> bytes | None:
        if len(self._received) < wire.HEADER:
            return None
        end = wire.HEADER + wire.answer_length(bytes(self._received[: wire.HEADER]))
        if len(self._received) < end:
            return None
        body = bytes(self._received[wire.HEADER : end])
        del self._received[:end]
        return body

    def _death(self) -> WorkerFailed:
        try:
            self._child.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:  # it closed the pipe and lives on
            self._child.kill()
            self._child.wait()
        if not self._is_ready:
            raise WorkerNotStarted(f"A worker could not start: it ended with {self._child.returncode}.")
        if self._child.returncode == -_SIGXCPU:
            return self.too_slow()
        sentence = "The process that read this file broke down, so the file was refused. Nothing else was touched."
        return WorkerFailed("worker-died", sentence)
