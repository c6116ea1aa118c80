"""The code on the whole screen, black on white whatever the theme; it goes away by itself after a minute."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wallet.model.plain_text import visible
from wallet.model.presentation import PresentationRequest, QrPicture
from wallet.ui.presenting.code_view import CodeView
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import HEADING
from wallet.ui.widgets.labels import Words
from wallet.ui.words import tr

_SHOWN_MS = 60_000


class FullScreenCode(QWidget):
    """Esc, a click or a minute closes it."""

    def __init__(self, look: Look, code: QrPicture, request: PresentationRequest, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("The code to scan"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setStyleSheet("FullScreenCode { background: #FFFFFF; }")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        self.view = CodeView(self)
        self.view.show_code(code)
        column.addWidget(self.view, 1)
        sentence = tr("For {whom}").format(whom=visible(request.audience, limit=80) or tr("anybody"))
        words = Words(look, sentence, size=HEADING, parent=self)
        words.setStyleSheet("color: #000000;")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        self.setAccessibleName(f"{self.windowTitle()}. {sentence}")
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.close)
        self._wait.start(_SHOWN_MS)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.close()
        super().mouseReleaseEvent(event)
