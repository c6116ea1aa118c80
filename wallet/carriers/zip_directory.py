"""The directory of a ZIP file (APPNOTE 6.3): what it holds and where, each entry held to what its own header says.

Readers of ZIP disagree about what to believe; a file that could be read in two ways is damaged here.  The directory must fill
the end of the file, every entry's own header must agree with it, and an entry that it cannot be read by costs itself only.
"""

from __future__ import annotations

import struct

from wallet.carriers.archived import Entry, damaged, not_a_file, too_many
from wallet.errors import InputRefused

_STORED, _DEFLATED = 0, 8
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_BEYOND_32_BITS = 0xFFFFFFFF
_ENCRYPTED, _UTF8 = 0x0001, 0x0800
_UNIX = 3
_KIND, _REGULAR, _FOLDER = 0o170000, 0o100000, 0o040000


def read(data: bytes, *, most: int) -> tuple[Entry, ...]:
    """Every entry in the order of the directory.

    Raises InputRefused("archive-damaged"), and ("archive-too-many") for more than ``most``.
    """
    start, end, count = _directory(data)
    if count > most:
        raise too_many(most)
    found: list[Entry] = []
    place = start
    while place < end:
        if len(found) == most:
            raise too_many(most)
        entry, place = _entry(data, place, start, end)
        found.append(entry)
    if len(found) != count:
        raise damaged("ZIP")
    return tuple(found)


def _directory(data: bytes) -> tuple[int, int, int]:
    """Where the directory begins and ends, and how many entries it should have."""
    place = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    while place >= 0:
        if place + _END.size <= len(data):
            _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, place)
            if place + _END.size + comment == len(data):
                if disk or first_disk or here != count or start + size != place:
                    raise damaged("ZIP")
                return start, place, count
        place = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - _LONGEST_COMMENT), place)
    raise damaged("ZIP")


def _entry(data: bytes, place: int, first: int, end: int) -> tuple[Entry, int]:
    """The entry at this place of the directory, and where the next one begins."""
    if place + _CENTRAL.size > end:
        raise damaged("ZIP")
    fields = _CENTRAL.unpack_from(data, place)
    mark, made_by, _, flags, method, _, _, crc, packed, size, name_size, extra, comment, disk, _, outer, start = fields
    after = place + _CENTRAL.size + name_size + extra + comment
    if mark != b"PK\1\2" or after > end or disk:
        raise damaged("ZIP")
    raw = data[place + _CENTRAL.size : place + _CENTRAL.size + name_size]
    name = _name(raw, is_utf8=bool(flags & _UTF8))
    error = _unreadable(made_by, flags, method, outer)
    data_start = _behind_header(data, start, raw, flags, method)
    if error is None and (not data_start or data_start + packed > first or _BEYOND_32_BITS in (packed, size)):
        error = InputRefused("damaged", "What this file says of itself and what the archive says of it differ. Not opened.")
    reach = data_start + packed if data_start else 0
    entry = Entry(
        name=name,
        start=start,
        data_start=data_start,
        end=reach,
        size=size,
        crc=crc,
        deflated=method != _STORED,
        error=error,
    )
    return entry, after


def _name(raw: bytes, *, is_utf8: bool) -> str:
    """UTF-8 where it says so, and where it can be nothing else: some programs never set the mark."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if is_utf8 else "cp437", "replace")


def _unreadable(made_by: int, flags: int, method: int, outer: int) -> InputRefused | None:
    kind = (outer >> 16) & _KIND if made_by >> 8 == _UNIX else 0
    if kind not in (0, _REGULAR, _FOLDER):
        return not_a_file()
    if flags & _ENCRYPTED:
        return InputRefused("archive-encrypted", "This file is locked with a password. Unpack the archive yourself first.")
    if method not in (_STORED, _DEFLATED):
        sentence = "This file is packed in a way that Satchel does not read. Unpack the archive, and import the folder."
        return InputRefused("archive-method", sentence)
    return None


def _behind_header(data: bytes, start: int, name: bytes, flags: int, method: int) -> int:
    """Where the bytes behind an entry's own header begin; 0 for a header that is missing or says something else."""
    if start + _LOCAL.size > len(data):
        return 0
    mark, _, own_flags, own_method, _, _, _, _, _, name_size, extra = _LOCAL.unpack_from(data, start)
    begins = start + _LOCAL.size
    agrees = (
        mark == b"PK\3\4"
        and own_method == method
        and (own_flags ^ flags) & (_ENCRYPTED | _UTF8) == 0
        and data[begins : begins + name_size] == name
    )
    return begins + name_size + extra if agrees else 0
