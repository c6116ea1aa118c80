"""Import review: each thing that was found, its verdict, and whether it is to be kept (ux.md screen 6)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from wallet.model.carried import Finding
from wallet.model.plain_text import visible
from wallet.ui import words
from wallet.ui.checking.result import Emblem
from wallet.ui.checking.summary import headline_of
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CARD_TITLE, PAGE_TITLE, SMALL
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.frames import card, picture, rule, scrolling
from wallet.ui.widgets.labels import OneLine, Words


class ReviewRow(QFrame):
    """One finding: what it is, its verdict, and a box to take it along; what cannot be read says why."""

    def __init__(self, look: Look, found: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(8), 0, px(8))
        row.setSpacing(px(14))
        self.box = QCheckBox(self)
        self.box.setEnabled(found.credential is not None)
        self.box.setChecked(found.credential is not None)
        row.addWidget(self.box)
        name, issuer = _named(found)
        self.box.setAccessibleName(self.tr("Take {name}").format(name=visible(name, limit=120)))
        row.addWidget(Emblem(look, name, issuer, 40, self))
        left = QVBoxLayout()
        left.setSpacing(px(3))
        left.addWidget(OneLine(look, name, size=CARD_TITLE, parent=self))
        left.addWidget(OneLine(look, issuer or found.source, size=SMALL, tone="second", parent=self))
        row.addLayout(left, 5)
        said = words.headline(headline_of(found), found.report)
        right = QVBoxLayout()
        right.setSpacing(px(3))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(picture(look, said.icon, look.tokens.tone(said.tone).strong, 18, self))
        line.addWidget(OneLine(look, said.text, size=CARD_TITLE, tone=said.tone.value, parent=self), 1)
        right.addLayout(line)
        right.addWidget(OneLine(look, _becomes(found), size=SMALL, tone="second", parent=self))
        row.addLayout(right, 5)


class ReviewPage(QWidget):
    """``takes`` names the sources to keep; ``closed`` that nothing is to be kept; ``stops`` cancels reading."""

    takes = Signal(object)
    closed = Signal()
    stops = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(32), px(28), px(32), px(20))
        column.setSpacing(px(14))
        self._title = Words(look, self.tr("Import"), size=PAGE_TITLE, parent=self)
        self._sentence = Words(look, "", tone="second", wrap=True, parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        column.addWidget(self._bar)
        inner = QWidget(self)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        self._sheet = card(inner)
        self._rows_column = QVBoxLayout(self._sheet)
        self._rows_column.setContentsMargins(px(20), px(6), px(20), px(6))
        self._rows_column.setSpacing(0)
        outer.addWidget(self._sheet)
        outer.addStretch(1)
        column.addWidget(scrolling(inner, self), 1)
        column.addLayout(self._foot())
        self._rows: list[ReviewRow] = []

    def begin(self, inputs: int) -> None:
        """Reading has begun."""
        while (item := self._rows_column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = []
        self._sheet.hide()
        self._bar.setRange(0, inputs)
        self._bar.setValue(0)
        self._bar.show()
        self._sentence.say(self.tr("Reading…"))
        self.take.setEnabled(False)

    def add(self, found: Finding, sources: int) -> None:
        """One more thing was found; ``sources`` inputs are read so far."""
        if self._rows:
            self._rows_column.addWidget(rule(self._sheet))
        made = ReviewRow(self._look, found, self._sheet)
        made.box.toggled.connect(lambda _on: self._count())
        self._rows.append(made)
        self._rows_column.addWidget(made)
        self._sheet.show()
        self._bar.setValue(sources)

    def finish(self) -> None:
        """Everything is read."""
        self._bar.hide()
        self._count()
        self.take.setFocus()

    def rows(self) -> tuple[ReviewRow, ...]:
        """The rows, from top to bottom."""
        return tuple(self._rows)

    def chosen(self) -> frozenset[str]:
        """The sources of what is ticked."""
        return frozenset(row.found.source for row in self._rows if row.box.isChecked())

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(8))
        row.addStretch(1)
        leave = button(self._look, self.tr("Cancel"), parent=self)
        leave.clicked.connect(self.closed)
        self.take = button(self._look, self.tr("Add"), icon="plus", kind="primary", parent=self)
        self.take.clicked.connect(lambda: self.takes.emit(self.chosen()))
        row.addWidget(leave)
        row.addWidget(self.take)
        return row

    def _count(self) -> None:
        count = sum(row.box.isChecked() for row in self._rows)
        unread = sum(row.found.credential is None for row in self._rows)
        found = self.tr("%n credential(s) found.", "", len(self._rows) - unread)
        left = " " + self.tr("%n file(s) hold none that can be read.", "", unread) if unread else ""
        self._sentence.say(found + left)
        self.take.setText(self.tr("Add %n", "", count) if count else self.tr("Add"))
        self.take.setEnabled(count > 0)


def of_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What an import is about: credentials and what could not be read; the wrapper of a presentation is not kept."""
    return tuple(found for found in findings if found.presented is None)


def _named(found: Finding) -> tuple[str, str]:
    if found.credential is not None:
        credential = found.credential
        name = credential.name or words.tr("A credential without a name")
        return name, credential.issuer.name or credential.issuer.id
    return found.source.rpartition("/")[2] or found.source, ""


def _becomes(found: Finding) -> str:
    if found.error is not None:
        return found.error.message
    if found.link:
        return words.tr("It holds only an address.")
    return words.kind_of(found.credential.format.value) if found.credential is not None else ""
