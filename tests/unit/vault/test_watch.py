"""Fault 21: the files change while the wallet is open. Nothing is written over them, and nothing of ours is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.vault.vault_examples import PASSPHRASE, create, received, reopen
from wallet.errors import VaultError
from wallet.vault import conflicts
from wallet.vault.vault import Vault


def theirs(folder: Path, raw: bytes = b"theirs") -> Path:
    """The wallet as another computer would have changed it."""
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    with reopen(other) as vault:
        vault.credentials.put(received(raw))
    return other


def replace_database(folder: Path, other: Path) -> None:
    shutil.copyfile(other / "vault-1.db", folder / ".new")
    (folder / ".new").replace(folder / "vault-1.db")


def overwrite_database(folder: Path, other: Path) -> None:
    (folder / "vault-1.db").write_bytes((other / "vault-1.db").read_bytes())


def delete_database(folder: Path, other: Path) -> None:
    (folder / "vault-1.db").unlink()


def replace_log(folder: Path, other: Path) -> None:
    (folder / ".new").write_bytes((folder / "vault-1.db-wal").read_bytes())
    (folder / ".new").replace(folder / "vault-1.db-wal")


def change_keys(folder: Path, other: Path) -> None:
    with reopen(other) as vault:
        from wallet.vault.kdf import CHEAPEST

        vault.access.change_passphrase(PASSPHRASE, "another", CHEAPEST)
    shutil.copyfile(other / "vault.keys", folder / "vault.keys")


def refused(vault: Vault) -> None:
    before = {path.name: path.read_bytes() for path in vault.folder.iterdir() if path.is_file()}
    for _ in range(2):
        with pytest.raises(VaultError) as caught:
            vault.credentials.put(received(b"too late"))
        assert caught.value.code == "changed-underneath"
    assert {path.name: path.read_bytes() for path in vault.folder.iterdir() if path.is_file()} == before


CHANGES = [replace_database, overwrite_database, delete_database, replace_log, change_keys]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_it_is_seen_before_anything_is_written(folder: Path, change: Callable[[Path, Path], None]) -> None:
    create(folder)[0].close()
    other = theirs(folder)
    vault = reopen(folder)
    mine = vault.credentials.put(received(b"mine")).id
    change(folder, other)
    refused(vault)
    vault.close()
    if change is change_keys:  # the database is still ours
        with reopen(folder, "another") as again:
            assert again.credentials.ids() == (mine,)
        return
    found = conflicts.find(folder)
    assert len(found) == 1
    with conflicts.as_wallet(found[0]) as place, reopen(place) as ours:
        assert mine in ours.credentials.ids()  # what was acknowledged is there


@pytest.mark.parametrize("change", [replace_database, overwrite_database], ids=lambda change: change.__name__)
def test_the_newcomer_is_whole_and_has_none_of_our_log(folder: Path, change: Callable[[Path, Path], None]) -> None:
    create(folder)[0].close()
    other = theirs(folder)
    vault = reopen(folder)
    mine = vault.credentials.put(received(b"mine")).id
    change(folder, other)
    vault.close()
    assert not (folder / "vault-1.db-wal").exists()
    assert (folder / "vault-1.db").read_bytes() == (other / "vault-1.db").read_bytes()
    with reopen(folder) as again:
        assert "conflict-copies" in again.notices
        assert again.check() == ()
        assert len(again.credentials.ids()) == 1
        assert mine not in again.credentials.ids()


def test_a_newcomer_in_the_midst_of_a_write_is_not_taken_for_ours(folder: Path) -> None:
    create(folder)[0].close()
    other = theirs(folder)
    vault = reopen(folder)
    with contextlib.suppress(VaultError), vault._database.transaction():
        vault.credentials.put(received(b"mine"))
        replace_database(folder, other)
    refused(vault)
    vault.close()
    with reopen(folder) as again:
        assert again.check() == ()
        assert len(again.credentials.ids()) == 1


def test_the_log_of_the_newcomer_is_left_alone(folder: Path) -> None:
    create(folder)[0].close()
    other = theirs(folder)
    theirs_open = reopen(other)
    late = theirs_open.credentials.put(received(b"in their log")).id
    vault = reopen(folder)
    vault.credentials.put(received(b"mine"))
    for name in ("vault-1.db", "vault-1.db-wal"):
        shutil.copyfile(other / name, folder / ".new")
        (folder / ".new").replace(folder / name)
    refused(vault)
    vault.close()
    theirs_open.close()
    with reopen(folder) as again:
        assert late in again.credentials.ids()


def test_what_we_do_ourselves_is_no_change(folder: Path) -> None:
    from wallet.vault.kdf import CHEAPEST

    vault, _ = create(folder)
    for number in range(30):
        vault.credentials.put(received(b"%d" % number * 5000))
        vault._database.settle() if number % 7 == 0 else None
    vault.access.change_passphrase(PASSPHRASE, "second", CHEAPEST)
    vault.credentials.put(received(b"after the passphrase"))
    vault.access.adopt_recovery_code("second", vault.access.draft_recovery_code())
    vault.credentials.put(received(b"after the code"))
    new = vault.access.draft_recovery_code()
    vault.rotate("second", new, CHEAPEST)
    vault.credentials.put(received(b"after the rotation"))
    os.utime(folder / "vault.keys.bak")
    vault.credentials.put(received(b"at the end"))
    vault.close()
    assert conflicts.find(folder) == ()
    assert sorted(path.name for path in folder.iterdir()) == ["vault-2.db", "vault.keys", "vault.keys.bak", "vault.lock"]
    with reopen(folder, "second") as again:
        assert (len(again.credentials.ids()), again.notices) == (34, ())


def test_a_key_file_that_was_only_touched_is_the_same(folder: Path) -> None:
    vault, _ = create(folder)
    os.utime(folder / "vault.keys", (1, 1))
    shutil.copyfile(folder / "vault.keys", folder / ".new")
    (folder / ".new").replace(folder / "vault.keys")
    vault.credentials.put(received())
    vault.close()
