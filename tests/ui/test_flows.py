"""What people do, from the window: unlock, look, show, check, bring in, throw away, lock; each with a real wallet behind it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import OfflineWorld
from tests.fakes import FixedClock
from tests.ui.conftest import WindowDoors, make_shell, unlock
from wallet.model.report import Headline
from wallet.ui import inputs
from wallet.ui.shell import Shell
from wallet.ui.workspace import Workspace

WAIT = 10_000


@pytest.fixture
def shell(qtbot: QtBot, doors: WindowDoors, folder: Path) -> Shell:
    """The window on the sample wallet, locked."""
    return make_shell(qtbot, doors, folder)


@pytest.fixture
def workspace(qtbot: QtBot, shell: Shell, folder: Path) -> Workspace:
    """The open wallet."""
    unlock(qtbot, shell, folder)
    assert shell.workspace is not None
    return shell.workspace


def row_of(workspace: Workspace, form: str) -> str:
    """The id of the first credential of this format."""
    return next(card.id for card in workspace.library.cards.cards() if card.format == form)


# ---------------------------------------------------------------- the gate


def test_a_wrong_passphrase_says_so_and_the_right_one_opens(qtbot: QtBot, shell: Shell, folder: Path) -> None:
    assert shell.stack.currentWidget() is shell.unlock
    shell.unlock.field.setText("something else")
    qtbot.keyClick(shell.unlock.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.unlock.go.isEnabled(), timeout=WAIT)
    assert "not the passphrase" in shell.unlock._notice.text()
    assert not shell.unlock.field.text()
    unlock(qtbot, shell, folder)
    assert shell.stack.currentWidget() is shell.workspace


def test_a_first_wallet_is_made_and_its_code_is_shown_once(qtbot: QtBot, doors: WindowDoors, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    shell = make_shell(qtbot, doors, folder)
    assert shell.stack.currentWidget() is shell.welcome
    shell.welcome.new.emit()
    shell.protect.first.setText("a few words that are mine")
    assert not shell.protect.go.isEnabled()
    shell.protect.second.setText("a few words that are mine")
    shell.protect.go.click()
    qtbot.waitUntil(lambda: shell.stack.currentWidget() is shell.recovery, timeout=WAIT)
    code = shell.recovery.code.text() + shell.recovery.rest.text()
    assert len(code.replace("-", "")) >= 26
    assert not shell.recovery.go.isEnabled()
    shell.recovery._kept.setChecked(True)
    shell.recovery.go.click()
    assert shell.stack.currentWidget() is shell.unlock
    assert not shell.recovery.code.text()
    shell.unlock.field.setText(code)
    shell.unlock.go.click()
    qtbot.waitUntil(lambda: shell.workspace is not None, timeout=WAIT)
    assert shell.workspace is not None
    qtbot.waitUntil(lambda: shell.workspace is not None and shell.workspace.library.empty.isVisible(), timeout=WAIT)


def test_lock_takes_everything_from_the_screen_and_the_program(
    qtbot: QtBot, doors: WindowDoors, folder: Path, shell: Shell, workspace: Workspace
) -> None:
    workspace.library.grid.go_to(0)
    qtbot.waitUntil(lambda: workspace.library.detail.isVisible(), timeout=WAIT)
    shell.actions_["lock"].trigger()
    assert shell.workspace is None
    assert shell.stack.currentWidget() is shell.unlock
    assert shell.stack.indexOf(workspace) == -1
    assert doors.begun_anew == [folder]


# ---------------------------------------------------------------- the library


def test_a_card_opens_with_its_verdict_in_words(qtbot: QtBot, workspace: Workspace) -> None:
    revoked = next(card for card in workspace.library.cards.cards() if card.headline is Headline.WITHDRAWN)
    workspace.library.grid.go_to(workspace.library.cards.row_of(revoked.id))
    qtbot.waitUntil(lambda: workspace.library.detail.isVisible(), timeout=WAIT)
    detail = workspace.library.detail
    assert detail._title.text() == revoked.name
    assert detail._banner.headline.text() == "Withdrawn by the issuer"
    assert "nothing was sent" in detail._banner.sentence.text()
    row = detail._checks.rows()[0]
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.is_open
    qtbot.keyClick(workspace.library, Qt.Key.Key_Escape)
    assert not detail.isVisible()


def test_search_as_you_type_and_operators(qtbot: QtBot, workspace: Workspace) -> None:
    every = workspace.library.cards.rowCount()
    workspace.library.search.setText("status:withdrawn")
    qtbot.waitUntil(lambda: workspace.library.cards.rowCount() == 1, timeout=WAIT)
    assert workspace.library.cards.cards()[0].headline is Headline.WITHDRAWN
    workspace.library.search.setText("nothingislikethis")
    qtbot.waitUntil(lambda: workspace.library._none.isVisible(), timeout=WAIT)
    assert "Nothing here matches" in workspace.library._none.text()
    workspace.library.search.clear()
    qtbot.waitUntil(lambda: workspace.library.cards.rowCount() == every, timeout=WAIT)


def test_thrown_away_and_brought_back_by_name(qtbot: QtBot, shell: Shell, workspace: Workspace) -> None:
    every = workspace.library.cards.rowCount()
    victim = workspace.library.cards.cards()[0]
    workspace.library.grid.go_to(0)
    qtbot.waitUntil(lambda: workspace.library.detail.isVisible(), timeout=WAIT)
    workspace.library.detail.trash.emit(victim.id)
    qtbot.waitUntil(lambda: workspace.library.cards.rowCount() == every - 1, timeout=WAIT)
    assert victim.name in workspace.toast.words.text()
    workspace.toast.undo.click()
    qtbot.waitUntil(lambda: workspace.library.cards.rowCount() == every, timeout=WAIT)
    assert workspace.library.cards.row_of(victim.id) >= 0


# ---------------------------------------------------------------- bringing in


def test_a_drop_is_reviewed_and_added(qtbot: QtBot, doors: WindowDoors, folder: Path, tmp_path: Path) -> None:
    shell = make_shell(qtbot, doors, tmp_path / "new")
    shell.make_wallet("a few words that are mine")
    qtbot.waitUntil(lambda: shell.stack.currentWidget() is shell.recovery, timeout=WAIT)
    shell.open_wallet("a few words that are mine")
    qtbot.waitUntil(lambda: shell.workspace is not None, timeout=WAIT)
    workspace = shell.workspace
    assert workspace is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "samples" / "badges"))])
    shell.take(inputs.from_mime(data))
    qtbot.waitUntil(lambda: workspace.review.take.isEnabled() and not workspace.review._bar.isVisible(), timeout=WAIT)
    found = len([row for row in workspace.review.rows() if row.box.isChecked()])
    assert found >= 3
    workspace.review.take.click()
    qtbot.waitUntil(lambda: workspace.library.cards.rowCount() == found, timeout=WAIT)
    assert str(found) in workspace.toast.words.text()
    workspace.toast.undo.click()
    qtbot.waitUntil(lambda: workspace.library.cards.rowCount() == 0, timeout=WAIT)


def test_text_and_links_and_nothing_are_told_apart() -> None:
    assert inputs.from_text("  ") == ()
    (link,) = inputs.from_text(" https://badges.example/x ")
    assert (link.source, link.data) == ("https://badges.example/x", None)
    (text,) = inputs.from_text('{"a": "https://badges.example/x"}')
    assert text.data is not None


# ---------------------------------------------------------------- showing and checking


def test_what_is_shown_on_the_screen_scans_and_is_verified(
    qtbot: QtBot, shell: Shell, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.start_presenting(row_of(workspace, "sd-jwt-vc"))
    page = workspace.present
    qtbot.waitUntil(lambda: bool(page.claims.rows()), timeout=WAIT)
    for row in page.claims.rows():
        row.choose(row.claim.label == "grade")
    assert page.claims.chosen() == ("/grade",)
    page.audience.setText("Nordic Data")
    page.code.setText("7KQ4MP")
    page.make.click()
    qtbot.waitUntil(lambda: page._made is not None, timeout=WAIT)
    shot = tmp_path / "screen.png"
    assert shell.grab().save(str(shot))
    (code,) = zxingcpp.read_barcodes(Image.open(shot))
    assert code.text.startswith("SAT1:")
    shell.check()
    shell.verify.code.setText("7KQ4MP")
    shell.verify.audience.setText("Nordic Data")
    shell.take(inputs.from_text(code.text))
    qtbot.waitUntil(lambda: bool(shell.verify.result.rows()), timeout=WAIT)
    assert len(shell.verify.result.rows()) == 1


def test_the_code_goes_away_when_the_choice_changes(qtbot: QtBot, workspace: Workspace) -> None:
    workspace.start_presenting(row_of(workspace, "sd-jwt-vc"))
    page = workspace.present
    qtbot.waitUntil(lambda: bool(page.claims.rows()), timeout=WAIT)
    page.make.click()
    qtbot.waitUntil(lambda: page._made is not None, timeout=WAIT)
    next(row for row in page.claims.rows() if row.box is not None and not row.is_shown).choose(True)
    assert page._made is None
    assert page._code.is_empty


def test_a_file_is_checked_while_the_wallet_is_locked(qtbot: QtBot, shell: Shell, folder: Path) -> None:
    shell.unlock.verify.emit()
    assert shell.stack.currentWidget() is shell.verify
    shell.take(tuple(inputs.from_paths([folder / "samples" / "badges"])))
    qtbot.waitUntil(lambda: bool(shell.verify.result.rows()), timeout=WAIT)
    assert len(shell.verify.result.rows()) >= 3
    row = shell.verify.result.rows()[0]
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert row.is_open
    shell.verify.result.again.emit()
    shell.verify.leaves.emit()
    assert shell.stack.currentWidget() is shell.unlock


# ---------------------------------------------------------------- everyone


def test_every_part_that_takes_the_keyboard_says_what_it_is(qtbot: QtBot, shell: Shell, workspace: Workspace) -> None:
    workspace.library.grid.go_to(0)
    qtbot.waitUntil(lambda: workspace.library.detail.isVisible(), timeout=WAIT)
    workspace.start_presenting(row_of(workspace, "sd-jwt-vc"))
    qtbot.waitUntil(lambda: bool(workspace.present.claims.rows()), timeout=WAIT)
    silent = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in shell.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ not in ("QScrollArea", "QComboBoxListView", "QListView")
    ]
    assert not silent


def test_each_action_has_words_and_no_two_share_a_shortcut(shell: Shell) -> None:
    seen: dict[str, str] = {}
    for action in shell.actions_.all():
        assert action.text()
        assert action.toolTip()
        for key in action.shortcuts():
            assert key.toString() not in seen, f"{action.objectName()} and {seen.get(key.toString())}"
            seen[key.toString()] = action.objectName()


# ---------------------------------------------------------------- the wallet in a process of its own


class RealDoors(WindowDoors):
    """With the wallet process that the program has."""

    open_wallet_process = OfflineWorld.open_wallet_process  # type: ignore[assignment]


@pytest.mark.slow
def test_a_wallet_that_locks_itself_locks_the_window(qtbot: QtBot, clock: FixedClock, folder: Path) -> None:
    doors = RealDoors(clock)
    shell = make_shell(qtbot, doors, folder)
    unlock(qtbot, shell, folder)
    vigil = shell._vigil
    assert vigil is not None
    qtbot.waitUntil(lambda: vigil._session is not None, timeout=WAIT)
    session = vigil._session
    assert session is not None
    os.kill(session.process.pid, signal.SIGTERM)  # as the screen lock does
    qtbot.waitUntil(lambda: shell.workspace is None, timeout=WAIT)
    assert shell.stack.currentWidget() is shell.unlock
    assert doors.begun_anew == [folder]
