"""Pages of the library: everything, or what a search finds, in one of several orders, each page found by its key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wallet.encoding import base64url
from wallet.errors import InputRefused
from wallet.model.library import CardQuery, Sort
from wallet.vault import collections, listing, paging, search_index
from wallet.vault.database import Database
from wallet.vault.paging import Page
from wallet.vault.search_nodes import IN_INDEX, Node
from wallet.vault.search_plan import Planner
from wallet.vault.search_text import Condition, Kind, parse
from wallet.vault.stored import Listed

# The column of each order, whether it is read backwards, and its index.
_ORDERS = {
    Sort.NAME: ("c.title_key", False, "credentials_by_title"),
    Sort.ISSUER: ("c.issuer_key", False, "credentials_by_issuer"),
    Sort.ISSUED: ("coalesce(c.issued_at, c.added_at)", True, "credentials_by_issue"),
    Sort.EXPIRES: ("coalesce(c.valid_until, '~')", False, "credentials_by_end"),
}
_FROM_INDEX = "search CROSS JOIN credentials AS c ON c.number = search.rowid WHERE search MATCH ?"
# Up to so many found are put in order; of more, the order is walked until a page is full.
_FEW = 2000


class Library:
    """The lists of one open wallet; nothing in the trash is in any. Raises VaultError and VaultDamaged("vault-damaged")."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, query: CardQuery, now: datetime) -> Page[Listed]:
        """A page of what this asks for, as of now.

        Raises UsageError("bad-limit", "unknown-page", "search-too-long", "search-incomplete", "bad-date-in-search",
        "unknown-status", "unknown-collection" or "collection-in-itself").
        """
        size = paging.checked_limit(query.limit)
        node = self._node(query, now)
        if query.sort is Sort.ADDED:
            rows = self._by_arrival(node, paging.number_of(query.after), size + 1)
        else:
            rows = self._in_order(node, query.sort, query.after, size + 1)
        more = len(rows) > size
        shown = rows[:size]
        following = _after(query.sort, shown[-1]) if more else ""
        return Page(items=listing.listed(self._database, [row[1:] for row in shown]), next=following)

    def one(self, name: str) -> Listed:
        """One credential as it is listed, in the trash or not. Raises UsageError("unknown-credential")."""
        rows = self._database.query(f"SELECT {listing.COLUMNS} FROM credentials AS c WHERE c.id = ?", (name,))  # noqa: S608
        if not rows:
            raise search_index.unknown(name)
        return listing.listed(self._database, rows)[0]

    def _node(self, query: CardQuery, now: datetime) -> Node | None:
        """What the index is asked; None where everything is wanted."""
        chosen = ((Kind.TAG, query.tag), (Kind.COLLECTION, query.collection))
        filters = tuple(Condition(kind=kind, value=value, quoted=True) for kind, value in chosen if value)
        conditions = (*parse(query.text), *filters)
        return Planner(now, self._collection).plan(conditions) if conditions else None

    def _collection(self, name: str) -> tuple[int, str]:
        number, _, query, *_ = collections.find(self._database, name)
        return int(number), str(query)

    def _by_arrival(self, node: Node | None, before: int, limit: int) -> list[tuple[Any, ...]]:
        select = f"SELECT '', {listing.COLUMNS}"
        if node is None:
            sql = f"{select} FROM credentials AS c WHERE c.number < ? AND c.trashed_at IS NULL ORDER BY c.number DESC LIMIT ?"
            return self._database.query(sql, (before, limit))
        sql = f"{select} FROM {_FROM_INDEX} AND search.rowid < ? AND {node.rest.text} ORDER BY search.rowid DESC LIMIT ?"
        return self._database.query(sql, (node.over, before, *node.rest.parameters, limit))

    def _in_order(self, node: Node | None, sort: Sort, after: str, limit: int) -> list[tuple[Any, ...]]:
        key, backwards, index = _ORDERS[sort]
        beyond, order = ("<", "DESC") if backwards else (">", "ASC")
        start: tuple[Any, ...] = _place(after) if after else ()
        onwards = f"({key}, c.number) {beyond} (?, ?)" if after else "1"
        walked = f"credentials AS c INDEXED BY {index} WHERE c.trashed_at IS NULL"
        found, parameters = self._found(node, walked)
        sql = (
            f"SELECT {key}, {listing.COLUMNS} FROM {found} AND {onwards} "  # noqa: S608
            f"ORDER BY {key} {order}, c.number {order} LIMIT ?"
        )
        return self._database.query(sql, (*parameters, *start, limit))

    def _found(self, node: Node | None, walked: str) -> tuple[str, tuple[str, ...]]:
        """Where the rows come from: the order itself is walked, but for few they are fetched and put in order."""
        if node is None:
            return walked, ()
        few = f"SELECT count(*) FROM (SELECT rowid FROM search WHERE search MATCH ? LIMIT {_FEW + 1})"  # noqa: S608
        if self._database.query(few, (node.over,))[0][0] <= _FEW:
            return f"{_FROM_INDEX} AND {node.rest.text}", (node.over, *node.rest.parameters)
        # looking a row up costs nothing for whole words, but a beginning of a word is put together anew each time
        many = IN_INDEX if " *" not in node.over else "c.number IN (SELECT rowid FROM search WHERE search MATCH ?)"
        return f"{walked} AND {many} AND {node.rest.text}", (node.over, *node.rest.parameters)


def _after(sort: Sort, row: tuple[Any, ...]) -> str:
    key, number = row[:2]
    return str(number) if sort is Sort.ADDED else f"{number}.{base64url.encode(str(key).encode())}"


def _place(after: str) -> tuple[str, int]:
    """The key and number behind which a page begins. Raises UsageError("unknown-page")."""
    number, separator, key = after.partition(".")
    try:
        if separator:
            return base64url.decode(key).decode(), paging.number_of(number)
    except (InputRefused, UnicodeDecodeError):
        pass
    raise paging.unknown_page()
