"""One encrypted database file: opened with a raw key, checked to be encrypted, written in durable transactions.

WAL with ``synchronous=FULL`` loses no acknowledged commit when the power fails.  ``locking_mode=EXCLUSIVE`` keeps the log's
index in memory instead of in a ``-shm`` file, so that a wallet on a full disk can still be read.  ``PRAGMA rekey`` is never
used: it reports success when it failed; a new key is a new file.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlcipher3

from wallet.errors import UsageError, VaultDamaged, VaultError
from wallet.vault.durable import write_error
from wallet.vault.root_key import DatabaseKey
from wallet.vault.sql_errors import damaged_error, spoils_connection, translate
from wallet.vault.watch import Watch, changed_underneath

_PAGE = 4096
_PLAIN_HEADER = b"SQLite format 3\0"
_FOR_READING = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",  # KiB; what fits in need not be decrypted again
)
_SETTINGS = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    *_FOR_READING,
)


class Database:
    """A connection to one database file. Raises VaultError and VaultDamaged, never an error of SQLCipher."""

    def __init__(self, path: Path, key: DatabaseKey, *, read_only: bool = False) -> None:
        self._path = path
        self._key = key
        self._is_fixed = read_only
        self._refuses = read_only
        self._watch: Watch | None = None
        self._afterwards: Callable[[], None] | None = None
        self._depth = 0
        self._closed = False
        self._connection: Any = None
        self._connect()

    @classmethod
    def make(cls, path: Path, key: DatabaseKey) -> Database:
        """A new, empty database. Raises OSError where the file cannot be made (it must not exist)."""
        path.touch(mode=0o600, exist_ok=False)
        return cls(path, key)

    @classmethod
    def open(cls, path: Path, key: DatabaseKey) -> Database:
        """An existing database. After an unclean end its pages are checked first.

        Raises VaultDamaged("vault-file-missing", "vault-empty", "not-this-vault" or "vault-damaged") and VaultError.
        """
        unclean = _has_log(path)
        _inspect(path, key, complete=not unclean)
        database = cls(path, key)
        try:
            database._check_opens(thoroughly=unclean)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def open_read_only(cls, path: Path, key: DatabaseKey) -> Database:
        """An existing database whose file nobody can change now, and which has no log: nothing is written, not even a lock.

        Raises as ``open`` does.
        """
        _inspect(path, key, complete=True)
        database = cls(path, key, read_only=True)
        try:
            database._check_opens(thoroughly=False)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def refuses_writes(self) -> bool:
        """Whether it was opened only to be read."""
        return self._refuses

    def refuse_writes(self) -> None:
        """From now on whatever writes is refused with "read-only"."""
        self._refuses = True
        self.query("PRAGMA query_only=ON")

    def when_closed(self, act: Callable[[], None]) -> None:
        """Do this once it is closed."""
        self._afterwards = act

    def watched_by(self, watch: Watch) -> None:
        """From now on nothing is written where something else has changed the files meanwhile."""
        self._watch = watch
        watch.note()

    def query(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        connection = self._live()
        writes = self._depth == 0 and not sql.lstrip().startswith("SELECT")
        try:
            with self._own_doing() if writes else contextlib.nullcontext():
                return connection.execute(sql, parameters).fetchall()  # type: ignore[no-any-return]
        except sqlcipher3.Error as error:
            self._note(error)
            raise translate(error) from error
        except (UnicodeEncodeError, OverflowError):
            # without a cause: the codec's own error carries the text
            raise UsageError("bad-value", "This text or number cannot be stored or looked up.") from None

    def one(self, sql: str, parameters: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        return next(iter(self.query(sql, parameters)), None)

    def script(self, sql: str) -> None:
        """Run several statements; the script says where its transaction begins and ends."""
        try:
            self._live().executescript(sql)
        except sqlcipher3.Error as error:
            self._roll_back()
            self._note(error)
            raise translate(error) from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; on the disk when the block has ended. Blocks inside one another are one transaction."""
        if self._depth:
            yield
            return
        self._before_writing()
        self.query("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            self.query("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._depth = 0
            self._note_files()

    def check(self) -> tuple[str, ...]:
        """Every page's seal and the structure; the findings, () where all is well. Takes seconds for a large wallet."""
        # The seals are looked at in the file, past the log: a page torn while it was brought in is whole in the log. Where
        # the disk does not take it now, the structure is looked at through the log, and each seal on the way.
        settled = self._is_fixed
        with contextlib.suppress(VaultError):
            self.settle()
            settled = True
        seals = [str(row[0]) for row in self.query("PRAGMA cipher_integrity_check")] if settled else []
        if seals:
            return tuple(seals)
        structure = [str(row[0]) for row in self.query("PRAGMA integrity_check")]
        return () if structure == ["ok"] else tuple(structure)

    def settle(self) -> None:
        """Bring the log into the database file. Raises VaultError("changed-underneath") where it is another one by now."""
        if self._refuses:
            return
        if self._watch is not None and self._watch.database_changed():
            raise changed_underneath()
        self.query("PRAGMA wal_checkpoint(TRUNCATE)")
        self._note_files()

    def export_to(self, path: Path, key: DatabaseKey) -> None:
        """Copy all of it into a new, empty file under another key; nothing is journalled, so that a failure spoils the copy.

        Where it fails this connection is dropped, the next question makes another, and the copy is for the caller to delete.
        """
        version = self.query("PRAGMA user_version")[0][0]
        try:
            self.query("ATTACH DATABASE ? AS next KEY ?", (str(path), f"x'{key.key.hex()}{key.salt.hex()}'"))
            self.query("PRAGMA next.journal_mode=OFF")
            self.query("SELECT sqlcipher_export('next')")
            self.query(f"PRAGMA next.user_version={version}")
            self.query("DETACH DATABASE next")
        except BaseException:
            self._drop()
            raise

    def close(self) -> None:
        """Close it. May be called twice."""
        if self._connection is not None:
            # The log holds every commit durably: where it cannot be brought in now, the next opening does it.
            with contextlib.suppress(VaultError):
                self._end()
        self._closed = True
        self._drop()
        if self._watch is not None:
            self._watch.clear_log()
        if self._afterwards is not None:
            self._afterwards()

    def _end(self) -> None:
        """Bring the log in; or, where another database lies in the place of ours by now, keep ours beside it as a copy."""
        if self._watch is None or not self._watch.database_changed():
            self.settle()
            return
        saved = False
        try:
            place = self._watch.place_for_ours()
            self.query("VACUUM INTO ?", (str(place),))
            self._watch.make_durable(place)
            saved = True
        finally:
            self._watch.take_log_away(saved=saved)

    def _before_writing(self) -> None:
        if self._refuses:
            raise write_error(errno.EROFS)
        if self._watch is not None:
            self._watch.check()

    @contextlib.contextmanager
    def _own_doing(self) -> Iterator[None]:
        """What becomes of the files inside the block is by this process, unless something else had changed them before."""
        untouched = self._watch is not None and not self._watch.database_changed()
        try:
            yield
        finally:
            if untouched:
                self._note_files()

    def _note_files(self) -> None:
        if self._watch is not None:
            self._watch.note()

    def _check_opens(self, *, thoroughly: bool) -> None:
        tables = self.one("SELECT count(*) FROM sqlite_schema")
        if tables == (0,) or (thoroughly and self.one("PRAGMA quick_check(1)") != ("ok",)):
            raise damaged_error()

    def _live(self) -> Any:
        if self._closed:
            raise UsageError("vault-closed", "The wallet is locked. Open it first.")
        if self._connection is None and self._depth:
            raise write_error(None)  # the transaction went with its connection: nothing may follow it
        if self._connection is None:
            with self._own_doing():
                self._connect()
        return self._connection

    def _connect(self) -> None:
        try:
            place = f"{self._path.as_uri()}?immutable=1" if self._is_fixed else str(self._path)
            self._connection = sqlcipher3.connect(place, isolation_level=None, timeout=1.0, uri=self._is_fixed)
            self._configure()
        except sqlcipher3.Error as error:
            self._drop()
            raise translate(error) from error
        except BaseException:
            self._drop()
            raise

    def _configure(self) -> None:
        connection = self._connection
        connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to stderr
        connection.execute(f"PRAGMA key=\"x'{self._key.key.hex()}{self._key.salt.hex()}'\"")
        if connection.execute("PRAGMA cipher_version").fetchone() is None:
            raise VaultError(
                "no-encryption", "This installation lacks SQLCipher and would store in plain text. Install it again."
            )
        for setting in _FOR_READING if self._is_fixed else _SETTINGS:
            connection.execute(setting)
        if self._refuses:
            connection.execute("PRAGMA query_only=ON")

    def _note(self, error: sqlcipher3.Error) -> None:
        if spoils_connection(error):
            self._drop()

    def _roll_back(self) -> None:
        if self._connection is not None and self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlcipher3.Error:
                self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlcipher3.Error), self._own_doing():
                connection.close()


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _inspect(path: Path, key: DatabaseKey, *, complete: bool) -> None:
    """Look at the file before SQLCipher does: it would make a new database of an empty one, and says the same to the rest."""
    if not path.is_file():
        raise VaultDamaged(
            "vault-file-missing", f"The wallet's database ({path.name}) is missing. Put it back, or restore it from a backup."
        )
    size = path.stat().st_size
    if size == 0:
        raise VaultDamaged("vault-empty", f"The wallet's database ({path.name}) is empty. Restore it from a backup.")
    with path.open("rb") as file:
        header = file.read(len(key.salt))
    differing = sum(one != other for one, other in zip(header, key.salt, strict=False))
    if header == _PLAIN_HEADER or differing > len(key.salt) // 2:
        raise not_this_vault(path.name)
    if differing or size < _PAGE or (complete and size % _PAGE):
        raise damaged_error()


def not_this_vault(name: str) -> VaultDamaged:
    """The database is sound, or may be, but another wallet's or another generation's."""
    return VaultDamaged(
        "not-this-vault", f"The database beside this key file ({name}) belongs to another wallet. Put the right one back."
    )
