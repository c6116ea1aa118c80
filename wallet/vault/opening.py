"""From a folder and a secret to the root key: which key file holds, and which of its slots opens."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from wallet.errors import UsageError, VaultDamaged, VaultError, WrongPassphrase
from wallet.vault import kdf, key_file, keyring_slot, readonly, recovery_code, slots
from wallet.vault.database import Database, not_this_vault
from wallet.vault.durable import replace_file
from wallet.vault.key_file import KeyFile
from wallet.vault.keyring_slot import Secret
from wallet.vault.layout import Layout
from wallet.vault.migration import bring_up_existing, refuse_newer, refuse_newer_unclean
from wallet.vault.root_key import RootKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """An opened key file; ``from_copy`` where the first one was damaged or missing and its copy served."""

    key_file: KeyFile
    root: RootKey
    from_copy: bool = False


def unlock(layout: Layout, secret: Secret) -> Unlocked:
    """Open the key file; where it is damaged or missing, its copy.

    The copy is never tried for a passphrase that the sound first file does not know: it may be older, and an old passphrase
    must not come back.

    Raises WrongPassphrase, VaultDamaged("key-file-damaged", "key-file-missing", "kdf-limits"), VaultError("newer-version",
    "not-enough-memory", "not-readable"), and KeyringUnavailable where ``secret`` is the system's store of secrets.
    """
    try:
        opened, root = unlock_bytes(_read(layout.keys), secret)
        return Unlocked(key_file=opened, root=root)
    except VaultDamaged as damage:
        if not layout.keys_copy.exists():
            raise
        try:
            opened, root = unlock_bytes(_read(layout.keys_copy), secret)
        except VaultDamaged:
            raise damage from None
        return Unlocked(key_file=opened, root=root, from_copy=True)


def unlock_bytes(data: bytes, secret: Secret) -> tuple[KeyFile, RootKey]:
    """Read a key file and open it with a passphrase, a recovery code or a keyring. Raises as ``unlock`` does."""
    opened = key_file.from_bytes(data)
    root = _root(opened, secret) if isinstance(secret, str) else keyring_slot.open_with(opened, secret)
    if not opened.is_sealed_by(root):
        raise VaultDamaged(
            "key-file-damaged",
            "The wallet's key file (vault.keys) was changed by something other than Satchel. Restore the wallet from a backup.",
        )
    return opened, root


def open_database(layout: Layout, unlocked: Unlocked, *, read_only: bool = False) -> Database:
    """The database that the key file names, checked to be this wallet's, its schema brought up to date.

    ``read_only`` says that nothing in the folder can be written to (``readonly``).

    Raises VaultDamaged("vault-file-missing", "vault-empty", "not-this-vault", "vault-damaged") and VaultError("newer-version").
    """
    named = unlocked.key_file
    path, key = layout.database(named.database), unlocked.root.database_key(named.generation)
    if read_only:
        return readonly.open_database(path, key, lambda database: _check(database, named))
    refuse_newer_unclean(path, key)
    database = Database.open(path, key)
    try:
        _check(database, named)
        bring_up_existing(database, path, key)
    except BaseException:
        database.close()
        raise
    return database


def _check(database: Database, named: KeyFile) -> None:
    refuse_newer(database)
    _check_belongs(database, named)


def keys_for_backup(layout: Layout, root: RootKey) -> tuple[bytes, RootKey]:
    """The key file's bytes, proved to be this wallet's, with its root key. Raises VaultDamaged("key-file-damaged")."""
    data = _read(layout.keys)
    if not key_file.from_bytes(data).is_sealed_by(root):
        raise key_file.damaged()
    return data, root


def _check_belongs(database: Database, named: KeyFile) -> None:
    meta = dict(database.query("SELECT name, value FROM meta"))
    if (meta.get("vault_id"), meta.get("generation")) != (named.vault_id, str(named.generation)):
        raise not_this_vault(named.database)


def mend(layout: Layout, unlocked: Unlocked) -> bool:
    """Bring key file and copy to the same sound state, and clear what an interrupted write left.

    False where the disk did not allow it: the wallet is open all the same.
    """
    data = key_file.to_bytes(unlocked.key_file)
    try:
        for path in (layout.keys, layout.keys_copy):
            if not path.exists() or path.read_bytes() != data:
                replace_file(path, data, key_file.check)
            path.with_name(path.name + ".tmp").unlink(missing_ok=True)
        layout.unfinished.unlink(missing_ok=True)
    except (OSError, VaultError):
        return False
    return True


def keyring_of(layout: Layout) -> str:
    """The store of secrets that opens this wallet, as its unopened key file says; "" for none. Raises as ``unlock`` does."""
    found = keyring_slot.found_in(key_file.from_bytes(_read(layout.keys)))
    return keyring_slot.backend_of(found[-1]) if found else ""


def read_key_file(layout: Layout) -> bytes:
    """The bytes of the key file itself, never of its copy. Raises as ``unlock`` does."""
    return _read(layout.keys)


def _read(path: Path) -> bytes:
    try:
        if not path.exists():
            raise VaultDamaged(
                "key-file-missing",
                "The wallet's key file (vault.keys) is missing. Put it back beside its database, or restore the wallet.",
            )
        if not path.is_file() or path.stat().st_size > key_file.MAX_BYTES:
            raise key_file.damaged()
        return path.read_bytes()
    except OSError as error:
        raise not_readable() from error


def not_readable() -> VaultError:
    """The operating system does not let us read the folder."""
    return VaultError("not-readable", "The wallet's files cannot be read. Check the permissions of its folder and the disk.")


def _root(opened: KeyFile, secret: str) -> RootKey:
    code = recovery_code.read(secret)
    if code is not None:
        for slot in opened.slots:
            if (root := slots.open_by_recovery_code(slot, code, opened.binding)) is not None:
                return root
    with contextlib.suppress(UsageError):  # an empty passphrase, or bytes that are not text, opens nothing
        passphrase = kdf.passphrase_bytes(secret)
        for slot in opened.slots:
            if (root := slots.open_by_passphrase(slot, passphrase, opened.binding)) is not None:
                return root
    raise _wrong(secret)


def _wrong(secret: str) -> WrongPassphrase:
    if recovery_code.resembles(secret):
        message = "This looks like a recovery code, but not this wallet's: a letter was mistyped, or it is another wallet's."
    else:
        message = "This is not the passphrase of this wallet. The wallet itself is sound; try again, or use the recovery code."
    return WrongPassphrase("wrong-passphrase", message)
