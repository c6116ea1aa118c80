"""The code on the whole screen, black on white whatever the theme; it goes away by itself after a minute."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from wallet.model.plain_text import visible
from wallet.model.presentation import PresentationRequest, QrPicture
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import HEADING
from wallet.ui.words import tr

_SHOWN_MS = 60_000
_INK, _PAPER = "#000000", "#FFFFFF"


class FullScreenCode(QWidget):
    """Esc, a click or a minute closes it."""

    def __init__(self, look: Look, code: QrPicture, request: PresentationRequest, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._look = look
        self._pixmap = QPixmap()
        self._pixmap.loadFromData(code.png)
        self._sentence = tr("For {whom}").format(whom=visible(request.audience, limit=80) or tr("anybody"))
        self.setWindowTitle(tr("The code to scan"))
        self.setAccessibleName(f"{self.windowTitle()}. {self._sentence}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.close)
        self._wait.start(_SHOWN_MS)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_PAPER))
        foot = self._look.px(72)
        modules = max(1, self._pixmap.width())
        room = min(self.width(), self.height() - foot) - self._look.px(48)
        side = max(modules, room - room % modules) if room >= modules else room
        place = QRectF((self.width() - side) / 2, (self.height() - foot - side) / 2, side, side)
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        painter.setPen(QColor(_INK))
        painter.setFont(self._look.font(HEADING))
        below = QRectF(0, self.height() - foot, self.width(), foot)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self._sentence)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.close()
        super().mouseReleaseEvent(event)
