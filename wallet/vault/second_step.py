"""What schema step 2 cannot say in SQL: the columns of lists from the kept reports, and the index of search."""

from __future__ import annotations

from typing import Any

from wallet.errors import VaultDamaged
from wallet.vault import report_json, search_index
from wallet.vault.database import Database
from wallet.vault.facts import sorting_key, standing_columns

_PAGE = 500
_ROWS = f"SELECT number, title, issuer_name, issuer_id, report FROM credentials WHERE number > ? ORDER BY number LIMIT {_PAGE}"  # noqa: S608
_STANDING = "UPDATE credentials SET headline = ?, genuine = ?, checked_at = ?, stale_at = ? WHERE number = ?"


def fill(database: Database) -> None:
    """Fill the new columns of every credential, inside the caller's transaction.

    Skills, criteria and date of issue lie in the credential itself: they come with its next refresh.
    """
    last = 0
    while rows := database.query(_ROWS, (last,)):
        for row in rows:
            _fill(database, row)
        last = rows[-1][0]


def _fill(database: Database, row: tuple[Any, ...]) -> None:
    number, title, issuer_name, issuer_id, report = row
    database.query(
        "UPDATE credentials SET title_key = ?, issuer_key = ? WHERE number = ?",
        (sorting_key(title), sorting_key(issuer_name or issuer_id), number),
    )
    try:
        columns = standing_columns(report_json.from_json(report))
    except VaultDamaged:
        columns = {}  # it stays "not fully checked", which is what a damaged report comes to
    if columns:
        database.query(_STANDING, (*columns.values(), number))
    search_index.renew(database, number)
