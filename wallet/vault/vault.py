"""The wallet's encrypted store: one folder, one lock, one open database, and one object for each subject in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from wallet.errors import VaultError
from wallet.model.access import KeyRotation
from wallet.ports import Clock, Entropy
from wallet.vault import conflicts, creating, generations, newest_time, opening, readonly, retired, rotation, trash
from wallet.vault.access import Access
from wallet.vault.collections import Collections
from wallet.vault.credentials import Credentials
from wallet.vault.database import Database
from wallet.vault.holder_keys import HolderKeys
from wallet.vault.holdings import Holdings
from wallet.vault.kdf import DEFAULT, KdfProfile
from wallet.vault.keyring_slot import Secret
from wallet.vault.layout import Layout, layout_of
from wallet.vault.library import Library
from wallet.vault.lock import FolderLock
from wallet.vault.opening import Unlocked
from wallet.vault.portfolios import Portfolios
from wallet.vault.presentations import Presentations
from wallet.vault.root_key import RootKey
from wallet.vault.snapshots import Snapshots
from wallet.vault.tags import Tags
from wallet.vault.trust_lists import TrustLists
from wallet.vault.watch import Watch


class Vault:
    """An open store. Close it, or use it in a ``with`` block: it holds the folder's lock and the keys.

    ``notices`` are codes of what the user should know about this opening: "key-file-restored" (the key file was damaged and
    its copy served), "copy-not-written" (the disk did not take the copy of the key file), "not-private" (the file system
    cannot hide the files from others; they stay encrypted), "older-database-left" (a database of an earlier generation lies
    here that is not the one this wallet was made from), "read-only" (nothing in the folder can be written to: every act that
    writes raises "read-only"), "conflict-copies" (a sync program left copies of this wallet, see ``conflicts``),
    "older-key-file" (a passphrase, recovery code or keyring that was replaced opens it again: an older key file was put back),
    "clock-behind" (the computer's clock stands before times that this wallet has seen).

    Every act that writes raises VaultError("changed-underneath") where another program has changed the files meanwhile.
    Lock for good by ending the process: Python cannot wipe memory.
    Never fork a process while one is open.
    """

    def __init__(self, layout: Layout, lock: FolderLock, unlocked: Unlocked, database: Database, ports: tuple[Clock, Entropy]):
        self.is_read_only = database.refuses_writes
        self.folder = layout.folder
        self.vault_id = unlocked.key_file.vault_id
        self._layout = layout
        self._lock = lock
        self._ports = ports
        self._use(unlocked, database)
        notices = {"key-file-restored": unlocked.from_copy, "read-only": self.is_read_only}
        notices["older-key-file"] = retired.has_any(database, unlocked.key_file)
        if not self.is_read_only:
            notices["copy-not-written"] = not opening.mend(layout, unlocked)
            notices["not-private"] = not layout.make_private()
            notices["older-database-left"] = not generations.tidy(layout, unlocked.key_file, database)
            with contextlib.suppress(VaultError):  # a full disk: it is emptied another time
                trash.empty_old(database, ports[0].now())
        notices["conflict-copies"] = bool(conflicts.find(layout.folder))
        notices["clock-behind"] = newest_time.is_later(database, ports[0].now())
        self.notices = tuple(code for code, applies in notices.items() if applies)
        if not self.is_read_only:
            self._watch_files()

    def _watch_files(self) -> None:
        self._database.watched_by(Watch(self._layout, self.access.key_file.database, lambda: self.access.key_file))

    def _use(self, unlocked: Unlocked, database: Database) -> None:
        clock, entropy = self._ports
        self.generation = unlocked.key_file.generation
        self.credentials = Credentials(database, clock)
        self.snapshots = Snapshots(database)
        self.holder_keys = HolderKeys(database, unlocked.root.holder_key(), entropy)
        self.presentations = Presentations(database)
        self.portfolios = Portfolios(database)
        self.trust_lists = TrustLists(database)
        self.tags = Tags(database)
        self.collections = Collections(database, clock)
        self.library = Library(database)
        self.holdings = Holdings(database, unlocked.root, entropy)
        self._database = database
        self._root = unlocked.root
        self.access = Access(self._layout, unlocked, database, entropy)

    @classmethod
    def create(
        cls, folder: Path, passphrase: str, *, profile: KdfProfile = DEFAULT, entropy: Entropy, clock: Clock
    ) -> tuple[Vault, str]:
        """Make a wallet in this folder; the open vault and the recovery code, which is nowhere else.

        Raises VaultError("vault-exists", "in-use", "bad-folder", "disk-full", "read-only", "write-failed",
        "not-enough-memory"), VaultDamaged("key-file-missing") and UsageError("passphrase-empty", "passphrase-not-text",
        "kdf-too-weak").  Whatever interrupts it, the folder then holds no wallet or a whole one.
        """
        layout = layout_of(folder)
        creating.prepare_folder(layout)
        lock = FolderLock(layout.lock)
        try:
            unlocked, code = creating.make(layout, passphrase, profile, clock, entropy)
            with creating.abandoned_on_failure(layout):
                vault = cls._opened(layout, lock, unlocked, (clock, entropy))
                with _closed_on_failure(vault._database):
                    creating.check_finished(layout)
            return vault, code
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, folder: Path, secret: Secret, *, clock: Clock, entropy: Entropy) -> Vault:
        """Open the wallet in this folder with its passphrase, its recovery code, or the system's store of secrets.

        Raises VaultError("no-vault", "in-use", "newer-version", "not-readable", "read-only", "not-enough-memory"),
        WrongPassphrase("wrong-passphrase"), KeyringUnavailable, and VaultDamaged("key-file-damaged", "key-file-missing",
        "kdf-limits", "vault-file-missing", "vault-empty", "not-this-vault", "vault-damaged").
        """
        layout = layout_of(folder)
        if not cls.exists(folder):
            raise VaultError(
                "no-vault", f"There is no wallet in {layout.folder} yet. Make one, or name the folder that holds it."
            )
        read_only = readonly.is_read_only(layout)
        lock = FolderLock(layout.lock, shared=read_only)
        try:
            return cls._opened(layout, lock, opening.unlock(layout, secret), (clock, entropy), read_only=read_only)
        except BaseException:
            lock.release()
            raise

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether a wallet, or what is left of one, lies in this folder. Raises VaultError("bad-folder", "not-readable")."""
        layout = layout_of(folder)
        try:
            return layout.holds_vault() or (bool(layout.databases()) and not layout.unfinished.exists())
        except OSError as error:
            raise opening.not_readable() from error

    @staticmethod
    def keyring_of(folder: Path) -> str:
        """The store of secrets that this folder's key file says opens it; "" where none does, or the file cannot be read."""
        try:
            return opening.keyring_of(layout_of(folder))
        except VaultError:
            return ""

    def check(self) -> tuple[str, ...]:
        """Check the seal of every page and the structure; what is wrong, () where nothing is. Takes seconds for many."""
        return self._database.check()

    def keys_for_backup(self) -> tuple[bytes, RootKey]:
        """The key file as it stands, and the root key: for making a backup, and for nothing else.

        Raises VaultError("not-readable") and VaultDamaged("key-file-damaged").
        """
        return opening.keys_for_backup(self._layout, self._root)

    def rotate(self, passphrase: str, code: str, profile: KdfProfile) -> KeyRotation:
        """New keys throughout; ``code`` is the present recovery code, which then stays, or one that was drafted and shown.

        The passphrase stays as it is, a keyring's slot does not.  What is raised leaves everything as it was, unless its
        code is "unsure-which".  Raises WrongPassphrase, UsageError("passphrase-needed", "bad-recovery-code"), and VaultError
        ("disk-full", "read-only", "write-failed", "keys-changed", "unsure-which").
        """
        before = self.access.key_file
        kept = rotation.opens_with(before, code)
        unlocked = rotation.rotate(self._layout, before, self._database, (passphrase, code), profile, self._ports[1])
        self._database.close()
        # It has happened: where the disk fails only now, this session ends, and the next opening is as good as any.
        with contextlib.suppress(VaultError, OSError):
            database = opening.open_database(self._layout, unlocked)
            self._use(unlocked, database)
            generations.tidy(self._layout, unlocked.key_file, database)
            self._watch_files()
        return KeyRotation(generation=unlocked.key_file.generation, recovery_code_kept=kept)

    def close(self) -> None:
        """Bring the log in, close the database and let go of the folder. May be called twice."""
        try:
            self._database.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Vault({str(self.folder)!r})"

    @classmethod
    def _opened(
        cls, layout: Layout, lock: FolderLock, unlocked: Unlocked, ports: tuple[Clock, Entropy], *, read_only: bool = False
    ) -> Vault:
        try:
            database = opening.open_database(layout, unlocked, read_only=read_only)
        except OSError as error:
            raise opening.not_readable() from error
        with _closed_on_failure(database):
            return cls(layout, lock, unlocked, database, ports)


@contextlib.contextmanager
def _closed_on_failure(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise
