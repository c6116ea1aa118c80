"""The first line of a backup: which wallet, of when, and the slots that open it on any computer.

It is one line of canonical JSON, closed by a checksum that tells damage from a wrong passphrase before any secret is tried.
The key file of the wallet stands in it whole, so that whatever opened the wallet opens the backup.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from wallet.backup import problems
from wallet.encoding import base64url, strict_json
from wallet.errors import InputRefused, VaultDamaged, WalletError
from wallet.vault import key_file
from wallet.vault.canonical import canonical
from wallet.vault.times import from_text, to_text

MAGIC = "satchel-backup"
VERSION = 1
MINOR = 0
CHUNK = 64 * 1024
SALT_BYTES = 32
MAX_BYTES = 96 * 1024
_CIPHER = "AES-256-GCM"
_DERIVATION = "HKDF-SHA256"
_MINOR_LIMIT = 10**6
_VAULT_ID = re.compile(r"[0-9a-f]{32}\Z")
_MARK = b'"magic":"satchel-backup"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """``keys`` are the bytes of the wallet's key file, ``salt`` makes this backup's key its own."""

    vault_id: str
    created_at: datetime
    keys: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    minor: int = MINOR

    @property
    def is_newer(self) -> bool:
        """Whether a later version of this format may have put in what this one does not know."""
        return self.minor > MINOR


def to_line(header: Header) -> bytes:
    """The header's bytes, with the line break that ends them."""
    return _closed(
        {
            "magic": MAGIC,
            "version": VERSION,
            "minor": header.minor,
            "vault_id": header.vault_id,
            "created_at": to_text(header.created_at),
            "cipher": _CIPHER,
            "derivation": _DERIVATION,
            "salt": base64url.encode(header.salt),
            "chunk": CHUNK,
            "keys": strict_json.loads(header.keys, max_bytes=key_file.MAX_BYTES),
        }
    )


def read_line(file: BinaryIO) -> tuple[Header, bytes]:
    """The header and its bytes, from a file that stands at its beginning.

    Raises InputRefused("backup-empty", "not-a-backup", "backup-damaged", "kdf-limits") and VaultError("newer-version").
    """
    line = file.readline(MAX_BYTES + 1)
    if not line:
        raise problems.empty()
    if _MARK not in line:
        raise problems.not_a_backup()
    if len(line) > MAX_BYTES or not line.endswith(b"\n"):
        raise problems.damaged()
    return _header(_members(line)), line


def _closed(members: dict[str, Any]) -> bytes:
    checksum = hashlib.sha256(canonical(members)).hexdigest()
    return canonical({**members, "checksum": checksum}) + b"\n"


def _members(line: bytes) -> dict[str, Any]:
    """The members of a line whose checksum holds and whose bytes are the canonical ones."""
    try:
        members = strict_json.loads(line, max_bytes=MAX_BYTES)
    except InputRefused as error:
        raise problems.damaged() from error
    if not isinstance(members, dict) or members.get("magic") != MAGIC:
        raise problems.not_a_backup()
    if line != _closed({name: value for name, value in members.items() if name != "checksum"}):
        raise problems.damaged()
    return members


def _header(members: dict[str, Any]) -> Header:
    version, minor = members.get("version"), members.get("minor")
    if type(version) is not int or type(minor) is not int or not 0 <= minor <= _MINOR_LIMIT:
        raise problems.inconsistent("its version is no number")
    if version != VERSION:
        raise problems.newer()
    if (members.get("cipher"), members.get("derivation"), members.get("chunk")) != (_CIPHER, _DERIVATION, CHUNK):
        raise problems.inconsistent("it is sealed in another way")
    try:
        keys = canonical(members["keys"]) + b"\n"
        opened = key_file.from_bytes(keys)
        header = Header(
            vault_id=members["vault_id"],
            created_at=from_text(members["created_at"]),
            keys=keys,
            salt=base64url.decode(members["salt"]),
            minor=minor,
        )
    except VaultDamaged as error:
        raise (problems.too_much_work() if error.code == "kdf-limits" else _malformed()) from error
    except WalletError as error:
        raise (problems.newer() if error.code == "newer-version" else _malformed()) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _malformed() from error
    if len(header.salt) != SALT_BYTES or header.vault_id != opened.vault_id:
        raise _malformed()
    return header


def _malformed() -> InputRefused:
    return problems.inconsistent("its first line is not complete")
