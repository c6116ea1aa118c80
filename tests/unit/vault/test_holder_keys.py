from __future__ import annotations

from pathlib import Path

import pytest

import wallet
from tests.fakes import NOON, FixedClock, SeededEntropy
from tests.unit.vault.vault_examples import create, holder_key, reopen
from wallet.errors import UsageError, VaultDamaged
from wallet.holder import keys
from wallet.model.holder import KeyKind
from wallet.vault.vault import Vault

SECRET = bytes(range(32))


def test_round_trip_after_reopening(vault: Vault, folder: Path) -> None:
    keys = (holder_key("b"), holder_key("a", KeyKind.P256, 1), holder_key("ü", minutes=-1))
    for number, key in enumerate(keys):
        assert vault.holder_keys.put(key, SECRET + bytes([number]))
    vault.close()
    with reopen(folder) as again:
        assert again.holder_keys.list() == (keys[2], keys[0], keys[1])
        assert [again.holder_keys.unwrap(key.id) for key in keys] == [SECRET + bytes([number]) for number in range(3)]
        assert again.holder_keys.get("a") == keys[1]


def test_a_key_is_never_overwritten(vault: Vault) -> None:
    assert vault.holder_keys.put(holder_key(), SECRET)
    assert not vault.holder_keys.put(holder_key(minutes=5), b"other")
    assert vault.holder_keys.unwrap("thumbprint-1") == SECRET
    assert vault.holder_keys.list() == (holder_key(),)


def test_unknown_keys(vault: Vault) -> None:
    for act in (vault.holder_keys.get, vault.holder_keys.unwrap):
        for name in ("", "none", "\ud800"):
            with pytest.raises(UsageError) as caught:
                act(name)
            assert caught.value.code in ("unknown-key", "bad-value")


def test_each_is_wrapped_by_itself_and_never_lies_open_in_the_database(vault: Vault) -> None:
    vault.holder_keys.put(holder_key("a"), SECRET)
    vault.holder_keys.put(holder_key("b"), SECRET)
    rows = vault._database.query("SELECT nonce, wrapped FROM holder_keys")
    assert len({nonce for nonce, _ in rows}) == 2
    assert all(SECRET[:8] not in wrapped and len(wrapped) == len(SECRET) + 16 for _, wrapped in rows)
    assert len({wrapped for _, wrapped in rows}) == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE holder_keys SET purpose = 'decrypting' WHERE id = 'a'",
        "UPDATE holder_keys SET wrapped = (SELECT wrapped FROM holder_keys WHERE id = 'b') WHERE id = 'a'",
        "UPDATE holder_keys SET wrapped = o.wrapped, nonce = o.nonce FROM holder_keys AS o WHERE holder_keys.id < o.id",
        "UPDATE holder_keys SET nonce = x'' WHERE id = 'a'",
        "UPDATE holder_keys SET wrapped = x'' WHERE id = 'a'",
    ],
)
def test_a_row_moved_or_repurposed_does_not_unwrap(vault: Vault, change: str) -> None:
    vault.holder_keys.put(holder_key("a"), SECRET)
    vault.holder_keys.put(holder_key("b"), SECRET[::-1])
    vault._database.query(change)
    with pytest.raises(VaultDamaged) as caught:
        vault.holder_keys.unwrap("a")
    assert caught.value.code == "vault-damaged"
    assert vault.holder_keys.unwrap("b") == SECRET[::-1]


def test_another_wallets_row_does_not_unwrap(vault: Vault, tmp_path: Path) -> None:
    vault.holder_keys.put(holder_key(), SECRET)
    row = vault._database.one("SELECT * FROM holder_keys")
    assert row is not None
    with create(tmp_path / "other", seed=b"two", clock=FixedClock())[0] as other:
        other._database.query("INSERT INTO holder_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        assert other.holder_keys.list() == (holder_key(),)
        with pytest.raises(VaultDamaged):
            other.holder_keys.unwrap(holder_key().id)


def test_a_signer_signs_as_the_key_of_its_name_and_no_other(vault: Vault) -> None:
    for kind in KeyKind:
        key, private = keys.create(kind, SeededEntropy(kind.value.encode()), NOON)
        vault.holder_keys.put(key, private)
        signer = vault.holder_keys.signer(key.id)
        signer.public.verify(signer.sign(b"message"), b"message")
        assert signer.public.thumbprint() == key.id
        assert private not in (repr(signer) + repr(vars(signer))).encode()
    for name, secret in (("a", SECRET), ("b", b"short"), ("c", b"")):
        vault.holder_keys.put(holder_key(name), secret)
        with pytest.raises(VaultDamaged):
            vault.holder_keys.signer(name)
    with pytest.raises(UsageError):
        vault.holder_keys.signer("none")


def test_private_bytes_are_asked_for_in_few_places() -> None:
    """Signing never sees them; whoever adds a place here says why the holder's keys must leave the store as bytes."""
    root = Path(wallet.__path__[0])
    found = {
        str(path.relative_to(root)) for path in root.rglob("*.py") if "holder_keys.unwrap(" in path.read_text(encoding="utf-8")
    }
    assert found <= {"acts/lcw_export.py", "acts/merging_others.py", "backup/records/holder_keys.py"}


def test_nonces_come_from_entropy(vault: Vault) -> None:
    vault.holder_keys.put(holder_key(), SECRET)
    nonces = vault._database.query("SELECT nonce FROM holder_keys")
    drawn = SeededEntropy(b"one")
    assert nonces[0][0] in [drawn.token(12) for _ in range(20)]
