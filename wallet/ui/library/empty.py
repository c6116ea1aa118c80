"""The empty library: the whole area takes a drop, and four doors lead to a first credential."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from wallet.ui.theme import emblem
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import BODY, CAPTION, PAGE_TITLE
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.frames import picture
from wallet.ui.widgets.labels import Words


class EmptyLibrary(QWidget):
    """``files``, ``paste`` and ``samples`` are the doors."""

    files = Signal()
    paste = Signal()
    samples = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        px = look.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(48), px(40), px(48), px(20))
        outer.setSpacing(px(16))
        area = DropArea(look, self)
        outer.addWidget(area, 1)
        column = QVBoxLayout(area)
        column.setContentsMargins(px(32), px(32), px(32), px(32))
        column.setSpacing(px(12))
        column.addStretch(3)
        column.addWidget(Fan(look, area), 0, Qt.AlignmentFlag.AlignHCenter)
        title = Words(look, self.tr("Drop your first credential here"), size=PAGE_TITLE, parent=area)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(title)
        column.addWidget(self._what(area), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(8))
        column.addLayout(self._doors(area))
        more = button(look, self.tr("Look around with sample credentials"), kind="link", parent=area)
        more.clicked.connect(self.samples)
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        outer.addLayout(self._promise())

    def _what(self, area: QWidget) -> QWidget:
        text = self.tr(
            "Badge pictures (PNG, SVG), files from a school or course site, a PDF with a credential inside, or a whole folder "
            "or ZIP of them."
        )
        what = Words(self._look, text, size=BODY, tone="second", wrap=True, parent=area)
        what.setAlignment(Qt.AlignmentFlag.AlignCenter)
        what.setFixedWidth(self._look.px(500))
        return what

    def _doors(self, area: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(12))
        row.addStretch(1)
        choose = button(self._look, self.tr("Choose files…"), icon="file", kind="primary", parent=area)
        choose.clicked.connect(self.files)
        paste = button(self._look, self.tr("Paste link or text"), icon="link", parent=area)
        paste.clicked.connect(self.paste)
        row.addWidget(choose)
        row.addWidget(paste)
        row.addStretch(1)
        return row

    def _promise(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(10))
        row.addStretch(1)
        row.addWidget(picture(self._look, "lock", self._look.tokens.text2, 16, self))
        said = self.tr("Everything stays on this computer, encrypted. Nothing is uploaded, and no account is needed.")
        row.addWidget(Words(self._look, said, size=CAPTION, tone="second", parent=self))
        row.addStretch(1)
        return row


class DropArea(QWidget):
    """A sheet with a dashed edge."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tokens = self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.surface))
        pen = QPen(QColor(tokens.control), 1.5)
        pen.setDashPattern([6, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 16, 16)
        painter.end()


class Fan(QWidget):
    """Three cards, fanned out: what a full library will look like."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(QSize(look.px(280), look.px(170)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        px = self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        for title, issuer, angle, aside in (("a", "one", -11, -72), ("b", "two", 11, 72), ("c", "three", 0, 0)):
            painter.save()
            painter.translate(middle + QPointF(px(aside), px(8 if aside else 0)))
            painter.rotate(angle)
            self._card(painter, title, issuer)
            painter.restore()
        painter.end()

    def _card(self, painter: QPainter, title: str, issuer: str) -> None:
        tokens, px = self._look.tokens, self._look.px
        place = QRectF(-px(58), -px(70), px(116), px(140))
        path = QPainterPath()
        path.addRoundedRect(place, px(10), px(10))
        painter.fillPath(path, QColor(tokens.surface))
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(QRectF(place.left(), place.top(), place.width(), px(52)), emblem.band(issuer, dark=tokens.is_dark)[0])
        painter.restore()
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawPath(path)
        emblem.paint(painter, QRectF(-px(22), -px(46), px(44), px(44)), title=title, issuer=issuer, ring=QColor(tokens.surface))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.hover))
        for top, width in ((18, 82), (36, 52)):
            painter.drawRoundedRect(QRectF(-px(41), px(top), px(width), px(8)), px(4), px(4))
