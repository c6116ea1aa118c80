"""The window from the first start to the last lock: welcome, unlock, the open wallet, and checking, which needs none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QStackedWidget, QWidget

from wallet.desk import Desk, Terms
from wallet.errors import WalletError
from wallet.model.carried import Finding
from wallet.model.given import Given
from wallet.model.outcomes import NewWallet
from wallet.session import Session
from wallet.ui import inputs
from wallet.ui.actions import ActionPlan, Actions, Standard
from wallet.ui.bridge import Courier, Errand
from wallet.ui.checking.page import VerifyPage
from wallet.ui.doors import Doors
from wallet.ui.gate.pages import ProtectPage, RecoveryPage, UnlockPage, WelcomePage
from wallet.ui.importing.review import of_findings
from wallet.ui.theme.look import Look
from wallet.ui.vigil import Vigil
from wallet.ui.words import tr
from wallet.ui.workspace import Workspace

_BATCH = 64


class Shell(QMainWindow):
    """The main window. ``broke`` tells of a fault of the program."""

    broke = Signal(object)

    def __init__(self, look: Look, doors: Doors, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._doors, self._folder = look, doors, folder
        self._session: Courier[Session] | None = None
        self._vigil: Vigil | None = None
        self._maker: Courier[Doors] | None = None
        self._reading: Errand | None = None
        self._desk = self._make_desk()
        self.workspace: Workspace | None = None
        self.setWindowTitle("Satchel")
        self.setAcceptDrops(True)
        self.resize(look.px(1280), look.px(820))
        self.setMinimumSize(640, 480)
        self.stack = QStackedWidget(self)
        self.setCentralWidget(self.stack)
        self.welcome, self.protect = WelcomePage(look, self), ProtectPage(look, self)
        self.recovery, self.unlock = RecoveryPage(look, self), UnlockPage(look, self)
        self.verify = VerifyPage(look, self)
        for page in (self.welcome, self.protect, self.recovery, self.unlock, self.verify):
            self.stack.addWidget(page)
        self.actions_ = Actions(look, self, _plans())
        self._connect()
        self.home()

    # ---- where we are

    def home(self) -> None:
        """The open wallet, or the way to one."""
        if self.workspace is not None:
            self.stack.setCurrentWidget(self.workspace)
            self.workspace.go("all")
        elif self._doors.wallet_exists(self._folder):
            self.stack.setCurrentWidget(self.unlock)
            self.unlock.field.setFocus()
        else:
            self.stack.setCurrentWidget(self.welcome)

    def check(self) -> None:
        """Check something; the wallet may be locked."""
        self.stack.setCurrentWidget(self.verify)
        self.verify.ask()

    # ---- opening and locking

    def make_wallet(self, passphrase: str) -> None:
        """Make a wallet, off the window's thread: the key derivation takes its time."""
        maker: Courier[Doors] = Courier(lambda: self._doors, lambda _doors: None, self)
        self._maker = maker
        maker.broke.connect(self.broke)

        def made(new: NewWallet) -> None:
            maker.stop()
            self.recovery.show_code(new.recovery_code)
            self.stack.setCurrentWidget(self.recovery)

        def ready() -> None:
            folder = self._folder
            maker.ask(lambda doors: doors.create_wallet(folder, passphrase), then=made, fails=refused)

        def refused(error: WalletError) -> None:
            maker.stop()
            self.protect.say(error.message)

        maker.start(ready, refused)

    def open_wallet(self, secret: str) -> None:
        """Unlock with this passphrase or recovery code."""
        typed = bytearray(secret.encode("utf-8", "surrogatepass"))
        folder, doors = self._folder, self._doors
        courier: Courier[Session] = Courier(
            lambda: doors.open_wallet_process(folder, typed, consent=None), lambda session: session.close(), self
        )
        courier.broke.connect(self.broke)
        courier.start(lambda: self._opened(courier), self._refused)

    def lock(self) -> None:
        """End the wallet's process; what it showed goes from the screen, and with the program that showed it from memory."""
        courier, self._session = self._session, None
        vigil, self._vigil = self._vigil, None
        if vigil is not None:
            vigil.end()
        workspace, self.workspace = self.workspace, None
        if workspace is not None:
            self.stack.removeWidget(workspace)
            workspace.deleteLater()
        if courier is not None:
            courier.stop()
            self._desk.stop()
            self._doors.begin_anew(self._folder)
            self._desk = self._make_desk()  # where the doors go on in the same program
        self.home()

    def _opened(self, courier: Courier[Session]) -> None:
        self._session = courier
        self._vigil = Vigil(courier, self)
        self._vigil.locked.connect(self.lock)
        self.workspace = Workspace(self._look, courier, self)
        self.workspace.picked.connect(self._pick)
        self.workspace.chooses.connect(self.choose)
        self.workspace.pastes.connect(self.paste)
        self.workspace.review.takes.connect(self._take)
        self.workspace.review.closed.connect(self._leave_review)
        self.stack.addWidget(self.workspace)
        self.unlock.busy(False)
        self.stack.setCurrentWidget(self.workspace)

    def _refused(self, error: WalletError) -> None:
        self.unlock.say(error.message)

    # ---- what comes in

    def take(self, given: tuple[Given, ...]) -> None:
        """Something was dropped, pasted or chosen: on the check page it is checked, else it is for the wallet."""
        if not given:
            return
        if self.workspace is None or self.stack.currentWidget() is self.verify:
            self._check(given)
        else:
            self._review(given)

    def paste(self) -> None:
        """What the clipboard holds."""
        self.take(inputs.from_mime(QApplication.clipboard().mimeData()))

    def choose(self) -> None:
        """Files, by the system's dialogue."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("Choose files"))
        self.take(tuple(inputs.from_paths(Path(name) for name in names)))

    def _check(self, given: tuple[Given, ...]) -> None:
        found: list[Finding] = []
        terms = Terms(expectation=self.verify.expectation())
        self.stack.setCurrentWidget(self.verify)
        self._read(given, terms, found.append, lambda: self.verify.show_findings(tuple(found)))

    def _review(self, given: tuple[Given, ...]) -> None:
        workspace = self.workspace
        if workspace is None:
            return
        review = workspace.review
        self._given = given
        workspace.pages.setCurrentWidget(review)
        review.begin(len(given))
        seen: dict[str, None] = {}

        def each(found: Finding) -> None:
            seen[found.source] = None
            for kept in of_findings((found,)):
                review.add(kept, len(seen))

        self._read(given, Terms(), each, review.finish)

    def _read(self, given: tuple[Given, ...], terms: Terms, each: Callable[[Finding], None], ends: Callable[[], None]) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._desk.stream(
            lambda desk: desk.check(given, terms), each=each, ends=ends, fails=lambda error: self.verify.say(error.message)
        )

    def _take(self, sources: frozenset[str]) -> None:
        if self.workspace is not None:
            self.workspace.bring_in(tuple(given for given in self._given if given.source in sources))

    def _leave_review(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self.home()

    def _pick(self, view: str) -> None:
        if view == "verify":
            self.check()
        elif view == "lock":
            self.lock()

    # ---- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls() or event.mimeData().hasText() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        self.take(inputs.from_mime(event.mimeData()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self.workspace is not None:
            self.workspace.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        for courier in (self._session, self._desk):
            if courier is not None:
                courier.stop()
        super().closeEvent(event)

    def _make_desk(self) -> Courier[Desk]:
        stack = ExitStack()
        desk: Courier[Desk] = Courier(
            lambda: stack.enter_context(self._doors.desk(jobs=2, consent=None)), lambda _desk: stack.close(), self
        )
        desk.broke.connect(self.broke)
        desk.start(lambda: None, lambda error: self.verify.say(error.message))
        return desk

    def _connect(self) -> None:
        self.welcome.new.connect(lambda: self.stack.setCurrentWidget(self.protect))
        self.protect.closed.connect(self.home)
        self.protect.chosen.connect(self.make_wallet)
        self.recovery.done.connect(self.home)
        self.unlock.typed.connect(self.open_wallet)
        for page in (self.welcome, self.unlock):
            page.verify.connect(self.check)
        self.verify.files.connect(self.choose)
        self.verify.paste.connect(self.paste)
        self.verify.leaves.connect(self.home)
        on = self.actions_.on
        on("import", self.choose)
        on("paste", self.paste)
        on("verify", self.check)
        on("home", self.home)
        on("lock", self.lock)
        on("search", self._search)
        on("quit", self.close)

    def _search(self) -> None:
        if self.workspace is not None:
            self.home()
            self.workspace.library.search.setFocus()


def _plans() -> tuple[ActionPlan, ...]:
    """Name, words, tip, keys, icon."""
    table: tuple[tuple[str, str, str, tuple[str | Standard, ...], str], ...] = (
        ("import", tr("Import…"), tr("Bring in credentials from files"), (Standard.Open,), "plus"),
        ("paste", tr("Paste"), tr("Bring in what you copied"), (Standard.Paste,), "copy"),
        ("search", tr("Search"), tr("Search your credentials"), (Standard.Find, "F3"), "search"),
        ("verify", tr("Verify"), tr("Check what others show"), ("Ctrl+Shift+V",), "shield"),
        ("home", tr("All credentials"), tr("Show your credentials"), ("Ctrl+1",), "grid"),
        ("lock", tr("Lock"), tr("Close the wallet"), ("Ctrl+L",), "lock"),
        ("quit", tr("Quit"), tr("End Satchel"), (Standard.Quit,), "cross"),
    )
    return tuple(ActionPlan(name=name, text=text, tip=tip, keys=keys, icon=icon) for name, text, tip, keys, icon in table)
