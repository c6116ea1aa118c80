"""What SQLCipher says, as our own errors: no error of its own leaves the room, and none carries data or keys."""

from __future__ import annotations

import sqlcipher3

from wallet.errors import UsageError, VaultDamaged, VaultError, WalletError
from wallet.vault.durable import write_error

_SQLITE_PERM, _SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_NOMEM, _SQLITE_READONLY = 3, 5, 6, 7, 8
_SQLITE_IOERR, _SQLITE_CORRUPT, _SQLITE_FULL, _SQLITE_CANTOPEN, _SQLITE_NOTADB = 10, 11, 13, 14, 26
_ERRNO_FULL, _ERRNO_READ_ONLY = 28, 30

# After these SQLCipher answers every later question with the same error: only a new connection helps.
_SPOILING = frozenset({_SQLITE_IOERR, _SQLITE_CORRUPT, _SQLITE_NOTADB})


def damaged_error() -> VaultDamaged:
    """The database is not what was written."""
    return VaultDamaged(
        "vault-damaged",
        "A part of the wallet's database is damaged; this is not about your passphrase. What is not touched by it can still be "
        "read and exported; restore the rest from a backup.",
    )


def spoils_connection(error: sqlcipher3.Error) -> bool:
    """Whether the connection is of no use after this error."""
    return _primary_code(error) in _SPOILING


def translate(error: sqlcipher3.Error) -> WalletError:
    """The error to raise instead."""
    if isinstance(error, sqlcipher3.ProgrammingError):
        return UsageError("wrong-thread", "The wallet belongs to the thread that opened it.")
    code = _primary_code(error)
    if code in (_SQLITE_CORRUPT, _SQLITE_NOTADB):
        return damaged_error()
    if code == _SQLITE_FULL:
        return write_error(_ERRNO_FULL)
    if code in (_SQLITE_READONLY, _SQLITE_PERM, _SQLITE_CANTOPEN):
        return write_error(_ERRNO_READ_ONLY)
    if code in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return VaultError("in-use", "Another program holds the wallet's database open. Close it and try again.")
    if code == _SQLITE_NOMEM:
        return VaultError("not-enough-memory", "There is not enough memory for this. Close other programs and try again.")
    return write_error(None)


def _primary_code(error: sqlcipher3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
