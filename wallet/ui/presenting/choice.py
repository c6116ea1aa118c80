"""The claims of a credential to choose from: what is always shown has a lock, the rest a box to tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wallet.model.plain_text import visible
from wallet.model.presentation import Field
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CAPTION, LABEL, SMALL
from wallet.ui.widgets.frames import card, picture, rule
from wallet.ui.widgets.labels import OneLine, Words

_LABEL_WIDTH = 150


class ClaimRow(QFrame):
    """One claim. A hidden one does not show its value, as nobody else will see it either."""

    changed = Signal()

    def __init__(self, look: Look, claim: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.claim = look, claim
        self.box: QCheckBox | None = None
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(7), 0, px(7))
        row.setSpacing(px(12))
        label = visible(claim.label, limit=80)
        if claim.selectable:
            self.box = QCheckBox(self)
            self.box.setAccessibleName(self.tr("Show {claim}").format(claim=label))
            self.box.toggled.connect(self._toggled)
            row.addWidget(self.box)
        else:
            row.addWidget(picture(look, "lock", look.tokens.text3, 20, self))
        name = OneLine(look, label[:1].upper() + label[1:], size=LABEL, parent=self)
        name.setFixedWidth(px(_LABEL_WIDTH))
        row.addWidget(name)
        self._value = OneLine(look, "", size=SMALL, parent=self)
        row.addWidget(self._value, 1)
        if not claim.selectable:
            row.addWidget(Words(look, self.tr("always shown"), size=CAPTION, tone="third", parent=self))
        self.setMinimumHeight(px(42))
        self._say()

    @property
    def is_shown(self) -> bool:
        """Whether this claim will be seen."""
        return self.box is None or self.box.isChecked()

    def choose(self, shown: bool) -> None:
        """Tick or clear the box, if it has one."""
        if self.box is not None:
            self.box.setChecked(shown)

    def _toggled(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self._value.say(self.claim.value if self.is_shown else self.tr("Hidden"))
        self._value.setProperty("tone", "" if self.is_shown else "third")
        self._value.style().unpolish(self._value)
        self._value.style().polish(self._value)


class ClaimList(QWidget):
    """All claims of one credential; ``changed`` when a box was ticked or cleared."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._sheet = card(self)
        self._column = QVBoxLayout(self._sheet)
        self._column.setContentsMargins(look.px(20), look.px(6), look.px(20), look.px(6))
        self._column.setSpacing(0)
        outer.addWidget(self._sheet)
        self._rows: list[ClaimRow] = []

    def show_claims(self, claims: Sequence[Field]) -> None:
        """Replace the rows; what is always shown comes first."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = []
        for claim in sorted(claims, key=lambda claim: claim.selectable):
            if self._rows:
                self._column.addWidget(rule(self._sheet))
            made = ClaimRow(self._look, claim, self._sheet)
            made.changed.connect(self.changed)
            self._rows.append(made)
            self._column.addWidget(made)

    def rows(self) -> tuple[ClaimRow, ...]:
        """The rows, from top to bottom."""
        return tuple(self._rows)

    def chosen(self) -> tuple[str, ...]:
        """The pointers of the claims that are ticked."""
        return tuple(row.claim.pointer for row in self._rows if row.claim.selectable and row.is_shown)

    def hidden(self) -> int:
        """How many claims are not shown."""
        return sum(not row.is_shown for row in self._rows)

    def choose(self, pointers: frozenset[str]) -> None:
        """Tick exactly these."""
        for row in self._rows:
            row.choose(row.claim.pointer in pointers)
