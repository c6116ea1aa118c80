"""Files that commands write: whole or not at all, and never in place of another without being told."""

from __future__ import annotations

import os
from pathlib import Path

from wallet.errors import UsageError, WalletError


def write_new(place: Path, data: bytes) -> None:
    """Write a file readable by its owner only, through a temporary neighbour, so that no half file carries the name.

    An existing file of that name is replaced only by a complete one.  Raises UsageError("cannot-write") when the folder is
    missing or refuses, WalletError("disk-full") when there is no room.
    """
    beside = place.with_name(f".{place.name}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as error:
        beside.unlink(missing_ok=True)
        if error.errno in (28, 122):  # ENOSPC, EDQUOT
            raise WalletError("disk-full", f"“{place}” was not written: the disk is full.") from error
        raise UsageError("cannot-write", f"“{place}” cannot be written: {error.strerror}.") from error
