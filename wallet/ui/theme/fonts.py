"""The bundled typeface, and fonts of the type scale at the user's text size."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from wallet.resources import folder
from wallet.ui.theme.tokens import BODY, Size

FAMILY = "Inter"
_FILES = (
    "Inter_400Regular.ttf",
    "Inter_600SemiBold.ttf",
    "NotoSansArabic_400Regular.ttf",
    "NotoSansArabic_600SemiBold.ttf",
    "NotoSansHebrew_400Regular.ttf",
    "NotoSansHebrew_600SemiBold.ttf",
    "NotoSansDevanagari_400Regular.ttf",
    "NotoSansThai_400Regular.ttf",
)
_FALLBACKS = ("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai")


def load() -> None:
    """Make the bundled fonts known to Qt; once a process, after the application exists."""
    for name in _FILES:
        QFontDatabase.addApplicationFontFromData((folder() / "fonts" / name).read_bytes())


def font(size: Size = BODY, *, scale: int = 100) -> QFont:
    """A font of the scale; ``scale`` in per cent is the user's text size."""
    made = QFont()
    made.setFamilies([FAMILY, *_FALLBACKS])
    made.setPixelSize(max(8, round(size.px * scale / 100)))
    made.setWeight(QFont.Weight(size.weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if size.px >= 20:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.3)
    return made
