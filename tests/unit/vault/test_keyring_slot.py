"""The system's keyring as a convenience: whatever is wrong with it has a name, and the passphrase opens all the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.fakes import MemorySecretStore, SeededEntropy
from tests.unit.vault.vault_examples import PASSPHRASE, create, received, reopen
from wallet.errors import KeyringUnavailable, VaultDamaged, VaultError, WrongPassphrase
from wallet.vault import key_file, keyring_slot
from wallet.vault.kdf import CHEAPEST
from wallet.vault.key_file import KeyFile, from_bytes, to_bytes
from wallet.vault.layout import layout_of
from wallet.vault.opening import unlock, unlock_bytes
from wallet.vault.vault import Vault


@pytest.fixture
def store() -> MemorySecretStore:
    return MemorySecretStore()


@pytest.fixture
def wallet(folder: Path, store: MemorySecretStore) -> tuple[Path, str]:
    """A closed wallet that the store opens too, and its recovery code."""
    vault, code = create(folder)
    with vault:
        vault.credentials.put(received())
        assert vault.access.add_keyring(PASSPHRASE, store).backend == "secret-service"
        assert vault.access.protection().keyring == "secret-service"
    return folder, code


def keys_of(folder: Path) -> KeyFile:
    return from_bytes((folder / "vault.keys").read_bytes())


def refusal(folder: Path, store: MemorySecretStore) -> str:
    """What is said; the passphrase and the recovery code must open it all the same."""
    with pytest.raises(KeyringUnavailable) as caught:
        reopen(folder, store)
    with reopen(folder) as vault:
        with pytest.raises(KeyringUnavailable) as checked:
            vault.access.check_keyring(store)
        assert checked.value.code == caught.value.code
    return caught.value.code


def test_it_opens_and_so_do_passphrase_and_code(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    folder, code = wallet
    assert Vault.keyring_of(folder) == "secret-service"
    for secret in (store, PASSPHRASE, code):
        with reopen(folder, secret) as vault:
            assert len(vault.credentials.ids()) == 1
            vault.access.check_keyring(store)
    assert [slot.kind for slot in keys_of(folder).slots] == ["passphrase", "recovery-code", "keyring"]


def test_the_store_holds_one_item_named_for_wallet_and_slot(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    folder, _ = wallet
    keys = keys_of(folder)
    assert list(store.items) == [f"{keys.vault_id}/{keys.slots[2].id}"]
    assert store.acts[:2] == ["set", "get"]
    (text,) = store.items.values()
    assert text.startswith("satchel-1:")
    assert len(text) == len("satchel-1:") + 43
    assert unlock(layout_of(folder), PASSPHRASE).root.secret.hex() not in text


def test_each_thing_that_can_be_wrong_has_its_name(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    folder, _ = wallet
    (name,) = store.items
    good = store.items[name]
    items = {
        "keyring-item-missing": {},
        "keyring-item-wrong": {name: good[:-1] + ("A" if good[-1] != "A" else "E")},
    }
    for code, held in items.items():
        assert refusal(folder, MemorySecretStore(items=dict(held))) == code
    for nonsense in ("", "satchel-1:", "satchel-1:!", "satchel-2:" + good[10:], good + "AAAA", "\ud800", "x" * 10_000):
        assert refusal(folder, MemorySecretStore(items={name: nonsense})) == "keyring-item-wrong"
    assert refusal(folder, MemorySecretStore(name="kwallet", items=dict(store.items))) == "keyring-changed"
    for code in ("keyring-missing", "keyring-locked", "keyring-silent", "keyring-refused"):
        assert refusal(folder, MemorySecretStore(refuses=KeyringUnavailable(code, "x"))) == code
    reopen(folder, store).close()


def test_a_wallet_without_it_says_so(folder: Path, store: MemorySecretStore) -> None:
    create(folder)[0].close()
    assert Vault.keyring_of(folder) == ""
    assert refusal(folder, store) == "keyring-not-used"
    with reopen(folder) as vault, pytest.raises(KeyringUnavailable) as caught:
        vault.access.remove_keyring(PASSPHRASE, store)
    assert caught.value.code == "keyring-not-used"
    assert Vault.keyring_of(folder / "none") == ""
    (folder / "vault.keys").write_bytes(b"{")
    assert Vault.keyring_of(folder) == ""


def test_a_store_that_forgets_is_not_counted(folder: Path) -> None:
    create(folder)[0].close()
    before = (folder / "vault.keys").read_bytes()
    for store, code in (
        (MemorySecretStore(forgets=True), "keyring-forgetful"),
        (MemorySecretStore(refuses=KeyringUnavailable("keyring-locked", "x")), "keyring-locked"),
        (MemorySecretStore(name="null"), "keyring-missing"),
    ):
        with reopen(folder) as vault, pytest.raises(KeyringUnavailable) as caught:
            vault.access.add_keyring(PASSPHRASE, store)
        assert caught.value.code == code
        assert store.items == {}
    assert (folder / "vault.keys").read_bytes() == before


def test_adding_again_repairs_and_the_old_item_goes_last(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    folder, _ = wallet
    (old,) = store.items
    store.acts.clear()
    with reopen(folder) as vault:
        assert not vault.access.add_keyring(PASSPHRASE, store).item_left
    (new,) = store.items
    assert new != old
    assert store.acts[0] == "set"
    assert store.acts[-1] == "delete"
    assert "delete" not in store.acts[:-1]
    assert len(keys_of(folder).slots) == 3
    reopen(folder, store).close()
    # the computer has another keyring now: the old item is out of reach, the new one counts
    other = MemorySecretStore(name="kwallet")
    with reopen(folder) as vault:
        change = vault.access.add_keyring(PASSPHRASE, other)
        assert (change.backend, change.item_left) == ("kwallet", True)
    reopen(folder, other).close()
    assert refusal(folder, store) == "keyring-changed"


def test_removing_leaves_no_slot_and_no_item(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    folder, code = wallet
    taken = dict(store.items)
    with reopen(folder) as vault:
        with pytest.raises(WrongPassphrase):
            vault.access.remove_keyring("wrong", store)
        change = vault.access.remove_keyring(code, store)
        assert (change.backend, change.item_left) == ("secret-service", False)
    assert store.items == {}
    assert refusal(folder, MemorySecretStore(items=taken)) == "keyring-not-used"


def test_removing_while_the_keyring_is_gone_still_removes_the_slot(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    folder, _ = wallet
    with reopen(folder) as vault:
        broken = MemorySecretStore(refuses=KeyringUnavailable("keyring-missing", "x"))
        assert vault.access.remove_keyring(PASSPHRASE, broken).item_left
    assert refusal(folder, store) == "keyring-not-used"


def test_passphrase_and_code_change_without_it_and_rotation_leaves_it_out(
    wallet: tuple[Path, str], store: MemorySecretStore
) -> None:
    folder, _ = wallet
    with reopen(folder, store) as vault:
        vault.access.change_passphrase(PASSPHRASE, "new", CHEAPEST)
        drafted = vault.access.draft_recovery_code()
        vault.access.adopt_recovery_code("new", drafted)
    with reopen(folder, store) as vault:
        vault.rotate("new", drafted, CHEAPEST)
        assert vault.access.protection().keyring == ""
        vault.access.add_keyring("new", store)
    reopen(folder, store).close()


def test_the_keyring_alone_changes_nothing(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    """Somebody at the unlocked desk has the keyring, but not what the person carries."""
    folder, _ = wallet
    (text,) = store.items.values()
    with reopen(folder, store) as vault:
        for secret in (text, "", text.removeprefix("satchel-1:")):
            with pytest.raises(WrongPassphrase):
                vault.access.change_passphrase(secret, "mine", CHEAPEST)


# ---------------------------------------------------------------- slots moved, weakened, removed


@dataclass(frozen=True)
class Two:
    """The key files of two wallets, A and B, whose owner of B (an attacker) knows all of B's secrets."""

    a: KeyFile
    b: KeyFile
    store: MemorySecretStore


@pytest.fixture
def two(wallet: tuple[Path, str], store: MemorySecretStore, tmp_path: Path) -> Two:
    with create(tmp_path / "b", "attacker", seed=b"two")[0] as vault:
        vault.access.add_keyring("attacker", store)
    return Two(keys_of(wallet[0]), keys_of(tmp_path / "b"), store)


def said(keys: KeyFile, secret: str | MemorySecretStore) -> str:
    try:
        unlock_bytes(to_bytes(keys), secret)
    except VaultError as error:
        return error.code
    return "opened"


def test_a_slot_moved_between_wallets_opens_neither(two: Two) -> None:
    for number, secret in ((0, "attacker"), (2, two.store)):
        foreign = two.b.slots[number]
        moved = replace(two.a, slots=(*two.a.slots[:number], foreign, *two.a.slots[number + 1 :]))
        assert said(moved, secret) in ("wrong-passphrase", "keyring-item-missing")
        assert said(replace(two.a, slots=(*two.a.slots, foreign)), PASSPHRASE) == "key-file-damaged"
        # the item renamed in the store to fit: still bound to its own wallet
        renamed = MemorySecretStore(
            items=dict.fromkeys([f"{two.a.vault_id}/{foreign.id}"], next(iter(two.store.items.values())))
        )
        assert said(moved, renamed) in ("keyring-item-wrong", "keyring-item-missing")
    claimed = replace(two.b, vault_id=two.a.vault_id)
    assert said(claimed, "attacker") == "wrong-passphrase"


def test_a_slot_dropped_added_or_reordered_is_seen_by_whatever_opens(two: Two) -> None:
    passphrase, code, keyring = two.a.slots
    for slots in ((passphrase, code), (passphrase,), (code, passphrase, keyring), (passphrase, passphrase, code, keyring)):
        assert said(replace(two.a, slots=slots), PASSPHRASE) == "key-file-damaged"
    assert said(replace(two.a, slots=(passphrase, keyring)), two.store) == "key-file-damaged"
    assert said(two.a, PASSPHRASE) == said(two.a, two.store) == "opened"


def test_a_slot_made_cheaper_renamed_or_of_another_kind_does_not_open(two: Two) -> None:
    passphrase, code, keyring = two.a.slots
    cheaper = replace(passphrase, params={"memory_kib": 8, "passes": 1, "lanes": 1})
    assert said(replace(two.a, slots=(cheaper, code, keyring)), PASSPHRASE) == "wrong-passphrase"
    for changed in ({"id": "00"}, {"kind": "passphrase"}, {"params": {"backend": 2}}, {"params": {}}, {"kdf": "none"}):
        altered = replace(two.a, slots=(passphrase, code, replace(keyring, **changed)))  # type: ignore[arg-type]
        assert said(altered, two.store) != "opened"
        assert said(altered, PASSPHRASE) in ("key-file-damaged", "kdf-limits")


def test_an_attacker_with_an_editor_cannot_make_a_seal(two: Two) -> None:
    """A whole key file made by somebody who knows every secret of wallet B, to stand beside A's database."""
    root = unlock_bytes(to_bytes(two.b), "attacker")[1]
    forged = replace(two.b, generation=two.a.generation).sealed(root)
    assert said(forged, "attacker") == "opened"
    assert said(forged, PASSPHRASE) == "wrong-passphrase"


def test_databases_of_two_wallets_swapped(wallet: tuple[Path, str], two: Two, tmp_path: Path) -> None:
    folder, _ = wallet
    mine, other = (folder / "vault-1.db").read_bytes(), (tmp_path / "b" / "vault-1.db").read_bytes()
    (folder / "vault-1.db").write_bytes(other)
    with pytest.raises(VaultDamaged) as caught:
        reopen(folder)
    assert caught.value.code == "not-this-vault"
    (folder / "vault-1.db").write_bytes(mine)
    reopen(folder, two.store).close()


def test_numbers_of_stores_never_change() -> None:
    assert keyring_slot.BACKENDS == {"secret-service": 1, "kwallet": 2, "macos-keychain": 3, "windows-vault": 4}


def test_nonsense_in_a_keyring_slot_is_named(wallet: tuple[Path, str], store: MemorySecretStore) -> None:
    folder, _ = wallet
    good = (folder / "vault.keys").read_bytes()
    values: tuple[object, ...] = (None, 1, "", "AAAA", {}, {"backend": 9}, {"backend": 1, "more": 1}, {"backend": 2**62}, [])
    for member in ("id", "kind", "kdf", "params", "salt", "nonce", "wrapped"):
        for value in values:
            entries = json.loads(good)["slots"]
            entries[2][member] = value
            members = {name: held for name, held in json.loads(good).items() if name != "checksum"} | {"slots": entries}
            (folder / "vault.keys").write_bytes(key_file._with_checksum(members))
            (folder / "vault.keys.bak").unlink(missing_ok=True)
            with pytest.raises(VaultError):
                reopen(folder, store)
            assert SeededEntropy().token(1)
    (folder / "vault.keys").write_bytes(good)
    reopen(folder, store).close()
