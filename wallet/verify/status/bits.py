"""Compressed lists of small numbers: inflated up to a limit, read at one place."""

from __future__ import annotations

import zlib

from wallet.errors import CheckUndecided

MAX_BYTES = 16 * 1024 * 1024
"""128 million entries; the largest lists in use hold a million. A gzip bomb stops here (1 MB can inflate to 1 GB)."""
_GZIP, _ZLIB = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS


def gunzip(data: bytes) -> bytes:
    """One whole gzip member (RFC 1952), nothing after it. Raises CheckUndecided("status-unreadable" or "status-too-large")."""
    return _inflate(data, _GZIP)


def inflate(data: bytes) -> bytes:
    """One whole ZLIB stream (RFC 1950), as Token Status List section 4.1 has it. Raises as ``gunzip`` does."""
    return _inflate(data, _ZLIB)


def at(data: bytes, index: int, size: int, *, left: bool) -> int:
    """The number in place ``index`` of a list of numbers of ``size`` bits.

    ``left``: the first one begins at the highest bit of the first byte (W3C); else at its lowest (IETF, sizes 1, 2, 4, 8).
    Raises CheckUndecided("status-range") where the list is shorter.
    """
    first = index * size
    if first + size > len(data) * 8:
        length = len(data) * 8 // size
        raise CheckUndecided("status-range", f"The list has {length} entries; the credential is said to be number {index}.")
    if not left:
        return data[first // 8] >> first % 8 & (1 << size) - 1
    last = first + size - 1
    chunk = int.from_bytes(data[first // 8 : last // 8 + 1], "big")
    return chunk >> 7 - last % 8 & (1 << size) - 1


def _inflate(data: bytes, window: int) -> bytes:
    machine = zlib.decompressobj(window)
    try:
        out = machine.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise CheckUndecided("status-unreadable", "The status list is not compressed as its standard says.") from error
    if len(out) > MAX_BYTES:
        raise CheckUndecided("status-too-large", f"The status list is larger than {MAX_BYTES // 1024 // 1024} MB.")
    if not machine.eof or machine.unused_data:
        raise CheckUndecided("status-unreadable", "The status list is cut off, or something follows it.")
    return out
