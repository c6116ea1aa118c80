"""The acts that change who opens a wallet, each with what opens it before and after, for tests that interrupt them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.vault.vault_examples import PASSPHRASE, create, holder_key, received, reopen
from wallet.errors import KeyringUnavailable, WrongPassphrase
from wallet.ports import SecretStore
from wallet.vault import recovery_code
from wallet.vault.kdf import CHEAPEST
from wallet.vault.vault import Vault

NEW, NEW_CODE = "a new passphrase", recovery_code.write(b"n" * 16)
Act = Callable[[Vault, str, SecretStore], object]


def change_passphrase(vault: Vault, code: str, store: SecretStore) -> object:
    return vault.access.change_passphrase(PASSPHRASE, NEW, CHEAPEST)


def adopt_code(vault: Vault, code: str, store: SecretStore) -> object:
    return vault.access.adopt_recovery_code(PASSPHRASE, NEW_CODE)


def rotate(vault: Vault, code: str, store: SecretStore) -> object:
    return vault.rotate(PASSPHRASE, NEW_CODE, CHEAPEST)


def add_keyring(vault: Vault, code: str, store: SecretStore) -> object:
    return vault.access.add_keyring(PASSPHRASE, store)


def remove_keyring(vault: Vault, code: str, store: SecretStore) -> object:
    return vault.access.remove_keyring(PASSPHRASE, store)


ACTS: dict[str, tuple[Act, set[str], set[str]]] = {
    "passphrase": (change_passphrase, {"old", "code", "keyring"}, {"new", "code", "keyring"}),
    "recovery code": (adopt_code, {"old", "code", "keyring"}, {"old", "new code", "keyring"}),
    "rotation": (rotate, {"old", "code", "keyring"}, {"old", "new code"}),
    "keyring again": (add_keyring, {"old", "code", "keyring"}, {"old", "code", "keyring"}),
    "keyring removed": (remove_keyring, {"old", "code", "keyring"}, {"old", "code"}),
}


def opening(folder: Path, secrets: dict[str, Any]) -> set[str]:
    """The names of the secrets that open the wallet, every credential in it."""
    found = set()
    for name, secret in secrets.items():
        try:
            with reopen(folder, secret) as vault:
                assert len(vault.credentials.ids()) == 3
                assert vault.holder_keys.unwrap("a") == b"p" * 32
                found.add(name)
        except (WrongPassphrase, KeyringUnavailable):
            pass
    return found


def make_wallet(folder: Path, store: SecretStore) -> str:
    """A closed wallet with three credentials and a key, which the store opens too; its recovery code."""
    vault, code = create(folder)
    with vault:
        for number in range(3):
            vault.credentials.put(received(b"%d" % number))
        vault.holder_keys.put(holder_key("a"), b"p" * 32)
        vault.access.add_keyring(PASSPHRASE, store)
    return code
