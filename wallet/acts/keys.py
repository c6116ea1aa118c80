"""The keys of a wallet: the holder's, one for each credential that is asked for; and those that open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from wallet.acts.parts import Parts
from wallet.errors import KeyringUnavailable, UsageError, VaultError, WalletError
from wallet.holder import keys as holder_keys
from wallet.model.access import KeyringChange, KeyringStanding, KeyRotation, KeyUse, PassphraseChange
from wallet.model.holder import IMPORTED, HolderKey, KeyKind
from wallet.model.plain_text import visible
from wallet.ports import SecretStore
from wallet.vault import keyring_change, keyring_slot

_Result = TypeVar("_Result")
_LONGEST_PURPOSE = 64


def new_holder_key(parts: Parts, kind: KeyKind, purpose: str) -> HolderKey:
    """A key pair of its own, for one credential: issuers that see different keys cannot tell that they belong together.

    ``purpose`` is a few words of the holder's, sealed with the key.  Raises UsageError("bad-purpose").
    """
    words = purpose.strip()
    if words == IMPORTED or not words or len(words) > _LONGEST_PURPOSE or visible(words) != words:
        raise UsageError("bad-purpose", f"Say what the key is for in at most {_LONGEST_PURPOSE} plain letters of your own.")
    key, private = holder_keys.create(kind, parts.entropy, parts.clock.now())
    named = replace(key, purpose=words)
    parts.vault.holder_keys.put(named, private)
    return named


def uses(parts: Parts) -> tuple[KeyUse, ...]:
    """Every key, and how many credentials are bound to it; those that nobody has seen come last, the newest at the end."""
    counted = parts.vault.holder_keys.uses()
    found = [KeyUse(key=key, credentials=counted.get(key.id, 0)) for key in parts.vault.holder_keys.list()]
    return tuple(sorted(found, key=lambda use: use.credentials == 0))


def change_passphrase(parts: Parts, present: str, new: str) -> PassphraseChange:
    """A new passphrase, at the cost that this computer can bear; see ``vault.access``."""
    return parts.vault.access.change_passphrase(present, new, parts.cost())


def rotate(parts: Parts, passphrase: str, code: str) -> KeyRotation:
    """New keys throughout; see ``vault.rotation``. Where the system's keyring opened the wallet, it is added again."""
    before = parts.vault.access.key_file
    outcome = parts.vault.rotate(passphrase, code, parts.cost())
    if not keyring_slot.found_in(before):
        return outcome
    try:
        store = _store(parts)
        keyring_change.forget(store, before)
        parts.vault.access.add_keyring(passphrase, store)
    except WalletError:  # the keys are new, as was asked for; the keyring is told of as dropped
        return replace(outcome, keyring="dropped")
    return replace(outcome, keyring="renewed")


def add_keyring(parts: Parts, present: str) -> KeyringChange:
    """Let the system's keyring open the wallet too. Raises KeyringUnavailable."""
    return parts.vault.access.add_keyring(present, _store(parts))


def remove_keyring(parts: Parts, present: str) -> KeyringChange:
    """Let it open the wallet no more. Raises KeyringUnavailable("keyring-not-used")."""
    return parts.vault.access.remove_keyring(present, parts.secret_store)


def keyring_standing(parts: Parts) -> KeyringStanding:
    """Whether the keyring opens the wallet now, and if not, why."""
    backend = parts.vault.access.protection().keyring
    problem = _problem(lambda: parts.vault.access.check_keyring(_store(parts)))
    return KeyringStanding(backend=backend, opens=problem is None, error=problem)


def _store(parts: Parts) -> SecretStore:
    if parts.secret_store is None:
        raise KeyringUnavailable("keyring-missing", "There is no keyring here that Satchel uses. Use the passphrase.")
    return parts.secret_store


def _problem(act: Callable[[], _Result]) -> VaultError | None:
    try:
        act()
    except KeyringUnavailable as problem:
        return problem
    return None
