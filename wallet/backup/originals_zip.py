"""Every original file in one plain ZIP, for whoever leaves: no keys, no secrets, and a description of itself inside.

The same wallet at the same time gives the same bytes.  What the store has damaged is left out and told; the rest is saved.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from wallet.backup import keeping
from wallet.backup.zip_names import Names, suffix_of
from wallet.errors import UsageError, VaultDamaged, VaultError
from wallet.model.backup import OriginalsExported
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.vault.durable import named_errors, sync_folder
from wallet.vault.stored import StoredCredential
from wallet.vault.times import to_optional_text, to_text
from wallet.vault.vault import Vault

_FIRST_YEAR = (1980, 1, 1, 0, 0, 0)
_ATTRIBUTES = 0o600 << 16
_UNIX = 3
_README = """\
Your credentials, as the files that they came in.

credentials/   one file for each that was imported, byte for byte as it was. Each is still signed by who issued it:
               any wallet or verifier that reads its kind can import and check it.
index.json     what each file is: for every credential its identifier in the wallet (the beginning of the SHA-256 of its
               signed text), title, issuer, dates, your own note and tags, and for each file its path, its SHA-256, its
               size, and the name that it had when it was imported. Text is UTF-8, times are UTC (RFC 3339).

This archive is NOT encrypted: whoever has it can read everything in it.
It holds no private keys. Credentials that are bound to your wallet's keys can be shown only from the wallet, or from one
that was restored from a backup (satchel backup).
"""


@dataclass(slots=True)
class _Written:
    """What went into the ZIP so far."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def export(vault: Vault, target: Path, now: datetime) -> OriginalsExported:
    """Write the ZIP: beside its place, synced, read back, then renamed.

    Raises UsageError("cannot-write"), VaultError("disk-full", "read-only", "write-failed").
    """
    place = target.absolute()
    if not keeping.is_place(place):
        raise UsageError("cannot-write", f"No archive can be written as “{target}”. Name a file in a folder that exists.")
    part = keeping.temporary(place)
    try:
        with named_errors():
            written = _write(part, vault, now)
            _prove(part, written.sums)
            part.replace(place)
            sync_folder(place.parent)
            size = place.stat().st_size
    except BaseException:
        keeping.forget(part)
        raise
    return OriginalsExported(file=str(place), files=len(written.sums) - 2, size=size, unreadable=tuple(written.unreadable))


def _write(part: Path, vault: Vault, now: datetime) -> _Written:
    written, names = _Written(), Names()
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
            _add(archive, written, "README.txt", _README.encode(), now)
            for name in vault.credentials.ids():
                try:
                    stored = vault.credentials.get(name)
                    files = list(_files(vault, stored))
                except VaultDamaged:
                    written.unreadable.append(name)
                    continue
                entries = []
                for original in files:
                    suffix = suffix_of(original.name, original.carrier)
                    path = names.path(stored.title, stored.issuer_name or stored.issuer_id, name, suffix)
                    _add(archive, written, path, original.data, now)
                    entries.append(_file_entry(original, path))
                written.entries.append(_entry(stored, entries, vault.tags.of(name)))
            _add(archive, written, "index.json", _index(written, now), now)
        file.flush()
        os.fsync(file.fileno())
    return written


def _files(vault: Vault, stored: StoredCredential) -> Iterator[Original]:
    """The files that it came in; where there is none, its own text."""
    for held in stored.originals:
        yield vault.credentials.original(stored.id, held.sha256)
    if not stored.originals:
        is_json = stored.payload.lstrip()[:1] == b"{"
        carrier = Carrier.JSON if is_json else Carrier.TEXT
        yield Original(
            name="", media_type="application/json" if is_json else "text/plain", carrier=carrier, data=stored.payload
        )


def _add(archive: zipfile.ZipFile, written: _Written, path: str, data: bytes, now: datetime) -> None:
    entry = zipfile.ZipInfo(path, max(_FIRST_YEAR, now.timetuple()[:6]))
    entry.create_system = _UNIX
    entry.external_attr = _ATTRIBUTES
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)
    written.sums[path] = hashlib.sha256(data).hexdigest()


def _file_entry(original: Original, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "sha256": hashlib.sha256(original.data).hexdigest(),
        "size": len(original.data),
        "media_type": original.media_type,
        "carrier": original.carrier.value,
        "imported_as": original.name,
    }


def _entry(stored: StoredCredential, files: list[dict[str, Any]], tags: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": stored.id,
        "title": stored.title,
        "issuer_id": stored.issuer_id,
        "issuer_name": stored.issuer_name,
        "format": stored.format,
        "valid_until": to_optional_text(stored.valid_until),
        "added_at": to_text(stored.added_at),
        "note": stored.note,
        "tags": list(tags),
        "files": files,
    }


def _index(written: _Written, now: datetime) -> bytes:
    members = {
        "format": "satchel-originals",
        "version": 1,
        "created_at": to_text(now),
        "unreadable": written.unreadable,
        "credentials": written.entries,
    }
    return json.dumps(members, indent=1, ensure_ascii=True, sort_keys=True).encode() + b"\n"


def _prove(part: Path, sums: dict[str, str]) -> None:
    try:
        with zipfile.ZipFile(part) as archive:
            found = {info.filename: hashlib.sha256(archive.read(info)).hexdigest() for info in archive.infolist()}
    except zipfile.BadZipFile:
        found = {}
    if found != sums:
        raise VaultError("write-failed", "The archive that was written is not whole, so it was not kept. Check the disk.")
