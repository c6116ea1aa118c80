"""The vigil over an open wallet: it notices that the wallet has locked itself, and tells the wallet that its owner is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from wallet.custody.remote import RemoteSession

if TYPE_CHECKING:
    from wallet.session import Session
    from wallet.ui.bridge import Courier

_LOOK_MS = 1000
_TELL_MS = 20_000
_SIGNS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel})


class Vigil(QObject):
    """``locked`` when the wallet's process has ended by itself: idle, screen lock, suspend, or a fault.

    A wallet that is open in this very process (as in tests) has no process to watch, and never ends by itself.
    """

    locked = Signal()

    def __init__(self, courier: Courier[Session], parent: QObject) -> None:
        super().__init__(parent)
        self._courier = courier
        self._session: RemoteSession | None = None
        self._may_tell = True
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._see)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_TELL_MS)
        self._quiet.timeout.connect(self._listen)
        courier.ask(lambda session: session, then=self._begin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if self._may_tell and event.type() in _SIGNS:
            self._may_tell = False
            self._quiet.start()
            self._courier.ask(_say_here, then=lambda _none: None)
        return super().eventFilter(watched, event)

    def end(self) -> None:
        """Stop watching."""
        self._look.stop()
        self._quiet.stop()
        self._session = None
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def _begin(self, session: Session) -> None:
        application = QApplication.instance()
        if isinstance(session, RemoteSession) and application is not None:
            self._session = session
            application.installEventFilter(self)
            self._look.start()

    def _listen(self) -> None:
        self._may_tell = True

    def _see(self) -> None:
        if self._session is not None and self._session.process.ended is not None:
            self.end()
            self.locked.emit()


def _say_here(session: Session) -> None:
    if isinstance(session, RemoteSession):
        session.process.still_here()
