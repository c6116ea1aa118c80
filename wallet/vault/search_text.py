"""What a person types into the search field, as conditions (ux.md 2.7): words, quoted phrases and ``operator:value``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wallet.errors import UsageError

MAX_LENGTH = 1000
MAX_CONDITIONS = 32
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»"}
_OPERATOR = re.compile(r"([A-Za-z]{1,12}):")


class Kind(StrEnum):
    """What a condition asks of a credential; all but TEXT are named by their operator."""

    TEXT = "text"
    ISSUER = "issuer"
    TAG = "tag"
    TYPE = "type"
    STATUS = "status"
    BEFORE = "before"
    AFTER = "after"
    COLLECTION = "collection"


_OPERATORS = {kind.value: kind for kind in Kind if kind is not Kind.TEXT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition. ``quoted``: the value is meant as a whole; ``negated``: what fulfils it is left out."""

    kind: Kind
    value: str
    quoted: bool = False
    negated: bool = False


def parse(text: str) -> tuple[Condition, ...]:
    """The conditions of a search, all of which must hold; () for a blank one.

    An operator that nobody knows is text.  Raises UsageError("search-too-long", and "search-incomplete" for an operator
    without a value).
    """
    if len(text) > MAX_LENGTH:
        raise _too_long()
    found = tuple(_conditions(text))
    if len(found) > MAX_CONDITIONS:
        raise _too_long()
    return found


def words(text: str) -> tuple[str, ...]:
    """The words in it, as the index holds them: runs of letters, digits and their marks."""
    return tuple(text.translate(_DIVIDER).split())


def without_scheme(address: str) -> str:
    """A web address or DID without the beginning that it shares with many."""
    return _SCHEME.sub("", address)


class _Divider(dict[int, int]):
    """What each character becomes between words: itself, or a blank."""

    def __missing__(self, code: int) -> int:
        self[code] = code if unicodedata.category(chr(code))[0] in "LNM" else ord(" ")
        return self[code]


_DIVIDER = _Divider()
_SCHEME = re.compile(r"(?:https?://|did:[a-z0-9]+:)(?=.)", re.IGNORECASE)


def _conditions(text: str) -> Iterator[Condition]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        negated = text[place] == "-" and not text[place + 1 : place + 2].isspace()
        operator = _OPERATOR.match(text, place + negated)
        kind = _OPERATORS.get(operator[1].lower(), Kind.TEXT) if operator else Kind.TEXT
        start = operator.end() if operator and kind is not Kind.TEXT else place + negated
        value, quoted, place = _value(text, start)
        if kind is not Kind.TEXT and not value.strip():
            raise UsageError("search-incomplete", f"After “{kind.value}:” comes what to look for, without a blank between.")
        yield Condition(kind=kind, value=value, quoted=quoted, negated=negated)


def _value(text: str, start: int) -> tuple[str, bool, int]:
    """The value that begins here, whether it was in quotation marks, and where the next condition begins."""
    closing = _QUOTES.get(text[start : start + 1], "")
    if closing:
        end = next((place for place in range(start + 1, len(text)) if text[place] in closing), len(text))
        return text[start + 1 : end], True, end + 1
    end = next((place for place in range(start, len(text)) if text[place].isspace()), len(text))
    return text[start:end], False, end


def _too_long() -> UsageError:
    return UsageError(
        "search-too-long", f"A search has at most {MAX_LENGTH} characters and {MAX_CONDITIONS} parts. Leave some away."
    )
