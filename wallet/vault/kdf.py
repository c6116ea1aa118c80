"""From a passphrase to a key: Argon2id (RFC 9106), with a floor for what is written and a ceiling for what is read.

The ceiling matters because the key file is read before anything proves that it is ours: a file that asks for 16 GiB of
memory must be refused at once, not tried.  The floor keeps us from ever writing a wallet that is cheap to guess.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from wallet.errors import UsageError, VaultDamaged, VaultError

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class KdfProfile:
    """What one guess costs: ``memory_kib`` KiB, ``passes`` over it, ``lanes`` in parallel."""

    memory_kib: int
    passes: int
    lanes: int


DEFAULT = KdfProfile(memory_kib=128 * 1024, passes=3, lanes=4)
CHEAPEST = KdfProfile(memory_kib=64, passes=1, lanes=1)
"""For tests only: a passphrase under it falls in minutes."""

FLOOR = KdfProfile(memory_kib=64 * 1024, passes=3, lanes=1)
_CEILING = KdfProfile(memory_kib=1024 * 1024, passes=20, lanes=16)


def check_readable(profile: KdfProfile) -> None:
    """Refuse what a key file may not ask for. Raises VaultDamaged("kdf-limits")."""
    lanes_fit = 1 <= profile.lanes <= _CEILING.lanes
    memory_fits = lanes_fit and 8 * profile.lanes <= profile.memory_kib <= _CEILING.memory_kib
    if not (memory_fits and 1 <= profile.passes <= _CEILING.passes):
        raise VaultDamaged(
            "kdf-limits",
            "The wallet's key file asks for more work or memory than Satchel ever uses, so it was not written by Satchel. "
            "Restore the wallet from a backup.",
        )


def check_writable(profile: KdfProfile) -> None:
    """Refuse a new key that is too cheap to guess. Raises UsageError("kdf-too-weak") or VaultDamaged("kdf-limits")."""
    check_readable(profile)
    if profile != CHEAPEST and (profile.memory_kib < FLOOR.memory_kib or profile.passes < FLOOR.passes):
        raise UsageError(
            "kdf-too-weak", "This passphrase setting is below 64 MiB and three passes, which is too easy to guess."
        )


def passphrase_bytes(passphrase: str) -> bytes:
    """The passphrase in Unicode normal form C as UTF-8, so that two keyboards type the same one.

    Raises UsageError("passphrase-empty" or "passphrase-not-text").
    """
    try:
        data = unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        # without a cause: the codec's own error carries the passphrase
        raise UsageError("passphrase-not-text", "This passphrase holds bytes that are not text. Choose another.") from None
    if not data:
        raise UsageError("passphrase-empty", "The passphrase is empty. Type one.")
    return data


def derive(passphrase: bytes, salt: bytes, profile: KdfProfile) -> bytes:
    """The 32-byte key. Takes as long as the profile says.

    Raises VaultDamaged("kdf-limits") and VaultError("not-enough-memory").
    """
    check_readable(profile)
    try:
        return Argon2id(
            salt=salt, length=KEY_BYTES, iterations=profile.passes, lanes=profile.lanes, memory_cost=profile.memory_kib
        ).derive(passphrase)
    except MemoryError as error:
        need = profile.memory_kib // 1024
        raise VaultError(
            "not-enough-memory", f"Opening this wallet needs {need} MiB of free memory. Close other programs and try again."
        ) from error
