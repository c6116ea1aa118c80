"""Where the elements of an XML text start and end, in bytes: what a tree no longer knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKUP = re.compile(
    rb"""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<!DOCTYPE[^>]*>
    |<(?P<close>/)?(?P<name>[^\s/>"'=<!?]+)(?:[^>"'/]++|/(?!>)|"[^"]*+"|'[^']*+')*(?P<empty>/)?>""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag from ``start`` to ``end``, and where its whole element ends; ``empty`` is ``<name/>``."""

    name: bytes
    start: int
    end: int
    empty: bool
    closed_at: int


def tags(data: bytes) -> list[Tag]:
    """All elements in the order of their start tags. ``data`` must be well-formed, with no DOCTYPE but a bare name."""
    found: list[Tag] = []
    still_open: list[int] = []
    for match in _MARKUP.finditer(data):
        name = match["name"]
        if name is None:
            continue
        if not match["close"]:
            if not match["empty"]:
                still_open.append(len(found))
            found.append(Tag(name, match.start(), match.end(), bool(match["empty"]), match.end()))
        elif still_open:
            number = still_open.pop()
            begun = found[number]
            found[number] = Tag(begun.name, begun.start, begun.end, begun.empty, match.end())
    return found
