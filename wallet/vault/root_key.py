"""The root key, made once with the wallet, and every key that comes from it (HKDF-SHA256, RFC 5869).

The root never meets the data.  Its slots can be rewritten (a new passphrase) without touching the database, and the
database can move to a new key (a new generation) without touching the slots.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ROOT_BYTES = 32
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseKey:
    """SQLCipher's raw key, and the salt with which the file must begin: it tells this wallet's file from another's."""

    key: bytes = field(repr=False)
    salt: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootKey:
    """32 random bytes."""

    secret: bytes = field(repr=False)

    def database_key(self, generation: int) -> DatabaseKey:
        """The key of one generation of the database: 32 bytes of key, 16 of salt."""
        data = self._derive(f"db/{generation}", ROOT_BYTES + SALT_BYTES)
        return DatabaseKey(key=data[:ROOT_BYTES], salt=data[ROOT_BYTES:])

    def holder_key(self) -> bytes:
        """The key that wraps each of the holder's private keys."""
        return self._derive("holder", ROOT_BYTES)

    def backup_key(self, salt: bytes) -> bytes:
        """The key of one backup, which has this salt for its own."""
        return HKDF(algorithm=SHA256(), length=ROOT_BYTES, salt=salt, info=b"satchel backup").derive(self.secret)

    def mac(self, data: bytes) -> bytes:
        """HMAC-SHA256 over the key file's canonical text."""
        return hmac.digest(self._derive("key-file", ROOT_BYTES), data, "sha256")

    def _derive(self, purpose: str, length: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=length, salt=b"satchel vault", info=purpose.encode()).derive(self.secret)
