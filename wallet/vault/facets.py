"""Facts as words of the search index, so that a filter is found as fast as a word.

Each facet begins with U+E000, which no text that is indexed or typed may hold.  A date becomes its own beginnings (2 20 202
2026 202611 20261123): all days before a date are then a union of a few dozen words, whatever the number of credentials.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

MARK = "\ue000"
ANY = f"{MARK}a"
"""The facet of every credential."""
DATED, ENDS, STALE = "d", "e", "s"
"""Which date: of issue (where it names none: of arrival), of the end of validity, of evidence growing old."""


def headline(value: str) -> str:
    """The facet of a headline at the time of the check."""
    return f"{MARK}h{_plain(value)}"


def kind(value: str) -> str:
    """The facet of a format, or of a type or kind that a credential gives itself."""
    return f"{MARK}k{_plain(value)}"


def tag(folded: str) -> str:
    """The facet of one of the user's tags."""
    return f"{MARK}t{hashlib.sha256(folded.encode()).hexdigest()[:16]}"


def collection(number: int) -> str:
    """The facet of being in a collection that was put together by hand."""
    return f"{MARK}c{number}"


def day(which: str, stored: str) -> tuple[str, ...]:
    """The facets of a date stored as text (``2026-11-23T…``)."""
    digits = stored[:10].replace("-", "")
    return tuple(f"{MARK}{which}{digits[:length]}" for length in (1, 2, 3, 4, 6, 8))


def before(which: str, bound: date) -> tuple[str, ...]:
    """The facets of which every earlier day has one, and no other day."""
    year, month = f"{bound.year:04}", f"{bound.month:02}"
    words = [year[:place] + str(digit) for place in range(4) for digit in range(int(year[place]))]
    words += [f"{year}{number:02}" for number in range(1, bound.month)]
    words += [f"{year}{month}{number:02}" for number in range(1, bound.day)]
    return tuple(f"{MARK}{which}{word}" for word in words)


def of_row(row: dict[str, object], kinds: str) -> Iterator[str]:
    """The facets of a credential's own columns."""
    yield ANY
    yield headline(str(row["headline"]))
    for word in dict.fromkeys([str(row["format"]), *kinds.split("\n")[:50]]):
        if _plain(word):
            yield kind(word)
    yield from day(DATED, str(row["issued_at"] or row["added_at"]))
    for which, column in ((ENDS, "valid_until"), (STALE, "stale_at")):
        if row[column]:
            yield from day(which, str(row[column]))


def _plain(word: str) -> str:
    """Letters and digits only, as one word of the index."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())[:64]
