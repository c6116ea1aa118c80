"""Inputs that hold other inputs: an archive is opened and its files stand in its place; a wallet's backup is set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wallet.carriers.archive import is_archive
from wallet.errors import InputRefused, WalletError
from wallet.foreign.universal_wallet import may_be_backup
from wallet.intake import bundle, lcw_folder
from wallet.intake.opener import Opener
from wallet.model.foreign import ForeignWallet
from wallet.model.given import Given
from wallet.model.packed import Packed

_DESCRIPTION = frozenset({"README.txt", "index.json"})  # in what ``backup.originals_zip`` writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An input that is, or may be, another wallet's backup. ``files`` are those of an archive that is one."""

    source: str
    data: bytes = field(repr=False)
    files: tuple[Packed, ...] = ()


def opened(inputs: Iterable[Given]) -> Iterator[Given]:
    """The inputs, each archive among them as its files in the archive's order; one that cannot be opened has an ``error``."""
    for item in parted(inputs):
        if isinstance(item, Given):
            yield item
        else:
            yield _not_for_checking(item)


def parted(inputs: Iterable[Given]) -> Iterator[Given | Aside]:
    """The same, with backups of other wallets set aside, to be read by a worker that reads nothing else."""
    for given in inputs:
        if given.data is None or given.error is not None:
            yield given
        elif is_archive(given.data):
            yield from _files(given.source, given.data)
        else:
            yield _or_backup(given.source, given.data)


def read_aside(aside: Aside, passphrase: str) -> ForeignWallet | None:
    """What the backup holds; None for a file that only looked like one.

    The passphrase and what it opens are known to one worker, which ends here.  Raises InputRefused and WorkerFailed.
    """
    with Opener() as opener:
        if lcw_folder.is_backup(aside.files):
            return lcw_folder.read(opener, aside.data, aside.files)
        if aside.files:
            return bundle.read(opener, aside.data, aside.files, passphrase)
        return opener.universal_wallet(aside.data, passphrase)


def _not_for_checking(aside: Aside) -> Given:
    """Keys in a backup must not come before a worker that checks strangers' files, so it is only looked at here."""
    try:
        if not aside.files and read_aside(aside, "") is None:
            return Given(source=aside.source, data=aside.data)
    except WalletError as error:
        if error.code != "backup-passphrase-needed":
            return Given(source=aside.source, error=error)
    sentence = "This is a backup of another wallet, not a credential. Take it in with: satchel import"
    return Given(source=aside.source, error=InputRefused("wallet-backup", sentence))


def _files(source: str, data: bytes) -> Iterator[Given | Aside]:
    with Opener() as opener:
        try:
            entries = opener.contents(data)
        except WalletError as error:
            yield Given(source=source, error=error)
            return
        if not entries:
            yield Given(source=source, error=InputRefused("empty", "This archive holds no files."))
        if bundle.is_bundle(entries) or lcw_folder.is_backup(entries):
            yield Aside(source=source, data=data, files=entries)
            return
        for given in opener.files(source, data, _without_description(entries)):
            yield given if given.data is None else _or_backup(given.source, given.data)


def _without_description(entries: tuple[Packed, ...]) -> tuple[Packed, ...]:
    """What our own archive of originals says about itself is no broken badge."""
    described = [entry for entry in entries if entry.name not in _DESCRIPTION]
    is_own = len(entries) - len(described) == len(_DESCRIPTION) and all(
        entry.name.startswith("credentials/") for entry in described
    )
    return tuple(described) if is_own else entries


def _or_backup(source: str, data: bytes) -> Given | Aside:
    return Aside(source=source, data=data) if may_be_backup(data) else Given(source=source, data=data)
