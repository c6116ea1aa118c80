"""Reading the originals out of a wallet that this program cannot open as a whole; not a byte of it is written.

That is a wallet of a newer Satchel, or one that cannot be brought up to date because the disk is full or read only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlcipher3

from wallet.errors import VaultError
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.vault import contents, opening
from wallet.vault.layout import layout_of
from wallet.vault.lock import FolderLock
from wallet.vault.peeking import read_only
from wallet.vault.sql_errors import translate

_ORIGINALS = """
SELECT o.name, o.media_type, o.carrier, o.content, d.data FROM originals AS o JOIN contents AS d ON d.sha256 = o.content
ORDER BY o.credential_id, o.position
"""


def originals(folder: Path, secret: str) -> Iterator[Original]:
    """Every file that a credential of this wallet came in, byte for byte.

    Raises VaultError("no-vault", "in-use", "not-readable", and "newer-version" where even this has changed), WrongPassphrase,
    and VaultDamaged.
    """
    layout = layout_of(folder)
    if not layout.holds_vault():
        raise VaultError("no-vault", f"There is no wallet in {layout.folder} yet. Make one, or name the folder that holds it.")
    lock = FolderLock(layout.lock, shared=True)
    try:
        unlocked = opening.unlock(layout, secret)
        path = layout.database(unlocked.key_file.database)
        with read_only(path, unlocked.root.database_key(unlocked.key_file.generation)) as connection:
            yield from _originals(connection)
    finally:
        lock.release()


def _originals(connection: sqlcipher3.Connection) -> Iterator[Original]:
    try:
        for name, media_type, carrier, sha256, data in connection.execute(_ORIGINALS):
            yield Original(name=name, media_type=media_type, carrier=_carrier(carrier), data=contents.sound(sha256, data))
    except sqlcipher3.Error as error:
        problem = translate(error)
        if problem.code != "write-failed":
            raise problem from error
        sentence = "This wallet keeps its files in a way that this version cannot read. Install the newer Satchel."
        raise VaultError("newer-version", sentence) from error


def _carrier(value: str) -> Carrier:
    return Carrier(value) if value in set(Carrier) else Carrier.TEXT
