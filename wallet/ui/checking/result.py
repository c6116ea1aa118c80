"""The result of a check, as an employer reads it: the verdict, who shows it to whom, each credential, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wallet.desk import says
from wallet.model.carried import Finding
from wallet.model.plain_text import visible
from wallet.model.presentation import Presented
from wallet.model.report import CheckKind, Headline, Outcome
from wallet.ui import words
from wallet.ui.checking.summary import headline_of, summary
from wallet.ui.theme import emblem
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CAPTION, CARD_TITLE, LABEL, PAGE_TITLE, SMALL
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.checklist import Checklist
from wallet.ui.widgets.flow import Flow
from wallet.ui.widgets.frames import Banner, card, picture, rule, scrolling
from wallet.ui.widgets.labels import OneLine, Words


class Emblem(QWidget):
    """The emblem of one credential."""

    def __init__(self, look: Look, title: str, issuer: str, px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._title, self._issuer = look, title, issuer
        self.setFixedSize(QSize(look.px(px), look.px(px)))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        ring = QColor(self._look.tokens.surface)
        emblem.paint(painter, self.rect().toRectF(), title=self._title, issuer=self._issuer, ring=ring)
        painter.end()


class FindingRow(QFrame):
    """One finding in two columns; Return, Space or a click opens what it says and its checks."""

    def __init__(self, look: Look, found: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._found = look, found
        self._more: QWidget | None = None
        self.setProperty("kind", "check")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        px = look.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(6), px(8), px(6), px(8))
        row = QHBoxLayout()
        row.setSpacing(px(16))
        title, issuer = _named(found)
        row.addWidget(Emblem(look, title, issuer, 44, self))
        row.addLayout(self._left(title, issuer), 5)
        row.addLayout(self._right(), 6)
        row.addWidget(picture(look, "chevron-right", look.tokens.text3, 18, self))
        self._column.addLayout(row)
        said = words.headline(headline_of(found), found.report)
        self.setAccessibleName(f"{visible(title, limit=200)}. {said.text}.")

    @property
    def is_open(self) -> bool:
        return self._more is not None and not self._more.isHidden()

    def toggle(self) -> None:
        """Open or close what lies behind the verdict."""
        if self._more is None:
            self._more = self._details()
            self._column.addWidget(self._more)
            self._more.show()
        else:
            self._more.setVisible(self._more.isHidden())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.toggle()
        super().mouseReleaseEvent(event)

    def _left(self, title: str, issuer: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._look.px(4))
        column.addWidget(OneLine(self._look, title, size=CARD_TITLE, parent=self))
        credential = self._found.credential
        kind = words.kind_of(credential.format.value) if credential is not None else ""
        about = " · ".join(part for part in (issuer, kind) if part)
        column.addWidget(OneLine(self._look, about, size=SMALL, tone="second", parent=self))
        return column

    def _right(self) -> QVBoxLayout:
        said = words.headline(headline_of(self._found), self._found.report)
        column = QVBoxLayout()
        column.setSpacing(self._look.px(4))
        row = QHBoxLayout()
        row.setSpacing(self._look.px(8))
        row.addWidget(picture(self._look, said.icon, self._look.tokens.tone(said.tone).strong, 18, self))
        row.addWidget(OneLine(self._look, said.text, size=CARD_TITLE, tone=said.tone.value, parent=self), 1)
        column.addLayout(row)
        column.addWidget(OneLine(self._look, _sentence(self._found), size=SMALL, tone="second", parent=self))
        return column

    def _details(self) -> QWidget:
        px = self._look.px
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(60), px(8), px(24), px(4))
        column.setSpacing(px(8))
        if self._found.credential is not None:
            for label, text in says(self._found.credential):
                row = QHBoxLayout()
                head = Words(self._look, visible(label, limit=80), size=LABEL, tone="second", wrap=True, parent=inner)
                head.setFixedWidth(px(150))
                row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
                row.addWidget(Words(self._look, text, size=SMALL, wrap=True, parent=inner), 1)
                column.addLayout(row)
        if self._found.report is not None:
            checks = Checklist(self._look, inner)
            checks.show_report(self._found.report)
            column.addWidget(checks)
        elif self._found.error is not None:
            column.addWidget(Words(self._look, self._found.error.message, size=SMALL, wrap=True, parent=inner))
        return inner


class ResultView(QWidget):
    """Everything that one check found."""

    again = Signal()
    saves = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        px = look.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._inner = QWidget(self)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(px(32), px(28), px(32), px(32))
        self._column.setSpacing(px(16))
        outer.addWidget(scrolling(self._inner, self))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Replace what is shown."""
        while (item := self._column.takeAt(0)) is not None:
            _drop(item.widget())
            layout = item.layout()
            while layout is not None and (inside := layout.takeAt(0)) is not None:
                _drop(inside.widget())
        self._column.addLayout(self._head())
        banner = Banner(self._look, self._inner)
        banner.say(*summary(findings))
        self._column.addWidget(banner)
        shown = next((found.presented for found in findings if found.presented is not None), None)
        if shown is not None:
            self._column.addWidget(self._presenter(shown))
        self._column.addWidget(self._list([found for found in findings if found.presented is None] or list(findings)))
        self._column.addLayout(self._worth(findings))
        self._column.addStretch(1)

    def rows(self) -> tuple[FindingRow, ...]:
        """The rows, from top to bottom."""
        return tuple(self._inner.findChildren(FindingRow))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Words(self._look, self.tr("Check result"), size=PAGE_TITLE, parent=self._inner))
        row.addStretch(1)
        other = button(self._look, self.tr("Check another"), icon="scan", parent=self._inner)
        other.clicked.connect(self.again)
        row.addWidget(other)
        return row

    def _presenter(self, shown: Presented) -> QWidget:
        px = self._look.px
        sheet = card(self._inner)
        flow = Flow(gap=px(28), parent=sheet)
        flow.setContentsMargins(px(20), px(12), px(20), px(12))
        nobody, anybody = self.tr("Nobody named"), self.tr("Anybody")
        facts = [(self.tr("Made for"), shown.audience or anybody)]
        facts += [(self.tr("Check code"), shown.nonce or self.tr("None: it may be a copy"))]
        facts += [(self.tr("Signed with the key"), shown.holder or nobody)]
        for label, text in facts:
            part = QWidget(sheet)
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(px(2))
            column.addWidget(Words(self._look, label, size=CAPTION, tone="third", parent=part))
            line = OneLine(self._look, text, size=LABEL, parent=part)
            line.setMaximumWidth(px(340))
            column.addWidget(line)
            flow.addWidget(part)
        return sheet

    def _list(self, findings: Sequence[Finding]) -> QWidget:
        px = self._look.px
        sheet = card(self._inner)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(px(16), px(8), px(16), px(8))
        column.setSpacing(px(2))
        for place, found in enumerate(findings):
            if place:
                column.addWidget(rule(sheet))
            column.addWidget(FindingRow(self._look, found, sheet))
        return sheet

    def _worth(self, findings: Sequence[Finding]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(16))
        row.addWidget(self._box(self.tr("What this tells you"), tells(findings), "check"), 1)
        row.addWidget(self._box(self.tr("What it does not tell you"), hides(findings), "minus"), 1)
        return row

    def _box(self, title: str, sentences: Sequence[str], icon: str) -> QWidget:
        px = self._look.px
        sheet = card(self._inner)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(px(20), px(14), px(20), px(16))
        column.setSpacing(px(8))
        column.addWidget(Words(self._look, title, size=LABEL, parent=sheet))
        colour = self._look.tokens.ok.strong if icon == "check" else self._look.tokens.text3
        for sentence in sentences:
            row = QHBoxLayout()
            row.setSpacing(px(10))
            row.addWidget(picture(self._look, icon, colour, 16, sheet), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Words(self._look, sentence, size=SMALL, tone="second", wrap=True, parent=sheet), 1)
            column.addLayout(row)
        column.addStretch(1)
        return sheet


def tells(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What the checks that passed are worth, in sentences."""
    said: list[str] = []
    reports = [found.report for found in findings if found.report is not None and found.presented is None]
    if reports and all(report.genuine for report in reports):
        said.append(words.tr("The credentials were issued with the keys named here, and nobody changed them since."))
    checks = [check for found in findings if found.report is not None for check in found.report.checks]
    if any(check.kind is CheckKind.HOLDER and check.outcome is Outcome.PASSED for check in checks):
        said.append(words.tr("Whoever made this holds the key that the credentials were issued to."))
    if any(check.kind is CheckKind.REQUEST and check.outcome is Outcome.PASSED for check in checks):
        said.append(words.tr("It was made in answer to your request."))
    return tuple(said) or (words.tr("Nothing that you could rely on."),)


def hides(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What no check on a computer can say."""
    said = [words.tr("That the sender is the person in front of you. Ask for identification if it matters.")]
    dates = [
        check.as_of
        for found in findings
        if found.report is not None
        for check in found.report.checks
        if check.kind is CheckKind.STATUS and check.as_of
    ]
    if dates:
        said.append(words.tr("Anything withdrawn after {date}.").format(date=words.moment(min(dates))))
    else:
        said.append(words.tr("Whether anything was withdrawn since it was issued, where no list says so."))
    if any(headline_of(found) is Headline.ISSUER_UNKNOWN for found in findings):
        said.append(words.tr("Who stands behind an issuer that is on none of your lists."))
    return tuple(said)


def _named(found: Finding) -> tuple[str, str]:
    if found.credential is not None:
        credential = found.credential
        name = credential.name or words.tr("A credential without a name")
        return name, credential.issuer.name or credential.issuer.id
    if found.presented is not None:
        return found.presented.name or words.tr("Something shown"), found.presented.holder
    return found.source.rpartition("/")[2] or found.source, ""


def _sentence(found: Finding) -> str:
    if found.error is not None:
        return found.error.message
    if found.report is None:
        return words.tr("It holds only an address.")
    open_ones = [check for check in found.report.checks if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN)]
    if not open_ones:
        return words.tr("Signature, issuer and dates all match.")
    worst = min(open_ones, key=lambda check: check.outcome is not Outcome.FAILED)
    return words.check(worst, issued=found.report.issued).text


def _drop(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()
