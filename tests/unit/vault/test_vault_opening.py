"""Making, opening and closing: who gets in, what they are told, what the files look like to others."""

from __future__ import annotations

import os
import stat
import threading
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.unit.vault.vault_examples import PASSPHRASE, create, received, reopen
from wallet.errors import UsageError, VaultDamaged, VaultError, WrongPassphrase
from wallet.vault import key_file
from wallet.vault.kdf import CHEAPEST, KdfProfile
from wallet.vault.lock import FolderLock
from wallet.vault.vault import Vault


def refusal(folder: Path, secret: str = PASSPHRASE) -> VaultError:
    with pytest.raises(VaultError) as caught:
        reopen(folder, secret)
    return caught.value


def test_passphrase_and_recovery_code_open_the_same_wallet(folder: Path) -> None:
    vault, code = create(folder)
    kept = vault.credentials.put(received()).id
    vault_id = vault.vault_id
    vault.close()
    for secret in (PASSPHRASE, code, code.lower().replace("-", " "), code.replace("0", "O").replace("1", "l")):
        with reopen(folder, secret) as opened:
            assert (opened.vault_id, opened.credentials.ids(), opened.notices) == (vault_id, (kept,), ())


def test_a_passphrase_that_looks_like_a_recovery_code_still_opens(folder: Path) -> None:
    first, code = create(folder / "a")
    first.close()
    create(folder / "b", code, seed=b"two")[0].close()
    reopen(folder / "b", code).close()
    assert isinstance(refusal(folder / "b", code.lower()), WrongPassphrase)


def test_k1_wrong_passphrase_five_times_and_then_the_right_one(folder: Path) -> None:
    create(folder)[0].close()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for attempt in range(5):
        error = refusal(folder, f"{PASSPHRASE}{attempt}")
        assert isinstance(error, WrongPassphrase)
        assert error.code == "wrong-passphrase"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    reopen(folder).close()


def test_composed_and_decomposed_passphrases_are_one(folder: Path) -> None:
    create(folder, "Cr\u00e8me br\u00fbl\u00e9e")[0].close()
    reopen(folder, "Cre\u0300me bru\u0302le\u0301e").close()
    assert isinstance(refusal(folder, "Creme brulee"), WrongPassphrase)


def test_no_secret_in_any_text_about_it(folder: Path) -> None:
    vault, code = create(folder)
    assert PASSPHRASE not in repr(vault) + repr(vars(vault))
    assert code not in repr(vars(vault))
    vault.close()
    for secret in ("wrong canary", "canary \udcff", code[:-1] + ("0" if code[-1] != "0" else "2")):
        told = "".join(traceback.format_exception(refusal(folder, secret)))
        assert "canary" not in told
        assert secret not in told


def test_no_wallet_here(folder: Path) -> None:
    assert not Vault.exists(folder)
    assert refusal(folder).code == "no-vault"
    folder.mkdir()
    assert refusal(folder).code == "no-vault"
    assert list(folder.iterdir()) == []


def test_a_second_wallet_is_not_made_over_the_first(folder: Path) -> None:
    create(folder)[0].close()
    before = (folder / "vault.keys").read_bytes()
    with pytest.raises(VaultError) as caught:
        create(folder, seed=b"two")
    assert caught.value.code == "vault-exists"
    (folder / "vault.keys").unlink()
    with pytest.raises(VaultError) as caught:
        create(folder, seed=b"two")
    assert caught.value.code == "vault-exists"
    (folder / "vault.keys").write_bytes(before)
    reopen(folder).close()


@pytest.mark.parametrize(
    ("passphrase", "profile", "code"),
    [
        ("", CHEAPEST, "passphrase-empty"),
        ("\ud800", CHEAPEST, "passphrase-not-text"),
        ("x", KdfProfile(memory_kib=1024, passes=3, lanes=1), "kdf-too-weak"),
        ("x", replace(CHEAPEST, lanes=2**30), "kdf-limits"),
    ],
)
def test_what_create_refuses_leaves_no_wallet(folder: Path, passphrase: str, profile: KdfProfile, code: str) -> None:
    with pytest.raises((UsageError, VaultDamaged)) as caught:
        Vault.create(folder, passphrase, profile=profile, clock=FixedClock(), entropy=SeededEntropy())
    assert caught.value.code == code
    assert not Vault.exists(folder)
    create(folder)[0].close()


def test_second_instance(folder: Path) -> None:
    vault, _ = create(folder)
    assert refusal(folder).code == "in-use"
    with pytest.raises(VaultError) as caught:
        create(folder)
    assert caught.value.code == "in-use"
    vault.close()
    vault.close()
    reopen(folder).close()


def test_the_lock_is_let_go_after_every_failure(folder: Path) -> None:
    create(folder)[0].close()
    refusal(folder, "wrong")
    (folder / "vault-1.db").rename(folder / "aside")
    refusal(folder)
    FolderLock(folder / "vault.lock").release()


def modes(folder: Path) -> set[tuple[str, str]]:
    return {(path.name, oct(stat.S_IMODE(path.stat().st_mode))) for path in folder.iterdir()}


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_k11_folder_0700_and_files_0600_whatever_they_were(folder: Path, mask: int) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    before = os.umask(mask)
    try:
        vault, _ = create(folder)
        vault.credentials.put(received())
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {mode for _, mode in modes(folder)} == {"0o600"}
        assert "vault-1.db-wal" in {name for name, _ in modes(folder)}
        vault.close()
        for path in (folder, *folder.iterdir()):
            path.chmod(0o777)
        with reopen(folder) as vault:
            vault.credentials.put(received(b"2"))
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert {mode for _, mode in modes(folder)} == {"0o600"}
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["with space", "🎓 Zeugnisse", "quote' \" ?x#%41&", "vault-1.db", "-rf", "a\nb", "n" * 200])
def test_k11_odd_folder_names(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "deeper"
    vault, code = create(folder)
    kept = vault.credentials.put(received()).id
    vault.close()
    with reopen(folder, code) as opened:
        assert opened.credentials.ids() == (kept,)
    assert {path.name for path in tmp_path.iterdir()} == {name}


def test_k11_through_a_link_and_from_another_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    vault, _ = create(Path("link"))
    monkeypatch.chdir("/")
    kept = vault.credentials.put(received()).id
    assert refusal(tmp_path / "real").code == "in-use"
    vault.close()
    with reopen(tmp_path / "real") as opened:
        assert opened.credentials.ids() == (kept,)


def test_folders_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for folder in (tmp_path / "loop", tmp_path / "a\0b", Path("~nobody-of-this-name/x")):
        assert refusal(folder).code == "bad-folder"
    for folder in (tmp_path / "file", tmp_path / "file" / "in"):
        assert refusal(folder).code == "no-vault"
        with pytest.raises(VaultError) as caught:
            create(folder)
        assert caught.value.code == "bad-folder"


def test_after_closing_and_from_another_thread(folder: Path) -> None:
    vault, _ = create(folder)
    codes: list[str] = []

    def elsewhere() -> None:
        try:
            vault.credentials.ids()
        except UsageError as error:
            codes.append(error.code)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    vault.close()
    elsewhere()
    assert codes == ["wrong-thread", "vault-closed"]


def test_a_damaged_key_file_is_healed_from_its_copy_which_is_said(folder: Path) -> None:
    create(folder)[0].close()
    good = (folder / "vault.keys").read_bytes()
    assert (folder / "vault.keys.bak").read_bytes() == good
    for place in range(0, len(good), 60):
        mutant = bytearray(good)
        mutant[place] ^= 0x10
        for damage in (bytes(mutant), good[:place]):
            (folder / "vault.keys").write_bytes(damage)
            with reopen(folder) as vault:
                assert vault.notices == ("key-file-restored",)
            assert (folder / "vault.keys").read_bytes() == good
    (folder / "vault.keys").unlink()
    reopen(folder).close()
    assert (folder / "vault.keys").read_bytes() == good


def test_damage_to_both_key_files_is_named_at_every_byte(folder: Path) -> None:
    create(folder)[0].close()
    good = (folder / "vault.keys").read_bytes()
    (folder / "vault.keys.bak").unlink()
    codes = set()
    for place in range(len(good)):
        mutant = bytearray(good)
        mutant[place] ^= 1 << place % 8
        for damage in (bytes(mutant), good[:place]):
            (folder / "vault.keys").write_bytes(damage)
            codes.add(refusal(folder).code)
    (folder / "vault.keys.bak").write_bytes(good[:-9])
    codes.add(refusal(folder).code)
    assert codes == {"key-file-damaged"}
    assert isinstance(refusal(folder), VaultDamaged)


def test_the_copy_does_not_bring_an_old_passphrase_back(folder: Path, tmp_path: Path) -> None:
    create(folder)[0].close()
    create(tmp_path / "other", "older", seed=b"two")[0].close()
    (folder / "vault.keys.bak").write_bytes((tmp_path / "other" / "vault.keys").read_bytes())
    assert isinstance(refusal(folder, "older"), WrongPassphrase)
    reopen(folder).close()
    assert (folder / "vault.keys.bak").read_bytes() == (folder / "vault.keys").read_bytes()


def test_key_files_that_are_no_files(folder: Path) -> None:
    create(folder)[0].close()
    (folder / "vault.keys.bak").unlink()
    (folder / "vault.keys").unlink()
    assert refusal(folder).code == "key-file-missing"
    (folder / "vault.keys").mkdir()
    assert refusal(folder).code == "key-file-damaged"
    (folder / "vault.keys").rmdir()
    os.mkfifo(folder / "vault.keys")
    assert refusal(folder).code == "key-file-damaged"
    (folder / "vault.keys").unlink()
    (folder / "vault.keys").write_bytes(b"{" * (key_file.MAX_BYTES + 1))
    assert refusal(folder).code == "key-file-damaged"


def test_a_database_whose_key_file_is_lost_is_never_built_over(folder: Path) -> None:
    create(folder)[0].close()
    keys = (folder / "vault.keys").read_bytes()
    database = (folder / "vault-1.db").read_bytes()
    (folder / "vault.keys").unlink()
    (folder / "vault.keys.bak").unlink()
    with pytest.raises(VaultDamaged) as caught:
        create(folder, seed=b"two")
    assert caught.value.code == "key-file-missing"
    assert (folder / "vault-1.db").read_bytes() == database
    (folder / "vault.keys").write_bytes(keys)
    reopen(folder).close()
