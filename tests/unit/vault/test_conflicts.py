"""Copies that sync programs leave: known by their names, and opened as the wallets that they are."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.unit.vault.vault_examples import create, received, reopen
from wallet.errors import VaultError
from wallet.vault import conflicts
from wallet.vault.conflicts import ConflictCopy, CopyKind

DATABASES = [
    "vault-1.sync-conflict-20261120-120000-ABCDEFG.db",
    "vault-1.sync-conflict-20261120-120000.db",
    "vault-1 (SomePC's conflicted copy).db",
    "vault-1 (SomePC's conflicted copy 2026-11-20).db",
    "vault-1 (conflicted copy 2026-11-20 120000).db",
    "vault-1 (Case Conflict).db",
    "vault-1_conflict-20261120-120000.db",
    "vault-1 (1).db",
    "vault-1(2).db",
    "vault-1-DESKTOP-A1B2C3.db",
    "vault-1.db (SomePC's conflicted copy)",
    "vault-12.sync-conflict-20261120-120000-ABCDEFG.db",
]
KEYS = [
    "vault.sync-conflict-20261120-120000-ABCDEFG.keys",
    "vault.keys (conflicted copy 2026-11-20)",
    "vault (conflicted copy 2026-11-20 120000).keys",
    "vault (1).keys",
    "vault-DESKTOP.keys",
]
OURS = [
    *(
        "vault-1.db",
        "vault-1.db-wal",
        "vault-1.db-shm",
        "vault-1.db-journal",
        "vault-1.db.before-2",
        "vault-1.db.before-2.part",
    ),
    *("vault.keys", "vault.keys.bak", "vault.keys.tmp", "vault.keys.bak.tmp", "vault.lock", "vault.building"),
    *("vault.unfinished", "vault-01 (1).db", "notes (1).db", "vault-1.db-wal.kept", "vault-1.dbx", "vault-1 (1).db.txt"),
]


@pytest.mark.parametrize("name", DATABASES)
def test_copies_of_a_database(folder: Path, name: str) -> None:
    create(folder)[0].close()
    shutil.copyfile(folder / "vault-1.db", folder / name)
    (found,) = conflicts.find(folder)
    assert (found.path.name, found.kind, found.generation) == (name, CopyKind.DATABASE, 12 if "12." in name[:9] else 1)
    assert found.size == (folder / "vault-1.db").stat().st_size
    with reopen(folder) as vault:
        assert vault.notices == ("conflict-copies",)
    assert (folder / name).exists()


@pytest.mark.parametrize("name", KEYS)
def test_copies_of_a_key_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert [(copy.path.name, copy.kind, copy.generation) for copy in conflicts.find(tmp_path)] == [(name, CopyKind.KEYS, 0)]


@pytest.mark.parametrize("name", OURS)
def test_what_is_no_copy(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert conflicts.find(tmp_path) == ()
    assert not conflicts.is_copy(name)


def test_no_folder_a_link_and_a_folder_of_that_name(tmp_path: Path) -> None:
    assert conflicts.find(tmp_path / "none") == ()
    (tmp_path / "vault-1 (1).db").mkdir()
    (tmp_path / "vault-1 (2).db").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "vault-1 (3).db")
    assert conflicts.find(tmp_path) == ()


def test_a_copy_opens_as_a_wallet_and_is_not_touched(folder: Path) -> None:
    vault, _ = create(folder)
    shared = vault.credentials.put(received(b"both")).id
    vault.close()
    copy = folder / "vault-1 (SomePC's conflicted copy).db"
    shutil.copyfile(folder / "vault-1.db", copy)
    with reopen(folder) as vault:
        mine = vault.credentials.put(received(b"mine")).id
    before = copy.read_bytes()
    (found,) = conflicts.find(folder)
    with conflicts.as_wallet(found) as place, reopen(place) as other:
        assert other.credentials.ids() == (shared,)
        other.credentials.put(received(b"theirs"))
    assert not place.exists()
    assert copy.read_bytes() == before
    with reopen(folder) as vault:
        assert set(vault.credentials.ids()) == {shared, mine}


def test_a_copy_of_another_generation_comes_with_its_key_file(folder: Path) -> None:
    vault, code = create(folder)
    vault.credentials.put(received(b"old"))
    vault.close()
    shutil.copyfile(folder / "vault-1.db", folder / "vault-1.sync-conflict-20261120-120000-ABCDEFG.db")
    shutil.copyfile(folder / "vault.keys", folder / "vault.sync-conflict-20261120-120000-ABCDEFG.keys")
    with reopen(folder) as vault:
        from tests.unit.vault.vault_examples import PASSPHRASE
        from wallet.vault.kdf import CHEAPEST

        vault.rotate(PASSPHRASE, code, CHEAPEST)
    database = next(copy for copy in conflicts.find(folder) if copy.kind is CopyKind.DATABASE)
    with conflicts.as_wallet(database) as place, reopen(place) as other:
        assert len(other.credentials.ids()) == 1


def test_what_is_no_database_is_refused(folder: Path) -> None:
    create(folder)[0].close()
    shutil.copyfile(folder / "vault.keys", folder / "vault (1).keys")
    (keys,) = conflicts.find(folder)
    gone = ConflictCopy(path=folder / "gone", kind=CopyKind.DATABASE, generation=1, size=1, changed_at=keys.changed_at)
    for copy in (keys, gone):
        with pytest.raises(VaultError) as caught, conflicts.as_wallet(copy):
            pass
        assert caught.value.code == "no-conflict-copy"
