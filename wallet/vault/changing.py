"""Who may open: the slots of the key file, rewritten as a whole and proved before they count.

Every change asks again for a secret that opens the wallet now, and reads the root key from the key file on the disk, never
from its copy.  The root key itself does not change, so a copy of the wallet made before still opens with what opened it then.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import replace

from wallet.errors import UsageError, VaultError
from wallet.ports import Entropy
from wallet.vault import calibration, kdf, key_file, opening, recovery_code, slots
from wallet.vault.committing import commit
from wallet.vault.kdf import KdfProfile
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout
from wallet.vault.root_key import RootKey
from wallet.vault.slots import Slot


def opened_again(layout: Layout, known: KeyFile, present: str) -> RootKey:
    """The root key, for the secret of the person who sits there now; the key file must be the one that was opened.

    Raises WrongPassphrase, VaultDamaged as ``opening.unlock`` does, and VaultError("keys-changed").
    """
    found, root = opening.unlock_bytes(opening.read_key_file(layout), present)
    if found != known:
        raise VaultError(
            "keys-changed",
            "The wallet's key file was changed by another program since it was opened. Lock the wallet and open it again.",
        )
    return root


def put_slots(
    layout: Layout, before: KeyFile, root: RootKey, wanted: tuple[Slot, ...], prove: Callable[[bytes], None]
) -> KeyFile:
    """The key file with these slots, on the disk. What is raised leaves the old one, as ``committing.commit`` says."""
    after = replace(before, slots=wanted).sealed(root)

    def check(data: bytes) -> None:
        if key_file.from_bytes(data) != after:
            raise key_file.damaged()
        prove(data)

    commit(layout, key_file.to_bytes(after), check)
    return after


def change_passphrase(
    layout: Layout, before: KeyFile, present: str, new: str, profile: KdfProfile, entropy: Entropy
) -> KeyFile:
    """The passphrase slot made anew, with a new salt and at least the cost that it had.

    Raises UsageError("passphrase-empty", "passphrase-not-text", "kdf-too-weak"), and what ``opened_again`` and ``put_slots``
    raise.
    """
    words = kdf.passphrase_bytes(new)
    root = opened_again(layout, before, present)
    old = of_kind(before, slots.PASSPHRASE)
    cost = max_cost(profile, old)
    made = slots.for_passphrase(root, words, before.binding, cost, entropy)

    def prove(data: bytes) -> None:
        found = key_file.from_bytes(data)
        if slots.open_by_passphrase(of_kind(found, slots.PASSPHRASE)[0], words, found.binding) != root:
            raise key_file.damaged()
        if not same_words(present, new) and _opens_passphrase(found, present):
            raise key_file.damaged()

    return put_slots(layout, before, root, _instead(before, slots.PASSPHRASE, made), prove)


def change_recovery_code(layout: Layout, before: KeyFile, present: str, code: str, entropy: Entropy) -> KeyFile:
    """The slot of the recovery code made anew for ``code``; the code before no longer opens.

    Raises UsageError("bad-recovery-code", "same-recovery-code"), and what ``opened_again`` and ``put_slots`` raise.
    """
    secret = code_bytes(code)
    root = opened_again(layout, before, present)
    if any(slots.open_by_recovery_code(slot, secret, before.binding) for slot in before.slots):
        raise UsageError("same-recovery-code", "This is the recovery code that the wallet has already.")
    made = slots.for_recovery_code(root, secret, before.binding, entropy)

    def prove(data: bytes) -> None:
        found = key_file.from_bytes(data)
        if [slots.open_by_recovery_code(slot, secret, found.binding) for slot in of_kind(found, made.kind)] != [root]:
            raise key_file.damaged()

    return put_slots(layout, before, root, _instead(before, slots.RECOVERY_CODE, made), prove)


def code_bytes(code: str) -> bytes:
    """The 16 bytes of a recovery code. Raises UsageError("bad-recovery-code")."""
    secret = recovery_code.read(code)
    if secret is None:
        raise UsageError("bad-recovery-code", "This is not a recovery code, or a letter of it was mistyped.")
    return secret


def of_kind(keys: KeyFile, kind: str) -> tuple[Slot, ...]:
    """The slots of this kind."""
    return tuple(slot for slot in keys.slots if slot.kind == kind)


def max_cost(profile: KdfProfile, old: tuple[Slot, ...]) -> KdfProfile:
    """The cost for a new passphrase slot: never less than the old one's."""
    for slot in old:
        profile = calibration.stronger(profile, slots.cost(slot))
    return profile


def same_words(one: str, other: str) -> bool:
    """Whether two passphrases are the same however they were typed."""
    return hmac.compare_digest(kdf.passphrase_bytes(one), kdf.passphrase_bytes(other))


def _opens_passphrase(keys: KeyFile, secret: str) -> bool:
    words = kdf.passphrase_bytes(secret)
    found = of_kind(keys, slots.PASSPHRASE)
    return any(slots.open_by_passphrase(slot, words, keys.binding) is not None for slot in found)


def _instead(keys: KeyFile, kind: str, made: Slot) -> tuple[Slot, ...]:
    """The slots with this one in the place of the first of its kind, or at the end; no other of its kind stays."""
    place = next((number for number, slot in enumerate(keys.slots) if slot.kind == kind), len(keys.slots))
    kept = [slot for slot in keys.slots if slot.kind != kind]
    kept.insert(min(place, len(kept)), made)
    return tuple(kept)
