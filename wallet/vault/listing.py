"""Rows of a list: from columns alone, however large the credentials are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wallet.model.report import Headline
from wallet.model.standing import Standing
from wallet.vault.database import Database
from wallet.vault.stored import Listed
from wallet.vault.times import from_optional_text, from_text

COLUMNS = """
c.number, c.id, c.format, c.title, c.issuer_id, c.issuer_name, c.given_id, c.note, c.headline, c.genuine, c.checked_at,
c.stale_at, c.issued_at, c.valid_until, c.added_at, c.trashed_at
"""
_TAGS = "SELECT tag FROM tags WHERE credential_id = ? ORDER BY folded LIMIT 200"
_VERSIONS = """
SELECT id FROM credentials INDEXED BY credentials_by_given_id
WHERE given_id = ? AND issuer_id = ? AND id <> ? AND trashed_at IS NULL ORDER BY number DESC LIMIT 8
"""


def listed(database: Database, rows: Sequence[tuple[Any, ...]]) -> tuple[Listed, ...]:
    """The rows of ``SELECT {COLUMNS} FROM credentials AS c``, each with its tags and other versions."""
    return tuple(_listed(database, row) for row in rows)


def _listed(database: Database, row: tuple[Any, ...]) -> Listed:
    _, name, form, title, issuer_id, issuer_name, given_id, note, headline, genuine, checked_at, stale_at, *times = row
    issued_at, valid_until, added_at, trashed_at = times
    versions = database.query(_VERSIONS, (given_id, issuer_id, name)) if given_id else []
    return Listed(
        id=name,
        title=title,
        issuer_id=issuer_id,
        issuer_name=issuer_name,
        format=form,
        standing=Standing(
            headline=Headline(headline),
            genuine=bool(genuine),
            checked_at=from_text(checked_at),
            stale_at=from_optional_text(stale_at),
        ),
        added_at=from_text(added_at),
        issued_at=from_optional_text(issued_at),
        valid_until=from_optional_text(valid_until),
        trashed_at=from_optional_text(trashed_at),
        note=note,
        tags=tuple(tag for (tag,) in database.query(_TAGS, (name,))),
        other_versions=tuple(version for (version,) in versions),
    )
