"""What a wallet process is told before it is given the secret: which wallet, how many workers, and when to lock by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wallet.errors import UsageError

_SHORTEST, _LONGEST = 1, 60


class LockReason(StrEnum):
    """Why a wallet was locked."""

    ASKED = "asked"  # by its owner
    IDLE = "idle"
    SCREEN = "screen"  # the screen was locked, or its saver came on
    SUSPEND = "suspend"
    SWITCH = "switch"  # another user's session came to the front
    LOGOUT = "logout"  # or the computer shuts down
    CALLER_GONE = "caller-gone"  # the window ended


@dataclass(frozen=True, slots=True, kw_only=True)
class LockPolicy:
    """When to lock unasked: after ``idle_seconds`` without an act (None: never), and at which signals of the desktop.

    ``grace_seconds`` is how long an act in hand may go on once the wallet is to be locked.
    """

    idle_seconds: float | None = 600.0
    screen: bool = True
    suspend: bool = True
    switch: bool = True
    grace_seconds: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``folder`` is absolute; ``may_fetch`` says that the caller has a fetcher, which asks for consent.

    ``by_keyring`` opens it with the system's store of secrets; the secret that follows is then empty.
    """

    folder: str
    jobs: int = 1
    may_fetch: bool = False
    by_keyring: bool = False
    policy: LockPolicy = field(default_factory=LockPolicy)


def idle_after(minutes: int | None, *, screen: bool = True, suspend: bool = True, switch: bool = True) -> LockPolicy:
    """The policy with this many minutes, 1 to 60, or None for off. Raises UsageError("idle-out-of-range")."""
    if minutes is not None and not _SHORTEST <= minutes <= _LONGEST:
        raise UsageError("idle-out-of-range", "A wallet locks itself after 1 to 60 minutes, or never.")
    seconds = None if minutes is None else minutes * 60.0
    return LockPolicy(idle_seconds=seconds, screen=screen, suspend=suspend, switch=switch)
