"""Opener: a worker for one container (an archive, a backup of another wallet), started for it and ended after it."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Self

from wallet.errors import WalletError
from wallet.foreign.lcw_archive import Profile
from wallet.foreign.learncard_manifest import Listed, Manifest
from wallet.model.foreign import ForeignWallet
from wallet.model.given import Given
from wallet.model.packed import Packed
from wallet.worker.pool import Pool

_TASKS = "wallet.intake.opening"
_KINDS = {
    "contents": tuple[Packed, ...],
    "content": bytes,
    "universal wallet": ForeignWallet | None,
    "profile": Profile,
    "manifest": Manifest,
    "envelope": bytes,
}


class Opener:
    """Opens one container in a process that reads nothing else before or after. Every method may raise WorkerFailed."""

    def __init__(self) -> None:
        self._pool = Pool(_TASKS, _KINDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.close()

    def contents(self, data: bytes) -> tuple[Packed, ...]:
        """The files in an archive. Raises as ``carriers.archive.contents`` does."""
        found: tuple[Packed, ...] = self._pool.run("contents", data)
        return found

    def files(self, source: str, data: bytes, entries: tuple[Packed, ...]) -> Iterator[Given]:
        """Each of these files as an input of its own, ``badges.zip/inner/name.png``; a broken one has an ``error``."""
        sound = [entry for entry in entries if entry.error is None]
        answers = self._pool.map("content", ((data[entry.start : entry.end], entry) for entry in sound))
        for entry in entries:
            name = f"{source}/{entry.name}"
            found: bytes | WalletError = next(answers) if entry.error is None else entry.error
            if isinstance(found, WalletError):
                yield Given(source=name, error=found)
            else:
                yield Given(source=name, data=found)

    def universal_wallet(self, data: bytes, passphrase: str) -> ForeignWallet | None:
        """What such a backup holds, or None. Raises as ``foreign.universal_wallet.read`` does."""
        found: ForeignWallet | None = self._pool.run("universal wallet", data, passphrase)
        return found

    def profiles(self, data: bytes, entries: list[Packed]) -> Iterator[Profile | WalletError]:
        """Each of these profile files of a Learner Credential Wallet archive, in order, or why it cannot be read."""
        return self._pool.map("profile", ((data[entry.start : entry.end], entry) for entry in entries))

    def manifest(self, data: bytes, entry: Packed) -> Manifest:
        """The manifest of a LearnCard bundle. Raises as ``foreign.learncard_manifest.read`` does."""
        text: bytes = self._pool.run("content", data[entry.start : entry.end], entry)
        found: Manifest = self._pool.run("manifest", text)
        return found

    def envelopes(self, data: bytes, wanted: list[tuple[Packed, Listed]], passphrase: str) -> Iterator[bytes | WalletError]:
        """What each of these files of a LearnCard bundle holds, in order, or why it cannot be had."""
        asked = ((data[packed.start : packed.end], packed, listed, passphrase) for packed, listed in wanted)
        return self._pool.map("envelope", asked)
