"""Archives as carriers: a ZIP or tar of badges is a folder of badges, each an input of its own.

Two steps, so that the process that asks never unpacks anything itself: ``contents`` says where each file lies, ``content``
unpacks one.  Nothing is ever written, so a name with ``../`` in it is an odd name and no more.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable

from wallet.carriers import limits, tar_directory, zip_directory
from wallet.carriers.archived import Entry
from wallet.errors import InputRefused
from wallet.model.packed import Packed
from wallet.model.plain_text import visible

MAX_ENTRIES = 10_000
ENTRY_BYTES = 25 * 1024 * 1024  # one file, unpacked; it travels back from a worker
TOTAL_BYTES = 250 * 1024 * 1024  # all files, unpacked
RATIO = 250  # no badge shrinks to less than a 250th; bombs shrink to a thousandth
_RATIO_FROM = 1024 * 1024
_NAME_LETTERS = 200
_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_OTHERS = {
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\xfd7zXZ\0": "xz",
    b"BZh91AY&SY": "bzip2",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"})
_SYSTEM_FOLDER = "__MACOSX"


def is_archive(data: bytes) -> bool:
    """Whether these bytes begin as an archive does, of a kind that is read or of one that is refused by name."""
    return data.startswith(_ZIP) or tar_directory.is_tar(data) or bool(_other(data))


def contents(data: bytes) -> tuple[Packed, ...]:
    """The files in an archive in its own order; folders, and files that are hidden in a folder too, are left out.

    Raises InputRefused("archive-unsupported", "archive-damaged", "archive-too-many", "too-large", "unknown-file").
    """
    if len(data) > limits.INPUT_BYTES:
        raise InputRefused("too-large", "This archive is larger than 50 MB. Unpack it, and import the folder.")
    other = _other(data)
    if other:
        sentence = f"This is a {other} archive, which Satchel does not open. Unpack it, and import the folder."
        raise InputRefused("archive-unsupported", sentence)
    read = tar_directory.read if tar_directory.is_tar(data) else zip_directory.read
    entries = read(data, most=MAX_ENTRIES)
    if _DOCUMENTS & {entry.name for entry in entries}:
        raise InputRefused("unknown-file", "This is an office document, book or program, not an archive of badges.")
    return _judged([entry for entry in entries if not _is_left_out(entry)])


def content(packed: bytes, entry: Packed) -> bytes:
    """One file, unpacked: ``packed`` are the archive's bytes from ``entry.start`` to ``entry.end``.

    Raises InputRefused("damaged", "archive-in-archive"), and what ``entry.error`` says.
    """
    if entry.error is not None:
        raise entry.error
    data = _inflated(packed, entry) if entry.deflated else packed
    if len(data) != entry.size or entry.crc not in (None, zlib.crc32(data)):
        raise _damaged()
    if is_archive(data):
        sentence = "This is an archive inside an archive, which Satchel does not open. Unpack the outer one first."
        raise InputRefused("archive-in-archive", sentence)
    return data


def _inflated(packed: bytes, entry: Packed) -> bytes:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = stream.decompress(packed, entry.size + 1)
        if not data and not entry.size:
            data = stream.flush()
    except zlib.error as error:
        raise _damaged() from error
    if not stream.eof or stream.unused_data:
        raise _damaged()
    return data


def _other(data: bytes) -> str:
    return next((name for mark, name in _OTHERS.items() if data.startswith(mark)), "")


def _is_left_out(entry: Entry) -> bool:
    parts = [part for part in _parts(entry.name) if part]
    if entry.name.endswith(("/", "\\")):
        return True
    return bool(parts) and (
        parts[0] == _SYSTEM_FOLDER or any(part.startswith(".") and part not in (".", "..") for part in parts)
    )


def _judged(entries: list[Entry]) -> tuple[Packed, ...]:
    shown = [_shown(entry.name, place) for place, entry in enumerate(entries, start=1)]
    doubled = _doubled(shown)
    overlapping = _overlapping(entries)
    total = 0
    found: list[Packed] = []
    for name, entry in zip(shown, entries, strict=True):
        error = entry.error or _too_large(entry)
        if name in doubled:
            error = InputRefused("archive-name-twice", "Two files in this archive have this name, so neither was read.")
        elif entry.start in overlapping:
            error = InputRefused("archive-overlap", "This file shares its bytes with another one, as in an attack. Not opened.")
        if error is None and total + entry.size > TOTAL_BYTES:
            error = InputRefused(
                "too-large", "The files before this one unpack to 250 MB already. Unpack it, and import parts."
            )
        total += 0 if error else entry.size
        found.append(
            Packed(
                name=visible(name, limit=_NAME_LETTERS),
                start=entry.data_start,
                end=entry.end,
                size=entry.size,
                crc=entry.crc,
                deflated=entry.deflated,
                error=error,
            )
        )
    return tuple(found)


def _too_large(entry: Entry) -> InputRefused | None:
    if entry.size > ENTRY_BYTES:
        return InputRefused("too-large", "This file unpacks to more than 25 MB, more than any credential needs.")
    if entry.size > _RATIO_FROM and entry.size > RATIO * (entry.end - entry.data_start):
        return InputRefused("too-large", "This file unpacks to far more than it is packed, as in an attack. Not opened.")
    return None


def _doubled(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name, count in Counter(names).items() if count > 1)


def _overlapping(entries: list[Entry]) -> frozenset[int]:
    """Where those begin that reach into another one (quoted-overlap bombs); one that is damaged anyway takes nobody along."""
    found: set[int] = set()
    before: Entry | None = None
    for entry in sorted((entry for entry in entries if entry.error is None), key=lambda entry: (entry.start, entry.end)):
        if before is not None and entry.start < before.end:
            found |= {entry.start, before.start}
        before = entry if before is None or entry.end > before.end else before
    return frozenset(found)


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def _shown(name: str, place: int) -> str:
    """The name as it may be shown and joined to the archive's: relative, without steps upwards, drives and controls."""
    kept = [part for part in _parts(name) if part not in ("", ".", "..") and not part.endswith(":")]
    return visible("/".join(kept)) or f"file {place}"


def _damaged() -> InputRefused:
    return InputRefused("damaged", "This file inside the archive is damaged. Download the archive again.")
