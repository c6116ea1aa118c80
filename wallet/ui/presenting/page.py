"""Present: choose what is seen on the left, hand it over on the right (ux.md screens 12 and 13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wallet.model.card import Card
from wallet.model.plain_text import visible
from wallet.model.presentation import (
    DisclosureChoice,
    Field,
    Presentation,
    PresentationRequest,
    PresentOrder,
    Preview,
    QrPicture,
)
from wallet.ui import words
from wallet.ui.presenting.choice import ClaimList
from wallet.ui.presenting.code_view import CodeView
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CAPTION, HEADING, LABEL, PAGE_TITLE, SMALL
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.frames import Notes, rule, scrolling
from wallet.ui.widgets.labels import Words

_ESSENTIALS = 2  # how many claims of one's own choosing the first preset shows
_HIDE_AFTER_MS = 60_000
_DAYS = (1, 7, 30, 90)
_QR_PX = 420


class PresentPage(QWidget):
    """``previews`` asks what would be seen, ``makes`` asks for the code or file; the answers come back by method."""

    previews = Signal(object)
    makes = Signal(object, object)
    saves = Signal(object)
    copies = Signal(object)
    full_screen = Signal(object)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._card: Card | None = None
        self._last: frozenset[str] = frozenset()
        self._made: tuple[Presentation, QrPicture | None] | None = None
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scrolling(self._left(), self), 11)
        row.addWidget(self._right(), 7)
        self._hides = QTimer(self)
        self._hides.setSingleShot(True)
        self._hides.setInterval(_HIDE_AFTER_MS)
        self._hides.timeout.connect(self.forget)

    # ---- what it is given

    def show_card(self, card: Card, claims: tuple[Field, ...]) -> None:
        """Begin to choose from this credential."""
        self._card = card
        credential = card.credential
        issuer = visible(credential.issuer.name or credential.issuer.id, limit=120)
        self._what.say(f"{visible(credential.name, limit=200)} · {issuer}")
        self.claims.show_claims(claims)
        selectable = any(claim.selectable for claim in claims)
        for chip in self._chips.values():
            chip.setVisible(selectable)
        self._choose("essentials")
        self.forget()

    def show_preview(self, preview: Preview) -> None:
        """Say what cannot be hidden, and what stays linked."""
        count = self.claims.hidden()
        hidden = self.tr("Hidden details cannot be worked out from what you show.") if count else ""
        sentences = [sentence for sentence in (hidden, *preview.warnings) if sentence]
        self._notes.show_sentences(sentences)

    def show_made(self, presentation: Presentation, code: QrPicture | None) -> None:
        """Show the code; where it did not fit into one, say so and offer the file."""
        self._made = (presentation, code)
        self._code.show_code(code)
        if code is not None:
            self._below.say(
                self.tr("One code, {count} characters. Scans from a screen, or from paper at 6 cm.").format(
                    count=len(code.text)
                )
            )
        else:
            self._below.say(self.tr("This is too much for one code. Save it as a file and send that."))
        self._ready.say(self.tr("Ready to scan") if code else self.tr("Ready to send"))
        self._for.say(self._sentence(presentation.request))
        self._show_result(made=True)
        self._hides.start()

    def say(self, sentence: str) -> None:
        """Say why it could not be made."""
        self._below.say(sentence)

    def forget(self) -> None:
        """Take the code off the screen."""
        self._made = None
        self._hides.stop()
        self._code.show_code(None)
        self._ready.say(self.tr("Not made yet"))
        self._for.say(self.tr("Nothing leaves this computer until you hand it over."))
        self._below.say("")
        self._show_result(made=False)

    def order(self) -> PresentOrder:
        """What was chosen."""
        name = self._card.id if self._card is not None else ""
        request = PresentationRequest(audience=self.audience.text().strip(), nonce=self.code.text().strip())
        choice = DisclosureChoice(pointers=self.claims.chosen())
        return PresentOrder(credential_ids=(name,), choice=choice, request=request)

    def lifetime(self) -> timedelta:
        """How long it shall be valid."""
        return timedelta(days=_DAYS[self.days.currentIndex()])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_Return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.make.click()
        else:
            super().keyPressEvent(event)

    # ---- the parts

    def _left(self) -> QWidget:
        look, px = self._look, self._look.px
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(32), px(28), px(28), px(28))
        column.setSpacing(px(12))
        column.addWidget(Words(look, self.tr("Choose what to show"), size=PAGE_TITLE, parent=inner))
        self._what = Words(look, "", tone="second", wrap=True, parent=inner)
        column.addWidget(self._what)
        column.addLayout(self._presets(inner))
        self.claims = ClaimList(look, inner)
        self.claims.changed.connect(self._changed)
        column.addWidget(self.claims)
        column.addWidget(self._asked(inner))
        self._notes = Notes(look, inner)
        column.addWidget(self._notes)
        column.addStretch(1)
        return inner

    def _presets(self, inner: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(8))
        group = QButtonGroup(inner)
        titles = {
            "essentials": self.tr("Only the essentials"),
            "everything": self.tr("Everything"),
            "last": self.tr("Same as last time"),
        }
        self._chips = {}
        for name, title in titles.items():
            chip = button(self._look, title, kind="chip", parent=inner)
            chip.clicked.connect(lambda _checked=False, name=name: self._choose(name))
            group.addButton(chip)
            self._chips[name] = chip
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _asked(self, inner: QWidget) -> QWidget:
        px = self._look.px
        box = QWidget(inner)
        form = QFormLayout(box)
        form.setContentsMargins(0, px(8), 0, 0)
        form.setVerticalSpacing(px(8))
        form.setHorizontalSpacing(px(16))
        self.audience, self.code, self.days = QLineEdit(box), QLineEdit(box), QComboBox(box)
        self.audience.setPlaceholderText(self.tr("whom it is for, such as Nordic Data"))
        self.code.setPlaceholderText(self.tr("if they gave you one"))
        self.days.addItems([self.tr("1 day"), self.tr("7 days"), self.tr("30 days"), self.tr("90 days")])
        self.days.setCurrentIndex(1)
        fields = ((self.audience, self.tr("For")), (self.code, self.tr("Check code")), (self.days, self.tr("Valid for")))
        for field, title in fields:
            label = Words(self._look, title, size=LABEL, tone="second", parent=box)
            label.setBuddy(field)
            field.setAccessibleName(title)
            form.addRow(label, field)
        for line in (self.audience, self.code):
            line.textChanged.connect(lambda _text: self.forget())
        self.days.currentIndexChanged.connect(lambda _index: self.forget())
        return box

    def _right(self) -> QWidget:
        look, px = self._look, self._look.px
        pane = QWidget(self)
        pane.setObjectName("pane")
        pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(pane)
        column.setContentsMargins(px(32), px(32), px(32), px(32))
        column.setSpacing(px(8))
        self._ready = Words(look, "", size=HEADING, parent=pane)
        self._for = Words(look, "", size=SMALL, tone="second", wrap=True, parent=pane)
        column.addWidget(self._ready)
        column.addWidget(self._for)
        column.addStretch(1)
        self._code = CodeView(pane)
        self._code.setAccessibleName(self.tr("The code to scan"))
        self._code.setMaximumHeight(px(_QR_PX))
        column.addWidget(self._code, 8)
        self._below = Words(look, "", size=CAPTION, tone="second", wrap=True, parent=pane)
        self._below.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._below)
        column.addStretch(1)
        column.addWidget(rule(pane))
        column.addSpacing(px(8))
        self.make = button(look, self.tr("Make the code"), icon="qr", kind="primary", parent=pane)
        self.make.clicked.connect(lambda: self.makes.emit(self.order(), self.lifetime()))
        column.addWidget(self.make)
        column.addLayout(self._ways(pane))
        return pane

    def _ways(self, pane: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(8))
        self.big = button(self._look, self.tr("Full screen"), icon="full-screen", kind="primary", parent=pane)
        self.file = button(self._look, self.tr("Save as file…"), icon="file", parent=pane)
        self.copy = button(self._look, self.tr("Copy picture"), icon="copy", parent=pane)
        self.big.clicked.connect(lambda: self.full_screen.emit(self._made))
        self.file.clicked.connect(lambda: self.saves.emit(self._made))
        self.copy.clicked.connect(lambda: self.copies.emit(self._made))
        for one in (self.big, self.file, self.copy):
            row.addWidget(one, 1)
        return row

    # ---- what it does by itself

    def _choose(self, preset: str) -> None:
        selectable = [row.claim.pointer for row in self.claims.rows() if row.claim.selectable]
        chosen = {"essentials": selectable[:_ESSENTIALS], "everything": selectable, "last": list(self._last)}[preset]
        self._chips[preset].setChecked(True)
        self.claims.choose(frozenset(chosen))
        self._changed()

    def _changed(self) -> None:
        self.forget()
        if self._card is not None:
            self._last = frozenset(self.claims.chosen()) or self._last
            self.previews.emit(self.order())

    def _show_result(self, *, made: bool) -> None:
        has_code = self._made is not None and self._made[1] is not None
        self.make.setVisible(not made)
        self.file.setVisible(made)
        self.big.setVisible(has_code)
        self.copy.setVisible(has_code)

    def _sentence(self, request: PresentationRequest) -> str:
        whom = visible(request.audience, limit=80) or self.tr("anybody")
        until: datetime | None = request.expires_at
        if until is None:
            return self.tr("For {whom}").format(whom=whom)
        return self.tr("For {whom} · valid until {date}").format(whom=whom, date=words.moment(until))
