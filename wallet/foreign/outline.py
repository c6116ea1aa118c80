"""The outline of a backup in JSON: which parts it has and where, without judging what is inside them.

One broken credential must not cost all the others, so the whole is read leniently, and each part strictly by whoever takes
it.  What decides where the parts are (a member that stands twice) is refused.  One part is held in memory at a time: a backup
may be as large as a file may be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.foreign.refusals import damaged

_MAX_DEPTH = 200
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Part:
    """One value in a text: from ``start`` to ``end``. In ``value`` numbers are left out."""

    value: Any
    start: int
    end: int


def text_of(data: bytes) -> str:
    """The text of JSON in UTF-8, not yet read. Raises InputRefused("backup-damaged", "too-deep" beyond 200 levels)."""
    strict_json.limit_depth(data, most=_MAX_DEPTH)
    try:
        return data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise damaged() from error


def whole(text: str) -> Part:
    """The one value in the text. Raises InputRefused("backup-damaged")."""
    part = _part(text, _behind(text, 0))
    if _behind(text, part.end) != len(text):
        raise damaged()
    return part


def entries(text: str, start: int = 0) -> Iterator[Part]:
    """The entries of the array at this place, one at a time; of any other value, itself.

    Raises InputRefused("backup-damaged"), also for what stands behind the first value of the text.
    """
    place = _behind(text, start)
    if text[place : place + 1] != "[":
        yield whole(text) if start == 0 else _part(text, place)
        return
    place = _behind(text, place + 1)
    while text[place : place + 1] != "]":
        part = _part(text, place)
        yield part
        place = _next(text, part.end, "]")
    if start == 0 and _behind(text, place + 1) != len(text):
        raise damaged()


def members(text: str, start: int) -> Mapping[str, int]:
    """Where the value of each member of the object at this place begins.

    Raises InputRefused("duplicate-member", "backup-damaged").
    """
    place = _behind(text, start)
    if text[place : place + 1] != "{":
        raise damaged()
    found: dict[str, int] = {}
    place = _behind(text, place + 1)
    while text[place : place + 1] != "}":
        name = _part(text, place)
        colon = _behind(text, name.end)
        if not isinstance(name.value, str) or text[colon : colon + 1] != ":":
            raise damaged()
        if name.value in found:
            sentence = "This backup says one thing twice, so that it could be read in two ways. It was not read."
            raise InputRefused("duplicate-member", sentence)
        found[name.value] = _behind(text, colon + 1)
        place = _next(text, _part(text, found[name.value]).end, "}")
    return found


def names(value: Any) -> frozenset[str]:
    """The texts in a member that may hold one text or several (``type``, ``@context``)."""
    return frozenset(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def _nothing(_text: str) -> None:
    """Numbers do not matter here, and long ones take long to read."""


_decode = json.JSONDecoder(parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing).raw_decode


def _part(text: str, start: int) -> Part:
    try:
        value, end = _decode(text, start)
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    return Part(value, start, end)


def _behind(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _next(text: str, place: int, closing: str) -> int:
    """Behind the comma, or at the bracket that closes."""
    place = _behind(text, place)
    if text[place : place + 1] == closing:
        return place
    after = _behind(text, place + 1)
    if text[place : place + 1] != "," or text[after : after + 1] == closing:
        raise damaged()
    return after
