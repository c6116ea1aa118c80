"""The exact text of values inside JSON: what is taken out of its wrapping keeps every byte it had.

For text that ``strict_json`` has accepted: here nothing is judged any more, only found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_SPACE = re.compile(r"[ \t\n\r]*")
_scan = json.JSONDecoder().raw_decode


def members(text: str) -> Mapping[str, str]:
    """The members of a JSON object: by name, the text of each value."""
    found: dict[str, str] = {}
    place = _behind(text, 0) + 1
    while text[place := _behind(text, place)] != "}":
        name, place = _scan(text, place)
        start = _behind(text, _behind(text, place) + 1)
        _, place = _scan(text, start)
        found[name] = text[start:place]
        place = _next(text, place)
    return found


def entries(text: str) -> tuple[str, ...]:
    """The entries of a JSON array as texts; of any other value, itself."""
    place = _behind(text, 0)
    if text[place] != "[":
        return (text.strip(),)
    found: list[str] = []
    place += 1
    while text[place := _behind(text, place)] != "]":
        start = place
        _, place = _scan(text, start)
        found.append(text[start:place])
        place = _next(text, place)
    return tuple(found)


def _behind(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _next(text: str, place: int) -> int:
    place = _behind(text, place)
    return place + 1 if text[place] == "," else place
