"""The user's own words on credentials, a few on each, the same whatever their case."""

from __future__ import annotations

from wallet.errors import UsageError
from wallet.model.library import TagCount
from wallet.vault import search_index
from wallet.vault.database import Database
from wallet.vault.names import checked_name

MAX_TAGS = 200
# Counted on the index, which takes no longer with many credentials in few tags; then those in the trash are taken off again.
_ALL = """
SELECT max(tag), folded, count(*) FROM tags GROUP BY folded ORDER BY folded
"""
_IN_TRASH = """
SELECT t.folded, count(*)
FROM credentials AS c INDEXED BY credentials_in_trash CROSS JOIN tags AS t ON t.credential_id = c.id
WHERE c.trashed_at IS NOT NULL GROUP BY t.folded
"""


class Tags:
    """The tags of one open wallet. Every method raises VaultError and VaultDamaged("vault-damaged")."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, name: str) -> tuple[str, ...]:
        """The tags of a credential, in order. Raises UsageError("unknown-credential")."""
        search_index.required(self._database, name)
        rows = self._database.query("SELECT tag FROM tags WHERE credential_id = ? ORDER BY folded", (name,))
        return tuple(tag for (tag,) in rows)

    def set(self, name: str, tags: tuple[str, ...]) -> tuple[str, ...]:
        """Give a credential these tags and no others; what they are now.

        Raises UsageError("unknown-credential", "bad-name", "too-many-tags").
        """
        wanted = {folded: tag for tag, folded in reversed([checked_name(tag, "tag") for tag in tags])}
        if len(wanted) > MAX_TAGS:
            raise UsageError("too-many-tags", f"A credential has at most {MAX_TAGS} tags. Take some away.")
        with self._database.transaction():
            number = search_index.required(self._database, name)
            self._database.query("DELETE FROM tags WHERE credential_id = ?", (name,))
            for folded, tag in wanted.items():
                self._database.query("INSERT INTO tags (credential_id, folded, tag) VALUES (?, ?, ?)", (name, folded, tag))
            search_index.renew(self._database, number)
        return self.of(name)

    def all(self) -> tuple[TagCount, ...]:
        """Every tag with the number of its credentials, in order."""
        in_trash = dict(self._database.query(_IN_TRASH))
        counted = ((tag, count - in_trash.get(folded, 0)) for tag, folded, count in self._database.query(_ALL))
        return tuple(TagCount(tag=tag, count=count) for tag, count in counted if count)
