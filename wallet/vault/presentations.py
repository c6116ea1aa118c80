"""The log of what was shown to whom: lines are added, never changed."""

from __future__ import annotations

from wallet.errors import UsageError, VaultDamaged
from wallet.model.presentation import PresentationKind, PresentationRecord
from wallet.vault import canonical, paging
from wallet.vault.database import Database
from wallet.vault.paging import Page
from wallet.vault.times import from_optional_text, from_text, to_optional_text, to_text


class Presentations:
    """The presentations made from one open wallet. Every method raises VaultError and VaultDamaged("vault-damaged")."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, record: PresentationRecord) -> None:
        """Add a line; the same line a second time changes nothing. Raises UsageError("record-exists") for another of its id."""
        text = _to_text(record)
        with self._database.transaction():
            row = self._database.one("SELECT record FROM presentations WHERE id = ?", (record.id,))
            if row is None:
                self._database.query(
                    "INSERT INTO presentations (id, created_at, record) VALUES (?, ?, ?)",
                    (record.id, to_text(record.created_at), text),
                )
            elif row[0] != text:
                raise UsageError("record-exists", "The log already holds another presentation of this name.")

    def list(self, *, limit: int = 50, after: str = "") -> Page[PresentationRecord]:
        """A page, newest first. Raises UsageError("bad-limit" or "unknown-page")."""
        size = paging.checked_limit(limit)
        rows = self._database.query(
            "SELECT created_at, id, record FROM presentations WHERE (created_at, id) < (?, ?) "
            "ORDER BY created_at DESC, id DESC LIMIT ?",
            (*paging.key_of(after), size + 1),
        )
        following = paging.after_key(*rows[size - 1][:2]) if len(rows) > size else ""
        return Page(items=tuple(_from_text(row[2]) for row in rows[:size]), next=following)


def _to_text(record: PresentationRecord) -> str:
    return canonical.text(
        {
            "id": record.id,
            "kind": record.kind.value,
            "created_at": to_text(record.created_at),
            "credential_ids": list(record.credential_ids),
            "shown": list(record.shown),
            "audience": record.audience,
            "nonce": record.nonce,
            "expires_at": to_optional_text(record.expires_at),
            "data_sha256": record.data_sha256,
        }
    )


def _from_text(text: str) -> PresentationRecord:
    members = canonical.parse(text)
    try:
        return PresentationRecord(
            id=members["id"],
            kind=PresentationKind(members["kind"]),
            created_at=from_text(members["created_at"]),
            credential_ids=tuple(members["credential_ids"]),
            shown=tuple(members["shown"]),
            audience=members["audience"],
            nonce=members["nonce"],
            expires_at=from_optional_text(members["expires_at"]),
            data_sha256=members["data_sha256"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise VaultDamaged("vault-damaged", "A line of the log of presentations is damaged.") from error
