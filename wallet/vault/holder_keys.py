"""The holder's private keys: each wrapped by itself, bound to its name and purpose, unwrapped only to sign."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wallet.errors import CheckFailed, UsageError
from wallet.model.holder import HolderKey, KeyKind
from wallet.ports import Entropy
from wallet.proofs.keys import Signer, SoftwareSigner
from wallet.vault import canonical
from wallet.vault.database import Database
from wallet.vault.slots import NONCE_BYTES
from wallet.vault.sql_errors import damaged_error
from wallet.vault.times import from_text, to_text

_INSERT = """
INSERT INTO holder_keys (id, kind, did, jwk, purpose, created_at, nonce, wrapped) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_SELECT = "SELECT id, kind, did, jwk, purpose, created_at, nonce, wrapped FROM holder_keys"


class HolderKeys:
    """The holder's keys in one open wallet. Every method raises VaultError and VaultDamaged("vault-damaged")."""

    def __init__(self, database: Database, wrapping_key: bytes, entropy: Entropy) -> None:
        self._database = database
        self._cipher = AESGCM(wrapping_key)
        self._entropy = entropy

    def put(self, key: HolderKey, private_key: bytes) -> bool:
        """Keep a key pair; False where a key of this id is already held, which then stays as it is."""
        nonce = self._entropy.token(NONCE_BYTES)
        wrapped = self._cipher.encrypt(nonce, private_key, _bound(key.id, key.purpose))
        with self._database.transaction():
            if self._database.one("SELECT 1 FROM holder_keys WHERE id = ?", (key.id,)) is not None:
                return False
            jwk = canonical.text(dict(key.jwk))
            public = (key.id, key.kind.value, key.did, jwk, key.purpose, to_text(key.created_at))
            self._database.query(_INSERT, (*public, nonce, wrapped))
        return True

    def list(self) -> tuple[HolderKey, ...]:
        """The public side of every key, oldest first."""
        return tuple(_key(row) for row in self._database.query(f"{_SELECT} ORDER BY created_at, id"))

    def get(self, key_id: str) -> HolderKey:
        """The public side of one key. Raises UsageError("unknown-key")."""
        return _key(self._row(key_id))

    def signer(self, key_id: str) -> Signer:
        """What signs with this key and does not show it; ``wallet.holder`` gives it typed requests only.

        Raises UsageError("unknown-key"), and VaultDamaged("vault-damaged") where the key is not the one of this name.
        """
        key = self.get(key_id)
        try:
            found = SoftwareSigner.from_private_bytes(key.kind.value, self.unwrap(key_id))
        except CheckFailed as error:
            raise damaged_error() from error
        if found.public.thumbprint() != key_id:
            raise damaged_error()
        return found

    def uses(self) -> dict[str, int]:
        """How many credentials are bound to each key that one is bound to."""
        rows = self._database.query(
            "SELECT holder_key, count(*) FROM credentials WHERE holder_key <> '' GROUP BY holder_key ORDER BY holder_key"
        )
        return {str(name): int(count) for name, count in rows}

    def unwrap(self, key_id: str) -> bytes:
        """The private key's bytes: for a backup, a merge, new keys, and what the holder takes out; to sign, ask ``signer``.

        Raises UsageError("unknown-key"), and VaultDamaged("vault-damaged") where the row is not the one that was written.
        """
        *_, purpose, _, nonce, wrapped = self._row(key_id)
        try:
            return self._cipher.decrypt(nonce, wrapped, _bound(key_id, purpose))
        except (InvalidTag, ValueError) as error:
            raise damaged_error() from error

    def _row(self, key_id: str) -> tuple[Any, ...]:
        row = self._database.one(f"{_SELECT} WHERE id = ?", (key_id,))
        if row is None:
            raise UsageError("unknown-key", f"The wallet holds no key with the id {key_id[:64]}.")
        return row


def rewrap(database: Database, old: bytes, new: bytes, entropy: Entropy) -> None:
    """Wrap every private key under another key, inside the caller's transaction; each is read back.

    Raises VaultDamaged("vault-damaged") where one does not unwrap: a key that cannot be carried over is never left behind.
    """
    before, after = HolderKeys(database, old, entropy), HolderKeys(database, new, entropy)
    for key in before.list():
        private, nonce = before.unwrap(key.id), entropy.token(NONCE_BYTES)
        wrapped = AESGCM(new).encrypt(nonce, private, _bound(key.id, key.purpose))
        database.query("UPDATE holder_keys SET nonce = ?, wrapped = ? WHERE id = ?", (nonce, wrapped, key.id))
        if after.unwrap(key.id) != private:
            raise damaged_error()


def _bound(key_id: str, purpose: str) -> bytes:
    return canonical.canonical([key_id, purpose])


def _key(row: tuple[Any, ...]) -> HolderKey:
    name, kind, did, jwk, purpose, created_at, *_ = row
    return HolderKey(
        id=name, kind=KeyKind(kind), did=did, jwk=canonical.parse(jwk), purpose=purpose, created_at=from_text(created_at)
    )
