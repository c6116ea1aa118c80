"""The grid of cards: as many columns as fit, each as wide as that leaves room for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from wallet.model.outcomes import CardSummary
from wallet.ui.library.delegate import GAP, CardDelegate
from wallet.ui.library.model import SUMMARY, Cards
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CARD_HEIGHT, CARD_MIN_WIDTH


class CardGrid(QListView):
    """Shows ``Cards``; ``chosen`` tells which one is current, ``opened`` that Enter or a double click asked for it."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, cards: Cards, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._delegate = CardDelegate(look, self)
        self.setModel(cards)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Qt takes the bar's width off even while it is hidden, so that a column would come and go with it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Credentials"))
        self.setMouseTracking(True)
        self.activated.connect(lambda index: self.opened.emit(index.data(SUMMARY)))
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now.data(SUMMARY)))

    def current(self) -> CardSummary | None:
        """The card that the keyboard stands on."""
        found: CardSummary | None = self.currentIndex().data(SUMMARY)
        return found

    def selected(self) -> tuple[CardSummary, ...]:
        """All that are selected, in their order."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return tuple(index.data(SUMMARY) for index in rows)

    def go_to(self, row: int) -> None:
        """Make this row current, if there is one, and bring it into view."""
        index = self.model().index(row, 0)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        room = self.viewport().width() - 1
        least = self._look.px(CARD_MIN_WIDTH) + GAP
        columns = max(1, room // least)
        self._delegate.cell = QSize(room // columns, self._look.px(CARD_HEIGHT) + GAP)
        self.setGridSize(self._delegate.cell)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page steps back
            return
        super().keyPressEvent(event)

    def _tell(self, card: CardSummary | None) -> None:
        if card is not None:
            self.chosen.emit(card)
