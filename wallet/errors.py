"""Every error raised on purpose, one tree.

    WalletError                 has a stable ``code`` and a sentence for a person
    ├── InputRefused            the input cannot be read at all; nothing was stored
    ├── CheckFailed             provably wrong: becomes a FAILED check with ``code`` as its reason
    ├── CheckUndecided          cannot be decided from what is kept: becomes an UNKNOWN check; ``needs`` names URLs
    ├── VaultError              the store cannot be made, opened or written
    │   ├── WrongPassphrase     neither slot opens with what was typed; the files are sound
    │   ├── VaultDamaged        the files are not what was written
    │   └── KeyringUnavailable  the system's store of secrets does not open it; the passphrase does
    ├── PresentationRefused     this choice cannot be shown this way
    ├── PortfolioRefused        this portfolio cannot be composed or exported this way
    ├── FetchRefused            we will not go there (scheme, address, caps, no consent)
    ├── FetchFailed             we went there and it did not work
    ├── WorkerFailed            the process that read the input died or took too long
    └── UsageError              the call itself is wrong: unknown id, missing argument

Codes are lower-case words joined by hyphens; they never change their meaning.  The sentence says what happened and,
where there is something to do, what to do.  No other exception may leave a room's door.
"""

from __future__ import annotations

from typing import Any


class WalletError(Exception):
    """An error meant for a person: ``code`` is stable, ``message`` is a sentence."""

    def __init__(self, code: str, message: str, *, needs: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.needs = needs

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.message, self.needs)


def _rebuild(kind: type[WalletError], code: str, message: str, needs: tuple[str, ...]) -> WalletError:
    return kind(code, message, needs=needs)


class InputRefused(WalletError):
    """The input cannot be read; nothing was stored."""


class CheckFailed(WalletError):
    """A check came out provably wrong; ``code`` is the reason."""


class CheckUndecided(WalletError):
    """A check cannot be decided from what is kept; ``needs`` lists the URLs that would settle it."""


class VaultError(WalletError):
    """The encrypted store cannot be made, opened, read or written."""


class WrongPassphrase(VaultError):
    """What was typed opens no slot; the files themselves are sound."""


class VaultDamaged(VaultError):
    """The files of the store are not what was written."""


class KeyringUnavailable(VaultError):
    """The system's store of secrets is missing, locked, silent or holds something else; the passphrase opens the wallet."""


class PresentationRefused(WalletError):
    """This choice of fields cannot be shown this way."""


class PortfolioRefused(WalletError):
    """This portfolio cannot be composed or exported this way."""


class FetchRefused(WalletError):
    """The address is one the wallet will not go to, or nobody agreed to it."""


class FetchFailed(WalletError):
    """The address was asked and gave no usable answer."""


class WorkerFailed(WalletError):
    """The process that read an untrusted input died or took too long."""


class UsageError(WalletError):
    """The call itself is wrong: an unknown id, a missing or contradictory argument."""
