"""A small wallet on the disk, and wallet processes that open it and end with the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.issuers import Party, as_bytes, badge
from wallet.custody.order import LockPolicy, Order
from wallet.custody.process import WalletProcess
from wallet.custody.remote import RemoteSession
from wallet.holder import keys as holder_keys
from wallet.intake.reader import Reader
from wallet.model.given import Given
from wallet.model.holder import KeyKind
from wallet.ports import Fetcher
from wallet.session import open_wallet
from wallet.vault.kdf import CHEAPEST
from wallet.vault.vault import Vault

PASSPHRASE = "correct horse battery staple"
WORLD = "tests.unit.custody.child_world"
ISSUER = Party.with_did_key("custody issuer")


def make_wallet(folder: Path, passphrase: str, *, clock: FixedClock, entropy: SeededEntropy) -> None:
    """A wallet with a key of each kind, with the cheapest key derivation."""
    with Vault.create(folder, passphrase, profile=CHEAPEST, clock=clock, entropy=entropy)[0] as vault:
        for kind in KeyKind:
            vault.holder_keys.put(*holder_keys.create(kind, entropy, clock.now()))


@pytest.fixture(scope="session")
def made_wallet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wallet with three credentials."""
    folder = tmp_path_factory.mktemp("custody") / "wallet"
    ports: dict[str, Any] = {"clock": FixedClock(), "entropy": SeededEntropy()}
    make_wallet(folder, PASSPHRASE, **ports)
    inputs = [Given(source=f"{n}.json", data=as_bytes(ISSUER.sign(badge(ISSUER, name=f"Badge {n}")))) for n in range(3)]
    with Reader() as reader, open_wallet(folder, PASSPHRASE, reader=reader, **ports) as session:
        assert [outcome.error for outcome in session.import_inputs(inputs)] == [None] * 3
    return folder


@pytest.fixture
def folder(made_wallet: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made_wallet, tmp_path / "wallet"))


@pytest.fixture
def unlock(folder: Path) -> Iterator[Callable[..., RemoteSession]]:
    """Open it in a process of its own."""
    opened: list[WalletProcess] = []

    def open_it(
        secret: str = PASSPHRASE, *, fetcher: Fetcher | None = None, opener: str = WORLD, **policy: Any
    ) -> RemoteSession:
        order = Order(folder=str(folder), may_fetch=fetcher is not None, policy=LockPolicy(**policy))
        opened.append(WalletProcess(order, bytearray(secret.encode()), fetcher=fetcher, opener=opener))
        return RemoteSession(opened[-1])

    yield open_it
    for process in opened:
        process.lock()
