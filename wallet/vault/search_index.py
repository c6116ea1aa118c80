"""The index of search: made from the columns of the store alone, so that it can be made again at any time."""

from __future__ import annotations

from wallet.errors import UsageError
from wallet.vault import facets
from wallet.vault.database import Database
from wallet.vault.search_text import without_scheme, words

_TIMES = ("issued_at", "added_at", "valid_until", "stale_at")
_COLUMNS = ("title", "issuer_name", "issuer_id", "note", "headline", "format", *_TIMES)
_ROW = f"SELECT id, {', '.join(_COLUMNS)} FROM credentials WHERE number = ? AND trashed_at IS NULL"  # noqa: S608
_INSERT = "INSERT INTO search (rowid, title, issuer, skills, criteria, note, tags, facets) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_NOTE = 20_000
_TAGS = 1000


def required(database: Database, name: str) -> int:
    """The number of a credential's row. Raises UsageError("unknown-credential")."""
    row = database.one("SELECT number FROM credentials WHERE id = ?", (name,))
    if row is None:
        raise unknown(name)
    return int(row[0])


def unknown(name: str) -> UsageError:
    """There is no credential of this id."""
    return UsageError("unknown-credential", f"The wallet holds no credential with the id {name[:64]}.")


def renew(database: Database, number: int) -> None:
    """Index a credential as it is now, inside the caller's transaction; one in the trash is in no search."""
    forget(database, number)
    row = database.one(_ROW, (number,))
    if row is None:
        return
    name, fields = row[0], dict(zip(_COLUMNS, row[1:], strict=True))
    kinds, skills, criteria = database.one("SELECT kinds, skills, criteria FROM texts WHERE number = ?", (number,)) or ("",) * 3
    tags = database.query(f"SELECT folded, tag FROM tags WHERE credential_id = ? LIMIT {_TAGS}", (name,))  # noqa: S608
    held = database.query("SELECT collection FROM collection_items WHERE credential_id = ?", (name,))
    facts = [
        *facets.of_row(fields, kinds),
        *(facets.tag(folded) for folded, _ in tags),
        *(facets.collection(collection) for (collection,) in held),
    ]
    texts = (
        fields["title"],
        f"{fields['issuer_name']}\n{without_scheme(fields['issuer_id'])}",
        skills,
        criteria,
        fields["note"][:_NOTE],
    )
    shown = "\n".join(tag for _, tag in tags)
    database.query(_INSERT, (number, *(" ".join(words(text)) for text in (*texts, shown)), " ".join(facts)))


def forget(database: Database, number: int) -> None:
    """Take a credential out of the index, inside the caller's transaction."""
    database.query("DELETE FROM search WHERE rowid = ?", (number,))
