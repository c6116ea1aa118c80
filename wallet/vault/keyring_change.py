"""Adding the system's keyring to a wallet and taking it away, so that a slot opens at every moment between.

new item → read back → key file with both slots → proved to open → old slot dropped → old item deleted
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from wallet.errors import KeyringUnavailable, VaultError
from wallet.ports import Entropy, SecretStore
from wallet.vault import key_file, keyring_slot
from wallet.vault.changing import opened_again, put_slots
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout
from wallet.vault.slots import Slot


def add(layout: Layout, before: KeyFile, present: str, store: SecretStore, entropy: Entropy) -> tuple[KeyFile, bool]:
    """The key file that the store opens too, and whether every older item is gone.

    An older keyring slot is replaced, so that this also repairs one.  Raises KeyringUnavailable, and what ``opened_again``
    and ``put_slots`` raise.
    """
    root = opened_again(layout, before, present)
    made = keyring_slot.make(before, root, store, entropy)

    def prove(data: bytes) -> None:
        found = key_file.from_bytes(data)
        if made not in found.slots or keyring_slot.open_with(found, store) != root:
            raise key_file.damaged()

    try:
        both = put_slots(layout, before, root, (*before.slots, made), prove)
    except VaultError as problem:
        if problem.code != "unsure-which":
            _delete(store, before, (made,))
        raise
    older = keyring_slot.found_in(before)
    if not older:
        return both, True
    try:
        after = put_slots(layout, both, root, tuple(slot for slot in both.slots if slot not in older), prove)
    except VaultError:
        return both, False  # the keyring opens the wallet, as was asked for; the older slot goes the next time
    return after, _delete(store, before, older)


def remove(layout: Layout, before: KeyFile, present: str, store: SecretStore | None) -> tuple[KeyFile, bool]:
    """The key file without the keyring, and whether every item is gone. The slot goes first; an item alone opens nothing."""
    root = opened_again(layout, before, present)
    older = keyring_slot.found_in(before)
    if not older:
        raise KeyringUnavailable("keyring-not-used", "This wallet is not opened by the system's keyring.")
    after = put_slots(layout, before, root, tuple(slot for slot in before.slots if slot not in older), key_file.check)
    return after, _delete(store, before, older)


def forget(store: SecretStore, keys: KeyFile) -> bool:
    """Delete the items of a key file that no longer counts; whether all are gone."""
    return _delete(store, keys, keyring_slot.found_in(keys))


def _delete(store: SecretStore | None, keys: KeyFile, slots: Iterable[Slot]) -> bool:
    gone = True
    for slot in slots:
        with contextlib.suppress(KeyringUnavailable):
            if store is not None and keyring_slot.backend_of(slot) == store.backend():
                store.delete(keyring_slot.item_name(keys, slot))
                continue
        gone = False
    return gone
