"""Kept documents: dated copies of what credentials point to, with their history; a newer one never gives way to an older.

Documents that were pinned with a credential when it came in (its contexts) stay the ones by which it is read.
"""

from __future__ import annotations

from typing import Any

from wallet.errors import UsageError
from wallet.model.snapshot import Snapshot
from wallet.vault import contents
from wallet.vault.database import Database
from wallet.vault.times import from_text, to_text

_SELECT = """
SELECT s.url, s.final_url, s.media_type, s.fetched_at, s.content, d.data
FROM snapshots AS s JOIN contents AS d ON d.sha256 = s.content
"""
_PINNED = "WHERE s.number IN (SELECT snapshot FROM pins WHERE credential_id = ?)"
_LATEST = "(SELECT number FROM snapshots WHERE url = s.url ORDER BY fetched_at DESC, number DESC LIMIT 1)"


class Snapshots:
    """The kept documents of one open wallet. What ``keep`` and ``pin`` wrote is on the disk when they have returned.

    Every method raises VaultError and VaultDamaged("vault-damaged").
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, snapshot: Snapshot) -> None:
        """Keep a document. It becomes the latest of its URL only if none was fetched after it."""
        with self._database.transaction():
            keep_snapshot(self._database, snapshot)

    def latest(self, url: str) -> Snapshot | None:
        """The copy fetched last; None where none is kept."""
        row = self._database.one(f"{_SELECT} WHERE s.url = ? ORDER BY s.fetched_at DESC, s.number DESC LIMIT 1", (url,))
        return None if row is None else _snapshot(row)

    def history(self, url: str) -> tuple[Snapshot, ...]:
        """Every copy, the latest first."""
        rows = self._database.query(f"{_SELECT} WHERE s.url = ? ORDER BY s.fetched_at DESC, s.number DESC", (url,))
        return tuple(_snapshot(row) for row in rows)

    def pin(self, credential_id: str, snapshot: Snapshot) -> None:
        """Keep a document as the one by which this credential is read. The first pin of a URL stays.

        Raises UsageError("unknown-credential").
        """
        with self._database.transaction():
            if self._database.one("SELECT 1 FROM credentials WHERE id = ?", (credential_id,)) is None:
                raise UsageError("unknown-credential", f"The wallet holds no credential with the id {credential_id[:64]}.")
            pin_snapshot(self._database, credential_id, snapshot)

    def pinned(self, credential_id: str) -> dict[str, Snapshot]:
        """The documents pinned with this credential, by URL."""
        return _by_url(self._database.query(f"{_SELECT} {_PINNED}", (credential_id,)))

    def material(self) -> dict[str, Snapshot]:
        """The latest copy of every document, by URL."""
        return _by_url(self._database.query(f"{_SELECT} WHERE s.number = {_LATEST}"))

    def material_for(self, credential_id: str) -> dict[str, Snapshot]:
        """All that verification may know for this credential: the latest copies, and before them the pinned ones."""
        return self.material() | self.pinned(credential_id)


def keep_snapshot(database: Database, snapshot: Snapshot) -> int:
    """Keep a document inside the caller's transaction; the number of its row."""
    url, fetched_at = contents.storable(snapshot.url), to_text(snapshot.fetched_at)
    content = contents.keep(database, snapshot.body)
    database.query(
        "INSERT INTO snapshots (url, final_url, media_type, fetched_at, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (url, contents.storable(snapshot.final_url), contents.storable(snapshot.media_type), fetched_at, content),
    )
    rows = database.query(
        "SELECT number FROM snapshots WHERE url = ? AND fetched_at = ? AND content = ?", (url, fetched_at, content)
    )
    return int(rows[0][0])


def pin_snapshot(database: Database, credential_id: str, snapshot: Snapshot) -> None:
    """Pin a document inside the caller's transaction."""
    number = keep_snapshot(database, snapshot)
    database.query(
        "INSERT INTO pins (credential_id, url, snapshot) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (credential_id, contents.storable(snapshot.url), number),
    )


def _by_url(rows: list[tuple[Any, ...]]) -> dict[str, Snapshot]:
    return {row[0]: _snapshot(row) for row in rows}


def _snapshot(row: tuple[Any, ...]) -> Snapshot:
    url, final_url, media_type, fetched_at, sha256, body = row
    return Snapshot(
        url=url, final_url=final_url, media_type=media_type, fetched_at=from_text(fetched_at), body=contents.sound(sha256, body)
    )
