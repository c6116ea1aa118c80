"""Draws the library's cards from kept pictures: a card is painted again only when something about it changed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from wallet.model.outcomes import CardSummary
from wallet.ui.library.card_painter import Face, picture
from wallet.ui.library.model import SUMMARY, Index
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CARD_HEIGHT, CARD_MIN_WIDTH

_CACHE_KB = 64 * 1024
GAP = 12


class CardDelegate(QStyledItemDelegate):
    """Paints cards of the size that the view gives it in ``cell``."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.cell = QSize(CARD_MIN_WIDTH + GAP, look.px(CARD_HEIGHT) + GAP)
        QPixmapCache.setCacheLimit(_CACHE_KB)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        del option, index
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: CardSummary = index.data(SUMMARY)
        state: QStyle.StateFlag = option.state
        direction: Qt.LayoutDirection = option.direction
        face = Face(
            card=card,
            size=(self.cell.width() - GAP, self.cell.height() - GAP),
            look=self._look,
            dpr=painter.device().devicePixelRatioF(),
            selected=bool(state & QStyle.StateFlag.State_Selected),
            focused=bool(state & QStyle.StateFlag.State_HasFocus),
            rtl=direction == Qt.LayoutDirection.RightToLeft,
        )
        place = option.rect.topLeft()
        key = repr((card, face.size, face.look, face.dpr, face.selected, face.focused, face.rtl))
        kept = QPixmap()
        if not QPixmapCache.find(key, kept):
            kept = picture(face)
            QPixmapCache.insert(key, kept)
        painter.drawPixmap(place.x() + GAP // 2, place.y() + GAP // 2, kept)
