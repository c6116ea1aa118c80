"""An open wallet on the screen: sidebar and pages, and each wish of a page turned into an act of the session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from wallet.errors import WalletError
from wallet.model.card import Card, Original
from wallet.model.given import Given
from wallet.model.library import CardPage, CardQuery, ThrownAway
from wallet.model.outcomes import Decision, ImportOutcome
from wallet.model.presentation import Field, Presentation, PresentationRecord, PresentOrder, Preview, QrPicture
from wallet.ui.importing.review import ReviewPage
from wallet.ui.library.page import LibraryPage
from wallet.ui.presenting.full_screen import FullScreenCode
from wallet.ui.presenting.page import PresentPage
from wallet.ui.sharing import SharedPage
from wallet.ui.sidebar import Sidebar, View
from wallet.ui.theme.look import Look
from wallet.ui.toast import Toast
from wallet.ui.trash import TrashPage

if TYPE_CHECKING:
    from wallet.session import Session
    from wallet.ui.bridge import Courier, Errand

_PAGE = 200


class Workspace(QWidget):
    """Everything that is shown while the wallet is open; it holds no key and speaks to the wallet through ``courier``."""

    picked = Signal(str)
    chooses = Signal()
    pastes = Signal()

    def __init__(self, look: Look, courier: Courier[Session], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._courier = courier
        self._query = CardQuery(limit=_PAGE)
        self._listing: Errand | None = None
        self._showing: Errand | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sidebar = Sidebar(look, self._views(), self)
        self.pages = QStackedWidget(self)
        self.library = LibraryPage(look, self)
        self.present = PresentPage(look, self)
        self.review = ReviewPage(look, self)
        self.shared = SharedPage(look, self)
        self.trash = TrashPage(look, self)
        for page in (self.library, self.present, self.review, self.shared, self.trash):
            self.pages.addWidget(page)
        row.addWidget(self.sidebar)
        row.addWidget(self.pages, 1)
        self.toast = Toast(look, self)
        self._connect()
        self.go("all")

    # ---- going somewhere

    def go(self, view: str) -> None:
        """Show this view of the sidebar."""
        self.sidebar.select(view)
        match view:
            case "all":
                self._query = CardQuery(limit=_PAGE)
                self.library.search.clear()
                self.pages.setCurrentWidget(self.library)
                self.reload()
            case "shared":
                self.pages.setCurrentWidget(self.shared)
                self._courier.ask(lambda session: session.log(), then=self._show_log, fails=self._tell)
            case "trash":
                self.pages.setCurrentWidget(self.trash)
                self._courier.ask(lambda session: session.trash(), then=self.trash.show_trash, fails=self._tell)
            case _:
                self.picked.emit(view)

    def reload(self) -> None:
        """List anew: a first page at once, the rest behind it."""
        if self._listing is not None:
            self._listing.cancel()
        query = replace(self._query, limit=_PAGE, after="")
        first = True

        def page(found: CardPage) -> None:
            nonlocal first
            if first:
                self.library.show_cards(found.items, searched=bool(query.text))
                first = False
            else:
                self.library.add_cards(found.items)
            if not query.text:
                self.sidebar.say_count("all", self.library.cards.rowCount())

        self._listing = self._courier.stream(
            lambda session: _pages(session, query), each=page, ends=lambda: None, fails=self._search_failed
        )

    # ---- bringing in

    def bring_in(self, given: tuple[Given, ...]) -> None:
        """Keep these inputs, and say what became of them."""
        outcomes: list[ImportOutcome] = []

        def ended() -> None:
            self._say_imported(outcomes)
            self.go("all")

        self._courier.stream(lambda session: session.import_inputs(given), each=outcomes.append, ends=ended, fails=self._tell)

    def _say_imported(self, outcomes: list[ImportOutcome]) -> None:
        added = [outcome.id for outcome in outcomes if outcome.decision is Decision.ADDED]
        known = sum(outcome.decision is Decision.ALREADY_HERE for outcome in outcomes)
        parts = [self.tr("%n credential(s) added.", "", len(added))] if added or not known else []
        parts += [self.tr("%n you already had.", "", known)] if known else []
        if added:
            self.toast.say(" ".join(parts), offer=self.tr("Undo"), does=lambda: self._take_back(tuple(added)))
        else:
            self.toast.say(" ".join(parts))

    def _take_back(self, ids: tuple[str, ...]) -> None:
        def away(session: Session) -> None:
            for name in ids:
                session.delete(name)

        self._courier.ask(away, then=lambda _done: self.reload(), fails=self._tell)

    # ---- one credential

    def _show(self, name: str) -> None:
        if self._showing is not None:
            self._showing.cancel()

        def shown(card: Card) -> None:
            self.library.show_detail(card)

        self._showing = self._courier.ask(lambda session: session.card(name), then=shown, fails=self._tell)

    def _throw_away(self, name: str) -> None:
        def thrown(away: ThrownAway) -> None:
            self.library.close_detail()
            self.reload()
            said = self.tr("“{name}” is in the trash.").format(name=away.name)
            self.toast.say(said, offer=self.tr("Undo"), does=lambda: self.bring_back(away.id))

        self._courier.ask(lambda session: session.delete(name), then=thrown, fails=self._tell)

    def bring_back(self, name: str) -> None:
        """Out of the trash again."""

        def back(_card: object) -> None:
            self.reload()
            if self.pages.currentWidget() is self.trash:
                self.go("trash")

        self._courier.ask(lambda session: session.undelete(name), then=back, fails=self._tell)

    def _save_copy(self, name: str) -> None:
        def got(original: Original) -> None:
            self._write(Path(original.name).name, original.data)

        self._courier.ask(lambda session: session.original(name), then=got, fails=self._tell)

    def _write(self, name: str, data: bytes) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save a copy"), name)
        if chosen:
            self.write_to(Path(chosen), data)

    def write_to(self, target: Path, data: bytes) -> None:
        """Write a file where the user wants it, and say how that went."""
        try:
            target.write_bytes(data)
        except OSError as error:
            self.toast.say(self.tr("“{name}” could not be written: {why}.").format(name=target.name, why=error.strerror))
        else:
            self.toast.say(self.tr("Saved as “{name}”.").format(name=target.name))

    # ---- presenting

    def start_presenting(self, name: str) -> None:
        """Choose what to show of this credential."""

        def got(answer: tuple[Card, tuple[Field, ...]]) -> None:
            self.pages.setCurrentWidget(self.present)
            self.present.show_card(*answer)

        self._courier.ask(lambda session: (session.card(name), session.fields(name)), then=got, fails=self._tell)

    def _preview(self, order: PresentOrder) -> None:
        def got(previews: tuple[Preview, ...]) -> None:
            self.present.show_preview(previews[0])

        self._courier.ask(lambda session: session.preview(order), then=got, fails=lambda error: self.present.say(error.message))

    def _make(self, order: PresentOrder, lifetime: object) -> None:
        def make(session: Session) -> tuple[Presentation, QrPicture | None]:
            made = session.present(order, lifetime=lifetime, to_qr=True)  # type: ignore[arg-type]
            try:
                return made, session.qr(made)
            except WalletError:
                return made, None  # it is a file then

        self._courier.ask(
            make,
            then=lambda answer: self.present.show_made(*answer),
            fails=lambda error: self.present.say(error.message),
        )

    def _save_presentation(self, made: tuple[Presentation, QrPicture | None] | None) -> None:
        if made is not None:
            self._write(f"presentation{made[0].suffix}", made[0].data)

    def _copy_code(self, made: tuple[Presentation, QrPicture | None] | None) -> None:
        if made is not None and made[1] is not None:
            pixmap = QPixmap()
            pixmap.loadFromData(made[1].png)
            QApplication.clipboard().setPixmap(pixmap)
            self.toast.say(self.tr("The picture of the code is copied."))

    def _enlarge(self, made: tuple[Presentation, QrPicture | None] | None) -> None:
        if made is not None and made[1] is not None:
            self.enlarged = FullScreenCode(self._look, made[1], made[0].request, self.window())
            self.enlarged.showFullScreen()

    # ---- the rest

    def _show_log(self, records: tuple[PresentationRecord, ...]) -> None:
        names = {card.id: card.name for card in self.library.cards.cards()}
        self.shared.show_log(records, names)
        self.sidebar.say_count("shared", len(records))

    def _search(self, text: str) -> None:
        if text != self._query.text:
            self._query = replace(self._query, text=text)
            self.reload()

    def _search_failed(self, error: WalletError) -> None:
        self.library.say_search(error.message)

    def _tell(self, error: WalletError) -> None:
        self.toast.say(error.message)

    def _connect(self) -> None:
        self.sidebar.picked.connect(self.go)
        self.library.shows.connect(self._show)
        self.library.searches.connect(self._search)
        self.library.imports.connect(self.chooses)
        self.library.empty.files.connect(self.chooses)
        self.library.empty.paste.connect(self.pastes)
        self.library.detail.present.connect(self.start_presenting)
        self.library.detail.save.connect(self._save_copy)
        self.library.detail.trash.connect(self._throw_away)
        self.trash.restores.connect(self.bring_back)
        self.present.previews.connect(self._preview)
        self.present.makes.connect(self._make)
        self.present.saves.connect(self._save_presentation)
        self.present.copies.connect(self._copy_code)
        self.present.full_screen.connect(self._enlarge)
        self.present.closed.connect(lambda: self.go("all"))

    def _views(self) -> tuple[tuple[str, tuple[View, ...]], ...]:
        return (
            (
                "",
                (
                    View(name="all", title=self.tr("All credentials"), icon="grid"),
                    View(name="trash", title=self.tr("Trash"), icon="trash"),
                ),
            ),
            (self.tr("Share"), (View(name="shared", title=self.tr("Shared by me"), icon="share"),)),
            (self.tr("Check others"), (View(name="verify", title=self.tr("Verify a credential"), icon="shield"),)),
            ("-", (View(name="lock", title=self.tr("Lock"), icon="lock"),)),
        )


def _pages(session: Session, query: CardQuery) -> Iterator[CardPage]:
    while True:
        page = session.page(query)
        yield page
        if not page.next:
            return
        query = replace(query, after=page.next)
