"""Everything that one store holds, in bulk: read page by page for a backup, written back row by row into a new store."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from wallet.ports import Entropy
from wallet.vault import contents, held_credentials, search_index
from wallet.vault.database import Database
from wallet.vault.holder_keys import HolderKeys
from wallet.vault.holding_rows import CollectionRow, CredentialRow, DocumentRow
from wallet.vault.names import compared
from wallet.vault.portfolios import Portfolios
from wallet.vault.presentations import Presentations
from wallet.vault.root_key import RootKey
from wallet.vault.sql_errors import damaged_error
from wallet.vault.times import from_text, to_text
from wallet.vault.trust_lists import TrustLists

_PAGE = 500
_CONTENT = "SELECT rowid, sha256, data FROM contents WHERE rowid > ? ORDER BY rowid LIMIT 1"  # one: it may have 50 MB
_DOCUMENTS = """
SELECT number, url, final_url, media_type, fetched_at, content FROM snapshots WHERE number > ? ORDER BY number LIMIT ?
"""


class Holdings:
    """All of one store. Every method raises VaultError and VaultDamaged("vault-damaged").

    What is put must be whole and new: ``wallet.backup`` checks that before.  What only serves searching and sorting is
    neither given nor taken; it is made again.
    """

    def __init__(self, database: Database, root: RootKey, entropy: Entropy) -> None:
        self._database = database
        self.holder_keys = HolderKeys(database, root.holder_key(), entropy)
        self.presentations = Presentations(database)
        self.portfolios = Portfolios(database)
        self.trust_lists = TrustLists(database)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is put inside, or nothing."""
        with self._database.transaction():
            yield

    def settings(self) -> dict[str, str]:
        """What the store knows about itself, by name."""
        return dict(self._database.query("SELECT name, value FROM meta ORDER BY name"))

    def put_setting(self, name: str, value: str) -> None:
        """Set one of them."""
        self._database.query(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Every file's bytes under their SHA-256, checked, in the order in which they were kept."""
        after = 0
        while row := self._database.one(_CONTENT, (after,)):
            after, sha256, data = row
            yield sha256, contents.sound(sha256, data)

    def content(self, sha256: str) -> bytes:
        """The bytes under this SHA-256, checked. Raises VaultDamaged("vault-damaged")."""
        row = self._database.one("SELECT data FROM contents WHERE sha256 = ?", (sha256,))
        if row is None:
            raise damaged_error()
        return contents.sound(sha256, row[0])

    def put_content(self, data: bytes) -> str:
        """Keep these bytes; their SHA-256."""
        return contents.keep(self._database, data)

    def documents(self) -> Iterator[DocumentRow]:
        """Every kept document, in the order in which they were kept."""
        after = 0
        while rows := self._database.query(_DOCUMENTS, (after, _PAGE)):
            yield from map(_document, rows)
            after = rows[-1][0]

    def put_document(self, row: DocumentRow) -> None:
        """Keep a document under the number that it has."""
        self._database.query(
            "INSERT INTO snapshots (number, url, final_url, media_type, fetched_at, content) VALUES (?, ?, ?, ?, ?, ?)",
            (row.number, row.url, row.final_url, row.media_type, to_text(row.fetched_at), row.content),
        )

    def collections(self) -> Iterator[CollectionRow]:
        """Every collection, without what is in it; in the order in which they were made."""
        rows = self._database.query("SELECT name, query, created_at, changed_at FROM collections ORDER BY id")
        for name, query, created_at, changed_at in rows:
            yield CollectionRow(name=name, query=query, created_at=from_text(created_at), changed_at=from_text(changed_at))

    def put_collection(self, row: CollectionRow) -> None:
        """Make a collection; its credentials say by themselves that they are in it."""
        self._database.query(
            "INSERT INTO collections (name, folded, query, created_at, changed_at) VALUES (?, ?, ?, ?, ?)",
            (row.name, compared(row.name), row.query, to_text(row.created_at), to_text(row.changed_at)),
        )

    def credentials(self) -> Iterator[CredentialRow]:
        """Every credential, also those in the trash, in the order in which they were kept."""
        return held_credentials.rows(self._database)

    def put_credential(self, row: CredentialRow) -> None:
        """Keep a credential whose bytes, originals, documents and collections are kept already."""
        held_credentials.put(self._database, row)

    def put_note(self, name: str, note: str) -> None:
        """Replace the user's words on a credential, however long they have become."""
        with self.transaction():
            self._database.query("UPDATE credentials SET note = ? WHERE id = ?", (contents.storable(note), name))
            search_index.renew(self._database, search_index.required(self._database, name))

    def newest(self) -> int:
        """The number of the credential that came last; 0 where there is none."""
        row = self._database.one("SELECT max(number) FROM credentials")
        return int(row[0] or 0) if row else 0

    def count_since(self, number: int, time: str) -> int:
        """How many credentials came after the one with this number, or after this time (as text)."""
        row = self._database.one("SELECT count(*) FROM credentials WHERE number > ? OR added_at > ?", (number, time or "~"))
        return int(row[0]) if row else 0


def _document(row: tuple[Any, ...]) -> DocumentRow:
    number, url, final_url, media_type, fetched_at, content = row
    return DocumentRow(
        number=number,
        url=url,
        final_url=final_url,
        media_type=media_type,
        fetched_at=from_text(fetched_at),
        content=content,
    )
