"""A real wallet behind a real window, offscreen; the wallet is in this process, but for the tests that say otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import OfflineWorld
from tests.fakes import FixedClock
from wallet.cli.main import satchel
from wallet.intake.reader import Reader
from wallet.session import Session, open_wallet
from wallet.ui.doors import Consent
from wallet.ui.shell import Shell
from wallet.ui.theme import fonts
from wallet.ui.theme.look import Look
from wallet.vault.vault import Vault


class WindowDoors(OfflineWorld):
    """The system's doors, with wallets opened in this process."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__(clock)
        self.readers: list[Reader] = []
        self.begun_anew: list[Path] = []

    def wallet_exists(self, folder: Path) -> bool:
        return Vault.exists(folder)

    def open_wallet_process(  # type: ignore[override]
        self, folder: Path, secret: bytearray, *, consent: Consent | None, jobs: int = 1
    ) -> Session:
        del consent
        reader = Reader(jobs=jobs)
        self.readers.append(reader)
        return open_wallet(folder, secret.decode(), clock=self._clock, entropy=self._entropy, reader=reader)

    def begin_anew(self, folder: Path) -> None:
        self.begun_anew.append(folder)

    def close(self) -> None:
        for reader in self.readers:
            reader.close()


@pytest.fixture(scope="session")
def demo_wallet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wallet with sample credentials, made once; tests copy it."""
    place = tmp_path_factory.mktemp("window") / "demo"
    result = CliRunner().invoke(satchel, ["demo", str(place), "--json"], obj=OfflineWorld(FixedClock()), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return place


@pytest.fixture
def doors(clock: FixedClock) -> Iterator[WindowDoors]:
    made = WindowDoors(clock)
    yield made
    made.close()


@pytest.fixture
def folder(demo_wallet: Path, tmp_path: Path) -> Path:
    """A copy of the sample wallet."""
    copy = tmp_path / "demo"
    shutil.copytree(demo_wallet, copy)
    return copy


def passphrase_of(folder: Path) -> str:
    """The sample wallet's passphrase."""
    return (folder / "passphrase.txt").read_text("utf-8").splitlines()[0]


def make_shell(qtbot: QtBot, doors: WindowDoors, folder: Path, look: Look | None = None) -> Shell:
    """The window on this folder; a fault of the program in another thread fails the test."""
    fonts.load()
    shell = Shell(look or Look(), doors, folder)
    faults: list[BaseException] = []
    shell.broke.connect(faults.append)
    shell.destroyed.connect(lambda: None)
    qtbot.addWidget(shell, before_close_func=lambda _shell: _none(faults))
    shell.show()
    qtbot.waitExposed(shell)
    return shell


def _none(faults: list[BaseException]) -> None:
    if faults:
        raise AssertionError("a fault of the program") from faults[0]


def unlock(qtbot: QtBot, shell: Shell, folder: Path) -> None:
    """Type the passphrase and wait for the cards."""
    shell.unlock.field.setText(passphrase_of(folder))
    shell.unlock.go.click()
    qtbot.waitUntil(lambda: shell.workspace is not None and shell.workspace.library.cards.rowCount() > 0, timeout=10_000)
