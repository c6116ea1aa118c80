"""Badge pictures in PNG: text chunks in, text chunks out; no other byte of the picture is touched.

Open Badges 3.0 section 5.3.1: one uncompressed iTXt chunk ``openbadgecredential``.  Open Badges 2.0: iTXt ``openbadges``;
badges of 2012: tEXt ``openbadges`` with an address.  CLR 2.0: ``clrcredential``.  Reading takes any text chunk.
"""

from __future__ import annotations

from wallet.carriers import baked, limits
from wallet.carriers.inflate import inflate
from wallet.carriers.png_chunks import SIGNATURE, Chunk, build, walk
from wallet.model.carried import Carried, Carrier

_TEXT_CHUNKS = (b"iTXt", b"zTXt", b"tEXt")
_KEYWORDS = tuple(keyword.encode("ascii") for keyword in baked.KEYWORDS)
_MAX_CREDENTIAL_CHUNKS = 16
_MAX_KEYWORD = 80  # 79 letters and a zero byte
_DECODED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


def extract(picture: bytes) -> tuple[Carried, ...]:
    """What is baked into the picture: one payload, or () for a picture without any.

    Raises InputRefused("damaged", "too-large", "ambiguous", or what ``baked.carried`` raises).
    """
    chunks = _credential_chunks(picture)
    if len(chunks) > _MAX_CREDENTIAL_CHUNKS:
        raise baked.damaged()
    return baked.single(baked.carried(_text(chunk.kind, chunk.data(picture)), Carrier.PNG) for chunk in chunks)


def bake(picture: bytes, payload: bytes, *, keyword: str = baked.OB3) -> bytes:
    """The picture with the payload inside, in place of what was baked into it before.

    Raises InputRefused("damaged", "too-large") for the picture, ("not-bakeable", "too-large") for the payload.
    """
    baked.payload_text(payload)
    chunk = build(b"iTXt", baked.known_keyword(keyword).encode("ascii") + b"\0\0\0\0\0" + payload)
    last = walk(picture)[-1].start
    out = bytearray()
    position = 0
    for old in _credential_chunks(picture):
        out += picture[position : old.start]
        position = old.end
    out += picture[position:last] + chunk + picture[last:]
    return bytes(out)


def pixels_only(picture: bytes) -> bytes:
    """The picture without its texts, profiles and other extras, so that a decoder is given nothing else to unpack.

    Raises as ``png_chunks.walk`` does.
    """
    kept = (picture[chunk.start : chunk.end] for chunk in walk(picture) if chunk.kind in _DECODED)
    return SIGNATURE + b"".join(kept)


def _credential_chunks(picture: bytes) -> tuple[Chunk, ...]:
    return tuple(chunk for chunk in walk(picture) if chunk.kind in _TEXT_CHUNKS and _keyword(chunk, picture) in _KEYWORDS)


def _keyword(chunk: Chunk, picture: bytes) -> bytes:
    return picture[chunk.start + 8 : min(chunk.start + 8 + _MAX_KEYWORD, chunk.end - 4)].partition(b"\0")[0]


def _text(kind: bytes, data: bytes) -> bytes:
    """The text of one text chunk (PNG sections 11.3.3.2 to 11.3.3.4), decompressed."""
    _, separator, rest = data.partition(b"\0")
    if not separator:
        raise baked.damaged()
    if kind == b"tEXt":
        return rest
    if kind == b"zTXt":
        return _inflated(rest[:1], rest[1:])
    flag, method, fields = rest[:1], rest[1:2], rest[2:].split(b"\0", 2)
    if len(fields) != 3 or flag not in (b"\0", b"\1"):
        raise baked.damaged()
    return _inflated(method, fields[2]) if flag == b"\1" else fields[2]


def _inflated(method: bytes, data: bytes) -> bytes:
    if method != b"\0":
        raise baked.damaged()
    return inflate(data, limit=limits.PAYLOAD_BYTES)
