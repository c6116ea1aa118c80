"""Credentials: kept under the hash of their bytes, so that the same one cannot be kept twice nor one overwrite another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wallet.errors import UsageError
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.credential import Credential
from wallet.model.report import VerificationReport
from wallet.ports import Clock
from wallet.vault import contents, paging, report_json, search_index, trash, writing_rows
from wallet.vault.database import Database
from wallet.vault.paging import Page
from wallet.vault.snapshots import pin_snapshot
from wallet.vault.stored import Kept, Listed, Received, StoredCredential, StoredOriginal
from wallet.vault.times import from_optional_text, from_text

MAX_NOTE = 20_000
_SELECT = """
SELECT c.number, c.id, c.payload, p.data, c.report, c.added_at, c.note, c.holder_key, c.format, c.title, c.issuer_id,
       c.issuer_name, c.issued_at, c.valid_until, c.trashed_at
FROM credentials AS c JOIN contents AS p ON p.sha256 = c.payload
"""
_VERSIONS = """
SELECT o.id FROM credentials AS c JOIN credentials AS o ON o.given_id = c.given_id AND o.issuer_id = c.issuer_id
WHERE c.id = ? AND c.given_id <> '' AND o.id <> c.id AND o.trashed_at IS NULL ORDER BY o.number DESC
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
        """Keep a credential. Where it is already held, its note stays, and originals, pins and a newer report are added.

        One that lay in the trash is brought back.
        """
        name = received.credential.id
        with self._database.transaction():
            held = self._database.one("SELECT number, trashed_at, report, holder_key FROM credentials WHERE id = ?", (name,))
            number = held[0] if held else writing_rows.insert(self._database, name, received, self._clock.now())
            if held:
                self._renew(name, held, received)
            for original in received.originals:
                self._add_original(name, original)
            for snapshot in received.pins:
                pin_snapshot(self._database, name, snapshot)
            search_index.renew(self._database, number)
        return Kept(id=name, is_new=held is None, restored=bool(held and held[1]))

    def get(self, name: str) -> StoredCredential:
        """One credential by its id."""
        row = self._database.one(f"{_SELECT} WHERE c.id = ?", (name,))
        if row is None:
            raise search_index.unknown(name)
        return self._stored(row)

    def list(self, *, limit: int = 50, after: str = "") -> Page[StoredCredential]:
        """A page of all that is not in the trash, whole, the last that came in first.

        ``after`` is the ``next`` of the page before it.  Raises UsageError("bad-limit" or "unknown-page").
        """
        size = paging.checked_limit(limit)
        rows = self._database.query(
            f"{_SELECT} WHERE c.number < ? AND c.trashed_at IS NULL ORDER BY c.number DESC LIMIT ?",
            (paging.number_of(after), size + 1),
        )
        shown = rows[:size]
        following = str(shown[-1][0]) if len(rows) > size else ""
        return Page(items=tuple(self._stored(row) for row in shown), next=following)

    def ids(self, *, starting: str = "", in_trash: bool = False) -> tuple[str, ...]:
        """Every id that starts so, the last that came in first; readable even where a credential itself is damaged."""
        where, index = ("IS NOT NULL", "credentials_in_trash") if in_trash else ("IS NULL", "credentials_alive")
        source = f"credentials INDEXED BY {index} WHERE trashed_at {where}"
        if starting:
            source = f"credentials WHERE id BETWEEN ?1 AND ?1 || '~' AND trashed_at {where}"
        sql = f"SELECT id FROM {source} ORDER BY number DESC"  # noqa: S608
        return tuple(row[0] for row in self._database.query(sql, (starting,) if starting else ()))

    def count(self) -> int:
        """How many there are, the trash left out."""
        row = self._database.one("SELECT count(*) FROM credentials INDEXED BY credentials_alive WHERE trashed_at IS NULL")
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
        """Replace the user's own words on it. Raises UsageError("note-too-long") beyond 20,000 characters."""
        if len(note) > MAX_NOTE:
            raise UsageError("note-too-long", f"A note has at most {MAX_NOTE} characters. Shorten it.")
        self._update(name, "UPDATE credentials SET note = ? WHERE id = ?", contents.storable(note))

    def set_report(self, name: str, report: VerificationReport, credential: Credential | None = None) -> None:
        """Replace its report; with the credential, also all that lists and search derive from it."""
        with self._database.transaction():
            number = self._require(name)
            writing_rows.judge(self._database, number, report)
            if credential is not None:
                writing_rows.describe(self._database, number, credential)
            search_index.renew(self._database, number)

    def set_holder_key(self, name: str, holder_key: str) -> None:
        """Note the wallet's key that it is bound to."""
        self._update(name, "UPDATE credentials SET holder_key = ? WHERE id = ?", contents.storable(holder_key))

    def trash(self, name: str) -> None:
        """Put it into the trash, from which it can be brought back; a second time changes nothing."""
        trash.put_in(self._database, self._require(name), self._clock.now())

    def restore(self, name: str) -> None:
        """Bring it back from the trash. Raises UsageError("not-in-trash")."""
        trash.take_out(self._database, self._require(name))

    def trashed(self) -> tuple[Listed, ...]:
        """What lies in the trash, the last thrown away first."""
        return trash.listed(self._database)

    def purge(self, before: datetime | None) -> tuple[str, ...]:
        """Remove for good what was thrown away before this time (None: all), with its entries and unused contents; the ids."""
        return trash.purge(self._database, before)

    def delete(self, name: str) -> None:
        """Remove it for good, with its originals, pins, tags and the bytes that nothing else holds."""
        with self._database.transaction():
            writing_rows.remove(self._database, self._require(name), name)

    def _renew(self, name: str, held: tuple[Any, ...], received: Received) -> None:
        number, trashed_at, report, holder_key = held
        if trashed_at:
            trash.take_out(self._database, number)
        if received.report.checked_at > report_json.from_json(report).checked_at:
            writing_rows.judge(self._database, number, received.report)
        if received.holder_key and not holder_key:
            self.set_holder_key(name, received.holder_key)
        writing_rows.describe(self._database, number, received.credential)

    def _add_original(self, name: str, original: Original) -> None:
        labels = (contents.storable(original.name), contents.storable(original.media_type), original.carrier.value)
        self._database.query(_ADD_ORIGINAL, (name, contents.keep(self._database, original.data), *labels))

    def _update(self, name: str, sql: str, value: str) -> None:
        with self._database.transaction():
            number = self._require(name)
            self._database.query(sql, (value, name))
            search_index.renew(self._database, number)

    def _require(self, name: str) -> int:
        return search_index.required(self._database, name)

    def _stored(self, row: tuple[Any, ...]) -> StoredCredential:
        _, name, sha256, payload, report, added_at, note, holder_key, form, title, issuer_id, issuer_name, *times = row
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
            issued_at=from_optional_text(times[0]),
            valid_until=from_optional_text(times[1]),
            trashed_at=from_optional_text(times[2]),
            originals=tuple(_original(entry) for entry in self._database.query(_ORIGINALS, (name,))),
        )


def _original(row: tuple[Any, ...]) -> StoredOriginal:
    return StoredOriginal(name=row[0], media_type=row[1], carrier=Carrier(row[2]), sha256=row[3], size=row[4])
