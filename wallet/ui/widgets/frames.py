"""Frames: a card, a banner that carries a verdict, a thin line, a page that scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from wallet.ui.theme import icons
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import HEADING, SMALL, Tone
from wallet.ui.widgets.labels import Words
from wallet.ui.words import Said


def card(parent: QWidget | None = None) -> QFrame:
    """A white sheet with round corners."""
    made = QFrame(parent)
    made.setProperty("kind", "card")
    return made


def rule(parent: QWidget | None = None) -> QFrame:
    """A thin line between parts."""
    made = QFrame(parent)
    made.setProperty("kind", "line")
    return made


def picture(look: Look, name: str, colour: str, px: int, parent: QWidget | None = None) -> QLabel:
    """An icon that only decorates: a screen reader passes it by."""
    made = QLabel(parent)
    dpr = made.devicePixelRatioF()
    made.setPixmap(icons.pixmap(name, colour, look.px(px), dpr))
    made.setFixedSize(look.px(px), look.px(px))
    return made


def scrolling(inner: QWidget, parent: QWidget | None = None) -> QScrollArea:
    """The widget in a view that scrolls up and down only."""
    made = QScrollArea(parent)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inner)
    return made


class Banner(QFrame):
    """A verdict at a glance: icon, headline in words, and the sentence that says when and where."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("kind", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        row.setSpacing(look.px(14))
        self._icon = QLabel(self)
        self._icon.setFixedSize(look.px(24), look.px(24))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        self.headline = Words(look, size=HEADING, wrap=True, parent=self)
        self.sentence = Words(look, size=SMALL, tone="second", wrap=True, parent=self)
        column.addWidget(self.headline)
        column.addWidget(self.sentence)
        row.addLayout(column, 1)

    def say(self, said: Said, sentence: str) -> None:
        """Show this verdict."""
        pair = self._look.tokens.tone(said.tone)
        self._icon.setPixmap(icons.pixmap(said.icon, pair.strong, self._look.px(24), self.devicePixelRatioF()))
        self.headline.say(said.text, tone=said.tone.value)
        self.sentence.say(sentence)
        self.sentence.setVisible(bool(sentence))
        self.setProperty("tone", said.tone.value)
        self.setAccessibleName(f"{said.text}. {sentence}")
        self.style().unpolish(self)
        self.style().polish(self)


class Notes(QWidget):
    """Sentences that the reader should know, one below the other."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, look.px(4), 0, 0)
        self._column.setSpacing(look.px(6))

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Replace them."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for sentence in sentences:
            line = QWidget(self)
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(self._look.px(10))
            row.addWidget(picture(self._look, "info", self._look.tokens.text3, 16, line), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Words(self._look, sentence, size=SMALL, tone="second", wrap=True, parent=line), 1)
            self._column.addWidget(line)


class Mark(QFrame):
    """A small round sign of one check's outcome."""

    def __init__(self, look: Look, icon: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pair = look.tokens.tone(tone)
        size = look.px(24)
        self.setFixedSize(size, size)
        self.setStyleSheet(f"background: {pair.soft}; border-radius: {size // 2}px; border: none;")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(picture(look, icon, pair.strong, 14, self), 0, Qt.AlignmentFlag.AlignCenter)
