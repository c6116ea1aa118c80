"""The slot that the operating system's store of secrets opens: a convenience, never the only way in.

The store keeps 32 random bytes under ``<vault id>/<slot id>``; the slot says which store it was.  A store may answer yes
and forget, so an item counts only after it was read back.
"""

from __future__ import annotations

import contextlib
import hmac
from typing import TypeAlias

from wallet.encoding import base64url
from wallet.errors import InputRefused, KeyringUnavailable
from wallet.ports import Entropy, SecretStore
from wallet.vault import slots
from wallet.vault.key_file import KeyFile
from wallet.vault.root_key import ROOT_BYTES, RootKey
from wallet.vault.slots import Slot

Secret: TypeAlias = str | SecretStore
"""What opens a wallet: a passphrase or a recovery code as it was typed, or the system's store of secrets."""

BACKENDS = {"secret-service": 1, "kwallet": 2, "macos-keychain": 3, "windows-vault": 4}
"""The numbers of the stores in a slot's ``params``; they never change."""
_VERSION = "satchel-1:"


def make(keys: KeyFile, root: RootKey, store: SecretStore, entropy: Entropy) -> Slot:
    """A new slot whose secret lies in the store and was read back. Raises KeyringUnavailable ("keyring-forgetful" …)."""
    backend = store.backend()
    if backend not in BACKENDS:
        raise KeyringUnavailable("keyring-missing", f"Satchel does not use the store of secrets “{backend}”.")
    secret = entropy.token(ROOT_BYTES)
    slot = slots.for_keyring(root, secret, keys.binding, BACKENDS[backend], entropy)
    name, text = item_name(keys, slot), _VERSION + base64url.encode(secret)
    store.set(name, text)
    if not hmac.compare_digest((store.get(name) or "").encode(), text.encode()):
        with contextlib.suppress(KeyringUnavailable):
            store.delete(name)
        raise KeyringUnavailable(
            "keyring-forgetful", "The system's keyring took the key and did not give it back, so it is not used."
        )
    return slot


def item_name(keys: KeyFile, slot: Slot) -> str:
    """The name of the slot's item in the store."""
    return f"{keys.vault_id}/{slot.id}"


def found_in(keys: KeyFile) -> tuple[Slot, ...]:
    """The slots that a keyring opens."""
    return tuple(slot for slot in keys.slots if slot.kind == slots.KEYRING)


def backend_of(slot: Slot) -> str:
    """The name of the store that keeps the slot's secret."""
    return next((name for name, number in BACKENDS.items() if number == slot.params.get("backend")), "another system's keyring")


def open_with(keys: KeyFile, store: SecretStore) -> RootKey:
    """The root key, from the store.

    Raises KeyringUnavailable("keyring-not-used", "keyring-changed", "keyring-item-missing", "keyring-item-wrong"), and what
    the store raises.
    """
    found = found_in(keys)
    if not found:
        raise KeyringUnavailable("keyring-not-used", "This wallet is not opened by the system's keyring. Use the passphrase.")
    problems = []
    for slot in found:
        try:
            return _open(keys, slot, store)
        except KeyringUnavailable as problem:
            problems.append(problem)
    raise problems[-1]


def _open(keys: KeyFile, slot: Slot, store: SecretStore) -> RootKey:
    here, there = store.backend(), backend_of(slot)
    if here != there:
        raise KeyringUnavailable(
            "keyring-changed",
            f"The key lies in another keyring ({there}) than this system's ({here}). Use the passphrase, then add the keyring "
            "again.",
        )
    text = store.get(item_name(keys, slot))
    if text is None:
        raise KeyringUnavailable(
            "keyring-item-missing",
            "The system's keyring no longer holds this wallet's key. Use the passphrase, then add the keyring again.",
        )
    root = slots.open_by_keyring(slot, _secret(text), keys.binding)
    if root is None:
        raise KeyringUnavailable(
            "keyring-item-wrong",
            "What the system's keyring holds for this wallet is not its key. Use the passphrase, then add the keyring again.",
        )
    return root


def _secret(text: str) -> bytes:
    with contextlib.suppress(InputRefused):
        return base64url.decode(text.removeprefix(_VERSION)) if text.startswith(_VERSION) else b""
    return b""
