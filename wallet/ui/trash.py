"""Trash: what was thrown away can be brought back for thirty days (ux.md screen 23)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wallet.model.library import Trashed
from wallet.ui import words
from wallet.ui.checking.result import Emblem
from wallet.ui.lists import ListPage
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CARD_TITLE, SMALL
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.labels import OneLine


class TrashPage(ListPage):
    """``restores`` names the credential to bring back."""

    restores = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        empty = words.tr("The trash is empty. What you throw away stays here for thirty days.")
        super().__init__(look, words.tr("Trash"), empty, parent)

    def show_trash(self, thrown: Sequence[Trashed]) -> None:
        """Show what is in it."""
        rows = []
        for away in thrown:
            made = TrashRow(self._look, away, self.sheet)
            made.back.clicked.connect(lambda _checked=False, name=away.card.id: self.restores.emit(name))
            rows.append(made)
        self.show_rows(rows)


class TrashRow(QFrame):
    """One credential, and the way back."""

    def __init__(self, look: Look, away: Trashed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(8), 0, px(8))
        row.setSpacing(px(14))
        card = away.card
        row.addWidget(Emblem(look, card.name, card.issuer_id, 40, self))
        left = QVBoxLayout()
        left.setSpacing(px(3))
        left.addWidget(OneLine(look, card.name, size=CARD_TITLE, parent=self))
        gone = self.tr("{issuer} · gone for good on {date}").format(
            issuer=card.issuer_name or card.issuer_id, date=words.day(away.until)
        )
        left.addWidget(OneLine(look, gone, size=SMALL, tone="second", parent=self))
        row.addLayout(left, 1)
        self.back = button(look, self.tr("Bring back"), icon="refresh", parent=self)
        row.addWidget(self.back)
