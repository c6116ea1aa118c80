"""Bringing an older wallet up to date: a copy first, then step by step, each step whole or not at all.

A wallet of a newer Satchel is refused before a byte of it is written; ``newer`` still reads the originals out of it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from wallet.errors import VaultError
from wallet.vault import peeking, second_step
from wallet.vault.database import Database
from wallet.vault.durable import named_errors, sync_folder
from wallet.vault.root_key import DatabaseKey
from wallet.vault.schema import STEPS, version_of
from wallet.vault.sql_errors import damaged_error

_FILLS: Mapping[int, Callable[[Database], None]] = {2: second_step.fill}


def bring_up(database: Database) -> None:
    """Run the steps that this database has not seen. Raises VaultError("newer-version"), having changed nothing."""
    refuse_newer(database)
    for number in range(version_of(database) + 1, len(STEPS) + 1):
        _run(database, number)


def bring_up_existing(database: Database, path: Path, key: DatabaseKey) -> None:
    """The same for a wallet that somebody has: a copy of it is kept until the next opening, which finds nothing to do.

    Raises VaultError("newer-version", "disk-full", "read-only", "write-failed"); the wallet is then as it was.
    """
    version = version_of(database)
    if version == len(STEPS):
        _forget_copies(path)
        return
    refuse_newer(database)
    _keep_copy(database, path.with_name(f"{path.name}.before-{version + 1}"), key)
    bring_up(database)


def refuse_newer(database: Database) -> None:
    """Raises VaultError("newer-version") where the database has steps that this program does not know."""
    _refuse(version_of(database))


def refuse_newer_unclean(path: Path, key: DatabaseKey) -> None:
    """The same before a database that was not closed well is opened: opening it would bring its log in."""
    log = path.with_name(path.name + "-wal")
    if path.exists() and log.exists() and log.stat().st_size > 0:
        _refuse(peeking.version(path, key))


def _refuse(version: int) -> None:
    if version > len(STEPS):
        raise VaultError(
            "newer-version",
            "This wallet was written by a newer Satchel. Install that version to open it; nothing was changed. The files of "
            "your credentials can be saved from it with: satchel rescue",
        )


def _run(database: Database, number: int) -> None:
    """One step. Tables that others refer to are built anew, so the references are checked at its end instead of on the way."""
    database.query("PRAGMA foreign_keys=OFF")
    try:
        with database.transaction():
            for statement in STEPS[number - 1].split(";\n"):
                database.query(statement)
            if number in _FILLS:
                _FILLS[number](database)
            if database.query("PRAGMA foreign_key_check"):
                raise damaged_error()
            database.query(f"PRAGMA user_version={number}")
    finally:
        with contextlib.suppress(VaultError):  # a connection that was lost comes back with it on
            database.query("PRAGMA foreign_keys=ON")


def _keep_copy(database: Database, place: Path, key: DatabaseKey) -> None:
    """A copy under the same key, proved to open before it has its name."""
    beside = place.with_name(place.name + ".part")
    with named_errors():
        beside.unlink(missing_ok=True)
        try:
            database.query("VACUUM INTO ?", (str(beside),))
            Database.open(beside, key).close()
            beside.chmod(0o600)
            _sync(beside)
            beside.replace(place)
            sync_folder(place.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_copies(path: Path) -> None:
    """The wallet opened as it should: copies from before a migration have done their work."""
    with contextlib.suppress(OSError):
        for copy in path.parent.glob(f"{path.name}.before-*"):
            copy.unlink(missing_ok=True)
