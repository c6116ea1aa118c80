"""Verify: drop, paste or choose what somebody handed over; works while the wallet is locked, and before there is one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from wallet.model.carried import Finding
from wallet.model.presentation import Expectation
from wallet.ui.checking.result import ResultView
from wallet.ui.library.empty import DropArea
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CAPTION, LABEL, PAGE_TITLE
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.frames import picture
from wallet.ui.widgets.labels import Words


class VerifyPage(QWidget):
    """``files`` and ``paste`` are the doors; what was found is given to ``show_findings``."""

    files = Signal()
    paste = Signal()
    leaves = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack)
        self._stack.addWidget(self._ask())
        self.result = ResultView(look, self)
        self.result.again.connect(self.ask)
        self._stack.addWidget(self.result)

    def expectation(self) -> Expectation:
        """What the checker agreed with the sender."""
        return Expectation(nonce=self.code.text().strip(), audience=self.audience.text().strip())

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show what a check found."""
        self.result.show_findings(findings)
        self._stack.setCurrentIndex(1)
        self._notice.hide()

    def say(self, sentence: str) -> None:
        """Say why nothing could be checked."""
        self._notice.say(sentence)
        self._notice.setVisible(bool(sentence))

    def ask(self) -> None:
        """Back to the drop area."""
        self._stack.setCurrentIndex(0)
        self.choose.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.leaves.emit()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> QWidget:
        look, px = self._look, self._look.px
        inner = QWidget(self)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(px(48), px(16), px(48), px(20))
        outer.setSpacing(px(12))
        back = button(look, self.tr("Back"), icon="back", kind="link", parent=inner)
        back.clicked.connect(self.leaves)
        outer.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        area = DropArea(look, inner)
        outer.addWidget(area, 1)
        column = QVBoxLayout(area)
        column.setContentsMargins(px(32), px(32), px(32), px(32))
        column.setSpacing(px(12))
        column.addStretch(2)
        column.addWidget(picture(look, "shield", look.tokens.accent_text, 56, area), 0, Qt.AlignmentFlag.AlignHCenter)
        title = Words(look, self.tr("Drop what you were given"), size=PAGE_TITLE, parent=area)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(title)
        column.addWidget(self._what(area), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(8))
        column.addLayout(self._doors(area))
        column.addSpacing(px(16))
        column.addWidget(self._agreed(area), 0, Qt.AlignmentFlag.AlignHCenter)
        self._notice = Words(look, "", tone="bad", wrap=True, parent=area)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.hide()
        column.addWidget(self._notice)
        column.addStretch(2)
        promise = Words(
            look, self.tr("It is checked on this computer. Nothing is sent."), size=CAPTION, tone="second", parent=inner
        )
        promise.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer.addWidget(promise)
        return inner

    def _what(self, area: QWidget) -> QWidget:
        text = self.tr("A file, a picture or photo of a code, a PDF, a whole folder of applications, or text that you copied.")
        what = Words(self._look, text, tone="second", wrap=True, parent=area)
        what.setAlignment(Qt.AlignmentFlag.AlignCenter)
        what.setFixedWidth(self._look.px(460))
        return what

    def _doors(self, area: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(12))
        row.addStretch(1)
        self.choose = button(self._look, self.tr("Choose files…"), icon="file", kind="primary", parent=area)
        self.choose.clicked.connect(self.files)
        taken = button(self._look, self.tr("Paste"), icon="copy", parent=area)
        taken.clicked.connect(self.paste)
        row.addWidget(self.choose)
        row.addWidget(taken)
        row.addStretch(1)
        return row

    def _agreed(self, area: QWidget) -> QWidget:
        px = self._look.px
        inner = QWidget(area)
        inner.setFixedWidth(px(420))
        form = QFormLayout(inner)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(px(8))
        form.setHorizontalSpacing(px(12))
        self.code, self.audience = QLineEdit(inner), QLineEdit(inner)
        self.code.setPlaceholderText(self.tr("if you gave one, such as 7KQ4MP"))
        self.audience.setPlaceholderText(self.tr("the name you gave, such as Nordic Data"))
        for field, title in ((self.code, self.tr("Your check code")), (self.audience, self.tr("Made out to"))):
            label = Words(self._look, title, size=LABEL, tone="second", parent=inner)
            label.setBuddy(field)
            field.setAccessibleName(title)
            form.addRow(label, field)
        return inner
