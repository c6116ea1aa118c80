"""The outside world as arguments: the clock, randomness and the network, with the system's versions of the first two.

Only this module may read the clock or ask for random bytes; only ``wallet.online`` implements ``Fetcher``.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
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


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemEntropy:
    """The operating system's random numbers."""

    def token(self, length: int) -> bytes:
        return os.urandom(length)
