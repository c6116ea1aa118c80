"""The outline of a backup in JSON: which parts it has and where, without judging what is inside them.

One broken credential must not cost all the others, so the whole is read leniently, and each part strictly by whoever takes
it.  What decides where the parts are (a member that stands twice) is marked, and refused by those who look for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.foreign.refusals import damaged
from wallet.formats import slices

_MAX_DEPTH = 200
_BOM = b"\xef\xbb\xbf"


class Doubled(dict[str, Any]):
    """An object in which one member stands twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Doubled(members)


def _nothing(_text: str) -> None:
    """Numbers do not matter here, and long ones take long to read."""


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing)


def loads(data: bytes) -> tuple[Any, str]:
    """The value with numbers left out, and its text.

    Raises InputRefused("backup-damaged") for what is no JSON in UTF-8, ("too-deep") beyond 200 levels.
    """
    strict_json.limit_depth(data, most=_MAX_DEPTH)
    try:
        text = data.removeprefix(_BOM).decode("utf-8").strip()
        return _decoder.decode(text), text
    except (ValueError, RecursionError) as error:
        raise damaged() from error


def only(value: Any) -> Mapping[str, Any]:
    """The object, if it says each thing once. Raises InputRefused("duplicate-member", "backup-damaged")."""
    if isinstance(value, Doubled):
        sentence = "This backup says one thing twice, so that it could be read in two ways. It was not read."
        raise InputRefused("duplicate-member", sentence)
    if not isinstance(value, dict):
        raise damaged()
    return value


def members(text: str) -> Mapping[str, str]:
    """The text of each member of an object that ``loads`` has read."""
    return slices.members(text, scan=_decoder.raw_decode)


def entries(text: str) -> tuple[str, ...]:
    """The text of each entry of an array that ``loads`` has read; of any other value, itself."""
    return slices.entries(text, scan=_decoder.raw_decode)


def names(value: Any) -> frozenset[str]:
    """The texts in a member that may hold one text or several (``type``, ``@context``)."""
    return frozenset(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
