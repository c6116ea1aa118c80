"""Keeping the library in order: the trash, tags, notes and collections."""

from __future__ import annotations

from wallet.acts.finding import summarized
from wallet.acts.parts import Parts
from wallet.errors import UsageError
from wallet.model.library import CardQuery, Collection, ThrownAway, Trashed
from wallet.model.outcomes import CardSummary
from wallet.vault.names import compared
from wallet.vault.trash import KEPT_FOR


def throw_away(parts: Parts, name: str) -> ThrownAway:
    """Put a credential into the trash; its portfolios keep its place."""
    found = parts.resolve(name)
    parts.vault.credentials.trash(found)
    affected = (one.name for one in parts.vault.portfolios.list() if any(item.credential_id == found for item in one.items))
    listed = parts.vault.library.one(found)
    thrown_away = listed.trashed_at or parts.clock.now()
    return ThrownAway(id=found, name=listed.title, until=thrown_away + KEPT_FOR, portfolios=tuple(affected))


def bring_back(parts: Parts, name: str) -> CardSummary:
    """Take a credential out of the trash. Raises UsageError("not-in-trash", "ambiguous-id")."""
    wanted = name.strip().lower()
    found = parts.vault.credentials.ids(starting=wanted, in_trash=True) if wanted else ()
    if len(found) > 1:
        raise UsageError("ambiguous-id", f"“{name}” is too short to name one credential; give more of its id.")
    if not found:
        raise UsageError("not-in-trash", f"Nothing in the trash has the id “{name}”. See: satchel trash list")
    parts.vault.credentials.restore(found[0])
    return summarized(parts, parts.vault.library.one(found[0]))


def in_trash(parts: Parts) -> tuple[Trashed, ...]:
    """What lies in the trash, the last thrown away first."""
    return tuple(
        Trashed(card=summarized(parts, listed), trashed_at=listed.trashed_at, until=listed.trashed_at + KEPT_FOR)
        for listed in parts.vault.credentials.trashed()
        if listed.trashed_at is not None
    )


def empty_trash(parts: Parts) -> int:
    """Remove for good all that lies in the trash; how many. What was shown of it stays in the log."""
    return len(parts.vault.credentials.purge(None))


def change_tags(parts: Parts, name: str, add: tuple[str, ...], remove: tuple[str, ...]) -> tuple[str, ...]:
    """Give a credential more tags and take some away; what it has now. Raises UsageError("bad-name", "too-many-tags")."""
    found = parts.resolve(name)
    without = {compared(tag) for tag in remove}
    kept = tuple(tag for tag in parts.vault.tags.of(found) if compared(tag) not in without)
    return parts.vault.tags.set(found, (*kept, *add))


def save_collection(parts: Parts, name: str, query: str) -> Collection:
    """Make a collection, by hand or (with ``query``) smart. Raises UsageError also for a search that cannot be asked."""
    asked = query.strip()
    if asked:
        parts.vault.library.page(CardQuery(text=asked, limit=1), parts.clock.now())
    return parts.vault.collections.put(name, asked)


def add_to_collection(parts: Parts, name: str, ids: tuple[str, ...]) -> None:
    """Add these credentials to a collection that is put together by hand; all of them or, with a wrong id, none."""
    for found in [parts.resolve(one) for one in ids]:
        parts.vault.collections.add(name, found)


def take_from_collection(parts: Parts, name: str, ids: tuple[str, ...]) -> None:
    """Take these credentials out of a collection that is put together by hand."""
    for found in [parts.resolve(one) for one in ids]:
        parts.vault.collections.take_out(name, found)
