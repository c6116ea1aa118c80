"""Design tokens (ux.md 1.7): every colour and size of the window, by name and theme.  Contrast ratios are tested."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Theme(StrEnum):
    """What the user chose, or what the desktop asks for."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST_LIGHT = "contrast-light"
    CONTRAST_DARK = "contrast-dark"


class Tone(StrEnum):
    """What a colour says; always beside an icon and a word, never alone."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A foreground and the soft background that it stands on."""

    strong: str
    soft: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The colours of one theme, as #RRGGBB."""

    is_dark: bool
    bg: str
    surface: str
    sidebar: str
    surface2: str
    hover: str
    border: str
    text: str
    text2: str
    text3: str
    control: str
    accent: str
    on_accent: str
    accent_text: str
    accent_soft: str
    focus: str
    ok: Pair
    warn: Pair
    bad: Pair
    info: Pair
    neutral: Pair

    def tone(self, tone: Tone) -> Pair:
        """The pair of colours that says this."""
        found: Pair = getattr(self, tone.value)
        return found


LIGHT = Tokens(
    is_dark=False,
    bg="#F5F6F8",
    surface="#FFFFFF",
    sidebar="#ECEEF2",
    surface2="#F2F4F7",
    hover="#E3E6EC",
    border="#DDE1E8",
    text="#15181E",
    text2="#4A5160",
    text3="#626A7A",
    control="#868E9C",
    accent="#3A4CD1",
    on_accent="#FFFFFF",
    accent_text="#3242BE",
    accent_soft="#E8EBFD",
    focus="#3A4CD1",
    ok=Pair(strong="#0A6B43", soft="#E2F4EA"),
    warn=Pair(strong="#875000", soft="#FCF0D9"),
    bad=Pair(strong="#AD1F15", soft="#FDE9E7"),
    info=Pair(strong="#175CB8", soft="#E5F0FC"),
    neutral=Pair(strong="#4A5160", soft="#ECEEF2"),
)

DARK = Tokens(
    is_dark=True,
    bg="#111318",
    surface="#1A1D24",
    sidebar="#0C0E12",
    surface2="#22262F",
    hover="#262B35",
    border="#2C313C",
    text="#ECEEF3",
    text2="#AEB6C4",
    text3="#8F98A8",
    control="#6B7485",
    accent="#93A1FF",
    on_accent="#10131F",
    accent_text="#A9B4FF",
    accent_soft="#262C4D",
    focus="#A9B4FF",
    ok=Pair(strong="#5ACB95", soft="#15301F"),
    warn=Pair(strong="#EDB454", soft="#35280F"),
    bad=Pair(strong="#FF9388", soft="#3D1C19"),
    info=Pair(strong="#7FB6FF", soft="#16283F"),
    neutral=Pair(strong="#AEB6C4", soft="#262B35"),
)

_CONTRAST_LIGHT = replace(
    LIGHT,
    bg="#FFFFFF",
    sidebar="#FFFFFF",
    surface2="#FFFFFF",
    hover="#E6E6E6",
    border="#000000",
    text="#000000",
    text2="#1A1A1A",
    text3="#333333",
    control="#000000",
    accent="#1A2A9C",
    accent_text="#1A2A9C",
    accent_soft="#FFFFFF",
    focus="#000000",
    ok=Pair(strong="#00472B", soft="#FFFFFF"),
    warn=Pair(strong="#5C3600", soft="#FFFFFF"),
    bad=Pair(strong="#7E0F07", soft="#FFFFFF"),
    info=Pair(strong="#0B3D80", soft="#FFFFFF"),
    neutral=Pair(strong="#1A1A1A", soft="#FFFFFF"),
)

_CONTRAST_DARK = replace(
    DARK,
    bg="#000000",
    surface="#000000",
    sidebar="#000000",
    surface2="#000000",
    hover="#2B2B2B",
    border="#FFFFFF",
    text="#FFFFFF",
    text2="#F0F0F0",
    text3="#DADADA",
    control="#FFFFFF",
    accent="#C3CBFF",
    on_accent="#000000",
    accent_text="#C3CBFF",
    accent_soft="#000000",
    focus="#FFFF66",
    ok=Pair(strong="#8FF0BF", soft="#000000"),
    warn=Pair(strong="#FFD68A", soft="#000000"),
    bad=Pair(strong="#FFC0B8", soft="#000000"),
    info=Pair(strong="#BBD8FF", soft="#000000"),
    neutral=Pair(strong="#F0F0F0", soft="#000000"),
)

THEMES = {
    Theme.LIGHT: LIGHT,
    Theme.DARK: DARK,
    Theme.CONTRAST_LIGHT: _CONTRAST_LIGHT,
    Theme.CONTRAST_DARK: _CONTRAST_DARK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A step of the type scale: pixels at 100 %, and weight."""

    px: int
    weight: int


TAG = Size(px=11, weight=500)
CAPTION = Size(px=12, weight=400)
SMALL = Size(px=13, weight=400)
LABEL = Size(px=13, weight=600)
BODY = Size(px=14, weight=400)
CARD_TITLE = Size(px=14, weight=600)
HEADING = Size(px=16, weight=600)
DETAIL_TITLE = Size(px=20, weight=600)
PAGE_TITLE = Size(px=22, weight=600)

SPACE = (2, 4, 8, 12, 16, 24, 32, 48)
CONTROL_HEIGHT = 36
NAV_ROW = 34
CHIP = 30
SIDEBAR_WIDTH = 236
DETAIL_WIDTH = 384
CARD_MIN_WIDTH = 228
CARD_HEIGHT = 196
BAND_HEIGHT = 64
EMBLEM = 60
NARROW = 1000
"""Below this window width, the detail pane lies over the library instead of beside it."""
TEXT_SCALES = (90, 100, 110, 125, 150)
