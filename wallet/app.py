"""The composition root: builds every part and hands the doors to the command line; the only module that knows all rooms."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wallet.cli.main import run
from wallet.custody.afresh import begin_anew
from wallet.custody.order import LockPolicy, Order
from wallet.custody.private import keep_memory_private
from wallet.desk import Desk
from wallet.intake.reader import Reader
from wallet.model.backup import BackupFacts, Restored
from wallet.model.card import Original
from wallet.model.holder import HolderKey
from wallet.model.outcomes import NewWallet
from wallet.ports import Clock, Entropy, Fetcher, SecretStore, SystemClock, SystemEntropy
from wallet.session import Session, check_backup, create_wallet, keyring_of, open_wallet, restore_wallet
from wallet.vault.calibration import for_this_computer
from wallet.vault.kdf import KdfProfile
from wallet.vault.vault import Vault

if TYPE_CHECKING:
    from wallet.custody.remote import RemoteSession

Consent = Callable[[str], bool]


class System:
    """Doors onto this computer: its clock, its randomness, its network (only with consent), its data folder."""

    def __init__(
        self, clock: Clock | None = None, entropy: Entropy | None = None, *, profile: KdfProfile | None = None
    ) -> None:
        self._clock = clock or SystemClock()
        self._entropy = entropy or SystemEntropy()
        self._profile = profile

    def default_folder(self) -> Path:
        from platformdirs import user_data_path

        return user_data_path("satchel", appauthor=False) / "wallet"

    @contextmanager
    def desk(self, *, jobs: int, consent: Consent | None) -> Iterator[Desk]:
        with Reader(jobs=jobs) as reader:
            yield Desk(self._clock, reader, self._fetcher(consent))

    def create_wallet(self, folder: Path, passphrase: str) -> NewWallet:
        return create_wallet(folder, passphrase, clock=self._clock, entropy=self._entropy, profile=self._profile)

    def keyring_of(self, folder: Path) -> str:
        return keyring_of(folder)

    @contextmanager
    def open_wallet(self, folder: Path, secret: str | None, *, consent: Consent | None, jobs: int = 1) -> Iterator[Session]:
        with (
            Reader(jobs=jobs) as reader,
            open_wallet(
                folder,
                secret,
                clock=self._clock,
                entropy=self._entropy,
                reader=reader,
                fetcher=self._fetcher(consent),
                secret_store=self._secret_store(),
                cost=self._cost,
            ) as session,
        ):
            yield session

    def open_wallet_process(
        self,
        folder: Path,
        secret: bytearray | None,
        *,
        consent: Consent | None,
        jobs: int = 1,
        policy: LockPolicy | None = None,
        opener: str = "wallet.custody.opening",
    ) -> RemoteSession:
        """Unlock a wallet in a process of its own, for a program that stays; ``secret`` is wiped as soon as it was sent.

        Where it is None the system's keyring opens it, asked by that process.  Closing the session ends that process.
        Fetching stays here: the wallet process has no network, and asks.
        """
        from wallet.custody.process import WalletProcess
        from wallet.custody.remote import RemoteSession

        fetcher = self._fetcher(consent)
        order = Order(
            folder=str(folder.expanduser().absolute()),
            jobs=jobs,
            may_fetch=fetcher is not None,
            by_keyring=secret is None,
            policy=policy or LockPolicy(),
        )
        return RemoteSession(WalletProcess(order, bytearray() if secret is None else secret, fetcher=fetcher, opener=opener))

    def check_backup(self, file: Path, secret: str) -> BackupFacts:
        return check_backup(file, secret)

    def restore(self, file: Path, folder: Path, secret: str, *, replace: bool) -> Restored:
        return restore_wallet(file, folder, secret, entropy=self._entropy, replace=replace)

    def rescue_originals(self, folder: Path, secret: str) -> Iterator[Original]:
        from wallet.vault import rescue

        return rescue.originals(folder, secret)

    def wallet_exists(self, folder: Path) -> bool:
        return Vault.exists(folder)

    def has_display(self) -> bool:
        """Whether there is a screen to open a window on."""
        if sys.platform in ("win32", "darwin"):
            return True
        return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))

    def begin_anew(self, folder: Path) -> None:
        """Start the window again, locked: Python cannot wipe what it has shown."""
        begin_anew(("-c", "from wallet.app import main; main()", "--wallet", str(folder)))

    def open_window(self, folder: Path, secret: str) -> int:
        """The window on this wallet, unlocked where a passphrase is given; the program's exit code."""
        from wallet.ui.application import run as run_window

        return run_window(self, folder, secret)

    def write_samples(self, folder: Path, key: HolderKey) -> None:
        from wallet.demo.samples import write_samples

        write_samples(folder, key, self._entropy, self._clock.now())

    def _cost(self) -> KdfProfile:
        """What a guess at a new passphrase shall cost: measured here, unless a test says."""
        return self._profile or for_this_computer()

    def _secret_store(self) -> SecretStore:
        from wallet.keychain.system import SystemKeychain

        return SystemKeychain()

    def _fetcher(self, consent: Consent | None) -> Fetcher | None:
        if consent is None:
            return None
        from wallet.online.fetcher import HttpFetcher

        return HttpFetcher(clock=self._clock, consent=consent)


def main() -> None:
    """The ``satchel`` command."""
    keep_memory_private()
    run(System())
