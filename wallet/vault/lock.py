"""One wallet, one Satchel: the lock that is held for as long as the wallet is open.

The kernel drops it when its process ends, however it ends, so a stale lock cannot be.  A forked child would keep it
alive: never fork with an open wallet.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from wallet.errors import VaultError
from wallet.vault.durable import named_errors


class FolderLock:
    """Held from construction to ``release``. Raises VaultError("in-use"), or "read-only", "disk-full", "write-failed".

    ``shared`` is for reading where nothing can be written: several may read, and nobody while somebody writes.
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._handle = -1
        with named_errors():
            try:
                self._handle = os.open(path, os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT, 0o600)
            except OSError:
                if not shared:
                    raise
                return  # a wallet that was copied without its lock
            try:
                fcntl.flock(self._handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError as error:
                os.close(self._handle)
                raise VaultError("in-use", "This wallet is open in another window. Use that one, or close it first.") from error
            except OSError:
                os.close(self._handle)
                raise

    def release(self) -> None:
        """Let the next one in. May be called twice."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)
