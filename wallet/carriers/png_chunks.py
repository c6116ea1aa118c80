"""The chunks of a PNG (W3C PNG third edition, section 5), walked strictly and without decoding a single pixel."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from wallet.carriers import limits
from wallet.errors import InputRefused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MAX_CHUNKS = 65_536
_MAX_LENGTH = 2**31 - 1
_FRAME = 12  # length, type and CRC around the data
_IHDR_LENGTH = 13


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: its four-letter type, and where it starts and ends in the file, frame included."""

    kind: bytes
    start: int
    end: int

    def data(self, picture: bytes) -> bytes:
        return picture[self.start + 8 : self.end - 4]


def walk(picture: bytes) -> tuple[Chunk, ...]:
    """All chunks from IHDR to IEND; what follows IEND is not looked at.

    Raises InputRefused("damaged") for a wrong signature, length, CRC or order, ("too-large") for a picture beyond
    20,000 pixels a side or 100 million in all.
    """
    if not picture.startswith(SIGNATURE):
        raise _damaged()
    chunks: list[Chunk] = []
    position = len(SIGNATURE)
    while len(chunks) < _MAX_CHUNKS:
        chunk = _chunk(picture, position)
        if not chunks:
            _check_header(chunk, picture)
        chunks.append(chunk)
        if chunk.kind == b"IEND":
            if chunk.end - chunk.start != _FRAME:
                raise _damaged()
            return tuple(chunks)
        position = chunk.end
    raise InputRefused("too-large", "This picture is in more pieces than any badge. It was not opened.")


def build(kind: bytes, data: bytes) -> bytes:
    """One chunk as bytes."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _chunk(picture: bytes, start: int) -> Chunk:
    if start + _FRAME > len(picture):
        raise _damaged()
    length, kind = struct.unpack_from(">I4s", picture, start)
    end = start + _FRAME + length
    if length > _MAX_LENGTH or end > len(picture) or not kind.isalpha():
        raise _damaged()
    (crc,) = struct.unpack_from(">I", picture, end - 4)
    if zlib.crc32(memoryview(picture)[start + 4 : end - 4]) != crc:
        raise _damaged()
    return Chunk(kind, start, end)


def _check_header(chunk: Chunk, picture: bytes) -> None:
    if chunk.kind != b"IHDR" or chunk.end - chunk.start != _FRAME + _IHDR_LENGTH:
        raise _damaged()
    width, height = struct.unpack_from(">II", picture, chunk.start + 8)
    if not width or not height:
        raise _damaged()
    if max(width, height) > limits.SIDE_PIXELS or width * height > limits.PNG_PIXELS:
        raise InputRefused("too-large", f"This picture says it is {width} by {height} pixels. It was not opened.")


def _damaged() -> InputRefused:
    return InputRefused("damaged", "This picture is damaged or was cut off. Download the badge file again.")
