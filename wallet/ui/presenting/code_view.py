"""A QR code on the screen: each module is a whole number of the screen's own pixels, so that cameras and readers find it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from wallet.model.presentation import QrPicture

_LEAST = 2  # pixels a module; fewer no camera reads
_PAPER = "#FFFFFF"


class CodeView(QWidget):
    """Shows one code as large as whole modules allow; black on white in every theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._svg: QSvgRenderer | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(280, 280))

    @property
    def is_empty(self) -> bool:
        """Whether no code is shown."""
        return self._svg is None

    def show_code(self, code: QrPicture | None) -> None:
        """Show this code; None takes it away."""
        self._svg = None if code is None else QSvgRenderer(QByteArray(code.svg), self)
        self.update()

    def drawn(self, room: float, dpr: float) -> QPixmap:
        """The code in at most ``room`` logical pixels a side."""
        if self._svg is None:
            return QPixmap()
        modules = self._svg.defaultSize().width()
        side = modules * max(_LEAST, int(room * dpr) // modules)
        made = QPixmap(QSize(side, side))
        made.fill(QColor(_PAPER))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._svg.render(painter, QRectF(0, 0, side, side))
        painter.end()
        made.setDevicePixelRatio(dpr)
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._svg is None:
            return
        dpr = self.devicePixelRatioF()
        picture = self.drawn(min(self.width(), self.height()), dpr)
        size = picture.deviceIndependentSize()
        left, top = (round(free / 2 * dpr) / dpr for free in (self.width() - size.width(), self.height() - size.height()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawPixmap(QPointF(left, top), picture)
        painter.end()
