"""A wallet where nothing can be written: a CD, a locked stick, somebody else's folder. It opens to be read.

SQLite writes beside a database even to read it, unless it is told that nobody can change the file.  A log that was left there
holds entries of its own and cannot be brought in: such a wallet is read from a copy in a private folder, encrypted as it is.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from wallet.vault.database import Database
from wallet.vault.durable import named_errors
from wallet.vault.layout import Layout
from wallet.vault.migration import bring_up_existing
from wallet.vault.root_key import DatabaseKey
from wallet.vault.schema import STEPS, version_of

Check = Callable[[Database], None]


def is_read_only(layout: Layout) -> bool:
    """Whether the folder, or a database in it, cannot be written to by this user."""
    try:
        files = [path for path in layout.generations().values() if path.is_file()]
    except OSError:
        return False  # whoever opens it is told why
    return not os.access(layout.folder, os.W_OK | os.X_OK) or not all(os.access(path, os.W_OK) for path in files)


def open_database(path: Path, key: DatabaseKey, check: Check) -> Database:
    """The database to be read; nothing in its folder is touched. ``check`` raises where it is not the right one.

    Raises as ``Database.open`` does, and what ``check`` raises.
    """
    if not _log_of(path).exists():
        database = Database.open_read_only(path, key)
        if version_of(database) >= len(STEPS):
            return _checked(database, check)
        database.close()
    return _copied(path, key, check)


def _checked(database: Database, check: Check) -> Database:
    try:
        check(database)
    except BaseException:
        database.close()
        raise
    database.refuse_writes()
    return database


def _copied(path: Path, key: DatabaseKey, check: Check) -> Database:
    with named_errors():
        place = Path(tempfile.mkdtemp(prefix="satchel-"))  # 0700, and what lies in it stays encrypted
    try:
        with named_errors():
            for source in (path, _log_of(path)):
                if source.exists():
                    shutil.copyfile(source, place / source.name)
        database = Database.open(place / path.name, key)
        database.when_closed(lambda: shutil.rmtree(place, ignore_errors=True))

        def check_and_bring_up(copy: Database) -> None:
            check(copy)
            bring_up_existing(copy, place / path.name, key)

        return _checked(database, check_and_bring_up)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")
