"""The checklist: each check in plain words, a sentence below it, and the technical details where they are asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wallet.model.report import Check, Outcome, VerificationReport
from wallet.ui import words
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CAPTION, LABEL, SMALL
from wallet.ui.widgets.frames import Mark, picture
from wallet.ui.widgets.labels import Words


class CheckRow(QFrame):
    """One check. Return, Space or a click opens the details below it."""

    def __init__(self, look: Look, found: Check, *, issued: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        said = words.check(found, issued=issued)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("kind", "check")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(4), look.px(6), look.px(4), look.px(6))
        row.setSpacing(look.px(12))
        row.addWidget(Mark(look, said.icon, said.tone, self), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        column.addWidget(Words(look, said.text, size=LABEL, wrap=True, parent=self))
        self._plain = Words(look, words.explain(found), size=SMALL, tone="second", wrap=True, parent=self)
        self._plain.setVisible(bool(self._plain.text()))
        column.addWidget(self._plain)
        self._details = Words(look, details(found), size=CAPTION, tone="third", wrap=True, parent=self)
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details.hide()
        column.addWidget(self._details)
        row.addLayout(column, 1)
        row.addWidget(picture(look, "chevron-right", look.tokens.text3, 16, self), 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{said.text}. {self._plain.text()}")

    @property
    def is_open(self) -> bool:
        """Whether the technical details show."""
        return not self._details.isHidden()

    def toggle(self) -> None:
        """Open or close the technical details."""
        self._details.setVisible(self._details.isHidden())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.toggle()
        super().mouseReleaseEvent(event)


class Checklist(QWidget):
    """Every check that applied, in the order a person reads them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(2))

    def show_report(self, report: VerificationReport) -> None:
        """Replace the rows by those of this report."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for found in report.checks:
            if found.outcome is not Outcome.NOT_APPLICABLE:
                self._column.addWidget(CheckRow(self._look, found, issued=report.issued, parent=self))

    def rows(self) -> tuple[CheckRow, ...]:
        """The rows, from top to bottom."""
        return tuple(row for row in self.findChildren(CheckRow) if self._column.indexOf(row) >= 0)


def details(found: Check) -> str:
    """What an expert wants to know of one check."""
    dated = f"as of {found.as_of.isoformat()}" if found.as_of else ""
    needs = "; ".join(found.needs)
    parts = (f"{found.kind.value}: {found.outcome.value}, {found.reason}", found.detail, dated, needs and f"needs {needs}")
    return " · ".join(part for part in parts if part)
