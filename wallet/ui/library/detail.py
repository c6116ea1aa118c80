"""The detail pane: one credential whole, with its verdict, its checks, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wallet.model.card import Card
from wallet.model.plain_text import visible
from wallet.ui import words
from wallet.ui.theme import emblem
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import DETAIL_TITLE, LABEL, SMALL
from wallet.ui.widgets.buttons import button, icon_button
from wallet.ui.widgets.checklist import Checklist
from wallet.ui.widgets.flow import Flow
from wallet.ui.widgets.frames import Banner, rule, scrolling
from wallet.ui.widgets.labels import Words

_BAND = 78
_EMBLEM = 92


class Hero(QWidget):
    """The band in the issuer's colours with the emblem hanging out of it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = self._issuer = ""
        self.setFixedHeight(look.px(_BAND + 44))

    def show_for(self, title: str, issuer: str) -> None:
        """Draw the emblem of this credential."""
        self._title, self._issuer = title, issuer
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tokens, px = self._look.tokens, self._look.px
        painter = QPainter(self)
        band = QRectF(0, 0, self.width(), px(_BAND))
        gradient = QLinearGradient(QPointF(0, 0), QPointF(self.width(), 0))
        first, second = emblem.band(self._issuer, dark=tokens.is_dark)
        gradient.setColorAt(0, first)
        gradient.setColorAt(1, second)
        painter.fillRect(band, gradient)
        size = px(_EMBLEM)
        left = self.width() - px(24) - size if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else px(24)
        place = QRectF(left, px(_BAND + 40) - size, size, size)
        emblem.paint(painter, place, title=self._title, issuer=self._issuer, ring=QColor(tokens.surface))
        painter.end()


class DetailPane(QFrame):
    """Shows one ``Card``; ``closed`` and the four wishes are signals that the page acts on."""

    closed = Signal()
    present = Signal(str)
    save = Signal(str)
    trash = Signal(str)
    source = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._id = ""
        self.setObjectName("pane")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolling(self._body()), 1)
        column.addWidget(rule(self))
        column.addLayout(self._foot())
        self._close = icon_button(look, "cross", self.tr("Close details"), parent=self)
        self._close.setStyleSheet(f"background: {look.tokens.surface}; border-radius: {look.px(17)}px;")
        self._close.clicked.connect(self.closed)

    def show_card(self, card: Card) -> None:
        """Show this credential."""
        credential, report = card.credential, card.report
        self._id = card.id
        self._hero.show_for(credential.name, credential.issuer.id)
        self._title.say(visible(credential.name, limit=300) or self.tr("A credential without a name"))
        issuer = visible(credential.issuer.name or credential.issuer.id, limit=200)
        self._issuer.say(f"{issuer} · {words.kind_of(credential.format.value)} · {words.day(card.added_at)}")
        self._banner.say(words.headline(report.headline, report), words.when_and_where(report))
        self._checks.show_report(report)
        achievement = credential.achievement
        self._section(self._about, achievement.description if achievement else "")
        self._section(self._criteria, achievement.criteria if achievement else "")
        self._show_skills(achievement.skills if achievement else ())
        self.setAccessibleName(self._title.text())

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)  # type: ignore[arg-type]
        px = self._look.px
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._close.move(px(12) if mirrored else self.width() - px(12) - self._close.width(), px(12))

    def _body(self) -> QWidget:
        look, px = self._look, self._look.px
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, px(24))
        column.setSpacing(0)
        self._hero = Hero(look, inner)
        column.addWidget(self._hero)
        padded = QVBoxLayout()
        padded.setContentsMargins(px(24), px(12), px(24), 0)
        padded.setSpacing(px(12))
        column.addLayout(padded)
        column.addStretch(1)
        self._title = Words(look, size=DETAIL_TITLE, wrap=True, parent=inner)
        self._issuer = Words(look, size=SMALL, tone="second", wrap=True, parent=inner)
        self._banner = Banner(look, inner)
        self._checks = Checklist(look, inner)
        for part in (self._title, self._issuer, self._banner, self._checks, rule(inner)):
            padded.addWidget(part)
        self._about = self._titled(padded, self.tr("What it is about"))
        self._criteria = self._titled(padded, self.tr("What it took"))
        self._skills_title = Words(look, self.tr("Skills"), size=LABEL, tone="second", parent=inner)
        padded.addWidget(self._skills_title)
        self._skills = QWidget(inner)
        self._flow = Flow(gap=px(8), parent=self._skills)
        padded.addWidget(self._skills)
        return inner

    def _titled(self, column: QVBoxLayout, title: str) -> tuple[QLabel, Words]:
        head = Words(self._look, title, size=LABEL, tone="second", parent=self)
        text = Words(self._look, wrap=True, parent=self)
        column.addWidget(head)
        column.addWidget(text)
        return head, text

    def _section(self, section: tuple[QLabel, Words], text: str) -> None:
        for part in section:
            part.setVisible(bool(text))
        section[1].say(text)

    def _show_skills(self, skills: tuple[str, ...]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for skill in skills:
            tag = Words(self._look, visible(skill, limit=60), size=LABEL, tone="second", parent=self._skills)
            tag.setProperty("kind", "tag")
            self._flow.addWidget(tag)
        self._skills_title.setVisible(bool(skills))
        self._skills.setVisible(bool(skills))

    def _foot(self) -> QHBoxLayout:
        look, px = self._look, self._look.px
        row = QHBoxLayout()
        row.setContentsMargins(px(24), px(12), px(24), px(12))
        row.setSpacing(px(8))
        show = button(look, self.tr("Present…"), icon="qr", kind="primary", parent=self)
        show.clicked.connect(lambda: self.present.emit(self._id))
        keep = button(look, self.tr("Save a copy…"), icon="save", parent=self)
        keep.clicked.connect(lambda: self.save.emit(self._id))
        away = icon_button(look, "trash", self.tr("Move to trash"), parent=self)
        away.clicked.connect(lambda: self.trash.emit(self._id))
        row.addWidget(show, 1)
        row.addWidget(keep, 1)
        row.addWidget(away)
        return row
