"""Credentials: kept under the hash of their bytes, so that the same one cannot be kept twice nor one overwrite another."""

from __future__ import annotations

from typing import Any

from wallet.errors import UsageError
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.report import VerificationReport
from wallet.ports import Clock
from wallet.vault import contents, paging, report_json
from wallet.vault.database import Database
from wallet.vault.derived import valid_until
from wallet.vault.paging import Page
from wallet.vault.snapshots import pin_snapshot
from wallet.vault.stored import Kept, Received, StoredCredential, StoredOriginal
from wallet.vault.times import from_optional_text, from_text, to_optional_text, to_text

_INSERT = """
INSERT INTO credentials
    (id, payload, format, title, issuer_id, issuer_name, given_id, valid_until, added_at, holder_key, note, report)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SELECT = """
SELECT c.id, c.payload, p.data, c.report, c.added_at, c.note, c.holder_key, c.format, c.title, c.issuer_id, c.issuer_name,
       c.valid_until
FROM credentials AS c JOIN contents AS p ON p.sha256 = c.payload
"""
_VERSIONS = """
SELECT o.id FROM credentials AS c JOIN credentials AS o ON o.given_id = c.given_id AND o.issuer_id = c.issuer_id
WHERE c.id = ? AND c.given_id <> '' AND o.id <> c.id ORDER BY o.added_at DESC, o.id DESC
"""
_ORIGINALS = """
SELECT o.name, o.media_type, o.carrier, o.content, length(d.data)
FROM originals AS o JOIN contents AS d ON d.sha256 = o.content
WHERE o.credential_id = ? ORDER BY o.position
"""
_ADD_ORIGINAL = """
INSERT INTO originals (credential_id, content, position, name, media_type, carrier)
VALUES (?1, ?2, (SELECT count(*) FROM originals WHERE credential_id = ?1), ?3, ?4, ?5)
ON CONFLICT DO NOTHING
"""


class Credentials:
    """The credentials of one open wallet. When a method that writes has returned, what it wrote is on the disk.

    Every method raises VaultError ("disk-full", "write-failed", "read-only" …) and VaultDamaged("vault-damaged"); those
    that take an id raise UsageError("unknown-credential").
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, received: Received) -> Kept:
        """Keep a credential. Where it is already held, its note stays, and originals, pins and a newer report are added."""
        name = received.credential.id
        with self._database.transaction():
            is_new = self._database.one("SELECT 1 FROM credentials WHERE id = ?", (name,)) is None
            if is_new:
                self._insert(name, received)
            else:
                self._renew(name, received)
            for original in received.originals:
                self._add_original(name, original)
            for snapshot in received.pins:
                pin_snapshot(self._database, name, snapshot)
        return Kept(id=name, is_new=is_new)

    def get(self, name: str) -> StoredCredential:
        """One credential by its id."""
        row = self._database.one(f"{_SELECT} WHERE c.id = ?", (name,))
        if row is None:
            raise _unknown(name)
        return self._stored(row)

    def list(self, *, limit: int = 50, after: str = "") -> Page[StoredCredential]:
        """A page, newest first; ``after`` is the ``next`` of the page before it.

        Raises UsageError("bad-limit" or "unknown-page").
        """
        size = paging.checked_limit(limit)
        rows = self._database.query(
            f"{_SELECT} WHERE (c.added_at, c.id) < (?, ?) ORDER BY c.added_at DESC, c.id DESC LIMIT ?",
            (*paging.key_of(after), size + 1),
        )
        shown = rows[:size]
        following = paging.after_key(shown[-1][4], shown[-1][0]) if len(rows) > size else ""
        return Page(items=tuple(self._stored(row) for row in shown), next=following)

    def ids(self, *, starting: str = "") -> tuple[str, ...]:
        """Every id that starts so, newest first; readable even where a credential itself is damaged."""
        rows = self._database.query(
            "SELECT id FROM credentials WHERE id BETWEEN ?1 AND ?1 || '~' ORDER BY added_at DESC, id DESC", (starting,)
        )
        return tuple(row[0] for row in rows)

    def count(self) -> int:
        """How many there are."""
        row = self._database.one("SELECT count(*) FROM credentials")
        return int(row[0]) if row else 0

    def versions_of(self, name: str) -> tuple[str, ...]:
        """Ids of the others that give themselves the same identifier from the same issuer, newest first."""
        return tuple(row[0] for row in self._database.query(_VERSIONS, (name,)))

    def original(self, name: str, sha256: str) -> Original:
        """One of the files that it came in, byte for byte. Raises UsageError("unknown-original")."""
        row = self._database.one(
            "SELECT o.name, o.media_type, o.carrier, d.data FROM originals AS o JOIN contents AS d ON d.sha256 = o.content "
            "WHERE o.credential_id = ? AND o.content = ?",
            (name, sha256),
        )
        if row is None:
            raise UsageError("unknown-original", "The wallet holds no such file for this credential.")
        return Original(name=row[0], media_type=row[1], carrier=Carrier(row[2]), data=contents.sound(sha256, row[3]))

    def add_original(self, name: str, original: Original) -> None:
        """Keep another file that it came in; the same bytes are kept once, under their first name."""
        with self._database.transaction():
            self._require(name)
            self._add_original(name, original)

    def set_note(self, name: str, note: str) -> None:
        """Replace the user's own words on it."""
        self._update(name, "UPDATE credentials SET note = ? WHERE id = ?", contents.storable(note))

    def set_report(self, name: str, report: VerificationReport) -> None:
        """Replace its report."""
        self._update(name, "UPDATE credentials SET report = ? WHERE id = ?", report_json.to_json(report))

    def set_holder_key(self, name: str, holder_key: str) -> None:
        """Note the wallet's key that it is bound to."""
        self._update(name, "UPDATE credentials SET holder_key = ? WHERE id = ?", contents.storable(holder_key))

    def delete(self, name: str) -> None:
        """Remove it for good, with its originals and pins; kept documents stay for the other credentials."""
        with self._database.transaction():
            self._require(name)
            held = self._database.query(
                "SELECT payload FROM credentials WHERE id = ?1 UNION SELECT content FROM originals WHERE credential_id = ?1",
                (name,),
            )
            self._database.query("DELETE FROM credentials WHERE id = ?", (name,))
            for (sha256,) in held:
                contents.drop_unused(self._database, sha256)

    def _insert(self, name: str, received: Received) -> None:
        credential = received.credential
        issuer = credential.issuer
        labels = (credential.format.value, credential.name, issuer.id, issuer.name, credential.credential_id)
        self._database.query(
            _INSERT,
            (
                name,
                contents.keep(self._database, credential.raw),
                *(contents.storable(label) for label in labels),
                to_optional_text(valid_until(credential)),
                to_text(self._clock.now()),
                contents.storable(received.holder_key),
                contents.storable(received.note),
                report_json.to_json(received.report),
            ),
        )

    def _renew(self, name: str, received: Received) -> None:
        row = self._database.one("SELECT report, holder_key FROM credentials WHERE id = ?", (name,))
        held_report, held_key = row or ("", "")
        if received.report.checked_at > report_json.from_json(held_report).checked_at:
            self.set_report(name, received.report)
        if received.holder_key and not held_key:
            self.set_holder_key(name, received.holder_key)

    def _add_original(self, name: str, original: Original) -> None:
        labels = (contents.storable(original.name), contents.storable(original.media_type), original.carrier.value)
        self._database.query(_ADD_ORIGINAL, (name, contents.keep(self._database, original.data), *labels))

    def _update(self, name: str, sql: str, value: str) -> None:
        with self._database.transaction():
            self._require(name)
            self._database.query(sql, (value, name))

    def _require(self, name: str) -> None:
        if self._database.one("SELECT 1 FROM credentials WHERE id = ?", (name,)) is None:
            raise _unknown(name)

    def _stored(self, row: tuple[Any, ...]) -> StoredCredential:
        name, sha256, payload, report, added_at, note, holder_key, form, title, issuer_id, issuer_name, end = row
        return StoredCredential(
            id=name,
            payload=contents.sound(sha256, payload),
            report=report_json.from_json(report),
            added_at=from_text(added_at),
            note=note,
            holder_key=holder_key,
            format=form,
            title=title,
            issuer_id=issuer_id,
            issuer_name=issuer_name,
            valid_until=from_optional_text(end),
            originals=tuple(_original(entry) for entry in self._database.query(_ORIGINALS, (name,))),
        )


def _original(row: tuple[Any, ...]) -> StoredOriginal:
    return StoredOriginal(name=row[0], media_type=row[1], carrier=Carrier(row[2]), sha256=row[3], size=row[4])


def _unknown(name: str) -> UsageError:
    return UsageError("unknown-credential", f"The wallet holds no credential with the id {name[:64]}.")
