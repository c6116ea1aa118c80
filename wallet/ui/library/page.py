"""The library: search, order, the grid of cards, and the pane with one of them beside it or, in a narrow window, over it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from wallet.model.card import Card
from wallet.model.outcomes import CardSummary
from wallet.ui.library.detail import DetailPane
from wallet.ui.library.empty import EmptyLibrary
from wallet.ui.library.grid import CardGrid
from wallet.ui.library.model import Cards
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import DETAIL_WIDTH, NARROW, PAGE_TITLE, SMALL
from wallet.ui.widgets.buttons import button, icon_button
from wallet.ui.widgets.labels import Words

_DEBOUNCE_MS = 30


class LibraryPage(QWidget):
    """Shows what it is given; its wishes are signals."""

    imports = Signal()
    pastes = Signal()
    samples = Signal()
    searches = Signal(str)
    shows = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards = Cards(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._stack = QStackedWidget(self)
        row.addWidget(self._stack, 1)
        self._stack.addWidget(self._shelf())
        self.empty = EmptyLibrary(look, self)
        self._stack.addWidget(self.empty)
        self.detail = DetailPane(look, self)
        self.detail.hide()
        self.detail.closed.connect(self.close_detail)
        self._row = row
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_DEBOUNCE_MS)
        self._wait.timeout.connect(lambda: self.searches.emit(self.search.text()))

    def show_cards(self, cards: tuple[CardSummary, ...], *, searched: bool = False) -> None:
        """Replace all cards; an empty wallet shows how to begin, an empty search says so."""
        self.cards.show(cards)
        self._count.say(self.locale().toString(len(cards)))
        self._stack.setCurrentIndex(0 if cards or searched else 1)
        self._none.say(self.tr("Nothing here matches that search."))
        self._none.setVisible(searched and not cards)
        self.grid.setVisible(bool(cards) or not searched)

    def add_cards(self, cards: tuple[CardSummary, ...]) -> None:
        """Add a page of cards at the end."""
        self.cards.append(cards)
        self._count.say(self.locale().toString(self.cards.rowCount()))

    def show_detail(self, card: Card) -> None:
        """Open the pane with this credential."""
        self.detail.show_card(card)
        self.detail.show()
        self._arrange()

    def close_detail(self) -> None:
        """Close the pane; the keyboard goes back to the cards."""
        self.detail.hide()
        self.grid.setFocus()

    def say_search(self, sentence: str) -> None:
        """Say why a search could not be understood."""
        self.cards.show(())
        self._none.say(sentence)
        self._none.show()
        self.grid.hide()

    def say_title(self, title: str) -> None:
        """Name the view that is shown."""
        self._title.say(title)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self.detail.isVisible():
            self.close_detail()
            return
        super().keyPressEvent(event)

    def _arrange(self) -> None:
        width = self._look.px(DETAIL_WIDTH)
        if self.window().width() >= self._look.px(NARROW):
            if self._row.indexOf(self.detail) < 0:
                self._row.addWidget(self.detail)
            self.detail.setFixedWidth(width)
            return
        if self._row.indexOf(self.detail) >= 0:
            self._row.removeWidget(self.detail)
        taken = min(width, self.width())
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.detail.setFixedWidth(taken)
        self.detail.setGeometry(0 if mirrored else self.width() - taken, 0, taken, self.height())
        self.detail.raise_()

    def _shelf(self) -> QWidget:
        look, px = self._look, self._look.px
        shelf = QWidget(self)
        column = QVBoxLayout(shelf)
        column.setContentsMargins(px(18), px(18), px(8), 0)
        column.setSpacing(px(10))
        top = QHBoxLayout()
        top.setContentsMargins(px(6), 0, px(16), 0)
        top.setSpacing(px(8))
        self.search = QLineEdit(shelf)
        self.search.setPlaceholderText(self.tr("Search titles, issuers, skills…"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(look.icon("search", look.tokens.text3), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._wait.start())
        bring = button(look, self.tr("Import"), icon="plus", kind="primary", parent=shelf)
        bring.clicked.connect(self.imports)
        top.addWidget(self.search, 1)
        top.addWidget(bring)
        column.addLayout(top)
        column.addLayout(self._heading(shelf))
        self.grid = CardGrid(look, self.cards, shelf)
        self.grid.chosen.connect(lambda card: self.shows.emit(card.id))
        column.addWidget(self.grid, 1)
        self._none = Words(look, "", tone="second", parent=shelf)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.hide()
        column.addWidget(self._none, 1)
        return shelf

    def _heading(self, shelf: QWidget) -> QHBoxLayout:
        px = self._look.px
        row = QHBoxLayout()
        row.setContentsMargins(px(6), px(4), px(16), 0)
        row.setSpacing(px(12))
        self._title = Words(self._look, self.tr("All credentials"), size=PAGE_TITLE, parent=shelf)
        self._count = Words(self._look, "", size=SMALL, tone="third", parent=shelf)
        self.refresh = icon_button(self._look, "refresh", self.tr("Check all again"), parent=shelf)
        self.refresh.setIconSize(QSize(px(20), px(20)))
        row.addWidget(self._title)
        self._count.setContentsMargins(0, px(6), 0, 0)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.refresh)
        return row
