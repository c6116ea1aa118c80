"""The main window: the sidebar, the screens behind it, and what ties them to the wallet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from wallet.model.card import Card
from wallet.model.outcomes import CardSummary
from wallet.ui.library.page import LibraryPage
from wallet.ui.sidebar import Sidebar, View
from wallet.ui.theme.look import Look

if TYPE_CHECKING:
    from wallet.session import Session
    from wallet.ui.bridge import Courier, Errand

_FIRST_PAGE = 60
_PAGE = 400


class MainWindow(QMainWindow):
    """An open wallet on the screen; ``closes`` says that the user is done with it."""

    closes = Signal()

    def __init__(self, look: Look, courier: Courier[Session], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._courier = courier
        self._listing: Errand | None = None
        self._showing: Errand | None = None
        self.setWindowTitle("Satchel")
        self.resize(look.px(1280), look.px(820))
        self.setMinimumSize(640, 480)
        inner = QWidget(self)
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sidebar = Sidebar(look, self._views(), inner)
        self.pages = QStackedWidget(inner)
        self.library = LibraryPage(look, self)
        self.pages.addWidget(self.library)
        row.addWidget(self.sidebar)
        row.addWidget(self.pages, 1)
        self.setCentralWidget(inner)
        self.sidebar.select("all")
        self.library.shows.connect(self._show)
        self.reload()

    def reload(self) -> None:
        """List everything anew: a first page at once, the rest behind it."""
        if self._listing is not None:
            self._listing.cancel()
        first = True

        def page(cards: tuple[CardSummary, ...]) -> None:
            nonlocal first
            if first:
                self.library.show_cards(cards)
                first = False
            else:
                self.library.add_cards(cards)
            self.sidebar.say_count("all", self.library.cards.rowCount())

        self._listing = self._courier.stream(_pages, each=page, ends=lambda: None)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.closes.emit()
        super().closeEvent(event)

    def _show(self, name: str) -> None:
        if self._showing is not None:
            self._showing.cancel()

        def shown(card: Card) -> None:
            self.library.show_detail(card)

        self._showing = self._courier.ask(lambda session: session.card(name), then=shown)

    def _views(self) -> tuple[tuple[str, tuple[View, ...]], ...]:
        return (
            (
                "",
                (
                    View(name="all", title=self.tr("All credentials"), icon="grid"),
                    View(name="attention", title=self.tr("Needs attention"), icon="alert"),
                    View(name="trash", title=self.tr("Trash"), icon="trash"),
                ),
            ),
            (
                self.tr("Share"),
                (
                    View(name="portfolios", title=self.tr("Portfolios"), icon="layers"),
                    View(name="shared", title=self.tr("Shared by me"), icon="share"),
                ),
            ),
            (self.tr("Check others"), (View(name="verify", title=self.tr("Verify a credential"), icon="shield"),)),
            ("-", (View(name="settings", title=self.tr("Settings"), icon="settings"),)),
        )


def _pages(session: Session) -> Iterator[tuple[CardSummary, ...]]:
    cards = iter(session.cards())
    size = _FIRST_PAGE
    while True:
        page = tuple(islice(cards, size))
        if not page and size != _FIRST_PAGE:
            return
        yield page
        size = _PAGE
