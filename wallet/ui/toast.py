"""A short notice at the bottom of the window, with one thing to do: eight seconds, reachable with F6."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import LABEL
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.labels import Words

_SHOWN_MS = 8000


class Toast(QFrame):
    """Lies over its parent; ``say`` shows it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        tokens = look.tokens
        self.setObjectName("toast")
        self.setStyleSheet(f"QFrame#toast {{ background: {tokens.text}; border-radius: 10px; }}")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(6), look.px(8), look.px(6))
        row.setSpacing(look.px(12))
        self.words = Words(look, size=LABEL, parent=self)
        self.words.setStyleSheet(f"color: {tokens.bg};")
        self.undo = button(look, "", kind="link", parent=self)
        self.undo.setStyleSheet(f"color: {tokens.bg}; text-decoration: underline; background: transparent;")
        self.undo.setAccessibleName(self.tr("Undo"))
        row.addWidget(self.words)
        row.addWidget(self.undo)
        self._does: Callable[[], object] | None = None
        self.undo.clicked.connect(self._act)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SHOWN_MS)
        self._wait.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str, *, offer: str = "", does: Callable[[], object] | None = None) -> None:
        """Show the sentence, and a button that does something about it."""
        self.words.say(sentence)
        self._does = does
        self.undo.setText(offer)
        self.undo.setAccessibleName(offer)
        self.undo.setVisible(bool(offer))
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._wait.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def place(self) -> None:
        """Keep it at the bottom, in the middle."""
        owner = self.parentWidget()
        if owner is not None:
            self.move((owner.width() - self.width()) // 2, owner.height() - self.height() - self._look.px(24))

    def _act(self) -> None:
        self.hide()
        if self._does is not None:
            self._does()
