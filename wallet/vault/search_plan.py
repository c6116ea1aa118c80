"""From typed conditions to one question to the index."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from wallet.errors import UsageError
from wallet.model.report import Headline
from wallet.vault import facets, search_nodes
from wallet.vault.names import compared
from wallet.vault.search_nodes import NOTHING, Node
from wallet.vault.search_text import Condition, Kind, parse, without_scheme, words

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_DEEPEST = 4

FindCollection = Callable[[str], tuple[int, str]]
"""The number and the search of a collection of this name. Raises UsageError("unknown-collection")."""


class Planner:
    """Makes nodes of conditions, at one time and with one wallet's collections."""

    def __init__(self, now: datetime, find: FindCollection) -> None:
        self._now = now
        self._find = find
        self._inside: list[int] = []

    def plan(self, conditions: tuple[Condition, ...]) -> Node:
        """All of these conditions.

        Raises UsageError("bad-date-in-search", "unknown-status", "unknown-collection", "collection-in-itself" and, out of a
        saved search, "search-too-long" and "search-incomplete").
        """
        telling = [one for one in conditions if one.kind is not Kind.TEXT or words(one.value)]
        if conditions and not telling:
            return search_nodes.exact(NOTHING)  # signs only, which are in no index
        wanted = [self._node(one) for one in telling if not one.negated]
        unwanted = [self._node(one) for one in telling if one.negated]
        return search_nodes.both(wanted, unwanted)

    def _node(self, one: Condition) -> Node:
        match one.kind:
            case Kind.STATUS:
                return search_nodes.standing(_headlines(one.value), self._now)
            case Kind.COLLECTION:
                return self._collection(one.value)
            case Kind.BEFORE:
                return search_nodes.exact(search_nodes.dated_before(_day(one.value)))
            case Kind.AFTER:
                return search_nodes.both([], [search_nodes.exact(search_nodes.dated_before(_day(one.value)))])
            case Kind.TAG:
                return search_nodes.exact(f'"{facets.tag(compared(one.value))}"')
            case Kind.TYPE:
                return search_nodes.exact(_kind(one))
            case Kind.ISSUER:
                return search_nodes.exact(_text(one, column="issuer"))
            case _:
                return search_nodes.exact(_text(one))

    def _collection(self, name: str) -> Node:
        number, query = self._find(name)
        if not query:
            return search_nodes.exact(f'"{facets.collection(number)}"')
        if number in self._inside or len(self._inside) >= _DEEPEST:
            sentence = f"The saved search “{name[:80]}” looks into itself, or too deep into others. Change its search."
            raise UsageError("collection-in-itself", sentence)
        self._inside.append(number)
        try:
            return self.plan(parse(query))
        finally:
            self._inside.pop()


def _text(one: Condition, column: str = "") -> str:
    """A phrase as it stands; a word also as the beginning of a longer one, for somebody who is still typing."""
    said = words(without_scheme(one.value))
    return search_nodes.phrase(said, column=column, is_beginning=not one.quoted) if said else NOTHING


def _kind(one: Condition) -> str:
    facet = facets.kind(one.value)
    return search_nodes.phrase([facet], is_beginning=not one.quoted) if facet != facets.kind("") else NOTHING


def _headlines(value: str) -> tuple[Headline, ...]:
    """The headline of this name, or those whose names begin so. Raises UsageError("unknown-status")."""
    typed = value.strip().lower().replace("_", "-").replace(" ", "-")
    exactly = tuple(one for one in Headline if one.value == typed)
    found = exactly or tuple(one for one in Headline if one.value.startswith(typed))
    if not found:
        known = ", ".join(one.value for one in Headline)
        raise UsageError("unknown-status", f"“status:{value[:40]}” is none of: {known}.")
    return found


def _day(value: str) -> date:
    """The first day of a year, of a month, or the day. Raises UsageError("bad-date-in-search")."""
    match = _DATE.match(value.strip())
    try:
        if match is not None:
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        pass
    raise UsageError("bad-date-in-search", f"“{value[:40]}” is no date such as 2026, 2026-01 or 2026-01-31.")
