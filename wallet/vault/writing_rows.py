"""A credential's own rows: written, renewed and removed, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from wallet.model.credential import Credential
from wallet.model.report import VerificationReport
from wallet.vault import contents, report_json, search_index
from wallet.vault.database import Database
from wallet.vault.facts import label_columns, standing_columns, texts
from wallet.vault.stored import Received
from wallet.vault.times import to_text

_TEXTS = (
    "INSERT INTO texts (number, kinds, skills, criteria) VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE "
    "SET kinds = excluded.kinds, skills = excluded.skills, criteria = excluded.criteria"
)


def insert(database: Database, name: str, received: Received, now: datetime) -> int:
    """Write a new credential; the number of its row."""
    columns = {
        "id": name,
        "payload": contents.keep(database, received.credential.raw),
        **label_columns(received.credential),
        "added_at": to_text(received.added_at or now),
        "holder_key": contents.storable(received.holder_key),
        "note": contents.storable(received.note),
        **standing_columns(received.report),
        "report": report_json.to_json(received.report),
    }
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    sql = f"INSERT INTO credentials ({names}) VALUES ({places}) RETURNING number"  # noqa: S608
    number = int(database.query(sql, tuple(columns.values()))[0][0])
    _describe(database, number, received.credential)
    return number


def describe(database: Database, number: int, credential: Credential) -> None:
    """Renew what is derived from what it says: rows of an older Satchel lack some of it."""
    _set(database, number, label_columns(credential))
    _describe(database, number, credential)


def judge(database: Database, number: int, report: VerificationReport) -> None:
    """Replace its report, and what lists show of it."""
    _set(database, number, {**standing_columns(report), "report": report_json.to_json(report)})


def remove(database: Database, number: int, name: str) -> None:
    """Remove it with everything that belongs to it alone."""
    held = database.query(
        "SELECT payload FROM credentials WHERE id = ?1 UNION SELECT content FROM originals WHERE credential_id = ?1", (name,)
    )
    search_index.forget(database, number)
    database.query("DELETE FROM credentials WHERE number = ?", (number,))
    for (sha256,) in held:
        contents.drop_unused(database, sha256)


def _set(database: Database, number: int, columns: dict[str, object]) -> None:
    assignments = ", ".join(f"{column} = ?" for column in columns)
    database.query(f"UPDATE credentials SET {assignments} WHERE number = ?", (*columns.values(), number))  # noqa: S608


def _describe(database: Database, number: int, credential: Credential) -> None:
    found = texts(credential)
    database.query(_TEXTS, (number, found.kinds, found.skills, found.criteria))
