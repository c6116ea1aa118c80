"""One entry in an archive's own directory, whatever kind of archive it is."""

from __future__ import annotations

from dataclasses import dataclass

from wallet.errors import InputRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: from ``start`` its own header, from ``data_start`` to ``end`` its bytes. ``name`` is as written, unsafe.

    ``crc`` is None in archives that have none.
    """

    name: str
    start: int
    data_start: int = 0
    end: int = 0
    size: int = 0
    crc: int | None = None
    deflated: bool = False
    error: InputRefused | None = None


def damaged(kind: str) -> InputRefused:
    """The whole archive cannot be read."""
    return InputRefused("archive-damaged", f"This {kind} archive is damaged or was cut off on its way. Download it again.")


def too_many(most: int) -> InputRefused:
    """More entries than anybody has badges."""
    return InputRefused("archive-too-many", f"This archive holds more than {most:,} files. Unpack it, and import the folder.")


def not_a_file() -> InputRefused:
    """An entry that points elsewhere."""
    return InputRefused("archive-not-a-file", "This is a link or a device, not a file. It was not followed.")
