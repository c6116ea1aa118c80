"""When a wallet process ends: whoever asks for it, the act in hand gets a moment to finish, and then the process is gone.

A request may come from anywhere: another thread, a signal, a message of the desktop, the clock.  It never interrupts an act:
between two messages it is obeyed at once; in the middle of an act the act is answered first, within a few seconds of grace.
After that the process just ends, which the store survives at any point, and whoever waits is told "locked".
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from wallet.custody.order import LockReason

LOCKED = 70  # how a wallet process ends that was locked
_LOOK_AGAIN = 2.0  # seconds: a suspend that nobody told us of is seen by the clocks soon after it
_SLEPT = 5.0

Seconds = Callable[[], float]


def elapsed() -> float:
    """Seconds since the start of the computer, with those in which it was suspended, where the system counts them."""
    which = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if which is None else time.clock_gettime(which)


class LockNow(BaseException):
    """Unwinds everything, so that what is open is closed in order. Not an Exception: no act may take it for its own."""


class Locker:
    """Decides when to lock. ``elapsed`` counts suspended time, ``awake`` does not; ``end`` ends the process at once."""

    def __init__(
        self,
        idle_seconds: float | None,
        *,
        elapsed: Seconds = elapsed,
        awake: Seconds = time.monotonic,
        notices_suspend: bool = True,
        end: Callable[[int], Any] = os._exit,
        grace: float = 5.0,
    ) -> None:
        self._idle = idle_seconds
        self._elapsed, self._awake = elapsed, awake
        self._notices_suspend = notices_suspend
        self._end = end
        self._grace = grace
        self._touched = elapsed()
        self._slept = elapsed() - awake()
        self._reason: LockReason | None = None
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)

    @property
    def reason(self) -> LockReason | None:
        """Why to lock; None while there is no reason."""
        return self._reason

    def touch(self) -> None:
        """Somebody is there: the idle time begins anew."""
        self._touched = self._elapsed()

    def request(self, reason: LockReason) -> None:
        """Lock as soon as the act in hand is answered. May be called from any thread and from a signal handler."""
        if self._reason is not None:
            return
        self._reason = reason
        with contextlib.suppress(OSError):
            os.write(self._waker, b".")
        timer = threading.Timer(self._grace, self._end, (LOCKED,))
        timer.daemon = True
        timer.start()

    def wait(self, file: int, writing: bool) -> None:
        """Until the file can be read or written. Raises LockNow while waiting to read; an answer is always written first."""
        while True:
            self._look_at_the_clocks()
            if self._reason is not None and not writing:
                raise LockNow
            readers, writers = ([self._woken], [file]) if writing else ([file, self._woken], [])
            if writing and self._reason is not None:
                readers = []
            ready, writable, _ = select.select(readers, writers, [], self._patience())
            if file in ready or file in writable:
                return

    def listen(self) -> None:
        """Take the system's signals to end as requests to lock. Only in the main thread."""
        for name, reason in (("SIGTERM", LockReason.ASKED), ("SIGHUP", LockReason.LOGOUT)):
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, self._obey(reason))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the program that owns the terminal

    def _obey(self, reason: LockReason) -> Callable[[int, FrameType | None], None]:
        def handler(_number: int, _frame: FrameType | None) -> None:
            self.request(reason)

        return handler

    def _look_at_the_clocks(self) -> None:
        if self._reason is not None:
            return
        slept = self._elapsed() - self._awake()
        if self._notices_suspend and slept - self._slept > _SLEPT:
            self.request(LockReason.SUSPEND)
        elif self._idle is not None and self._elapsed() - self._touched >= self._idle:
            self.request(LockReason.IDLE)

    def _patience(self) -> float:
        if self._idle is None:
            return _LOOK_AGAIN
        return min(_LOOK_AGAIN, max(0.01, self._idle - (self._elapsed() - self._touched)))
