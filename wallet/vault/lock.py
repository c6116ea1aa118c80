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
    """Held from construction to ``release``. Raises VaultError("in-use"), or "read-only", "disk-full", "write-failed"."""

    def __init__(self, path: Path) -> None:
        with named_errors():
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
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
