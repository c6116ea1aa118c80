"""The library: what is asked of it, a page of it, and how its owner keeps it in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wallet.model.outcomes import CardSummary


class Sort(StrEnum):
    """The order of a list."""

    ADDED = "added"  # the last that came in first
    NAME = "name"
    ISSUER = "issuer"
    ISSUED = "issued"  # the newest first
    EXPIRES = "expires"  # the soonest first; what never ends last


@dataclass(frozen=True, slots=True, kw_only=True)
class CardQuery:
    """What to list: ``text`` as typed into the search field, and filters; all must hold.

    ``after`` is the ``next`` of the page before, asked with the same query.
    """

    text: str = ""
    tag: str = ""
    collection: str = ""
    sort: Sort = Sort.ADDED
    limit: int = 50
    after: str = ""


EVERYTHING = CardQuery()
"""What is asked where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """Some credentials in short; ``next`` is "" where there are no more."""

    items: tuple[CardSummary, ...]
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCount:
    """A tag, and how many credentials have it, the trash left out."""

    tag: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Credentials under one name: put together by hand (``query`` is "") or found by a search each time."""

    name: str
    query: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trashed:
    """A credential in the trash; ``until`` then it can be brought back."""

    card: CardSummary
    trashed_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrownAway:
    """A credential that was just put into the trash; ``portfolios`` are those that cannot be exported without it."""

    id: str
    name: str
    until: datetime
    portfolios: tuple[str, ...] = ()
