"""Backups as an attacker who knows the passphrase would write them: validly sealed, with any header and any lines inside."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.unit.backup.backup_examples import PASSPHRASE
from wallet.backup import lines, reading
from wallet.backup.sealed import SealedWriter, open_chunks
from wallet.vault.canonical import canonical


def lines_of(data: bytes) -> list[dict[str, Any]]:
    """Every record of a sound backup, the manifest last."""
    file = io.BytesIO(data)
    opened = reading.unlock(file, PASSPHRASE)
    return [json.loads(line) for line in b"".join(open_chunks(file, opened.key, opened.first)).splitlines()]


def header_of(data: bytes) -> dict[str, Any]:
    """The members of its first line."""
    members = json.loads(data.partition(b"\n")[0])
    assert isinstance(members, dict)
    return members


def header_line(members: dict[str, Any]) -> bytes:
    """A header with a checksum that holds."""
    rest = {name: value for name, value in members.items() if name != "checksum"}
    return canonical({**rest, "checksum": hashlib.sha256(canonical(rest)).hexdigest()}) + b"\n"


def sealed(data: bytes, payload: Iterable[bytes], **header: Any) -> bytes:
    """A backup under the keys of ``data`` with this payload; ``header`` replaces members of its first line."""
    opened = reading.unlock(io.BytesIO(data), PASSPHRASE)
    first = header_line({**header_of(data), **header})
    file = io.BytesIO()
    file.write(first)
    writer = SealedWriter(file, opened.key, first)
    for part in payload:
        writer.write(part)
    writer.finish()
    return file.getvalue()


def forged(data: bytes, records: Iterable[dict[str, Any]], *, manifest: dict[str, Any] | None = None, **header: Any) -> bytes:
    """A backup that holds these records, with the manifest that fits them unless another is given."""
    tally = lines.Tally()
    payload = []
    for record in records:
        line = canonical(record) + b"\n"
        tally.add(str(record.get("record")), line)
        payload.append(line)
    payload.append(canonical(manifest or tally.manifest()) + b"\n")
    return sealed(data, payload, **header)


def written(place: Path, data: bytes) -> Path:
    """A file with these bytes."""
    place.write_bytes(data)
    return place
