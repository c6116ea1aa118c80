"""New keys throughout: everything is carried over, and nothing that was taken before opens what is written now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.vault.vault_examples import PASSPHRASE, create, holder_key, received, reopen
from wallet.errors import UsageError, VaultDamaged, VaultError, WrongPassphrase
from wallet.model.holder import KeyKind
from wallet.vault.database import Database
from wallet.vault.holder_keys import HolderKeys
from wallet.vault.kdf import CHEAPEST
from wallet.vault.layout import layout_of
from wallet.vault.opening import unlock
from wallet.vault.vault import Vault

SECRETS = {"a": bytes(range(32)), "b": bytes(range(32, 64))}
CLEAN = {"vault.keys", "vault.keys.bak", "vault.lock", "vault-2.db"}


@pytest.fixture
def wallet(folder: Path) -> tuple[Path, str]:
    """A closed wallet with ten credentials and two keys, and its recovery code."""
    vault, code = create(folder)
    with vault:
        for number in range(10):
            vault.credentials.put(received(b"%d " % number * 700, note=f"note {number}"))
        vault.holder_keys.put(holder_key("a"), SECRETS["a"])
        vault.holder_keys.put(holder_key("b", KeyKind.P256, 1), SECRETS["b"])
    return folder, code


def contents(vault: Vault) -> object:
    """All that can be asked for."""
    return (
        {name: vault.credentials.get(name) for name in vault.credentials.ids()},
        {key.id: (key, vault.holder_keys.unwrap(key.id)) for key in vault.holder_keys.list()},
        vault.vault_id,
    )


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith("-wal")}


def test_everything_is_carried_over_and_the_session_goes_on(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder) as vault:
        before = contents(vault)
        drafted = vault.access.draft_recovery_code()
        rotated = vault.rotate(PASSPHRASE, drafted, CHEAPEST)
        assert (rotated.generation, rotated.recovery_code_kept, vault.generation) == (2, False, 2)
        assert contents(vault) == before
        assert names(folder) == CLEAN
        assert not vault.access.protection().recovery_confirmed
        assert len(vault.access.protection().groups_to_confirm) == 2
        vault.credentials.put(received(b"after"))
    with pytest.raises(WrongPassphrase):
        reopen(folder, code)
    for secret in (PASSPHRASE, drafted):
        with reopen(folder, secret) as vault:
            assert (len(vault.credentials.ids()), vault.check(), vault.notices) == (11, (), ())


def test_the_code_on_paper_may_stay_and_is_confirmed_by_being_typed(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder) as vault:
        assert vault.rotate(PASSPHRASE, code.lower(), CHEAPEST).recovery_code_kept
        assert vault.access.protection().recovery_confirmed
        vault.rotate(PASSPHRASE, code, CHEAPEST)
    with reopen(folder, code) as vault:
        assert vault.generation == 3
    assert names(folder) == CLEAN - {"vault-2.db"} | {"vault-3.db"}


def test_what_was_taken_before_opens_nothing_written_after(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    taken = {path.name: path.read_bytes() for path in folder.iterdir()}
    old = unlock(layout_of(folder), PASSPHRASE).root
    with reopen(folder) as vault:
        vault.access.change_passphrase(PASSPHRASE, "better", CHEAPEST)
        wrapped = vault._database.query("SELECT id, nonce, wrapped FROM holder_keys ORDER BY id")
        vault.rotate("better", code, CHEAPEST)
        rewrapped = vault._database.query("SELECT id, nonce, wrapped FROM holder_keys ORDER BY id")
        with pytest.raises(VaultDamaged):
            HolderKeys(vault._database, old.holder_key(), vault._ports[1]).unwrap("a")
    assert all(one[1:] != other[1:] for one, other in zip(wrapped, rewrapped, strict=True))
    for generation in (1, 2):
        with pytest.raises(VaultDamaged):
            Database.open(folder / "vault-2.db", old.database_key(generation))
    # the old key file beside the new database, which is also what an attacker's rollback of one file looks like
    now = (folder / "vault.keys").read_bytes()
    (folder / "vault.keys").write_bytes(taken["vault.keys"])
    with pytest.raises(VaultDamaged) as caught:
        reopen(folder)
    assert caught.value.code == "vault-file-missing"
    (folder / "vault-1.db").write_bytes((folder / "vault-2.db").read_bytes())
    with pytest.raises(VaultDamaged) as caught:
        reopen(folder)
    assert caught.value.code == "not-this-vault"
    # the new key file beside the old database under the new name
    (folder / "vault.keys").write_bytes(now)
    kept = (folder / "vault-2.db").read_bytes()
    (folder / "vault-2.db").write_bytes(taken["vault-1.db"])
    with pytest.raises(VaultDamaged) as caught:
        reopen(folder, "better")
    assert caught.value.code == "not-this-vault"
    (folder / "vault-2.db").write_bytes(kept)
    (folder / "vault-1.db").unlink()
    with reopen(folder, "better") as vault:
        assert len(vault.credentials.ids()) == 10


def test_an_older_database_of_the_same_keys_is_named(wallet: tuple[Path, str]) -> None:
    """Generation 1 under the name of generation 2 does not open even where both come from one root key."""
    folder, _ = wallet
    root = unlock(layout_of(folder), PASSPHRASE).root
    assert root.database_key(1) != root.database_key(2)
    with pytest.raises(VaultDamaged) as caught:
        Database.open(folder / "vault-1.db", root.database_key(2))
    assert caught.value.code == "not-this-vault"


@pytest.mark.parametrize(("words", "code"), [("", "bad-recovery-code"), ("ABCD-EFGH", "bad-recovery-code")])
def test_a_code_that_is_none_changes_nothing(wallet: tuple[Path, str], words: str, code: str) -> None:
    folder, _ = wallet
    before = (folder / "vault.keys").read_bytes()
    with reopen(folder) as vault, pytest.raises(UsageError) as caught:
        vault.rotate(PASSPHRASE, words, CHEAPEST)
    assert caught.value.code == code
    assert (folder / "vault.keys").read_bytes() == before


def test_the_recovery_code_does_not_rotate(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder, code) as vault:
        with pytest.raises(UsageError) as caught:
            vault.rotate(code, code, CHEAPEST)
        assert caught.value.code == "passphrase-needed"
        assert vault.generation == 1
    assert names(folder) == CLEAN - {"vault-2.db"} | {"vault-1.db"}


def test_a_key_that_does_not_unwrap_is_not_left_behind(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder) as vault:
        with vault._database.transaction():
            vault._database.query("UPDATE holder_keys SET wrapped = x'00' WHERE id = 'a'")
        with pytest.raises(VaultDamaged):
            vault.rotate(PASSPHRASE, code, CHEAPEST)
        assert vault.holder_keys.unwrap("b") == SECRETS["b"]
        assert vault.credentials.put(received(b"goes on")).is_new
    assert names(folder) == CLEAN - {"vault-2.db"} | {"vault-1.db"}
    with reopen(folder, code) as vault:
        assert vault.notices == ()


def test_pragma_rekey_is_nowhere() -> None:
    import wallet.vault

    room = Path(wallet.vault.__path__[0])
    for path in room.rglob("*.py"):
        code = [line for line in path.read_text().splitlines() if "rekey" in line.lower()]
        assert all("never" in line or line.lstrip().startswith(("#", "used")) for line in code), path


def test_a_database_that_cannot_be_opened_after_the_swap_ends_the_session_not_the_wallet(
    wallet: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, code = wallet
    import sqlcipher3

    real, swapped = sqlcipher3.connect, (lambda: b"vault-2.db" in (folder / "vault.keys").read_bytes())

    def connect(*arguments: object, **options: object) -> object:
        if swapped():
            raise sqlcipher3.OperationalError("disk I/O error")
        return real(*arguments, **options)

    with reopen(folder) as vault:
        monkeypatch.setattr(sqlcipher3, "connect", connect)
        assert vault.rotate(PASSPHRASE, code, CHEAPEST).generation == 2
        with pytest.raises((UsageError, VaultError)):
            vault.credentials.ids()
    monkeypatch.undo()
    with reopen(folder, code) as vault:
        assert len(vault.credentials.ids()) == 10
