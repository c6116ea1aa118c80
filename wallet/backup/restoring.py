"""Trying a backup, which touches no wallet, and restoring one, which never writes over the only good copy."""

from __future__ import annotations

from pathlib import Path

from wallet.backup import making, reading
from wallet.backup.reading import Backup
from wallet.errors import VaultError
from wallet.model.backup import BackupFacts, Restored
from wallet.ports import Entropy
from wallet.vault import restoring
from wallet.vault.holdings import Holdings


def check(path: Path, secret: str) -> BackupFacts:
    """Read a backup to its end: that its secret opens it, and that every record in it is whole.

    Raises WrongPassphrase, InputRefused("not-readable", "backup-empty", "not-a-backup", "backup-damaged", "backup-too-large",
    "backup-inconsistent", "kdf-limits") and VaultError("newer-version", "not-enough-memory").
    """
    with reading.open_file(path) as file:
        backup = Backup(path.name, file, reading.unlock(file, secret))
        for _ in backup.records():
            pass
        return backup.facts()


def restore(path: Path, folder: Path, secret: str, *, entropy: Entropy, replace: bool) -> Restored:
    """Make the wallet of this backup in ``folder``; it opens with the secrets that it had when the backup was made.

    Raises as ``check`` does, and as ``wallet.vault.restoring.restore`` does.
    """
    with reading.open_file(path) as file:
        opened = reading.unlock(file, secret)
        backup = Backup(path.name, file, opened)

        def put(holdings: Holdings) -> None:
            with holdings.transaction():
                for keep in backup.records():
                    keep(holdings)
            facts = backup.facts()
            if holdings.count_since(0, "") != facts.credentials:
                raise VaultError("write-failed", "Not every credential arrived, so nothing was restored. Check the disk.")
            making.remember(holdings, facts.created_at, path.absolute(), holdings.newest())

        place, aside = restoring.restore(folder, opened.keys, opened.root, put, secret=secret, entropy=entropy, replace=replace)
        facts = backup.facts()
    return Restored(folder=str(place), facts=facts, aside=aside)
