"""A disk as a power failure finds it: what was synced is there, of the rest any part, in any order, pages torn at 512 bytes.

Stricter than any real file system: syncing a file does not save its name (only syncing its folder does), and the changes of
one folder may survive each without the others.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECTOR = 512


@dataclass(eq=False)
class File:
    """A file's bytes as programs see them, as they are on the platter, and the changes between the two."""

    now: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    pending: list[Callable[[bytearray], None]] = field(default_factory=list)

    def write(self, offset: int, data: bytes) -> None:
        """Sector by sector: each of them arrives or does not."""
        _put(self.now, offset, data)
        start = 0
        while start < len(data):
            end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
            self.pending.append(_Put(offset + start, bytes(data[start:end])))
            start = end

    def truncate(self, size: int) -> None:
        change = _Cut(size)
        change(self.now)
        self.pending.append(change)

    def sync(self) -> None:
        self.safe, self.pending = bytes(self.now), []


@dataclass(eq=False)
class Folder:
    """Names now, names on the platter, and the changes between the two; a change names or removes one or two entries."""

    now: dict[str, File | Folder] = field(default_factory=dict)
    safe: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[dict[str, File | Folder | None]] = field(default_factory=list)

    def change(self, names: dict[str, File | Folder | None]) -> None:
        """Name (or, with None, take away) these entries, all at once."""
        _apply(self.now, names)
        self.pending.append(names)

    def sync(self) -> None:
        self.safe, self.pending = dict(self.now), []


@dataclass(frozen=True, slots=True)
class _Put:
    offset: int
    data: bytes

    def __call__(self, content: bytearray) -> None:
        _put(content, self.offset, self.data)


@dataclass(frozen=True, slots=True)
class _Cut:
    size: int

    def __call__(self, content: bytearray) -> None:
        del content[self.size :]
        content.extend(bytes(self.size - len(content)))


def _put(content: bytearray, offset: int, data: bytes) -> None:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def _apply(entries: dict[str, File | Folder], names: dict[str, File | Folder | None]) -> None:
    for name, target in names.items():
        if target is None:
            entries.pop(name, None)
        else:
            entries[name] = target


def loaded(path: Path) -> Folder:
    """A folder of the real disk, all of it safe."""
    folder = Folder()
    for entry in os.scandir(path):
        if entry.is_dir():
            folder.now[entry.name] = loaded(Path(entry.path))
        else:
            content = Path(entry.path).read_bytes()
            folder.now[entry.name] = File(now=bytearray(content), safe=content)
    folder.sync()
    return folder


def pending(folder: Folder) -> int:
    """How many changes the power failure may still take, here and below."""
    below = (pending(one) if isinstance(one, Folder) else len(one.pending) for one in {**folder.safe, **folder.now}.values())
    return len(folder.pending) + sum(below)


def after_power_loss(folder: Folder, to: Path, chance: random.Random) -> None:
    """Write what may be left of it into a new folder of the real disk."""
    to.mkdir(parents=True)
    entries = dict(folder.safe)
    for names in _kept(folder.pending, chance):
        _apply(entries, names)
    for name, one in entries.items():
        if isinstance(one, Folder):
            after_power_loss(one, to / name, chance)
        else:
            content = bytearray(one.safe)
            for change in _kept(one.pending, chance):
                change(content)
            (to / name).write_bytes(content)
            (to / name).chmod(0o600)


def _kept(changes: list[Any], chance: random.Random) -> list[Any]:
    """None of them, all, all up to one, all but one, one only, or each by the toss of a coin; now and then in another order."""
    count = len(changes)
    if not count:
        return []
    one = chance.randrange(count)
    kept = (
        [],
        changes,
        changes[:one],
        changes[one:],
        [*changes[:one], *changes[one + 1 :]],
        [changes[one]],
        [change for change in changes if chance.random() < 0.5],
        [change for change in changes if chance.random() < 0.9],
    )[chance.randrange(8)]
    return chance.sample(kept, len(kept)) if chance.random() < 0.2 else list(kept)
