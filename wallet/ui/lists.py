"""A page with a title and a sheet of rows, or a sentence where there are none."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import PAGE_TITLE
from wallet.ui.widgets.frames import card, rule, scrolling
from wallet.ui.widgets.labels import Words


class ListPage(QWidget):
    """Fill it with ``show_rows``; ``head`` takes buttons at the end of the title's line."""

    def __init__(self, look: Look, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(32), px(28), px(32), px(20))
        column.setSpacing(px(16))
        self.head = QHBoxLayout()
        self.head.setSpacing(px(8))
        self.head.addWidget(Words(look, title, size=PAGE_TITLE, parent=self))
        self.head.addStretch(1)
        column.addLayout(self.head)
        self._empty = Words(look, empty, tone="second", wrap=True, parent=self)
        column.addWidget(self._empty)
        inner = QWidget(self)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        self.sheet = card(inner)
        self._rows = QVBoxLayout(self.sheet)
        self._rows.setContentsMargins(px(20), px(6), px(20), px(6))
        self._rows.setSpacing(0)
        outer.addWidget(self.sheet)
        outer.addStretch(1)
        column.addWidget(scrolling(inner, self), 1)
        self.sheet.hide()

    def show_rows(self, rows: Iterable[QWidget]) -> None:
        """Replace the rows."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        shown = list(rows)
        for place, row in enumerate(shown):
            if place:
                self._rows.addWidget(rule(self.sheet))
            self._rows.addWidget(row)
        self.sheet.setVisible(bool(shown))
        self._empty.setVisible(not shown)
