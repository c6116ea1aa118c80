"""The bridge: acts go out to the one thread that may speak to the wallet, answers come back to the window's thread.

A screen never waits.  It hands over an act and what to do with its answer; long acts give their answers one by one, and other
acts get their turn in between.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from wallet.errors import WalletError

Partner = TypeVar("Partner")
_END = object()


@dataclass(eq=False, slots=True)
class Errand:
    """One act on its way. ``cancel`` stops a long one after the answer it is at; what is done stays done."""

    act: Callable[[Any], Any]
    then: Callable[[Any], None]
    fails: Callable[[WalletError], None]
    ends: Callable[[], None] | None = None
    answers: Iterator[Any] | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask for no more answers; none is delivered from now on."""
        self.cancelled.set()


class Courier(QObject, Generic[Partner]):
    """Speaks to ``partner`` (a wallet's session, or the desk) in a thread of its own.

    ``opens`` makes the partner in that thread and ``closes`` ends it there.  A ``WalletError`` goes to the errand's ``fails``;
    anything else is a fault of the program and comes out of ``broke``.
    """

    _answered = Signal(object, object, object)
    broke = Signal(object)

    def __init__(self, opens: Callable[[], Partner], closes: Callable[[Partner], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opens, self._closes = opens, closes
        self._asked: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._serve, name="courier", daemon=True)
        self._opening: Errand | None = None

    def start(self, opened: Callable[[], None], refused: Callable[[WalletError], None]) -> None:
        """Open the partner, and say how that went."""
        self._opening = Errand(act=lambda _partner: None, then=lambda _: opened(), fails=refused)
        self._thread.start()

    def ask(
        self, act: Callable[[Partner], Any], then: Callable[[Any], None], fails: Callable[[WalletError], None] | None = None
    ) -> Errand:
        """Do this act, and give ``then`` its answer."""
        errand = Errand(act=act, then=then, fails=fails or _ignored)
        self._asked.put(errand)
        return errand

    def stream(
        self,
        act: Callable[[Partner], Iterator[Any]],
        each: Callable[[Any], None],
        ends: Callable[[], None],
        fails: Callable[[WalletError], None] | None = None,
    ) -> Errand:
        """Do this long act: ``each`` gets its answers as they come, ``ends`` is called after the last or after a cancel."""
        errand = Errand(act=act, then=each, fails=fails or _ignored, ends=ends)
        self._asked.put(errand)
        return errand

    def stop(self, patience: float = 10.0) -> None:
        """Finish the act that is under way, end the partner, and wait for that (seconds)."""
        self._asked.put(None)
        if self._thread.is_alive():
            self._thread.join(patience)

    # ---- in the courier's thread

    def _serve(self) -> None:
        try:
            partner = self._opens()
        except WalletError as error:
            self._answered.emit(self._opening, error, None)
            return
        except Exception as bug:  # noqa: BLE001 - it must reach the window, not vanish with the thread
            self.broke.emit(bug)
            return
        self._answered.emit(self._opening, None, None)
        streams: deque[Errand] = deque()
        try:
            while self._turn(partner, streams):
                pass
        finally:
            self._closes(partner)

    def _turn(self, partner: Partner, streams: deque[Errand]) -> bool:
        """A new errand, if one waits; else one answer of a long one. False when it is time to stop."""
        try:
            errand = self._asked.get(block=not streams)
        except queue.Empty:
            errand = streams.popleft()
        if errand is None:
            return False
        try:
            self._step(partner, errand, streams)
        except WalletError as error:
            self._answered.emit(errand, error, None)
        except Exception as bug:  # noqa: BLE001 - it must reach the window, not vanish with the thread
            self.broke.emit(bug)
        return True

    def _step(self, partner: Partner, errand: Errand, streams: deque[Errand]) -> None:
        if errand.ends is None:
            self._answered.emit(errand, None, errand.act(partner))
            return
        if errand.answers is None:
            errand.answers = iter(errand.act(partner))
        answer = _END if errand.cancelled.is_set() else next(errand.answers, _END)
        if answer is _END:
            close = getattr(errand.answers, "close", None)
            if close is not None:
                close()
        else:
            streams.append(errand)
        self._answered.emit(errand, None, answer)

    # ---- in the window's thread

    def _deliver(self, errand: Errand, error: WalletError | None, answer: Any) -> None:
        if answer is _END:
            if errand.ends is not None:
                errand.ends()
        elif error is not None:
            errand.fails(error)
            if errand.ends is not None:
                errand.ends()
        elif not errand.cancelled.is_set():
            errand.then(answer)


def _ignored(_error: WalletError) -> None:
    """For acts whose failure shows by itself."""
