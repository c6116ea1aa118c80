"""Credentials in bulk, with all that hangs on them: a page in five questions, and back again one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wallet.model.carried import Carrier
from wallet.vault import report_json, search_index
from wallet.vault.database import Database
from wallet.vault.facts import sorting_key, standing_columns
from wallet.vault.holding_rows import CredentialRow, MemberRow, OriginalRow, PinRow
from wallet.vault.names import compared
from wallet.vault.sql_errors import damaged_error
from wallet.vault.times import from_optional_text, from_text, to_optional_text, to_text

_PAGE = 500
_TEXTS = ("id", "payload", "format", "title", "issuer_id", "issuer_name", "given_id", "holder_key", "note", "report")
_WORDS = ("kinds", "skills", "criteria")
_TIMES = ("issued_at", "valid_until", "trashed_at")
_ROWS = f"""
SELECT c.number, {", ".join(f"c.{name}" for name in (*_TEXTS, *_TIMES))}, c.added_at,
       coalesce(t.kinds, ''), coalesce(t.skills, ''), coalesce(t.criteria, '')
FROM credentials AS c LEFT JOIN texts AS t ON t.number = c.number
WHERE c.number > ? ORDER BY c.number LIMIT {_PAGE}
"""  # noqa: S608 - names of columns, all ours
_OF_PAGE = "FROM credentials AS c JOIN {} ON x.credential_id = c.id {} WHERE c.number BETWEEN ? AND ? ORDER BY c.number, {}"
_ORIGINALS = "SELECT c.id, x.name, x.media_type, x.carrier, x.content " + _OF_PAGE.format("originals AS x", "", "x.position")
_PINS = "SELECT c.id, x.url, x.snapshot " + _OF_PAGE.format("pins AS x", "", "x.url")
_TAGS = "SELECT c.id, x.tag " + _OF_PAGE.format("tags AS x", "", "x.folded")
_MEMBERS = "SELECT c.id, l.name, x.added_at " + _OF_PAGE.format(
    "collection_items AS x", "JOIN collections AS l ON l.id = x.collection", "l.id"
)
_DERIVED = ("title_key", "issuer_key", "headline", "genuine", "checked_at", "stale_at")
_COLUMNS = (*_TEXTS, *_TIMES, "added_at", *_DERIVED)
_PUT = f"INSERT INTO credentials ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) RETURNING number"  # noqa: S608
_PUT_ORIGINAL = "INSERT INTO originals (credential_id, content, position, name, media_type, carrier) VALUES (?, ?, ?, ?, ?, ?)"
_PUT_MEMBER = """
INSERT INTO collection_items (collection, credential_id, added_at) SELECT id, ?, ? FROM collections WHERE name = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What hangs on the credentials of one page, by their ids."""

    originals: dict[str, list[tuple[Any, ...]]]
    pins: dict[str, list[tuple[Any, ...]]]
    tags: dict[str, list[tuple[Any, ...]]]
    members: dict[str, list[tuple[Any, ...]]]


def rows(database: Database) -> Iterator[CredentialRow]:
    """Every credential, also those in the trash, by number. Raises VaultDamaged("vault-damaged")."""
    after = 0
    while found := database.query(_ROWS, (after,)):
        span = (found[0][0], found[-1][0])
        page = _Page(
            originals=_grouped(database.query(_ORIGINALS, span)),
            pins=_grouped(database.query(_PINS, span)),
            tags=_grouped(database.query(_TAGS, span)),
            members=_grouped(database.query(_MEMBERS, span)),
        )
        yield from (_row(row, page) for row in found)
        after = span[1]


def put(database: Database, row: CredentialRow) -> None:
    """Keep a credential under the next number, inside the caller's transaction."""
    standing = standing_columns(report_json.from_json(row.report))
    values = {
        **{name: getattr(row, name) for name in _TEXTS},
        **{name: to_optional_text(getattr(row, name)) for name in _TIMES},
        "added_at": to_text(row.added_at),
        "title_key": sorting_key(row.title),
        "issuer_key": sorting_key(row.issuer_name or row.issuer_id),
        **standing,
    }
    number = database.query(_PUT, tuple(values[name] for name in _COLUMNS))[0][0]
    database.query(
        "INSERT INTO texts (number, kinds, skills, criteria) VALUES (?, ?, ?, ?)",
        (number, *(getattr(row, name) for name in _WORDS)),
    )
    _put_parts(database, row)
    search_index.renew(database, number)


def _put_parts(database: Database, row: CredentialRow) -> None:
    for position, file in enumerate(row.originals):
        database.query(_PUT_ORIGINAL, (row.id, file.content, position, file.name, file.media_type, file.carrier.value))
    for pin in row.pins:
        database.query("INSERT INTO pins (credential_id, url, snapshot) VALUES (?, ?, ?)", (row.id, pin.url, pin.document))
    for tag in row.tags:
        database.query("INSERT INTO tags (credential_id, folded, tag) VALUES (?, ?, ?)", (row.id, compared(tag), tag))
    for member in row.collections:
        database.query(_PUT_MEMBER, (row.id, to_text(member.added_at), member.collection))


def _row(row: tuple[Any, ...], page: _Page) -> CredentialRow:
    columns = dict(zip(("number", *_TEXTS, *_TIMES, "added_at", *_WORDS), row, strict=True))
    name = columns["id"]
    return CredentialRow(
        **{column: columns[column] for column in (*_TEXTS, *_WORDS)},
        issued_at=from_optional_text(columns["issued_at"]),
        valid_until=from_optional_text(columns["valid_until"]),
        trashed_at=from_optional_text(columns["trashed_at"]),
        added_at=from_text(columns["added_at"]),
        originals=tuple(_original(entry) for entry in page.originals.get(name, ())),
        pins=tuple(PinRow(url=url, document=document) for url, document in page.pins.get(name, ())),
        tags=tuple(tag for (tag,) in page.tags.get(name, ())),
        collections=tuple(
            MemberRow(collection=collection, added_at=from_text(at)) for collection, at in page.members.get(name, ())
        ),
    )


def _grouped(found: list[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for name, *rest in found:
        groups.setdefault(name, []).append(tuple(rest))
    return groups


def _original(row: tuple[Any, ...]) -> OriginalRow:
    name, media_type, carrier, content = row
    try:
        return OriginalRow(name=name, media_type=media_type, carrier=Carrier(carrier), content=content)
    except ValueError as error:
        raise damaged_error() from error
