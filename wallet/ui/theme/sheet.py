"""The style sheet ``resources/look/window.qss`` with the colours and the text size filled in."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache

from wallet.resources import folder
from wallet.ui.theme.tokens import Pair, Tokens

_TOKEN = re.compile(r"@([a-z0-9_]+(?:-(?:soft|strong))?)")
_LENGTH = re.compile(r"\b(\d+)u\b")


def style_sheet(tokens: Tokens, scale: int) -> str:
    """The sheet for a theme and a text size in per cent. Raises KeyError where it names a token that does not exist."""
    colours = _colours(tokens) | {"tick": (folder() / "look" / f"tick-{'dark' if tokens.is_dark else 'light'}.svg").as_posix()}
    filled = _TOKEN.sub(lambda found: colours[found[1]], _template())
    return _LENGTH.sub(lambda found: f"{round(int(found[1]) * scale / 100)}px", filled)


@cache
def _template() -> str:
    return (folder() / "look" / "window.qss").read_text("utf-8")


def _colours(tokens: Tokens) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields(tokens):
        value = getattr(tokens, field.name)
        if isinstance(value, Pair):
            found |= {f"{field.name}-soft": value.soft, f"{field.name}-strong": value.strong}
        elif isinstance(value, str):
            found[field.name] = value
    return found
