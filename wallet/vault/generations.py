"""A new generation: the whole database built anew beside the live one, checked, and put in its place by a new key file.

1. ``vault.building`` names the new file and this place, and is synced: what an interruption leaves is known to be ours.
2. ``vault-<n>.db`` is built, settled, checked and synced. Nothing is ever renamed or written over a live database.
3. The new key file names it (``committing.commit``). That rename is the moment of the change.
4. The next good opening deletes the old database, if it is byte for byte the one that the new one was made from.

A folder may be synced with another computer: there a database that this key file does not name may be the newest, whose key
file is still on its way.  So nothing is deleted for being unknown.  Deleting is not wiping: a disk may keep old blocks.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wallet.errors import VaultError
from wallet.vault import canonical, key_file
from wallet.vault.committing import commit
from wallet.vault.database import Database
from wallet.vault.durable import named_errors, sync_folder
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout
from wallet.vault.migration import bring_up
from wallet.vault.root_key import DatabaseKey, RootKey
from wallet.vault.slots import Slot

Fill = Callable[[Path, DatabaseKey], None]
"""Makes the database file of the new generation under this key, and puts into it what it shall hold."""

_PREDECESSOR = "predecessor"
_SUFFIXES = ("", "-wal", "-shm", "-journal")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """What comes after: its wallet, its keys, what fills it, and the proof that it can be opened.

    ``prove`` is given the key file's bytes as read back, and raises where a secret that shall open it does not.
    ``replaced`` is the open database that is replaced, where there is one (it is settled first); ``keep`` sets the whole
    wallet as it was aside, in ``kept-<n>/``, which is itself a wallet's folder.
    """

    vault_id: str
    root: RootKey
    slots: tuple[Slot, ...]
    fill: Fill
    prove: Callable[[bytes], None]
    replaced: Database | None = None
    keep: bool = False


def copy_of(source: Database, adapt: Callable[[Database], None] = lambda _: None) -> Fill:
    """Everything in ``source``, then ``adapt``; proved to hold as many rows in every table, and contents of the same names."""

    def fill(path: Path, key: DatabaseKey) -> None:
        source.settle()
        source.export_to(path, key)
        with contextlib.closing(Database.open(path, key)) as copy:
            if (_counts(copy), _names(copy)) != (_counts(source), _names(source)):
                raise _unsound()
            with copy.transaction():
                adapt(copy)

    return fill


def filled_by(write: Callable[[Database], None]) -> Fill:
    """An empty database with today's tables, into which ``write`` puts rows; it checks by itself that it has put all."""

    def fill(path: Path, key: DatabaseKey) -> None:
        with contextlib.closing(Database(path, key)) as made:
            bring_up(made)
            write(made)

    return fill


def advance(layout: Layout, successor: Successor) -> KeyFile:
    """Build the next generation in a folder whose lock is held, check it and swap; the key file that now counts.

    Whatever is raised, what was there before opens as before.  The caller closes ``replaced`` and opens the new database.
    Raises VaultError ("disk-full", "read-only", "write-failed", "unsure-which"), VaultDamaged, and what ``fill`` raises.
    """
    with named_errors():
        clear_unfinished(layout)
        keys = _named(layout, successor)
        _announce(layout, keys.database)
        try:
            _build(layout, keys, successor)
            if successor.keep:
                set_aside(layout)
            commit(layout, key_file.to_bytes(keys), lambda data: _check(data, keys, successor))
        except BaseException:
            _withdraw(layout, keys)
            raise
        with contextlib.suppress(OSError):  # the next opening does it
            layout.building.unlink()
    return keys


def set_aside(layout: Layout) -> Path:
    """A second name, or a copy where the disk knows no second names, for every file of the wallet, in a folder of its own.

    Returns the folder, ``kept-<n>``, where it is a whole wallet.  Raises OSError.
    """
    number = next(number for number in range(1, 10_000) if not layout.kept(number).exists())
    place = layout.kept(number)
    unfinished = place.with_name(place.name + ".part")
    _delete_folder(unfinished)
    unfinished.mkdir(mode=0o700)
    building = _announced(layout)
    for path in (layout.keys, layout.keys_copy, *layout.databases()):
        if path.is_file() and not path.name.startswith(building or "\0"):
            _second_name(path, unfinished / path.name)
    sync_folder(unfinished)
    unfinished.rename(place)
    sync_folder(layout.folder)
    return place


def tidy(layout: Layout, keys: KeyFile, database: Database) -> bool:
    """After a good opening: clear an interrupted build, and delete the generation that this one was made from.

    False where an older database lies here that is not that one: it may hold what another computer put into it.
    """
    try:
        clear_unfinished(layout)
        _delete_predecessor(layout, keys, database)
        return all(number >= keys.generation for number in layout.generations())
    except (OSError, VaultError):
        return True  # a disk that does not take it now is asked again at the next opening


def clear_unfinished(layout: Layout) -> None:
    """Delete what a build that was interrupted in this very place left, and no key file names. Raises OSError."""
    for part in layout.folder.glob("kept-*.part"):
        _delete_folder(part)
    name = _announced(layout)
    if name is None:
        return
    if not _is_named(layout, name):
        _delete(layout.database(name))
    layout.building.unlink(missing_ok=True)
    sync_folder(layout.folder)


def _named(layout: Layout, successor: Successor) -> KeyFile:
    number = 1 + max((0, *layout.generations(), _generation(layout)))
    name = f"vault-{number}.db"
    made = KeyFile(vault_id=successor.vault_id, generation=number, database=name, slots=successor.slots)
    return made.sealed(successor.root)


def _build(layout: Layout, keys: KeyFile, successor: Successor) -> None:
    path, key = layout.database(keys.database), successor.root.database_key(keys.generation)
    path.touch(mode=0o600, exist_ok=False)
    successor.fill(path, key)
    with contextlib.closing(Database.open(path, key)) as made:
        entries = {"vault_id": keys.vault_id, "generation": str(keys.generation)}
        if successor.replaced is not None:
            successor.replaced.settle()
        entries[_PREDECESSOR] = canonical.text(dict(_predecessors(layout, keys)))
        with made.transaction():
            for entry in entries.items():
                made.query("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", entry)
        made.settle()
        _check_contents(made)
        if made.check() or made.query("PRAGMA foreign_key_check"):
            raise _unsound()
    _sync_file(path)
    sync_folder(layout.folder)


def _predecessors(layout: Layout, keys: KeyFile) -> Iterator[tuple[str, str]]:
    for number, path in layout.generations().items():
        if number < keys.generation:
            yield path.name, _fingerprint(path)


def _check(data: bytes, keys: KeyFile, successor: Successor) -> None:
    if key_file.from_bytes(data) != keys:
        raise key_file.damaged()
    successor.prove(data)


def _withdraw(layout: Layout, keys: KeyFile) -> None:
    """Take back what was built, unless the key file names it after all (``unsure-which``)."""
    with contextlib.suppress(OSError, VaultError):
        if not _is_named(layout, keys.database):
            _delete(layout.database(keys.database))
            layout.building.unlink(missing_ok=True)


def _delete_predecessor(layout: Layout, keys: KeyFile, database: Database) -> None:
    older = {path.name: path for number, path in layout.generations().items() if number < keys.generation}
    row = database.one("SELECT value FROM meta WHERE name = ?", (_PREDECESSOR,)) if older else None
    known = canonical.parse(row[0]) if row else {}
    for name, path in older.items():
        if hmac.compare_digest(str(known.get(name, "")), _fingerprint(path)):
            for copy in layout.folder.glob(f"{name}.before-*"):  # made by a migration, and of the same keys
                copy.unlink()
            _delete(path)


def _counts(database: Database) -> dict[str, int]:
    """How many rows each table has; a virtual table's lie in tables of its own."""
    tables = database.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage <> 0")
    quoted = {name: name.replace('"', '""') for (name,) in tables}
    return {name: database.query(f'SELECT count(*) FROM "{safe}"')[0][0] for name, safe in quoted.items()}  # noqa: S608


def _names(database: Database) -> bytes:
    """One hash over the names of all contents."""
    total = hashlib.sha256()
    for page in _pages_of_names(database):
        total.update("".join(page).encode())
    return total.digest()


def _check_contents(database: Database) -> None:
    """Raise VaultError("write-failed") unless every content is the bytes of its name; one at a time, for one may have 50 MB."""
    for page in _pages_of_names(database):
        for name in page:
            row = database.one("SELECT data FROM contents WHERE sha256 = ?", (name,))
            if row is None or hashlib.sha256(row[0]).hexdigest() != name:
                raise _unsound()


def _pages_of_names(database: Database) -> Iterator[list[str]]:
    last = ""
    while page := database.query("SELECT sha256 FROM contents WHERE sha256 > ? ORDER BY sha256 LIMIT 1000", (last,)):
        yield [str(row[0]) for row in page]
        last = page[-1][0]


def _announce(layout: Layout, name: str) -> None:
    with layout.building.open("w", encoding="utf-8") as file:
        file.write(f"{name}\n{_place(layout)}\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(layout.folder)


def _announced(layout: Layout) -> str | None:
    """The file that is or was being built here; None where nothing was, or where it was elsewhere."""
    try:
        name, place, _ = layout.building.read_text("utf-8").split("\n")
    except (OSError, ValueError):
        return None
    return name if place == _place(layout) and key_file.is_database_name(name) else None


def _place(layout: Layout) -> str:
    """This folder on this computer, told from its copy on another one."""
    node = os.uname().nodename
    return hashlib.sha256(canonical.canonical([node, str(layout.folder), layout.folder.stat().st_ino])).hexdigest()


def _is_named(layout: Layout, name: str) -> bool:
    """Whether a key file, or what is left of one, names this database."""
    quoted = f'"{name}"'.encode()
    return any(path.is_file() and quoted in path.read_bytes() for path in (layout.keys, layout.keys_copy))


def _generation(layout: Layout) -> int:
    try:
        return key_file.from_bytes(layout.keys.read_bytes()).generation
    except (OSError, VaultError):
        return 0


def _second_name(path: Path, place: Path) -> None:
    try:
        place.hardlink_to(path)
    except OSError:
        with path.open("rb") as source, place.open("xb") as target:
            place.chmod(0o600)
            while block := source.read(_BLOCK):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())


def _delete(path: Path) -> None:
    for suffix in reversed(_SUFFIXES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _delete_folder(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _fingerprint(path: Path) -> str:
    """SHA-256 over the database file and the log that belongs to it."""
    total = hashlib.sha256()
    for part in (path, path.with_name(path.name + "-wal")):
        if part.is_file():
            with part.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest() if part.stat().st_size else b"")
    return total.hexdigest()


def _unsound() -> VaultError:
    return VaultError(
        "write-failed",
        "The new database is not what was written into it, so it was not used; the old one stands. Check the disk.",
    )
