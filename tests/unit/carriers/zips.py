"""ZIP and tar archives, well made and otherwise."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive as any program writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Mapping[str, bytes], *, form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar as any program writes it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def deflated(data: bytes) -> bytes:
    """The bytes as ZIP packs them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@dataclass
class Crafted:
    """One entry, with each thing that its directory says apart from what it is."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    method: int = 8
    flags: int = 0x0800
    mode: int = 0
    own_name: bytes | None = None
    start: int | None = None  # where the directory says that its header is
    packed_size: int | None = None


def entry(name: str, data: bytes, **changes: object) -> Crafted:
    """An honest entry, but for the changes."""
    return Crafted(**{"name": name.encode(), "packed": deflated(data), "size": len(data), "crc": zlib.crc32(data), **changes})  # type: ignore[arg-type]


def crafted(*entries: Crafted, count: int | None = None) -> bytes:
    """An archive of these entries; ``count`` is what it says of their number."""
    body, directory = bytearray(), bytearray()
    for one in entries:
        start = len(body) if one.start is None else one.start
        own = one.name if one.own_name is None else one.own_name
        size = len(one.packed) if one.packed_size is None else one.packed_size
        body += struct.pack("<4s5H3L2H", b"PK\3\4", 20, one.flags, one.method, 0, 0, one.crc, size, one.size, len(own), 0)
        body += own + one.packed
        fields = (20 | 3 << 8, 20, one.flags, one.method, 0, 0, one.crc, size, one.size, len(one.name), 0, 0, 0, 0)
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields, one.mode << 16, start) + one.name
    total = len(entries) if count is None else count
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, total & 0xFFFF, total & 0xFFFF, len(directory), len(body), 0)
    return bytes(body + directory) + tail


def quoting(files: int, kernel: int) -> bytes:
    """A bomb whose files overlap: each one's data quotes the next one's header and goes on into its data."""
    last = deflated(b"\0" * kernel)
    crc = zlib.crc32(b"\0" * kernel)
    size = kernel
    body = b""
    found: list[Crafted] = []
    packed = last
    for number in reversed(range(files)):
        name = f"{number:04d}".encode()
        header = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0) + name
        body = header + packed
        found.append(Crafted(name=name, packed=packed, size=size, crc=crc))
        packed = struct.pack("<BHH", 0, len(body) - len(packed), (len(body) - len(packed)) ^ 0xFFFF) + body
        size += len(header)
        crc = 0
    starts, place = {}, 0
    for one in reversed(found):
        starts[one.name] = place
        place += 30 + len(one.name) + 5
    directory = b"".join(
        struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, one.crc, len(one.packed), one.size, 4, 0, 0, 0, 0, 0, starts[one.name]
        )
        + one.name
        for one in reversed(found)
    )
    return body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, files, files, len(directory), len(body), 0)
