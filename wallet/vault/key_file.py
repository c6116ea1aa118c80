"""The key file ``vault.keys``: which wallet this is, where its database lies, and the slots that open it.

It is one line of canonical JSON.  Two seals close it:

- ``checksum``, a plain SHA-256, tells damage from a wrong passphrase before any secret is tried.  Every later version of
  this file keeps ``magic``, ``version`` and ``checksum`` as they are, so that an old Satchel can say "newer" and mean it;
- ``mac``, under the root key, shows after opening that nobody took a slot away, added one or pointed to another database.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import InputRefused, UsageError, VaultDamaged, VaultError
from wallet.vault import slots
from wallet.vault.canonical import canonical
from wallet.vault.root_key import RootKey
from wallet.vault.slots import Binding, Slot

MAGIC = "satchel-vault"
VERSION = 1
MAX_BYTES = 64 * 1024
_MAX_SLOTS = 8
_MAX_GENERATION = 10**9
_MEMBERS = frozenset({"magic", "version", "vault_id", "generation", "database", "slots", "mac", "checksum"})
_SLOT_MEMBERS = frozenset({"id", "kind", "kdf", "params", "salt", "nonce", "wrapped"})
_VAULT_ID = re.compile(r"[0-9a-f]{32}\Z")
_DATABASE = re.compile(r"vault-[1-9][0-9]{0,9}\.db\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """What the key file says. ``database`` is a bare file name in the same folder; ``mac`` is empty until ``sealed``."""

    vault_id: str
    generation: int
    database: str
    slots: tuple[Slot, ...]
    mac: bytes = field(default=b"", repr=False)

    @property
    def binding(self) -> Binding:
        """What its slots are bound to."""
        return binding(self.vault_id)

    def sealed(self, root: RootKey) -> KeyFile:
        """The same with the right ``mac``. Raises UsageError("last-slot") for one that only a keyring could open."""
        if not _has_standing_slot(self.slots):
            raise UsageError("last-slot", "A wallet must open with a passphrase or a recovery code, whatever else opens it.")
        return replace(self, mac=root.mac(canonical(_body(self))))

    def is_sealed_by(self, root: RootKey) -> bool:
        """Whether everything in it was written by somebody who had the root key."""
        return hmac.compare_digest(self.mac, root.mac(canonical(_body(self))))


def binding(vault_id: str) -> Binding:
    """What the slots of this wallet are bound to."""
    return Binding(magic=MAGIC, version=VERSION, vault_id=vault_id)


def to_bytes(key_file: KeyFile) -> bytes:
    """The file's bytes."""
    members = _body(key_file) | {"mac": base64url.encode(key_file.mac)}
    return _with_checksum(members)


def from_bytes(data: bytes) -> KeyFile:
    """Read a key file; any byte that differs from what was written is seen.

    Raises VaultDamaged("key-file-damaged" or "kdf-limits") and VaultError("newer-version").
    """
    members = _members(data)
    version = members["version"]
    if version != VERSION:
        raise VaultError(
            "newer-version", "This wallet was written by a newer Satchel. Install that version to open it; nothing was changed."
        )
    if set(members) != _MEMBERS:
        raise damaged()
    key_file = KeyFile(
        vault_id=_matching(members["vault_id"], _VAULT_ID),
        generation=_number(members["generation"], _MAX_GENERATION),
        database=_matching(members["database"], _DATABASE),
        slots=tuple(_slot(entry) for entry in _list(members["slots"])),
        mac=_bytes(members["mac"]),
    )
    for slot in key_file.slots:
        slots.check_limits(slot)
    if not _has_standing_slot(key_file.slots):
        raise damaged()
    return key_file


def is_database_name(name: str) -> bool:
    """Whether a key file may name a database so: a bare file name in its own folder."""
    return _DATABASE.match(name) is not None


def check(data: bytes) -> None:
    """Raise as ``from_bytes`` does: what a write is proved with."""
    from_bytes(data)


def damaged() -> VaultDamaged:
    """The one way to say that the key file is not what was written."""
    return VaultDamaged(
        "key-file-damaged",
        "The wallet's key file (vault.keys) is damaged; this is not about your passphrase. Restore the wallet from a backup.",
    )


def _body(key_file: KeyFile) -> dict[str, Any]:
    return {
        "magic": MAGIC,
        "version": VERSION,
        "vault_id": key_file.vault_id,
        "generation": key_file.generation,
        "database": key_file.database,
        "slots": [_slot_members(slot) for slot in key_file.slots],
    }


def _slot_members(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "kind": slot.kind,
        "kdf": slot.kdf,
        "params": dict(slot.params),
        "salt": base64url.encode(slot.salt),
        "nonce": base64url.encode(slot.nonce),
        "wrapped": base64url.encode(slot.wrapped),
    }


def _with_checksum(members: Mapping[str, Any]) -> bytes:
    checksum = hashlib.sha256(canonical(members)).hexdigest()
    return canonical({**members, "checksum": checksum}) + b"\n"


def _members(data: bytes) -> dict[str, Any]:
    """The members of a file whose checksum holds and whose bytes are the canonical ones."""
    try:
        members = strict_json.loads(data, max_bytes=MAX_BYTES)
    except InputRefused as error:
        raise damaged() from error
    if not isinstance(members, dict) or members.get("magic") != MAGIC or type(members.get("version")) is not int:
        raise damaged()
    if data != _with_checksum({name: value for name, value in members.items() if name != "checksum"}):
        raise damaged()
    return members


def _slot(entry: Any) -> Slot:
    if not isinstance(entry, dict) or set(entry) != _SLOT_MEMBERS or not isinstance(entry["params"], dict):
        raise damaged()
    return Slot(
        id=_text(entry["id"]),
        kind=_text(entry["kind"]),
        kdf=_text(entry["kdf"]),
        params={name: _number(value, 2**63) for name, value in entry["params"].items()},
        salt=_bytes(entry["salt"]),
        nonce=_bytes(entry["nonce"]),
        wrapped=_bytes(entry["wrapped"]),
    )


def _has_standing_slot(found: tuple[Slot, ...]) -> bool:
    return any(slot.kind in slots.STANDING for slot in found)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MAX_SLOTS:
        raise damaged()
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 64:
        raise damaged()
    return value


def _matching(value: Any, pattern: re.Pattern[str]) -> str:
    if pattern.match(_text(value)) is None:
        raise damaged()
    return str(value)


def _number(value: Any, limit: int) -> int:
    if type(value) is not int or not 0 < value <= limit:
        raise damaged()
    return value


def _bytes(value: Any) -> bytes:
    try:
        return base64url.decode(value) if isinstance(value, str) and len(value) <= 1024 else _refuse()
    except InputRefused as error:
        raise damaged() from error


def _refuse() -> bytes:
    raise damaged()
