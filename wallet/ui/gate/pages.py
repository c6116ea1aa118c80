"""Before a wallet is open: welcome, protecting a new wallet, its recovery code, and unlocking (ux.md screens 1 to 3)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wallet.ui.library.empty import Fan
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import CAPTION, DETAIL_TITLE, LABEL, PAGE_TITLE, SMALL
from wallet.ui.widgets.buttons import button
from wallet.ui.widgets.frames import card, picture
from wallet.ui.widgets.labels import Words

_WIDTH = 440
_WEAK, _GOOD = 10, 16


class GatePage(QWidget):
    """A sheet in the middle of the window."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        sheet = card(self)
        sheet.setFixedWidth(look.px(_WIDTH))
        outer.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self.column = QVBoxLayout(sheet)
        self.column.setContentsMargins(look.px(32), look.px(32), look.px(32), look.px(32))
        self.column.setSpacing(look.px(12))
        self.sheet = sheet

    def title(self, text: str, sentence: str = "") -> None:
        """A heading, and what it means."""
        self.column.addWidget(Words(self._look, text, size=PAGE_TITLE, wrap=True, parent=self.sheet))
        if sentence:
            self.column.addWidget(Words(self._look, sentence, tone="second", wrap=True, parent=self.sheet))

    def secret(self, title: str) -> QLineEdit:
        """A field whose letters are hidden, with its label."""
        label = Words(self._look, title, size=LABEL, tone="second", parent=self.sheet)
        field = QLineEdit(self.sheet)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(title)
        label.setBuddy(field)
        self.column.addWidget(label)
        self.column.addWidget(field)
        return field


class WelcomePage(GatePage):
    """The first run."""

    new = Signal()
    verify = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.column.addWidget(Fan(look, self.sheet), 0, Qt.AlignmentFlag.AlignHCenter)
        self.title(
            self.tr("Welcome to Satchel"),
            self.tr("Keep your badges, certificates and degrees on this computer, and show just what you want of them."),
        )
        begin = button(look, self.tr("Make a wallet"), icon="plus", kind="primary", parent=self.sheet)
        begin.clicked.connect(self.new)
        just = button(look, self.tr("Just check something"), icon="shield", parent=self.sheet)
        just.clicked.connect(self.verify)
        self.column.addSpacing(look.px(8))
        self.column.addWidget(begin)
        self.column.addWidget(just)
        promise = self.tr("Nothing is uploaded, and no account is needed.")
        small = Words(look, promise, size=CAPTION, tone="third", wrap=True, parent=self.sheet)
        small.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.addWidget(small)


class ProtectPage(GatePage):
    """Choosing a passphrase. ``chosen`` gives it once it was typed twice alike."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.title(
            self.tr("Protect your wallet"),
            self.tr("Choose a passphrase that you will remember: a few words that do not belong together work well."),
        )
        self.first = self.secret(self.tr("Passphrase"))
        self.second = self.secret(self.tr("Once more"))
        self._strength = Words(look, "", size=SMALL, tone="second", wrap=True, parent=self.sheet)
        self.column.addWidget(self._strength)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        back = button(look, self.tr("Back"), parent=self.sheet)
        back.clicked.connect(self.closed)
        self.go = button(look, self.tr("Make the wallet"), kind="primary", parent=self.sheet)
        self.go.clicked.connect(self._choose)
        row.addWidget(back)
        row.addWidget(self.go, 1)
        self.column.addLayout(row)
        for field in (self.first, self.second):
            field.textChanged.connect(lambda _text: self._judge())
            field.returnPressed.connect(self._choose)
        self._judge()

    def say(self, sentence: str) -> None:
        """Say why it could not be made."""
        self._strength.say(sentence, tone="bad")

    def _judge(self) -> None:
        typed = self.first.text()
        if not typed:
            self._strength.say(self.tr("It opens the wallet on this computer. It is sent nowhere."), tone="second")
        elif len(typed) < _WEAK:
            self._strength.say(self.tr("Short: somebody with your disk and time could guess it."), tone="warn")
        elif self.second.text() and self.second.text() != typed:
            self._strength.say(self.tr("The two are not alike yet."), tone="warn")
        elif len(typed) < _GOOD:
            self._strength.say(self.tr("Fair. A word or two more would make it strong."), tone="second")
        else:
            self._strength.say(self.tr("Strong."), tone="ok")
        self.go.setEnabled(bool(typed) and typed == self.second.text())

    def _choose(self) -> None:
        if self.go.isEnabled():
            typed = self.first.text()
            self.first.clear()
            self.second.clear()
            self.chosen.emit(typed)


class RecoveryPage(GatePage):
    """The recovery code, shown once. ``done`` when its reader says that it is written down."""

    done = Signal()
    prints = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.title(
            self.tr("Write down your recovery code"),
            self.tr(
                "It opens the wallet when the passphrase is forgotten. It is shown this once. With both lost, nobody can help."
            ),
        )
        self.code, self.rest = (Words(look, "", size=DETAIL_TITLE, parent=self.sheet) for _ in range(2))
        for line in (self.code, self.rest):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.column.addWidget(line)
        self.column.addSpacing(look.px(8))
        self._kept = QCheckBox(self.tr("I keep it away from this computer"), self.sheet)
        self.column.addWidget(self._kept)
        self.go = button(look, self.tr("Open my wallet"), kind="primary", parent=self.sheet)
        self.go.setEnabled(False)
        self._kept.toggled.connect(self.go.setEnabled)
        self.go.clicked.connect(self._finish)
        self.column.addWidget(self.go)

    def show_code(self, code: str) -> None:
        """Show the code of a wallet that was just made."""
        groups = code.split("-")
        half = (len(groups) + 1) // 2
        self.code.say("-".join(groups[:half]) + "-")
        self.rest.say("-".join(groups[half:]))
        self._kept.setChecked(False)

    def _finish(self) -> None:
        self.code.say("")
        self.rest.say("")
        self.done.emit()


class UnlockPage(GatePage):
    """Typing the passphrase. ``typed`` gives it; verifying works without."""

    typed = Signal(str)
    verify = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        sign = picture(look, "lock", look.tokens.accent_text, 40, self.sheet)
        self.column.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        self.title(self.tr("Your wallet is locked"))
        self.field = self.secret(self.tr("Passphrase or recovery code"))
        self.field.returnPressed.connect(self._send)
        self._notice = Words(look, "", size=SMALL, tone="bad", wrap=True, parent=self.sheet)
        self._notice.hide()
        self.column.addWidget(self._notice)
        self.go = button(look, self.tr("Unlock"), icon="key", kind="primary", parent=self.sheet)
        self.go.clicked.connect(self._send)
        self.column.addWidget(self.go)
        just = button(look, self.tr("Just check something"), kind="link", parent=self.sheet)
        just.clicked.connect(self.verify)
        self.column.addWidget(just, 0, Qt.AlignmentFlag.AlignHCenter)

    def say(self, sentence: str) -> None:
        """Say why it did not open."""
        self._notice.say(sentence)
        self._notice.setVisible(bool(sentence))
        self.busy(False)
        self.field.setFocus()

    def busy(self, working: bool) -> None:
        """While the passphrase is tried, nothing else can be typed."""
        self.field.setEnabled(not working)
        self.go.setEnabled(not working)
        self.go.setText(self.tr("Opening…") if working else self.tr("Unlock"))

    def _send(self) -> None:
        if self.field.text():
            typed = self.field.text()
            self.field.clear()
            self._notice.hide()
            self.busy(True)
            self.typed.emit(typed)
