"""The library as lists: everything, or what a search finds; from columns alone, so that a page costs the same in any wallet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wallet.acts.parts import Parts
from wallet.model.library import CardPage, CardQuery
from wallet.model.outcomes import CardSummary
from wallet.vault.stored import Listed

_PAGE = 200


def page(parts: Parts, query: CardQuery) -> CardPage:
    """A page of what is asked for. Raises UsageError as ``wallet.vault.library`` does."""
    found = parts.vault.library.page(query, parts.clock.now())
    return CardPage(items=tuple(summarized(parts, listed) for listed in found.items), next=found.next)


def cards(parts: Parts, query: CardQuery) -> Iterator[CardSummary]:
    """All of what is asked for, page by page; ``query.limit`` does not matter."""
    asked = replace(query, limit=_PAGE)
    while True:
        found = page(parts, asked)
        yield from found.items
        if not found.next:
            return
        asked = replace(asked, after=found.next)


def summary(parts: Parts, name: str) -> CardSummary:
    """One credential in short."""
    return summarized(parts, parts.vault.library.one(parts.resolve(name)))


def versions(parts: Parts, name: str) -> tuple[CardSummary, ...]:
    """The others that give themselves the same identifier from the same issuer, newest first; at most eight."""
    listed = parts.vault.library.one(parts.resolve(name))
    return tuple(summarized(parts, parts.vault.library.one(other)) for other in listed.other_versions)


def summarized(parts: Parts, listed: Listed) -> CardSummary:
    """A row of the store as the outside is told it, with the headline as it stands today."""
    standing = listed.standing
    return CardSummary(
        id=listed.id,
        name=listed.title,
        issuer_name=listed.issuer_name,
        issuer_id=listed.issuer_id,
        format=listed.format,
        headline=standing.at(parts.clock.now(), listed.valid_until),
        genuine=standing.genuine,
        checked_at=standing.checked_at,
        added_at=listed.added_at,
        issued_at=listed.issued_at,
        valid_until=listed.valid_until,
        note=listed.note,
        tags=listed.tags,
        other_versions=listed.other_versions,
    )
