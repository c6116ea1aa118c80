"""The sidebar: whose wallet it is, the views with their counts, and whether anything may go online."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CAPTION, LABEL, SIDEBAR_WIDTH, SMALL
from wallet.ui.widgets.frames import card, picture
from wallet.ui.widgets.labels import OneLine, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One entry: ``name`` is stable, ``title`` is in the reader's language."""

    name: str
    title: str
    icon: str


class NavButton(QPushButton):
    """An entry with an icon, a title, and a count at the far end."""

    def __init__(self, look: Look, view: View, parent: QWidget | None = None) -> None:
        super().__init__(look.icon(view.icon), f"  {view.title}", parent)
        self._look = look
        self._view = view
        self._count = ""
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setIconSize(QSize(look.px(18), look.px(18)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(view.title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tint)

    @property
    def view(self) -> View:
        return self._view

    def say_count(self, count: int | None) -> None:
        """Show how many are in it; None shows nothing."""
        self._count = "" if count is None else self.locale().toString(count)
        self.setAccessibleName(f"{self._view.title}, {self._count}" if self._count else self._view.title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if not self._count:
            return
        tokens = self._look.tokens
        painter = QPainter(self)
        painter.setFont(self._look.font(SMALL))
        painter.setPen(tokens.accent_text if self.isChecked() else tokens.text3)
        px = self._look.px
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight)
        painter.drawText(self.rect().adjusted(px(12), 0, -px(12), 0), int(side | Qt.AlignmentFlag.AlignAbsolute), self._count)
        painter.end()

    def _tint(self, on: bool) -> None:
        tokens = self._look.tokens
        self.setIcon(self._look.icon(self._view.icon, tokens.accent_text if on else tokens.text2))


class Sidebar(QFrame):
    """Shows the views; ``picked`` names the one that was chosen."""

    picked = Signal(str)
    locks = Signal()

    def __init__(self, look: Look, sections: tuple[tuple[str, tuple[View, ...]], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self.setObjectName("sidebar")
        self.setFixedWidth(look.px(SIDEBAR_WIDTH))
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(20), px(12), px(12))
        column.setSpacing(px(2))
        column.addWidget(self._owner())
        column.addSpacing(px(12))
        for title, views in sections:
            if title == "":
                self._add(column, views)
                continue
            if title == "-":
                column.addStretch(1)
                column.addWidget(self._network())
                column.addSpacing(px(6))
            else:
                head = Words(look, title, size=LABEL, tone="third", parent=self)
                head.setContentsMargins(px(10), px(12), 0, px(4))
                column.addWidget(head)
            self._add(column, views)

    def select(self, name: str) -> None:
        """Mark this view as the one that is shown."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def say_count(self, name: str, count: int | None) -> None:
        """How many are in this view."""
        self._buttons[name].say_count(count)

    def say_owner(self, name: str, sentence: str) -> None:
        """Whose wallet it is, and when it locks."""
        self._name.say(name)
        self._sentence.say(sentence)
        self._sentence.setVisible(bool(sentence))

    def say_network(self, title: str, sentence: str) -> None:
        """Whether anything may go online."""
        self._net_title.say(title)
        self._net_sentence.say(sentence)

    def buttons(self) -> tuple[NavButton, ...]:
        """Every entry, from top to bottom."""
        return tuple(self._buttons.values())

    def _add(self, column: QVBoxLayout, views: tuple[View, ...]) -> None:
        for view in views:
            made = NavButton(self._look, view, self)
            made.clicked.connect(lambda _checked=False, name=view.name: self.picked.emit(name))
            self._group.addButton(made)
            self._buttons[view.name] = made
            column.addWidget(made)

    def _owner(self) -> QWidget:
        px = self._look.px
        inner = QWidget(self)
        row = QHBoxLayout(inner)
        row.setContentsMargins(px(8), 0, px(8), 0)
        row.setSpacing(px(10))
        badge = Words(self._look, "S", size=LABEL, parent=inner)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        badge.setFixedSize(px(32), px(32))
        tokens = self._look.tokens
        badge.setStyleSheet(f"background: {tokens.accent}; color: {tokens.on_accent}; border-radius: {px(8)}px;")
        column = QVBoxLayout()
        column.setSpacing(0)
        self._name = OneLine(self._look, self.tr("Your wallet"), size=LABEL, parent=inner)
        self._sentence = OneLine(self._look, "", size=CAPTION, tone="second", parent=inner)
        column.addWidget(self._name)
        column.addWidget(self._sentence)
        self._sentence.hide()
        row.addWidget(badge)
        row.addLayout(column, 1)
        return inner

    def _network(self) -> QWidget:
        px = self._look.px
        sheet = card(self)
        row = QHBoxLayout(sheet)
        row.setContentsMargins(px(10), px(8), px(10), px(8))
        row.setSpacing(px(10))
        row.addWidget(picture(self._look, "offline", self._look.tokens.text2, 18, sheet), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._net_title = OneLine(self._look, self.tr("Working offline"), size=LABEL, parent=sheet)
        self._net_sentence = OneLine(self._look, self.tr("Nothing is sent anywhere"), size=CAPTION, tone="second", parent=sheet)
        column.addWidget(self._net_title)
        column.addWidget(self._net_sentence)
        row.addLayout(column, 1)
        return sheet
