"""Starts the window: fonts, look, and what becomes of a fault of the program."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from wallet.ui.doors import Doors
from wallet.ui.shell import Shell
from wallet.ui.theme import fonts
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import Theme

APP_ID = "org.satchel_wallet.Satchel"


def run(doors: Doors, folder: Path, secret: str = "") -> int:
    """Open the window on the wallet in this folder, unlocked where ``secret`` is given, and stay until it is closed."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Satchel")
    application.setDesktopFileName(APP_ID)
    application.setWindowIcon(QIcon())
    fonts.load()
    look = Look(theme=system_theme(application))
    look.apply(application)
    shell = Shell(look, doors, folder)
    shell.broke.connect(_surface)
    shell.show()
    if secret:
        shell.open_wallet(secret)
    return application.exec()


def system_theme(application: QGuiApplication) -> Theme:
    """The theme that the desktop asks for."""
    hints = application.styleHints()
    dark = hints.colorScheme() is Qt.ColorScheme.Dark
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Theme.CONTRAST_DARK if dark else Theme.CONTRAST_LIGHT
    return Theme.DARK if dark else Theme.LIGHT


def _surface(bug: BaseException) -> None:
    """A fault of the program is not hidden: it goes to the terminal, whole."""
    traceback.print_exception(bug)
