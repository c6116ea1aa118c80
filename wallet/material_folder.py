"""A folder of kept documents: ``index.json`` = ``[{"url", "file", "media_type", "fetched_at"}]`` and the files it names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.model.snapshot import Snapshot

_MAX_FILE = 20 * 1024 * 1024


def read_material(folder: Path) -> tuple[Snapshot, ...]:
    """The documents that the index names, each with the date it gives; of two copies from one address the newer one.

    Raises InputRefused("material-unreadable") when the index or a file is missing, malformed, too large or outside the folder.
    """
    index = strict_json.loads(_read(folder, "index.json"))
    if not isinstance(index, list):
        raise _refused("index.json must hold a list")
    newest: dict[str, Snapshot] = {}
    for entry in index:
        found = _snapshot(folder, entry)
        if found.url not in newest or found.fetched_at > newest[found.url].fetched_at:
            newest[found.url] = found
    return tuple(newest.values())


def _snapshot(folder: Path, entry: Any) -> Snapshot:
    texts = [entry.get(name) for name in ("url", "file", "fetched_at")] if isinstance(entry, dict) else [None]
    if not all(isinstance(text, str) for text in texts):
        raise _refused("each entry of index.json needs the texts url, file and fetched_at")
    url, file, fetched_at = (str(text) for text in texts)
    media_type = entry.get("media_type")
    return Snapshot(
        url=url,
        final_url=url,
        body=_read(folder, file),
        media_type=media_type if isinstance(media_type, str) else "application/octet-stream",
        fetched_at=_time(fetched_at),
    )


def _read(folder: Path, name: str) -> bytes:
    try:
        place = (folder / name).resolve()
        if not place.is_relative_to(folder.resolve()):
            raise _refused(f"{name} lies outside the folder")
        if not place.is_file():
            raise _refused(f"{name} is not a file")
        if place.stat().st_size > _MAX_FILE:
            raise _refused(f"{name} is larger than {_MAX_FILE // 1024 // 1024} MB")
        return place.read_bytes()
    except (OSError, ValueError) as error:
        raise _refused(f"{name} cannot be read") from error


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise _refused(f"{text} has no time zone")
        return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refused(f"{text} is not a date and time") from error


def _refused(what: str) -> InputRefused:
    return InputRefused("material-unreadable", f"The folder of kept documents cannot be used: {what}.")
