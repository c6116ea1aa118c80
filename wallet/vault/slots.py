"""Slots: the root key wrapped once for each secret that may open the wallet (AES-256-GCM).

A slot is bound to its wallet, its name, its kind and its cost: moved to another wallet, renamed or made cheaper, it no
longer opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wallet.errors import VaultDamaged
from wallet.ports import Entropy
from wallet.vault import kdf
from wallet.vault.canonical import canonical
from wallet.vault.kdf import KdfProfile
from wallet.vault.root_key import ROOT_BYTES, RootKey

PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind, not a secret
RECOVERY_CODE = "recovery-code"
KEYRING = "keyring"
STANDING = frozenset({PASSPHRASE, RECOVERY_CODE})
"""The kinds of which one must always be there: what a person can carry in the head or on paper."""
NONCE_BYTES = 12
_ARGON2ID = "argon2id"
_HKDF = "hkdf-sha256"
_SALT_BYTES = 16
_ID_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The wallet that a slot belongs to."""

    magic: str
    version: int
    vault_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The root key under one secret: ``kind`` says what opens it, ``params`` are the numbers of its ``kdf``.

    A slot of a kind that this version does not know is kept and left alone.
    """

    id: str
    kind: str
    kdf: str
    params: Mapping[str, int]
    salt: bytes
    nonce: bytes
    wrapped: bytes = field(default=b"", repr=False)


def for_passphrase(root: RootKey, passphrase: bytes, binding: Binding, profile: KdfProfile, entropy: Entropy) -> Slot:
    """A slot that the passphrase opens. Raises UsageError("kdf-too-weak") and VaultError("not-enough-memory")."""
    kdf.check_writable(profile)
    params = {"memory_kib": profile.memory_kib, "passes": profile.passes, "lanes": profile.lanes}
    slot = _empty(PASSPHRASE, _ARGON2ID, params, entropy)
    return _sealed(root, kdf.derive(passphrase, slot.salt, profile), slot, binding)


def for_recovery_code(root: RootKey, secret: bytes, binding: Binding, entropy: Entropy) -> Slot:
    """A slot that the recovery code with these 16 bytes opens; 128 random bits need no slow derivation."""
    slot = _empty(RECOVERY_CODE, _HKDF, {}, entropy)
    return _sealed(root, _recovery_key(secret, slot.salt), slot, binding)


def for_keyring(root: RootKey, secret: bytes, binding: Binding, backend: int, entropy: Entropy) -> Slot:
    """A slot that these 32 random bytes open, which the system's store of secrets with this number keeps."""
    slot = _empty(KEYRING, _HKDF, {"backend": backend}, entropy)
    return _sealed(root, _keyring_key(secret, slot.salt), slot, binding)


def open_by_passphrase(slot: Slot, passphrase: bytes, binding: Binding) -> RootKey | None:
    """The root key; None where this slot is of another kind or does not open. Raises VaultDamaged, VaultError as kdf does."""
    if (slot.kind, slot.kdf) != (PASSPHRASE, _ARGON2ID):
        return None
    return _opened(slot, kdf.derive(passphrase, slot.salt, _profile(slot)), binding)


def open_by_recovery_code(slot: Slot, secret: bytes, binding: Binding) -> RootKey | None:
    """The root key; None where this slot is of another kind or does not open."""
    if (slot.kind, slot.kdf) != (RECOVERY_CODE, _HKDF):
        return None
    return _opened(slot, _recovery_key(secret, slot.salt), binding)


def open_by_keyring(slot: Slot, secret: bytes, binding: Binding) -> RootKey | None:
    """The root key; None where this slot is of another kind or does not open."""
    if (slot.kind, slot.kdf) != (KEYRING, _HKDF):
        return None
    return _opened(slot, _keyring_key(secret, slot.salt), binding)


def cost(slot: Slot) -> KdfProfile:
    """What a guess at the passphrase of this slot costs. Raises VaultDamaged("key-file-damaged")."""
    return _profile(slot)


def check_limits(slot: Slot) -> None:
    """Refuse a slot that no Satchel wrote, or that asks for too much, before anything is tried.

    Raises VaultDamaged("kdf-limits" or "key-file-damaged").
    """
    if slot.kdf == _ARGON2ID:
        kdf.check_readable(_profile(slot))
    if slot.kdf in (_ARGON2ID, _HKDF) and (len(slot.salt), len(slot.nonce)) != (_SALT_BYTES, NONCE_BYTES):
        raise _malformed()


def _profile(slot: Slot) -> KdfProfile:
    try:
        return KdfProfile(**slot.params)
    except TypeError as error:
        raise _malformed() from error


def _malformed() -> VaultDamaged:
    return VaultDamaged(
        "key-file-damaged", "A slot of the wallet's key file is not one that Satchel wrote. Restore the wallet from a backup."
    )


def _empty(kind: str, kdf_name: str, params: Mapping[str, int], entropy: Entropy) -> Slot:
    name, salt, nonce = entropy.token(_ID_BYTES).hex(), entropy.token(_SALT_BYTES), entropy.token(NONCE_BYTES)
    return Slot(id=name, kind=kind, kdf=kdf_name, params=params, salt=salt, nonce=nonce)


def _sealed(root: RootKey, key: bytes, slot: Slot, binding: Binding) -> Slot:
    return replace(slot, wrapped=AESGCM(key).encrypt(slot.nonce, root.secret, _bound(slot, binding)))


def _opened(slot: Slot, key: bytes, binding: Binding) -> RootKey | None:
    try:
        secret = AESGCM(key).decrypt(slot.nonce, slot.wrapped, _bound(slot, binding))
    except (InvalidTag, ValueError):  # ValueError: a nonce of the wrong length
        return None
    return RootKey(secret=secret) if len(secret) == ROOT_BYTES else None


def _bound(slot: Slot, binding: Binding) -> bytes:
    return canonical(
        {
            "magic": binding.magic,
            "version": binding.version,
            "vault_id": binding.vault_id,
            "id": slot.id,
            "kind": slot.kind,
            "kdf": slot.kdf,
            "params": dict(slot.params),
        }
    )


def _recovery_key(secret: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=kdf.KEY_BYTES, salt=salt, info=b"satchel recovery code").derive(secret)


def _keyring_key(secret: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=kdf.KEY_BYTES, salt=salt, info=b"satchel keyring").derive(secret)
