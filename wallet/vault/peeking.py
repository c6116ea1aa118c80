"""A look into a database that leaves no trace: nothing is written, no log brought in, no file left beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import sqlcipher3

from wallet.errors import WalletError
from wallet.vault.root_key import DatabaseKey
from wallet.vault.sql_errors import damaged_error, translate


def version(path: Path, key: DatabaseKey) -> int:
    """The schema of a database that was not closed well, without bringing its log in; 0 where it cannot be read."""
    try:
        with read_only(path, key) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except (WalletError, OSError):
        return 0


@contextlib.contextmanager
def read_only(path: Path, key: DatabaseKey) -> Iterator[sqlcipher3.Connection]:
    """The database, to be read only. Raises VaultError and VaultDamaged, OSError where the file is missing."""
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    has_log, had_index = log.exists() and log.stat().st_size > 0, index.exists()
    how = "mode=ro" if has_log else "mode=ro&immutable=1"
    connection = None
    try:
        connection = sqlcipher3.connect(f"file:{quote(str(path))}?{how}", uri=True, isolation_level=None)
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.key.hex()}{key.salt.hex()}'\"")
        connection.execute("PRAGMA query_only=ON")
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
            raise damaged_error()
        yield connection
    except sqlcipher3.Error as error:
        raise translate(error) from error
    finally:
        if connection is not None:
            connection.close()
        if not had_index:
            with contextlib.suppress(OSError):
                index.unlink(missing_ok=True)
