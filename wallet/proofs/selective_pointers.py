"""Parts of a JSON document by JSON pointer (vc-di-ecdsa 1.0 sections 3.4.10 to 3.4.13)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.errors import PresentationRefused

MAX_POINTERS = 5_000
# What an object is cannot be left out of it.
_KEPT = ("@context", "id", "@id", "type", "@type")
_INDEX = re.compile(r"(0|[1-9][0-9]{0,8})\Z", re.ASCII)
_BAD_ESCAPE = re.compile(r"~(?![01])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A part of a document; ``origins`` says for each object in it, by JSON pointer, where in the whole it stands."""

    document: dict[str, Any]
    origins: Mapping[str, str]


def tokens(pointer: object) -> tuple[str, ...]:
    """The steps of a JSON pointer (RFC 6901). Raises PresentationRefused("pointer-malformed")."""
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")) or _BAD_ESCAPE.search(pointer):
        raise PresentationRefused("pointer-malformed", f"“{pointer!s:.80}” names no part of a document.")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def select(document: Mapping[str, Any], pointers: Iterable[str]) -> Selection:
    """What ``pointers`` name, with the contexts, identifiers and types of every object on the way.

    Arrays close up over what is left out.  Raises PresentationRefused("pointer-malformed", "pointer-missing",
    "too-many-pointers").
    """
    paths = [tokens(pointer) for pointer in dict.fromkeys(pointers)]
    if len(paths) > MAX_POINTERS:
        raise PresentationRefused("too-many-pointers", f"More than {MAX_POINTERS} parts cannot be chosen at once.")
    origins: dict[str, str] = {}
    chosen = _picked(document, paths, "", "", origins)
    return Selection(document=chosen, origins=origins)


def objects(value: Any, pointer: str = "") -> Iterator[str]:
    """The JSON pointer of every object in a value that stands at ``pointer``."""
    waiting = [(value, pointer)]
    while waiting:
        value, pointer = waiting.pop()
        if isinstance(value, Mapping):
            yield pointer
            waiting += [(member, f"{pointer}/{escaped(name)}") for name, member in value.items()]
        elif isinstance(value, list):
            waiting += [(item, f"{pointer}/{index}") for index, item in enumerate(value)]


def escaped(name: str) -> str:
    """A member's name as a step of a pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _picked(value: Any, paths: list[tuple[str, ...]], new: str, old: str, origins: dict[str, str]) -> Any:
    if not all(paths):
        for found in objects(value):
            origins[new + found] = old + found
        return value
    below: dict[str, list[tuple[str, ...]]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    if isinstance(value, Mapping):
        return _members(value, below, new, old, origins)
    if isinstance(value, list):
        return _items(value, below, new, old, origins)
    raise _missing(old, next(iter(below)))


def _members(
    value: Mapping[str, Any], below: dict[str, list[tuple[str, ...]]], new: str, old: str, origins: dict[str, str]
) -> dict[str, Any]:
    origins[new] = old
    for name in below:
        if name not in value:
            raise _missing(old, name)
    chosen = {}
    for name, member in value.items():
        step = f"/{escaped(name)}"
        if name in below:
            chosen[name] = _picked(member, below[name], new + step, old + step, origins)
        if name in _KEPT and not (isinstance(member, str) and member.startswith("_:")):
            chosen[name] = member  # whole, even where only a piece of it was named
    return chosen


def _items(value: list[Any], below: dict[str, list[tuple[str, ...]]], new: str, old: str, origins: dict[str, str]) -> list[Any]:
    for step in below:
        if _INDEX.match(step) is None or int(step) >= len(value):
            raise _missing(old, step)
    places = sorted(int(step) for step in below)
    return [
        _picked(value[place], below[str(place)], f"{new}/{index}", f"{old}/{place}", origins)
        for index, place in enumerate(places)
    ]


def _missing(where: str, step: str) -> PresentationRefused:
    return PresentationRefused("pointer-missing", f"The credential has nothing at {where[:80]}/{escaped(step)[:80]}.")
