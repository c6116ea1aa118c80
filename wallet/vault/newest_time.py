"""The newest time that this wallet has seen: a clock that stands before it is wrong now, or was wrong then."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from wallet.errors import VaultError
from wallet.vault.database import Database
from wallet.vault.times import to_text

_LEEWAY = timedelta(minutes=10)  # clocks are set right by minutes without anybody's noticing
# Each from an index or the newest row: a wallet of a hundred thousand opens as fast as an empty one.
_SEEN = (
    "SELECT value FROM meta WHERE name = 'created_at'",
    "SELECT max(added_at, checked_at) FROM credentials ORDER BY number DESC LIMIT 1",
    "SELECT fetched_at FROM snapshots ORDER BY number DESC LIMIT 1",
    "SELECT max(created_at) FROM presentations",
)


def is_later(database: Database, now: datetime) -> bool:
    """Whether the wallet has seen a time that is yet to come. What others signed does not count: they may date ahead."""
    soon = to_text(now + _LEEWAY)
    return any(isinstance(seen, str) and seen > soon for seen in _seen(database))


def _seen(database: Database) -> Iterator[object]:
    for question in _SEEN:
        with contextlib.suppress(VaultError):  # a damaged part tells no time, and is told of where it is needed
            row = database.one(question)
            yield row[0] if row else None
