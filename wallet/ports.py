"""The outside world as arguments: the clock, randomness, the computer's strength, the network, the system's store of secrets.

Only this module may read the clock or ask for random bytes; only ``wallet.online`` implements ``Fetcher``, and only
``wallet.keychain`` implements ``SecretStore``.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from wallet.model.snapshot import Snapshot


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime: ...


class Entropy(Protocol):
    """Gives unpredictable bytes."""

    def token(self, length: int) -> bytes: ...


class Fetcher(Protocol):
    """Gets one document.

    ``accept`` is the value of the Accept header.  Raises FetchRefused (we will not go there) or FetchFailed.
    The snapshot's ``url`` is the one that was asked for, its ``final_url`` the one that answered.
    """

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot: ...


class Machine(Protocol):
    """Says how long work takes here, and how much memory there is for it."""

    def seconds(self) -> float:
        """Seconds since some moment; they never go back."""
        ...

    def free_memory(self) -> int | None:
        """Bytes that a program can have now; None where the system does not say."""
        ...


class SecretStore(Protocol):
    """The operating system's store of secrets: short texts by name. A convenience that nothing may depend on.

    Every method raises KeyringUnavailable ("keyring-missing", "keyring-locked", "keyring-silent" or "keyring-refused").
    """

    def backend(self) -> str:
        """Which store it is: "secret-service", "kwallet", "macos-keychain" or "windows-vault"."""
        ...

    def get(self, name: str) -> str | None:
        """The secret of this name; None where there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret under this name. Whoever asks reads it back: a store may say yes and forget."""
        ...

    def delete(self, name: str) -> None:
        """Forget it; nothing happens where there is none."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemEntropy:
    """The operating system's random numbers."""

    def token(self, length: int) -> bytes:
        return os.urandom(length)


class SystemMachine:
    """The computer that this runs on."""

    def seconds(self) -> float:
        return time.perf_counter()

    def free_memory(self) -> int | None:
        with contextlib.suppress(OSError):
            available = re.search(r"^MemAvailable: +([0-9]+) kB$", Path("/proc/meminfo").read_text("ascii"), re.MULTILINE)
            if available is not None:
                return int(available[1]) * 1024
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
        return None
