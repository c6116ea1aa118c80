"""Another wallet, opened to be merged: a copy of it, or of what is in a backup, so that itself it stays untouched."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from wallet.backup import problems, restoring
from wallet.errors import UsageError, VaultError
from wallet.ports import Clock, Entropy
from wallet.vault import conflicts
from wallet.vault.durable import named_errors, write_error
from wallet.vault.layout import Layout, layout_of
from wallet.vault.lock import FolderLock
from wallet.vault.vault import Vault

_FORGIVEN = ("read-only", "disk-full", "write-failed")  # the lock of a medium that cannot be written to


@contextlib.contextmanager
def opened(other: Path, secret: str, ours: Path, *, clock: Clock, entropy: Entropy) -> Iterator[Vault]:
    """The wallet in this folder, of this backup, or of a conflict copy that a sync program left.

    What is opened is a copy of it, encrypted as it is, that is gone afterwards.

    Raises UsageError("same-wallet"), VaultError("no-vault", "in-use", "disk-full"), and as opening and restoring do.
    """
    place = ours.with_name(f".{ours.name}.merging")
    if other.resolve() == ours.resolve():
        raise UsageError("same-wallet", "This is the wallet itself. Name the other one.")
    conflict = next((copy for copy in conflicts.find(other.parent) if copy.path.name == other.name), None)
    with named_errors():
        _clear(place)
    try:
        with contextlib.ExitStack() as stack:
            if conflict is not None:
                place = stack.enter_context(conflicts.as_wallet(conflict))
            elif other.is_dir():
                _copy(layout_of(other), place)
            else:
                restoring.restore(other, place, secret, entropy=entropy, replace=False)
            yield stack.enter_context(Vault.open(place, secret, clock=clock, entropy=entropy))
    finally:
        with contextlib.suppress(OSError):
            _clear(place)


def _copy(source: Layout, place: Path) -> None:
    try:
        if not source.holds_vault():
            raise VaultError("no-vault", f"There is no wallet in {source.folder}. Name a wallet's folder or a backup.")
        with _held(source):
            with named_errors():
                place.mkdir(mode=0o700)
            for file in (source.keys, source.keys_copy, *source.databases()):
                if file.is_file():
                    _copy_file(file, place / file.name)
    except OSError as error:  # the other folder cannot be listed
        raise problems.unreadable(source.folder.name) from error


@contextlib.contextmanager
def _held(source: Layout) -> Iterator[None]:
    """Nobody writes to it meanwhile. Where it cannot be locked because it cannot be written to, nobody can."""
    lock = None
    try:
        if source.lock.exists():
            lock = FolderLock(source.lock)
    except VaultError as problem:
        if problem.code not in _FORGIVEN:
            raise
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _copy_file(file: Path, place: Path) -> None:
    try:
        source = file.open("rb")
    except OSError as error:
        raise problems.unreadable(file.name) from error
    with source:
        try:
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        except OSError as error:
            raise write_error(error.errno) from error


def _clear(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
