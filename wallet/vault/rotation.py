"""New keys throughout: a new root key, so a new key for the database, for the holder's keys and for every slot.

It is the answer to somebody having had the wallet open, or an old copy together with its passphrase: what they took opens
that copy and nothing that is written from now on.  The passphrase is asked for, because its slot is made anew.  The recovery
code is given as well: the present one, which then stays, or a new one that was drafted and shown before.  The keyring's slot
is left out; whoever asked for the rotation adds it again.
"""

from __future__ import annotations

from wallet.errors import UsageError
from wallet.ports import Entropy
from wallet.vault import changing, confirmation, holder_keys, kdf, key_file, opening, retired, slots
from wallet.vault.changing import of_kind
from wallet.vault.database import Database
from wallet.vault.generations import Successor, advance, copy_of
from wallet.vault.kdf import KdfProfile
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout
from wallet.vault.opening import Unlocked
from wallet.vault.root_key import ROOT_BYTES, RootKey
from wallet.vault.slots import Slot


def rotate(
    layout: Layout, before: KeyFile, database: Database, secrets: tuple[str, str], profile: KdfProfile, entropy: Entropy
) -> Unlocked:
    """Build the next generation under new keys and put it in place; ``secrets`` are the passphrase and the recovery code.

    The caller closes ``database`` and opens the new one.  Raises WrongPassphrase, UsageError("passphrase-needed",
    "bad-recovery-code"), and what ``generations.advance`` raises: then the old keys and database stand.
    """
    passphrase, code = secrets
    secret = changing.code_bytes(code)
    old = _root_of_passphrase(layout, before, passphrase)
    root = RootKey(secret=entropy.token(ROOT_BYTES))
    cost = changing.max_cost(profile, of_kind(before, slots.PASSPHRASE))
    made = (
        slots.for_passphrase(root, kdf.passphrase_bytes(passphrase), before.binding, cost, entropy),
        slots.for_recovery_code(root, secret, before.binding, entropy),
    )
    entries = _entries(before, made[1], secret, code, entropy)

    def adapt(copy: Database) -> None:
        holder_keys.rewrap(copy, old.holder_key(), root.holder_key(), entropy)
        confirmation.write(copy, entries)

    def prove(data: bytes) -> None:
        for words in secrets:
            if opening.unlock_bytes(data, words)[1] != root:
                raise key_file.damaged()
        if key_file.from_bytes(data).is_sealed_by(old):
            raise key_file.damaged()

    keys = advance(
        layout,
        Successor(
            vault_id=before.vault_id, root=root, slots=made, fill=copy_of(database, adapt), prove=prove, replaced=database
        ),
    )
    return Unlocked(key_file=keys, root=root)


def opens_with(keys: KeyFile, code: str) -> bool:
    """Whether this recovery code is the one that the wallet has. Raises UsageError("bad-recovery-code")."""
    secret = changing.code_bytes(code)
    return any(slots.open_by_recovery_code(slot, secret, keys.binding) is not None for slot in keys.slots)


def _root_of_passphrase(layout: Layout, before: KeyFile, passphrase: str) -> RootKey:
    root = changing.opened_again(layout, before, passphrase)
    words = kdf.passphrase_bytes(passphrase)
    if not any(slots.open_by_passphrase(slot, words, before.binding) for slot in before.slots):
        raise UsageError("passphrase-needed", "New keys are wrapped for the passphrase, so the recovery code will not do here.")
    return root


def _entries(before: KeyFile, made: Slot, secret: bytes, code: str, entropy: Entropy) -> dict[str, str]:
    """A code that was typed in from paper is confirmed by that; a new one is not."""
    known = any(slots.open_by_recovery_code(slot, secret, before.binding) is not None for slot in before.slots)
    found = confirmation.confirmed(made.id) if known else confirmation.question(made.id, code, entropy)
    return found | {retired.NAME: ""}  # no older key file opens what comes now
