"""Somebody else's hand in the folder (a sync program, a second computer) is noticed before anything is written over it.

What this process leaves behind is known: which file the database is, how long it is and when it was written, the same of its
log, and every byte of the key file.  Where that differs before the next write, nothing is written, and what is open here is
kept beside the newcomer as a copy that can be merged (``conflicts``).  Programs that keep SQLite's own locks cannot come in
between anyway: the database is held exclusively.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from wallet.errors import VaultError
from wallet.vault import key_file
from wallet.vault.durable import named_errors, sync_folder
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout

_Facts = tuple[int, int, int, int] | None


class Watch:
    """The files of one open wallet as this process left them. ``keys`` gives the key file as it should be."""

    def __init__(self, layout: Layout, database: str, keys: Callable[[], KeyFile]) -> None:
        self._database = layout.database(database)
        self._log = self._database.with_name(database + "-wal")
        self._key_path = layout.keys
        self._keys = keys
        self._facts: tuple[_Facts, _Facts] = (None, None)
        self._keys_seen: tuple[_Facts, KeyFile] | None = None

    def note(self) -> None:
        """These files are as they should be: this process has written them.

        It never makes another file of the database; where there is one, it came in the midst of our writing, and stays unknown.
        """
        known, database = self._facts[0], _facts(self._database)
        if known is None or (database is not None and database[:2] == known[:2]):
            self._facts = (database, _facts(self._log))

    def check(self) -> None:
        """Raises VaultError("changed-underneath") where database or key file are not as this process left them."""
        if self.database_changed() or self._keys_changed():
            raise changed_underneath()

    def database_changed(self) -> bool:
        """Whether the database, or the log that belongs to it, is another one than this process has left."""
        return self._facts != (_facts(self._database), _facts(self._log))

    def place_for_ours(self) -> Path:
        """A name for a copy of what is open here, as sync programs name theirs; nothing has it yet."""
        stem = self._database.stem
        stamp = datetime.fromtimestamp(_newest(self._facts), UTC).strftime("%Y%m%d-%H%M%S")
        places = (self._database.with_name(f"{stem}.sync-conflict-{stamp}-SATCH{number:02}.db") for number in range(100))
        return next((place for place in places if not place.exists()), self._database.with_name(f"{stem}.kept.db"))

    def make_durable(self, copy: Path) -> None:
        """The copy is on the disk, and its owner's alone. Raises VaultError as a failed write does."""
        with named_errors():
            copy.chmod(0o600)
            with copy.open("rb+") as file:
                os.fsync(file.fileno())
            sync_folder(copy.parent)

    def take_log_away(self, *, saved: bool) -> None:
        """Our log must not come beside another database, which it would spoil. Emptied where a copy holds what was in it."""
        with contextlib.suppress(OSError):
            if self._log_is_ours():
                if saved:
                    os.truncate(self._log, 0)
                else:
                    self._log.rename(self._log.with_name(self._log.name + ".kept"))

    def clear_log(self) -> None:
        """After closing: an emptied log of ours goes."""
        with contextlib.suppress(OSError):
            if self._log_is_ours() and self._log.stat().st_size == 0:
                self._log.unlink()

    def _log_is_ours(self) -> bool:
        ours, now = self._facts[1], _facts(self._log)
        return ours is not None and now is not None and ours[:2] == now[:2]

    def _keys_changed(self) -> bool:
        facts, expected = _facts(self._key_path), self._keys()
        if (facts, expected) == self._keys_seen:
            return False
        try:
            same = self._key_path.read_bytes() == key_file.to_bytes(expected)
        except OSError:
            same = False
        self._keys_seen = (facts, expected) if same else None
        return not same


def changed_underneath() -> VaultError:
    """The files in the folder are no longer those that were opened."""
    return VaultError(
        "changed-underneath",
        "Another program changed the wallet's files while it was open, perhaps one that syncs the folder, so this was not "
        "saved. Lock the wallet and open it again; what was open here is kept beside it as a copy, to be merged.",
    )


def _facts(path: Path) -> _Facts:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _newest(facts: tuple[_Facts, _Facts]) -> float:
    return max((fact[3] for fact in facts if fact is not None), default=0) / 1e9
