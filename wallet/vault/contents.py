"""Bytes under their own SHA-256: kept once, read back only if they are still the same."""

from __future__ import annotations

import hashlib
import hmac

from wallet.vault.database import Database
from wallet.vault.sql_errors import damaged_error

_UNUSED = """
DELETE FROM contents WHERE sha256 = ?1
    AND NOT EXISTS (SELECT 1 FROM credentials WHERE payload = ?1)
    AND NOT EXISTS (SELECT 1 FROM originals WHERE content = ?1)
    AND NOT EXISTS (SELECT 1 FROM snapshots WHERE content = ?1)
"""


def keep(database: Database, data: bytes) -> str:
    """Keep these bytes, inside the caller's transaction; their SHA-256 in hex."""
    sha256 = hashlib.sha256(data).hexdigest()
    database.query("INSERT INTO contents (sha256, data) VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, data))
    return sha256


def sound(sha256: str, data: bytes) -> bytes:
    """The bytes, if they are those that were kept. Raises VaultDamaged("vault-damaged")."""
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), sha256):
        raise damaged_error()
    return data


def drop_unused(database: Database, sha256: str) -> None:
    """Forget bytes that nothing refers to any more."""
    database.query(_UNUSED, (sha256,))


def storable(text: str) -> str:
    """Text for a column: what UTF-8 cannot say (a file name that is not text) becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
