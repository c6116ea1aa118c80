"""Buttons: primary, plain, link, chip, icon and navigation; each has a name that a screen reader says."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from wallet.ui.theme.look import Look


def button(look: Look, text: str, *, icon: str = "", kind: str = "", parent: QWidget | None = None) -> QPushButton:
    """A button with words; ``kind`` is "", "primary", "danger", "link" or "chip"."""
    made = QPushButton(text, parent)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(text.replace("&", ""))
    if kind:
        made.setProperty("kind", kind)
    if icon:
        colours = {"primary": look.tokens.on_accent, "danger": look.tokens.bad.strong, "link": look.tokens.accent_text}
        made.setIcon(look.icon(icon, colours.get(kind, look.tokens.text)))
        made.setIconSize(QSize(look.px(18), look.px(18)))
    if kind == "chip":
        made.setCheckable(True)
    return made


def icon_button(look: Look, icon: str, name: str, *, parent: QWidget | None = None) -> QPushButton:
    """A square button with an icon only; ``name`` is its tip and what a screen reader says."""
    made = QPushButton(parent)
    made.setProperty("kind", "icon")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setIcon(look.icon(icon))
    made.setIconSize(QSize(look.px(20), look.px(20)))
    made.setToolTip(name)
    made.setAccessibleName(name)
    return made
