"""Making a wallet so that an interruption leaves either nothing or all of it.

The database is built first, beside a file that says "unfinished"; the rename of the key file is the moment from which the
wallet exists, and its first opening takes that file away.  Leftovers are cleared by the next attempt, and only while that
file says that nobody was promised them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from wallet.errors import VaultDamaged, VaultError
from wallet.ports import Clock, Entropy
from wallet.vault import confirmation, kdf, key_file, recovery_code, slots
from wallet.vault.database import Database
from wallet.vault.durable import named_errors, replace_file, sync_folder
from wallet.vault.kdf import KdfProfile
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout
from wallet.vault.migration import bring_up
from wallet.vault.opening import Unlocked, unlock_bytes
from wallet.vault.root_key import ROOT_BYTES, RootKey
from wallet.vault.times import to_text

_FIRST_GENERATION = 1
_ID_BYTES = 16


def prepare_folder(layout: Layout) -> None:
    """Make the folder, private. Raises VaultError("bad-folder", "disk-full", "read-only" or "write-failed")."""
    with named_errors():
        try:
            layout.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise VaultError(
                "bad-folder", "A file stands where the wallet's folder should be. Choose another folder."
            ) from error
        sync_folder(layout.folder.parent)


def make(layout: Layout, passphrase: str, profile: KdfProfile, clock: Clock, entropy: Entropy) -> tuple[Unlocked, str]:
    """Make the wallet in a folder whose lock is held; its opened key file and the recovery code.

    Raises VaultError("vault-exists"), VaultDamaged("key-file-missing") where a database without its key file lies here,
    UsageError("passphrase-empty", "passphrase-not-text", "kdf-too-weak"), and VaultError for a disk that does not take it.
    """
    words = kdf.passphrase_bytes(passphrase)
    kdf.check_writable(profile)
    with named_errors():
        _refuse_occupied(layout)
        with abandoned_on_failure(layout):
            clear(layout)
            layout.unfinished.touch(mode=0o600)
            sync_folder(layout.folder)
            return _build(layout, words, profile, clock, entropy)


@contextlib.contextmanager
def abandoned_on_failure(layout: Layout) -> Iterator[None]:
    """Take back what was never promised: the key file first, for it is what makes a wallet of the rest."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            layout.keys.unlink(missing_ok=True)
            layout.keys_copy.unlink(missing_ok=True)
            clear(layout)
            layout.unfinished.unlink(missing_ok=True)
        raise


def check_finished(layout: Layout) -> None:
    """Refuse to promise a wallet that the next attempt would clear away. Raises VaultError("write-failed")."""
    if layout.unfinished.exists():
        raise VaultError("write-failed", "The disk did not let the wallet be finished. Check the disk, then make it again.")


def _build(layout: Layout, passphrase: bytes, profile: KdfProfile, clock: Clock, entropy: Entropy) -> tuple[Unlocked, str]:
    root = RootKey(secret=entropy.token(ROOT_BYTES))
    code = entropy.token(recovery_code.SECRET_BYTES)
    vault_id = entropy.token(_ID_BYTES).hex()
    binding = key_file.binding(vault_id)
    keys = KeyFile(
        vault_id=vault_id,
        generation=_FIRST_GENERATION,
        database=f"vault-{_FIRST_GENERATION}.db",
        slots=(
            slots.for_passphrase(root, passphrase, binding, profile, entropy),
            slots.for_recovery_code(root, code, binding, entropy),
        ),
    ).sealed(root)
    written = recovery_code.write(code)
    entries = confirmation.question(keys.slots[-1].id, written, entropy) | {"created_at": to_text(clock.now())}
    _build_database(layout.database(keys.database), keys, root, entries)

    def prove(data: bytes) -> None:
        for secret in (passphrase.decode(), written):
            _check_opens(data, secret, root)

    replace_file(layout.keys, key_file.to_bytes(keys), prove)
    return Unlocked(key_file=keys, root=root), written


def _build_database(path: Path, keys: KeyFile, root: RootKey, entries: dict[str, str]) -> None:
    key = root.database_key(keys.generation)
    database = Database.make(path, key)
    try:
        bring_up(database)
        with database.transaction():
            confirmation.write(database, entries | {"vault_id": keys.vault_id, "generation": str(keys.generation)})
        database.settle()
    finally:
        database.close()
    Database.open(path, key).close()  # also proves that the file is encrypted


def _check_opens(data: bytes, secret: str, root: RootKey) -> None:
    if unlock_bytes(data, secret)[1] != root:
        raise key_file.damaged()


def _refuse_occupied(layout: Layout) -> None:
    if layout.holds_vault():
        raise VaultError("vault-exists", "There is already a wallet in this folder. Open it, or choose another folder.")
    if layout.databases() and not layout.unfinished.exists():
        raise VaultDamaged(
            "key-file-missing",
            "This folder holds a wallet's database without its key file (vault.keys). Put the key file back, or choose another "
            "folder.",
        )


def clear(layout: Layout) -> None:
    """Delete what an interrupted making left; only while the folder says that nobody was promised it. Raises OSError."""
    for path in layout.leftovers():
        path.unlink()
