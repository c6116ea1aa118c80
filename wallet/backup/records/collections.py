"""``collection``: a collection, which comes before the credentials that say that they are in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members, named
from wallet.backup.records.seen import Seen
from wallet.vault.holding_rows import CollectionRow
from wallet.vault.holdings import Holdings
from wallet.vault.times import to_text

NAME = "collection"


def _write(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for row in holdings.collections():
        yield {
            "name": row.name,
            "query": row.query,
            "created_at": to_text(row.created_at),
            "changed_at": to_text(row.changed_at),
        }


def _read(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    name, folded = named(members, members.text("name"), "name")
    row = CollectionRow(
        name=name,
        query=members.text("query"),
        created_at=members.time("created_at"),
        changed_at=members.time("changed_at"),
    )
    seen.add_name(NAME, row.name)
    seen.add_name("collection's name", folded)  # two that differ in case only cannot stand side by side
    return lambda holdings: holdings.put_collection(row)


COLLECTION = Kind(name=NAME, members=frozenset({"name", "query", "created_at", "changed_at"}), write=_write, read=_read)
