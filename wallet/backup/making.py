"""Making a backup: written beside its place, synced, read back from the disk, found whole, and only then given its name."""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from wallet.backup import header, keeping, reading, writing
from wallet.backup.header import Header
from wallet.backup.lines import Tally
from wallet.backup.reading import Backup
from wallet.errors import VaultError
from wallet.model.backup import BackupFacts, BackupMade, BackupStatus
from wallet.ports import Clock, Entropy
from wallet.vault.durable import named_errors
from wallet.vault.holdings import Holdings
from wallet.vault.root_key import RootKey
from wallet.vault.times import from_text, to_text
from wallet.vault.vault import Vault

_AT, _NUMBER, _FILE = "backup-at", "backup-number", "backup-file"
_BUFFER = 1 << 20


def make(vault: Vault, target: Path | None, *, clock: Clock, entropy: Entropy) -> BackupMade:
    """Back the wallet up to this file, or to its default place; what was written, as it was read back.

    Raises UsageError("cannot-write", "not-a-backup-there", "another-wallets-backup"), VaultError("disk-full", "read-only",
    "write-failed", "not-readable"), and VaultDamaged("vault-damaged") where the wallet itself is damaged.
    """
    place = (target or _default(vault)).absolute()
    keeping.check_place(place, vault.vault_id)
    keys, root = vault.keys_for_backup()
    head = Header(
        vault_id=vault.vault_id, created_at=clock.now(), keys=keys, salt=entropy.token(header.SALT_BYTES), minor=header.MINOR
    )
    newest = vault.holdings.newest()
    part = keeping.temporary(place)
    try:
        with named_errors():
            written = _write(part, vault, head, root)
        facts = _prove(part, place.name, root, written)
        before = keeping.put_in_place(part, place)
    except BaseException:
        keeping.forget(part)
        raise
    with contextlib.suppress(VaultError):  # the backup stands, even where the wallet cannot note that it does
        remember(vault.holdings, head.created_at, place, newest)
    return BackupMade(facts=facts, earlier=tuple(str(path) for path in before))


def remember(holdings: Holdings, at: datetime, place: Path, newest: int) -> None:
    """Note in the wallet that everything up to its credential ``newest`` is in the backup of this time."""
    entries = {_AT: to_text(at), _NUMBER: str(newest), _FILE: os.fsencode(place).decode("utf-8", "replace")}
    with holdings.transaction():
        for entry in entries.items():
            holdings.put_setting(*entry)


def status(vault: Vault) -> BackupStatus:
    """When the wallet was last backed up, and how much is new since."""
    noted = vault.holdings.settings()
    if _AT not in noted or not noted.get(_NUMBER, "").isdecimal():
        return BackupStatus(last=None, file="", new_since=vault.holdings.count_since(0, ""))
    new = vault.holdings.count_since(int(noted[_NUMBER]), noted[_AT])
    return BackupStatus(last=from_text(noted[_AT]), file=noted.get(_FILE, ""), new_since=new)


def _default(vault: Vault) -> Path:
    place = keeping.default_place(vault.folder, vault.vault_id)
    with named_errors():
        place.parent.mkdir(mode=0o700, exist_ok=True)
    return place


def _write(part: Path, vault: Vault, head: Header, root: RootKey) -> Tally:
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb", buffering=_BUFFER) as file:
        written = writing.write(file, vault.holdings, head, root.backup_key(head.salt))
        file.flush()
        os.fsync(file.fileno())
        _from_the_disk(file)
    return written


def _from_the_disk(file: BinaryIO) -> None:
    """Ask that what is read back comes from the disk, not from memory."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _prove(part: Path, name: str, root: RootKey, written: Tally) -> BackupFacts:
    with reading.open_file(part) as file:
        backup = Backup(name, file, reading.with_root(file, root))
        for _ in backup.records():
            pass
        facts = backup.facts()
    if facts.counts != written.counts:
        raise VaultError("write-failed", "The backup that was written is not whole, so it was not kept. Check the disk.")
    return facts
