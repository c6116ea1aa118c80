"""How a wallet process opens its wallet: with this computer's clock, its randomness and keyring, and workers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wallet.custody.order import Order
from wallet.intake.reader import Reader
from wallet.keychain.system import SystemKeychain
from wallet.ports import Fetcher, SystemClock, SystemEntropy
from wallet.session import Session, open_wallet


@contextmanager
def open_session(order: Order, secret: str | None, fetcher: Fetcher | None) -> Iterator[Session]:
    """The unlocked wallet; no secret asks the keyring. Raises VaultError, WrongPassphrase, VaultDamaged, KeyringUnavailable."""
    with (
        Reader(jobs=order.jobs) as reader,
        open_wallet(
            Path(order.folder),
            secret,
            clock=SystemClock(),
            entropy=SystemEntropy(),
            reader=reader,
            fetcher=fetcher,
            secret_store=SystemKeychain(),
        ) as session,
    ):
        yield session
