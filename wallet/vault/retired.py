"""Slots that were replaced: a key file that still has one is an older one that somebody, or a sync program, put back.

It opens, with the secret of then: whoever has both could open the database anyway, and whoever lost the newer file must not
lose the wallet.  But it is said, for a passphrase that was changed counts again.
"""

from __future__ import annotations

from wallet.vault import canonical
from wallet.vault.database import Database
from wallet.vault.key_file import KeyFile

NAME = "retired_slots"
_MOST = 100


def entry(database: Database, before: KeyFile, after: KeyFile) -> dict[str, str]:
    """The entry of ``meta`` once the slots of ``before`` have made room for those of ``after``."""
    gone = [slot.id for slot in before.slots if slot not in after.slots]
    return {NAME: canonical.text([*_known(database), *gone][-_MOST:])}


def has_any(database: Database, keys: KeyFile) -> bool:
    """Whether this key file has a slot that was replaced."""
    known = set(_known(database))
    return any(slot.id in known for slot in keys.slots)


def _known(database: Database) -> list[str]:
    row = database.one("SELECT value FROM meta WHERE name = ?", (NAME,))
    return [str(name) for name in canonical.parse(row[0])] if row and row[0] else []
