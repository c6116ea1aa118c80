"""The look in force: one theme and one text size, from which colours, fonts, icons and the style sheet come."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from wallet.ui.theme import fonts, icons
from wallet.ui.theme.sheet import style_sheet
from wallet.ui.theme.tokens import BODY, THEMES, Size, Theme, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """``scale`` is the text size in per cent (90 to 150)."""

    theme: Theme = Theme.LIGHT
    scale: int = 100

    @property
    def tokens(self) -> Tokens:
        return THEMES[self.theme]

    def font(self, size: Size = BODY) -> QFont:
        return fonts.font(size, scale=self.scale)

    def icon(self, name: str, colour: str = "", px: int = 18) -> QIcon:
        return icons.icon(name, colour or self.tokens.text2, self.px(px))

    def px(self, pixels: int) -> int:
        """A length that grows with the text."""
        return round(pixels * self.scale / 100)

    def apply(self, application: QApplication) -> None:
        """Give the whole application this look."""
        application.setStyle("Fusion")
        application.setFont(self.font())
        application.setPalette(_palette(self.tokens))
        application.setStyleSheet(style_sheet(self.tokens, self.scale))


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for name, colour in {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.surface2,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Link: tokens.accent_text,
    }.items():
        made.setColor(name, QColor(colour))
    made.setColor(QPalette.ColorGroup.Disabled, role.WindowText, QColor(tokens.text3))
    made.setColor(QPalette.ColorGroup.Disabled, role.Text, QColor(tokens.text3))
    made.setColor(QPalette.ColorGroup.Disabled, role.ButtonText, QColor(tokens.text3))
    return made
