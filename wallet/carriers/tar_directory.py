"""The entries of a tar archive (POSIX.1-2001 ustar and pax, and the long names of GNU tar), walked from header to header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallet.carriers.archived import Entry, damaged, not_a_file, too_many
from wallet.errors import InputRefused

_BLOCK = 512
_MARK = slice(257, 262)
_LONGEST_NOTE = 64 * 1024  # a pax header or a long name
_FILES, _FOLDER = (b"0", b"\0", b"7"), b"5"
_LINKS = (b"1", b"2", b"3", b"4", b"6")
_NOTES, _LONG_NAME, _FOR_ALL = b"x", b"L", (b"g", b"K")


def is_tar(data: bytes) -> bool:
    """Whether these bytes begin as a tar archive does."""
    return data[_MARK] == b"ustar" and b"\0" in data[:_BLOCK]


def read(data: bytes, *, most: int) -> tuple[Entry, ...]:
    """Every entry but folders, in order.

    Raises InputRefused("archive-damaged"), and ("archive-too-many") for more than ``most`` headers.
    """
    found: list[Entry] = []
    notes: dict[str, str] = {}
    place = headers = 0
    while (header := _header(data, place)) is not None:
        headers += 1
        if headers > most:
            raise too_many(most)
        about_another = header.kind in (_NOTES, _LONG_NAME, *_FOR_ALL)
        size = _number(notes["size"]) if "size" in notes and not about_another else header.size
        start, end = place + _BLOCK, place + _BLOCK + size
        if end > len(data):
            raise damaged("tar")
        if header.kind in (_NOTES, _LONG_NAME):
            notes |= _notes(data[start:end]) if header.kind == _NOTES else {"path": _text(data[start:end])}
        elif not about_another:
            if header.kind != _FOLDER:
                name = notes.get("path", header.name)
                found.append(
                    Entry(name=name, start=place, data_start=start, end=end, size=size, error=_unreadable(header.kind, notes))
                )
            notes = {}
        place = end + -end % _BLOCK
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Header:
    name: str
    size: int
    kind: bytes


def _header(data: bytes, place: int) -> _Header | None:
    """The header at this place; None at the end of the archive, behind which there is nothing."""
    block = data[place : place + _BLOCK]
    if len(block) == _BLOCK and not any(block):
        if data[place:].strip(b"\0"):
            raise damaged("tar")
        return None
    if len(block) < _BLOCK or block[_MARK] != b"ustar":
        raise damaged("tar")
    unsummed = sum(block) - sum(block[148:156]) + 8 * 0x20
    if _octal(block[148:156]) != unsummed:
        raise damaged("tar")
    prefix = _text(block[345:500]) if block[262:263] == b"\0" else ""  # GNU keeps times there
    name = _text(block[:100])
    return _Header(f"{prefix}/{name}" if prefix else name, _octal(block[124:136]), block[156:157])


def _notes(data: bytes) -> Mapping[str, str]:
    """The records of a pax header, ``length name=value``."""
    if len(data) > _LONGEST_NOTE:
        raise damaged("tar")
    found: dict[str, str] = {}
    while data:
        length = _number(data[:13].partition(b" ")[0].decode("ascii", "replace"))
        record, data = data[:length], data[length:]
        name, equals, value = record.partition(b" ")[2].partition(b"=")
        if len(record) != length or not equals or not value.endswith(b"\n"):
            raise damaged("tar")
        found[name.decode("utf-8", "replace")] = value[:-1].decode("utf-8", "replace")
    return found


def _unreadable(kind: bytes, notes: Mapping[str, str]) -> InputRefused | None:
    if kind in _LINKS:
        return not_a_file()
    if kind not in _FILES or any(name.startswith("GNU.sparse") for name in notes):
        sentence = "This file is packed in a way that Satchel does not read. Unpack the archive, and import the folder."
        return InputRefused("archive-method", sentence)
    return None


def _text(field: bytes) -> str:
    if len(field) > _LONGEST_NOTE:
        raise damaged("tar")
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0")
    if not digits or digits.strip(b"01234567"):
        raise damaged("tar")
    return int(digits, 8)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise damaged("tar")
    return int(text)
