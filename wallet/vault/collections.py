"""Collections: credentials put together by hand under a name, or found by a saved search each time."""

from __future__ import annotations

from typing import Any

from wallet.errors import UsageError
from wallet.model.library import Collection
from wallet.ports import Clock
from wallet.vault import search_index
from wallet.vault.database import Database
from wallet.vault.names import checked_name, compared
from wallet.vault.times import from_text, to_text

MAX_COLLECTIONS = 1000
_SELECT = "SELECT id, name, query, created_at, changed_at FROM collections"


class Collections:
    """The collections of one open wallet.

    Every method raises VaultError and VaultDamaged("vault-damaged"); those that take a name, which may be typed in any case,
    raise UsageError("unknown-collection").
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list(self) -> tuple[Collection, ...]:
        """All of them, by name."""
        return tuple(_collection(row) for row in self._database.query(f"{_SELECT} ORDER BY folded"))

    def get(self, name: str) -> Collection:
        """One of them."""
        return _collection(find(self._database, name))

    def put(self, name: str, query: str = "") -> Collection:
        """Make a collection, or give the smart one of this name another search.

        Raises UsageError("bad-name", "too-many-collections", and "collection-kind" where the one of this name is of the other
        kind: what was put together by hand is not lost to a search).
        """
        shown, folded = checked_name(name, "collection")
        now = to_text(self._clock.now())
        with self._database.transaction():
            held = self._database.one(f"{_SELECT} WHERE folded = ?", (folded,))
            if held is None:
                self._check_room()
                self._database.query(
                    "INSERT INTO collections (name, folded, query, created_at, changed_at) VALUES (?, ?, ?, ?, ?)",
                    (shown, folded, query, now, now),
                )
            elif bool(held[2]) != bool(query):
                sentence = f"There is already a collection “{held[1]}” of the other kind. Choose another name."
                raise UsageError("collection-kind", sentence)
            elif held[2] != query:
                self._database.query("UPDATE collections SET query = ?, changed_at = ? WHERE id = ?", (query, now, held[0]))
        return self.get(name)

    def rename(self, name: str, new: str) -> Collection:
        """Give it another name. Raises UsageError("bad-name" or "name-taken")."""
        shown, folded = checked_name(new, "collection")
        with self._database.transaction():
            number = find(self._database, name)[0]
            if self._database.one("SELECT 1 FROM collections WHERE folded = ? AND id <> ?", (folded, number)):
                raise UsageError("name-taken", f"There is a collection called “{shown}” already. Choose another name.")
            self._database.query(
                "UPDATE collections SET name = ?, folded = ?, changed_at = ? WHERE id = ?",
                (shown, folded, to_text(self._clock.now()), number),
            )
        return self.get(new)

    def remove(self, name: str) -> None:
        """Remove it; its credentials stay."""
        with self._database.transaction():
            # numbers of collections are never used again, so what the index still says of this one finds nothing
            self._database.query("DELETE FROM collections WHERE id = ?", (find(self._database, name)[0],))

    def items(self, name: str) -> tuple[str, ...]:
        """The ids in one that was put together by hand, in the order they were added, those in the trash too."""
        rows = self._database.query(
            "SELECT credential_id FROM collection_items WHERE collection = ? ORDER BY added_at, credential_id",
            (find(self._database, name)[0],),
        )
        return tuple(credential_id for (credential_id,) in rows)

    def add(self, name: str, credential_id: str) -> None:
        """Add a credential; a second time changes nothing. Raises UsageError("smart-collection", "unknown-credential")."""
        with self._database.transaction():
            collection, number = self._by_hand(name), search_index.required(self._database, credential_id)
            self._database.query(
                "INSERT INTO collection_items (collection, credential_id, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (collection, credential_id, to_text(self._clock.now())),
            )
            search_index.renew(self._database, number)

    def take_out(self, name: str, credential_id: str) -> None:
        """Take a credential out of it. Raises UsageError("smart-collection", "unknown-credential", "not-in-collection")."""
        with self._database.transaction():
            collection, number = self._by_hand(name), search_index.required(self._database, credential_id)
            sql = "DELETE FROM collection_items WHERE collection = ? AND credential_id = ? RETURNING added_at"
            if not self._database.query(sql, (collection, credential_id)):
                raise UsageError("not-in-collection", "This credential is not in that collection.")
            search_index.renew(self._database, number)

    def _by_hand(self, name: str) -> int:
        number, shown, query, *_ = find(self._database, name)
        if query:
            sentence = f"“{shown}” is a saved search: what it finds belongs to it. Nothing is put in or taken out by hand."
            raise UsageError("smart-collection", sentence)
        return int(number)

    def _check_room(self) -> None:
        if self._database.one("SELECT count(*) FROM collections") == (MAX_COLLECTIONS,):
            raise UsageError("too-many-collections", f"A wallet has at most {MAX_COLLECTIONS} collections. Use tags instead.")


def find(database: Database, name: str) -> tuple[Any, ...]:
    """Its row: id, name, query, times. Raises UsageError("unknown-collection")."""
    row = database.one(f"{_SELECT} WHERE folded = ?", (compared(name),))
    if row is None:
        raise UsageError("unknown-collection", f"There is no collection called “{name[:80]}”. See: satchel collection list")
    return row


def _collection(row: tuple[Any, ...]) -> Collection:
    _, name, query, created_at, changed_at = row
    return Collection(name=name, query=query, created_at=from_text(created_at), changed_at=from_text(changed_at))
