"""Files that are either the old one or the new one, whole, whenever the power fails."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from wallet.errors import VaultError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextlib.contextmanager
def named_errors() -> Iterator[None]:
    """Turn what the operating system says into VaultError("disk-full", "read-only" or "write-failed")."""
    try:
        yield
    except OSError as error:
        raise write_error(error.errno) from error


def write_error(number: int | None) -> VaultError:
    """The error for a failed write with this errno."""
    if number in _FULL:
        return VaultError(
            "disk-full", "The disk is full, so this was not saved. Free some space and try again; nothing was lost."
        )
    if number in _FORBIDDEN:
        return VaultError(
            "read-only", "The wallet's folder cannot be written to, so this was not saved. Check its permissions."
        )
    return VaultError("write-failed", "The disk did not take this, so it was not saved. Check the disk before you go on.")


def replace_file(path: Path, data: bytes, prove: Callable[[bytes], None]) -> None:
    """Put ``data`` in the place of ``path``: written beside it, synced, read back, proved, renamed, folder synced.

    ``prove`` raises where what was read back will not do; the old file then still stands.
    Raises VaultError("disk-full", "read-only" or "write-failed").
    """
    beside = path.with_name(path.name + ".tmp")
    try:
        with named_errors():
            _write_synced(beside, data)
            prove(beside.read_bytes())
            beside.replace(path)
            sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make the folder's own entries survive a power failure. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_synced(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
