"""Copies that sync programs leave when a wallet was changed in two places: found by their names, opened to be read, merged.

Each is a wallet's database, or key file, under a name of the sync program's own making.  They are never opened as the wallet
itself and never deleted here: merging reads them, and their owner throws them away.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from wallet.errors import VaultError
from wallet.vault.durable import named_errors

_MOST = 100
# What programs put into the name of a copy: Syncthing, Nextcloud/ownCloud, Dropbox, Google Drive and file managers, OneDrive.
_MARKS = (
    r"\.sync-conflict-[0-9]{8}-[0-9]{6}(?:-[A-Z0-9]{7})?",
    r" ?\([^()/]*conflict[^()/]*(?:\([^()/]*\))?[^()/]*\)",
    r"_conflict-[0-9]{8}-[0-9]{6}",
    r" ?\([0-9]{1,3}\)",
)
_BEHIND = "|".join(f"(?:{mark})" for mark in _MARKS)
_BEFORE = rf"{_BEHIND}|(?:-[A-Za-z0-9][A-Za-z0-9-]{{1,62}})"  # OneDrive puts the computer's name before the ending
_NUMBER = "vault-([1-9][0-9]{0,9})"
_DATABASE = re.compile(rf"{_NUMBER}(?:{_BEFORE})\.db|{_NUMBER}\.db(?:{_BEHIND})", re.IGNORECASE)
_KEYS = re.compile(rf"vault(?:{_BEFORE})\.keys|vault\.keys(?:{_BEHIND})", re.IGNORECASE)


class CopyKind(StrEnum):
    """What a copy is a copy of."""

    DATABASE = "database"
    KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictCopy:
    """One copy beside the wallet. ``generation`` is that of a database, 0 for a key file."""

    path: Path
    kind: CopyKind
    generation: int
    size: int
    changed_at: datetime


def find(folder: Path) -> tuple[ConflictCopy, ...]:
    """The copies in a wallet's folder, by name, at most a hundred; () where the folder cannot be listed."""
    try:
        names = sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    except OSError:
        return ()
    return tuple(copy for path in names if (copy := _copy(path)) is not None)[:_MOST]


def is_copy(name: str) -> bool:
    """Whether a sync program would call a copy of a database or key file so."""
    return _DATABASE.fullmatch(name) is not None or _KEYS.fullmatch(name) is not None


@contextmanager
def as_wallet(copy: ConflictCopy) -> Iterator[Path]:
    """A private folder in which this copy of a database is a wallet, for as long as the block lasts.

    It opens with what opens the wallet: its key file is the wallet's where that names this generation, else a copy of a key
    file that does.  All stays encrypted.  Raises VaultError("no-conflict-copy", "disk-full", "write-failed", "read-only").
    """
    if copy.kind is not CopyKind.DATABASE or not copy.path.is_file():
        raise VaultError("no-conflict-copy", "There is no copy of a wallet's database of this name. Look at the folder again.")
    with named_errors():
        place = Path(tempfile.mkdtemp(prefix="satchel-"))
    try:
        with named_errors():
            shutil.copyfile(copy.path, place / f"vault-{copy.generation}.db")
            log = copy.path.with_name(copy.path.name + "-wal")
            if log.is_file():
                shutil.copyfile(log, place / f"vault-{copy.generation}.db-wal")
            shutil.copyfile(_keys_for(copy), place / "vault.keys")
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _keys_for(copy: ConflictCopy) -> Path:
    named = f'"vault-{copy.generation}.db"'.encode()
    own = copy.path.with_name("vault.keys")
    if own.is_file() and named in own.read_bytes():
        return own
    others = [other.path for other in find(copy.path.parent) if other.kind is CopyKind.KEYS]
    return next((path for path in others if named in path.read_bytes()), own)


def _copy(path: Path) -> ConflictCopy | None:
    database = _DATABASE.fullmatch(path.name)
    if database is None and _KEYS.fullmatch(path.name) is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return ConflictCopy(
        path=path,
        kind=CopyKind.KEYS if database is None else CopyKind.DATABASE,
        generation=0 if database is None else int(database[1] or database[2]),
        size=found.st_size,
        changed_at=datetime.fromtimestamp(found.st_mtime, UTC),
    )
