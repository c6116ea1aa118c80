"""The sealed part of a backup: chunks of 64 KiB, each bound to its place, to the end and to the header (AES-256-GCM).

A chunk that is changed, cut, moved, repeated, left out, or taken from another backup does not open: its place is its nonce,
the header's hash and "this is the last one" are authenticated with it, and no two backups share a key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wallet.backup import problems
from wallet.backup.header import CHUNK

_TAG = 16
_NONCE_BYTES = 12


class SealedWriter:
    """Seals what is written to it. Not finished until ``finish`` has returned; then write no more."""

    def __init__(self, file: BinaryIO, key: bytes, header: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        self._bound = hashlib.sha256(header).digest()
        self._waiting = bytearray()
        self._index = 0

    def write(self, data: bytes) -> None:
        """Append these bytes. Raises OSError."""
        self._waiting += data
        whole = (len(self._waiting) - 1) // CHUNK  # what may be the last chunk waits
        if whole <= 0:
            return
        for number in range(whole):
            self._seal(bytes(self._waiting[number * CHUNK : (number + 1) * CHUNK]), last=False)
        del self._waiting[: whole * CHUNK]

    def finish(self) -> None:
        """Seal the last chunk. Raises OSError."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._index), chunk, _bound(self._bound, last=last)))
        self._index += 1


def open_chunks(file: BinaryIO, key: bytes, header: bytes) -> Iterator[bytes]:
    """The chunks of a file that stands behind its header. Raises InputRefused("backup-damaged") and OSError."""
    cipher = AESGCM(key)
    bound = hashlib.sha256(header).digest()
    index = 0
    sealed = file.read(CHUNK + _TAG)
    while True:
        following = file.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(index), sealed, _bound(bound, last=not following))
        except (InvalidTag, ValueError) as error:  # ValueError: shorter than a tag
            raise problems.damaged() from error
        if not following:
            return
        sealed, index = following, index + 1


def _nonce(index: int) -> bytes:
    return index.to_bytes(_NONCE_BYTES, "big")


def _bound(header_hash: bytes, *, last: bool) -> bytes:
    return header_hash + (b"\x01" if last else b"\x00")
