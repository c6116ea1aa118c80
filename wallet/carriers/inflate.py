"""Decompression with a limit, so that a small input cannot fill the memory (security.md B1)."""

from __future__ import annotations

import zlib

from wallet.errors import InputRefused


def inflate(data: bytes, *, limit: int) -> bytes:
    """A whole zlib stream (RFC 1950) and nothing after it, up to ``limit`` bytes of output.

    Raises InputRefused("too-large") beyond the limit, ("damaged") for anything that is not exactly one such stream.
    """
    stream = zlib.decompressobj()
    try:
        out = stream.decompress(data, limit + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(out) > limit:
        raise InputRefused("too-large", "The data inside unpacks to far more than any credential needs. It was not opened.")
    if not stream.eof or stream.unused_data:
        raise _damaged()
    return out


def _damaged() -> InputRefused:
    return InputRefused("damaged", "The compressed data inside is damaged. Download the file again.")
