"""From the bytes of a backup to its records: opened, checked one by one and against the manifest, and handed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from wallet.backup import header, lines, problems
from wallet.backup.header import Header
from wallet.backup.records.files import BYTES, take_bytes
from wallet.backup.records.members import Members
from wallet.backup.records.registry import KINDS
from wallet.backup.records.seen import Seen
from wallet.backup.sealed import open_chunks
from wallet.errors import VaultDamaged, WrongPassphrase
from wallet.model.backup import BackupFacts
from wallet.vault import key_file
from wallet.vault.holdings import Holdings
from wallet.vault.key_file import KeyFile
from wallet.vault.opening import unlock_bytes
from wallet.vault.root_key import RootKey

_LONGEST_NAME = 130
_MOST_NAMES = 1000

Keep = Callable[[Holdings], object]
"""Keeps one record in a store that holds none of it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A backup whose header was read and whose slots were opened; ``first`` is the header's line."""

    head: Header
    first: bytes = field(repr=False)
    keys: KeyFile
    root: RootKey = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key of the sealed part."""
        return self.root.backup_key(self.head.salt)


class Backup:
    """One backup file, opened. ``records`` may be asked for once; after its end ``facts`` says what was there."""

    def __init__(self, name: str, file: BinaryIO, opened: Opened) -> None:
        self._name = name
        self._file = file
        self.opened = opened
        self._tally = lines.Tally()
        self._seen = Seen()
        self._untold: dict[str, int] = {}

    def records(self) -> Iterator[Keep]:
        """Every record, checked; the end is reached only where the manifest says the same.

        Raises InputRefused("backup-damaged", "backup-inconsistent", "backup-too-large", "not-readable").
        """
        ended = False
        for line in lines.split(self._chunks()):
            if ended:
                raise problems.inconsistent("it goes on behind its end")
            keep, ended = self._take(line)
            if keep is not None:
                yield keep
        if not ended:
            raise problems.inconsistent("its end is missing")

    def _chunks(self) -> Iterator[bytes]:
        try:
            yield from open_chunks(self._file, self.opened.key, self.opened.first)
        except OSError as error:
            raise problems.unreadable(self._name) from error

    def facts(self) -> BackupFacts:
        """What it holds, once ``records`` has come to its end."""
        return BackupFacts(
            file=self._name,
            vault_id=self.opened.head.vault_id,
            created_at=self.opened.head.created_at,
            size=self._file.tell(),
            counts=self._tally.counts,
            untold=dict(self._untold),
        )

    def _take(self, line: bytes) -> tuple[Keep | None, bool]:
        content = lines.bytes_of(line)
        if content is not None:
            self._tally.add(BYTES, line)
            data = take_bytes(*content, self._seen)
            return (lambda holdings: holdings.put_content(data)), False
        if len(line) > lines.MAX_LINE:
            raise problems.too_large()
        members = lines.parse(line)
        kind = members["record"]
        if kind == lines.MANIFEST:
            if members != self._tally.manifest():
                raise problems.inconsistent("it does not hold what its end says")
            return None, True
        self._tally.add(kind, line)
        return self._record(Members(kind, members)), False

    def _record(self, members: Members) -> Keep | None:
        kind = KINDS.get(members.kind)
        if kind is None:
            self._not_known(members.kind)
            return None
        for name in members.values.keys() - kind.members - {"record"}:
            self._not_known(f"{members.kind}.{name}")
        return kind.read(members, self._seen)

    def _not_known(self, what: str) -> None:
        """What a later version added is told; in a file of our own version it has no business."""
        if not self.opened.head.is_newer:
            raise problems.inconsistent("it holds a kind of record that does not exist")
        if len(what) > _LONGEST_NAME or (what not in self._untold and len(self._untold) >= _MOST_NAMES):
            raise problems.too_large()
        self._untold[what] = self._untold.get(what, 0) + 1


def unlock(file: BinaryIO, secret: str) -> Opened:
    """Read the header and open it with a passphrase or a recovery code.

    Raises WrongPassphrase, InputRefused("backup-empty", "not-a-backup", "backup-damaged", "backup-inconsistent", "kdf-limits"),
    and VaultError("newer-version", "not-enough-memory").
    """
    head, first = _first_line(file)
    try:
        keys, root = unlock_bytes(head.keys, secret)
    except WrongPassphrase as error:
        raise problems.wrong_passphrase(error) from error
    except VaultDamaged as error:
        raise problems.inconsistent("its keys were changed") from error
    return Opened(head=head, first=first, keys=keys, root=root)


def with_root(file: BinaryIO, root: RootKey) -> Opened:
    """The same for whoever has the root key already: the wallet itself, proving what it wrote."""
    head, first = _first_line(file)
    return Opened(head=head, first=first, keys=key_file.from_bytes(head.keys), root=root)


def _first_line(file: BinaryIO) -> tuple[Header, bytes]:
    try:
        return header.read_line(file)
    except OSError as error:
        raise problems.unreadable(Path(file.name).name) from error


def open_file(path: Path) -> BinaryIO:
    """The file, ready to be read. Raises InputRefused("not-readable")."""
    try:
        if not path.is_file():
            raise problems.unreadable(path.name)
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise problems.unreadable(path.name) from error
