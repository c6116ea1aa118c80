"""What the window is given: doors to a wallet in a process of its own, and to the desk; built by ``wallet.app``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from wallet.desk import Desk
from wallet.model.outcomes import NewWallet
from wallet.session import Session

Consent = Callable[[str], bool]
"""Asked with a host name before anything is sent to it; called from the courier's thread."""


class Doors(Protocol):
    """Opens the parts of the application."""

    def wallet_exists(self, folder: Path) -> bool: ...

    def create_wallet(self, folder: Path, passphrase: str) -> NewWallet: ...

    def open_wallet_process(self, folder: Path, secret: bytearray, *, consent: Consent | None, jobs: int = 1) -> Session: ...

    def begin_anew(self, folder: Path) -> None:
        """Put a fresh program in the place of this one, which has shown what it must not keep."""

    def desk(self, *, jobs: int, consent: Consent | None) -> AbstractContextManager[Desk]: ...
