"""A whole wallet from elsewhere in this folder: alone where none was, or in the place of one, which is then kept aside."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from wallet.errors import VaultError
from wallet.ports import Entropy
from wallet.vault import creating, generations, opening
from wallet.vault.database import Database
from wallet.vault.durable import named_errors, sync_folder
from wallet.vault.generations import Successor
from wallet.vault.holdings import Holdings
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout, layout_of
from wallet.vault.lock import FolderLock
from wallet.vault.root_key import RootKey

_CACHE_KIB = 96 * 1024
Put = Callable[[Holdings], None]
"""Puts everything into an empty store, and raises where it is not whole."""


def restore(
    folder: Path, keys: KeyFile, root: RootKey, put: Put, *, secret: str, entropy: Entropy, replace: bool
) -> tuple[Path, str]:
    """Make these slots and this root key the wallet of ``folder``, holding what ``put`` puts.

    Returns the folder (absolute) and the folder in which the wallet that stood there is kept ("" where none stood there).
    Interrupted anywhere, what was there before is there still, or the new wallet is complete.

    Raises VaultError("vault-exists") without ``replace``, VaultError("in-use", "bad-folder", "disk-full", "read-only",
    "write-failed", "unsure-which"), and what ``put`` raises.
    """
    layout = layout_of(folder)
    creating.prepare_folder(layout)
    lock = FolderLock(layout.lock)
    try:
        occupied = is_occupied(layout)
        if occupied and not replace:
            raise VaultError(
                "vault-exists",
                "There is already a wallet in this folder. Choose another folder, or say that it shall be replaced; it is then "
                "kept aside.",
            )
        with contextlib.nullcontext() if occupied else _marked(layout):
            before = _kept(layout)
            successor = _successor(keys, root, put, secret, entropy, keep=occupied)
            generations.advance(layout, successor)
            aside: list[str] = []
            with contextlib.suppress(VaultError):  # it is restored, whether or not the folder can be listed now
                aside = sorted(_kept(layout) - before)
        layout.make_private()
        return layout.folder, aside[-1] if aside else ""
    finally:
        lock.release()


def is_occupied(layout: Layout) -> bool:
    """Whether a wallet, or what is left of one, lies here. Raises VaultError("not-readable")."""
    try:
        return layout.holds_vault() or (bool(layout.databases()) and not layout.unfinished.exists())
    except OSError as error:
        raise opening.not_readable() from error


def _successor(keys: KeyFile, root: RootKey, put: Put, secret: str, entropy: Entropy, *, keep: bool) -> Successor:
    def write(database: Database) -> None:
        # Hashes are inserted in no order: with every index in memory each page is written once. Nothing is journalled, as a
        # failure spoils a file that nobody was promised; it is synced as a whole before it is.
        database.query(f"PRAGMA cache_size=-{_CACHE_KIB}")
        database.query("PRAGMA journal_mode=OFF")
        put(Holdings(database, root, entropy))

    def prove(data: bytes) -> None:
        if opening.unlock_bytes(data, secret)[1] != root:
            raise VaultError("write-failed", "The restored wallet did not open, so it was not used. Check the disk.")

    return Successor(
        vault_id=keys.vault_id,
        root=root,
        slots=keys.slots,
        fill=generations.filled_by(write),
        prove=prove,
        keep=keep,
    )


@contextlib.contextmanager
def _marked(layout: Layout) -> Iterator[None]:
    """While a wallet is made where none was, its folder says that nobody was promised it yet."""
    with named_errors():
        with creating.abandoned_on_failure(layout):
            creating.clear(layout)
            layout.unfinished.touch(mode=0o600)
            sync_folder(layout.folder)
            yield
        with contextlib.suppress(OSError):  # the first opening does it
            layout.unfinished.unlink(missing_ok=True)


def _kept(layout: Layout) -> set[str]:
    try:
        return {str(path) for path in layout.folder.glob("kept-*") if path.suffix != ".part"}
    except OSError as error:
        raise opening.not_readable() from error
