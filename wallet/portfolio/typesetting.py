"""Pages from data: Typst with our own template and fonts, and what to do about letters that no font has.

Texts enter as JSON, never as markup, and the compiler sees no file but our own.  With the fonts that ship, the same data and
time give the same bytes; only for scripts beyond them (Chinese, Japanese, Korean and others) are the system's fonts asked.
"""

from __future__ import annotations

import json
import re
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal

from wallet import resources
from wallet.errors import PortfolioRefused

_STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]  # archival with attachments, and readable aloud
_UNDRAWN = re.compile(r'the text `"(.)')
_MOST_SCRIPTS = 8
_NEVER_DRAWN = ("Cc", "Cf", "Zl", "Zp")


def pdf(template: str, data: Mapping[str, Any], files: Mapping[str, bytes], now: datetime) -> bytes:
    """A PDF/A-3a, PDF/UA-1 file from ``resources/typst/<template>``; ``files`` are UTF-8 texts handed to it by name.

    Letters that no font has, not even the system's, are written as ``[U+4E2D]``.
    Raises PortfolioRefused("cannot-be-drawn").
    """
    inputs = {name: content.decode("utf-8") for name, content in files.items()}
    if _all_drawn(data):
        return _settled(template, {**inputs, "data": json.dumps(data)}, now)
    missing: set[str] = set()
    for _ in range(_MOST_SCRIPTS):
        page = _replaced(data, lambda text: _mark(text, missing))
        try:
            return _compile(template, {**inputs, "data": json.dumps(page)}, now, system_fonts=True)
        except RuntimeError as error:  # typst.TypstError names the first letter without a glyph
            named = _UNDRAWN.search(str(error))
            if not named or _script(named[1]) in missing:
                break
            missing.add(_script(named[1]))
    return _settled(template, {**inputs, "data": json.dumps(_replaced(data, _mark))}, now)


def _settled(template: str, inputs: dict[str, str], now: datetime) -> bytes:
    try:
        return _compile(template, inputs, now, system_fonts=False)
    except RuntimeError as error:
        sentence = "This portfolio cannot be made into pages. Save it as a signed file instead."
        raise PortfolioRefused("cannot-be-drawn", sentence) from error


def _compile(template: str, inputs: dict[str, str], now: datetime, *, system_fonts: bool) -> bytes:
    import typst

    here = resources.folder()
    compiler = typst.Compiler(
        input=here / "typst" / template,
        root=here / "typst",
        font_paths=_fonts(system_fonts),
        ignore_system_fonts=not system_fonts,
        sys_inputs=inputs,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "unknown font family" where a font is missing: the next try tells
        made = compiler.compile(format="pdf", pdf_standards=[*_STANDARDS], timestamp=now)
    if isinstance(made, bytes):
        return made
    raise RuntimeError("the compiler made several files of one portfolio")


@cache
def _fonts(system_fonts: bool) -> Any:
    import typst

    return typst.Fonts(
        include_system_fonts=system_fonts, include_embedded_fonts=False, font_paths=[resources.folder() / "fonts"]
    )


@cache
def _covered() -> tuple[int, ...]:
    """First and last code points that the fonts that ship can draw, in one rising row."""
    index = json.loads((resources.folder() / "fonts" / "index.json").read_bytes())
    letters = sorted({point for font in index for first, last in _ranges(font["covers"]) for point in range(first, last + 1)})
    edges: list[int] = []
    for point in letters:
        if edges and edges[-1] == point:
            edges[-1] = point + 1
        else:
            edges += [point, point + 1]
    return tuple(edges)


def _ranges(text: str) -> list[tuple[int, int]]:
    parts = [part.split("-") for part in text.split()]
    return [(int(part[0], 16), int(part[-1], 16)) for part in parts]


def _drawn(letter: str) -> bool:
    blank = "\ufe00" <= letter <= "\ufe0f" or letter == "\u3000"  # variation selectors, the ideographic space
    return blank or unicodedata.category(letter) in _NEVER_DRAWN or bisect_right(_covered(), ord(letter)) % 2 == 1


def _mark(text: str, scripts: Collection[str] | None = None) -> str:
    """The text with marks for letters that our fonts lack; with ``scripts``, for those of these scripts only."""
    return "".join(
        letter if _drawn(letter) or (scripts is not None and _script(letter) not in scripts) else f"[U+{ord(letter):04X}]"
        for letter in text
    )


def _script(letter: str) -> str:
    """The first word of its Unicode name: HANGUL, HIRAGANA, CJK …"""
    return unicodedata.name(letter[:1], "?").partition(" ")[0]


def _all_drawn(value: Any) -> bool:
    return bool(_replaced(value, _mark) == value)


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case Mapping():
            return {name: _replaced(member, change) for name, member in value.items()}
        case list() | tuple():
            return [_replaced(item, change) for item in value]
        case _:
            return value
