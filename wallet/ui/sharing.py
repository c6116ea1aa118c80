"""Shared by me: what was shown, which details, to whom, when, and until when (ux.md screen 14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wallet.model.plain_text import visible
from wallet.model.presentation import PresentationRecord
from wallet.ui import words
from wallet.ui.lists import ListPage
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CARD_TITLE, SMALL
from wallet.ui.widgets.labels import OneLine, Words


class SharedPage(ListPage):
    """The wallet's own record; nobody else has it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        empty = words.tr("You have shown nothing yet. What you show is noted here, and only here.")
        super().__init__(look, words.tr("Shared by me"), empty, parent)

    def show_log(self, records: Sequence[PresentationRecord], names: Mapping[str, str]) -> None:
        """Show these records; ``names`` are the titles of credentials by id."""
        self.show_rows([SharedRow(self._look, record, names, self.sheet) for record in records])


class SharedRow(QFrame):
    """One time that something was shown."""

    def __init__(self, look: Look, record: PresentationRecord, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(10), 0, px(10))
        row.setSpacing(px(16))
        left = QVBoxLayout()
        left.setSpacing(px(3))
        whom = visible(record.audience, limit=80) or self.tr("anybody")
        titles = ", ".join(visible(names.get(name, name[:12]), limit=60) for name in record.credential_ids)
        left.addWidget(OneLine(look, titles, size=CARD_TITLE, parent=self))
        details = self.tr("%n detail(s) shown to {whom}", "", len(record.shown)).format(whom=whom)
        left.addWidget(OneLine(look, details, size=SMALL, tone="second", parent=self))
        row.addLayout(left, 1)
        right = QVBoxLayout()
        right.setSpacing(px(3))
        when = Words(look, words.moment(record.created_at), size=SMALL, parent=self)
        until = self.tr("until {date}").format(date=words.day(record.expires_at)) if record.expires_at else self.tr("no end")
        end = Words(look, until, size=SMALL, tone="third", parent=self)
        for part in (when, end):
            part.setAlignment(Qt.AlignmentFlag.AlignRight)
            right.addWidget(part)
        row.addLayout(right)
        self.setAccessibleName(f"{titles}. {details}. {when.text()}, {until}.")
