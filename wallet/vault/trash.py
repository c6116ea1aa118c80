"""The trash: what was thrown away is in no list and no search, and for thirty days comes back as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from wallet.errors import UsageError
from wallet.vault import listing, search_index, writing_rows
from wallet.vault.database import Database
from wallet.vault.stored import Listed
from wallet.vault.times import from_text, to_text

KEPT_FOR = timedelta(days=30)
# A clock that runs a year ahead of all that the wallet has seen is more likely wrong than right: nothing is emptied by it.
_SUSPICIOUS = timedelta(days=366)
_BATCH = 200
_AFTER_ALL = "~"


def put_in(database: Database, number: int, now: datetime) -> None:
    """Put a credential into the trash; where it lies there already, it keeps its day."""
    with database.transaction():
        database.query("UPDATE credentials SET trashed_at = ? WHERE number = ? AND trashed_at IS NULL", (to_text(now), number))
        search_index.forget(database, number)


def take_out(database: Database, number: int) -> None:
    """Bring it back. Raises UsageError("not-in-trash")."""
    with database.transaction():
        sql = "UPDATE credentials SET trashed_at = NULL WHERE number = ? AND trashed_at IS NOT NULL RETURNING number"
        if not database.query(sql, (number,)):
            raise UsageError("not-in-trash", "This credential is not in the trash.")
        search_index.renew(database, number)


def listed(database: Database) -> tuple[Listed, ...]:
    """All of it, the last thrown away first."""
    rows = database.query(
        f"SELECT {listing.COLUMNS} FROM credentials AS c WHERE c.trashed_at IS NOT NULL "  # noqa: S608
        "ORDER BY c.trashed_at DESC, c.number DESC"
    )
    return listing.listed(database, rows)


def purge(database: Database, before: datetime | None) -> tuple[str, ...]:
    """Remove for good what was thrown away before this time (None: all of it); the ids. Each batch is one transaction."""
    sql = "SELECT number, id FROM credentials WHERE trashed_at < ? ORDER BY trashed_at LIMIT ?"
    gone: list[str] = []
    while rows := database.query(sql, (_AFTER_ALL if before is None else to_text(before), _BATCH)):
        with database.transaction():
            for number, name in rows:
                writing_rows.remove(database, number, name)
        gone += (name for _, name in rows)
    return tuple(gone)


def empty_old(database: Database, now: datetime) -> tuple[str, ...]:
    """Remove for good what has lain here for thirty days, unless the clock cannot be believed; the ids."""
    newest = _newest_time(database)
    if newest is None or now - newest > _SUSPICIOUS:
        return ()
    return purge(database, now - KEPT_FOR)


def _newest_time(database: Database) -> datetime | None:
    """The newest time at which something is known to have been done in this wallet."""
    times = [
        *database.query("SELECT added_at FROM credentials ORDER BY number DESC LIMIT 1"),
        *database.query("SELECT max(trashed_at) FROM credentials WHERE trashed_at IS NOT NULL"),
        *database.query("SELECT max(created_at) FROM presentations"),
    ]
    return max((from_text(time) for (time,) in times if time), default=None)
