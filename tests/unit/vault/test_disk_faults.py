"""Writes that do not succeed: each with its own name, nothing half done, and reading goes on."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3

from tests.unit.vault.vault_examples import PASSPHRASE, create, received, reopen
from wallet.errors import UsageError, VaultDamaged, VaultError
from wallet.vault import durable
from wallet.vault.database import Database
from wallet.vault.layout import layout_of
from wallet.vault.migration import bring_up
from wallet.vault.opening import unlock
from wallet.vault.root_key import RootKey
from wallet.vault.schema import STEPS, version_of
from wallet.vault.sql_errors import spoils_connection, translate
from wallet.vault.vault import Vault

KEY = RootKey(secret=b"k" * 32).database_key(1)

ON_A_FULL_DISK = """
import json, os, sys
from pathlib import Path
from tests.unit.vault.vault_examples import create, received, reopen
from wallet.errors import VaultError
from wallet.vault.vault import Vault

disk, said = Path(sys.argv[1]), {}

def attempt(name, act):
    try:
        said[name] = act() and "done"
    except VaultError as error:
        said[name] = error.code

vault, _ = create(disk / "wallet")
held = []
for number in range(10_000):
    try:
        held.append(vault.credentials.put(received(os.urandom(3000))).id)
    except VaultError as error:
        said["filling"] = error.code
        break
said["count"] = len(held)
attempt("note", lambda: vault.credentials.set_note(held[0], "n" * 9000))
said["read while full"] = all(vault.credentials.get(name).id == name for name in held)
vault.close()
spare = (disk / "spare").open("wb", buffering=0)
try:
    while spare.write(bytes(512)):
        pass
except OSError:
    spare.close()
vault = reopen(disk / "wallet")
said["lost while full"] = len(set(held) - set(vault.credentials.ids()))
attempt("put while full", lambda: vault.credentials.put(received()))
vault.close()
attempt("create while full", lambda: create(disk / "second"))
said["exists"] = Vault.exists(disk / "second")
(disk / "ballast").unlink()
(disk / "spare").unlink()
vault = reopen(disk / "wallet")
attempt("put after freeing", lambda: vault.credentials.put(received()))
said["lost"] = len(set(held) - set(vault.credentials.ids()))
said["findings"] = vault.check()
vault.close()
second = create(disk / "second")[0]
second.close()
print(json.dumps(said))
"""


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    steps = 'mount -t tmpfs -o size=6m tmpfs "$0" || exit 77; head -c 3000000 /dev/zero > "$0/ballast"; exec "$@"'
    run = subprocess.run(
        ["unshare", "--mount", "sh", "-c", steps, str(disk), sys.executable, "-c", ON_A_FULL_DISK, str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode in (1, 77) and "Traceback" not in run.stderr:
        pytest.skip("needs the right to mount a small disk")
    assert run.stderr == ""
    said = json.loads(run.stdout)
    assert said.pop("count") > 30
    assert said == {
        "filling": "disk-full",
        "note": "disk-full",
        "read while full": True,
        "lost while full": 0,
        "put while full": "disk-full",
        "create while full": "disk-full",
        "exists": False,
        "put after freeing": "done",
        "lost": 0,
        "findings": [],
    }


def test_no_more_pages_is_a_full_disk_and_nothing_half_done(vault: Vault) -> None:
    kept = vault.credentials.put(received(note="before")).id
    pages = vault._database.one("PRAGMA page_count")
    assert pages is not None
    vault._database.query(f"PRAGMA max_page_count={pages[0]}")
    with pytest.raises(VaultError) as caught:
        vault.credentials.put(received(b"x" * 100_000))
    assert caught.value.code == "disk-full"
    assert vault.credentials.ids() == (kept,)
    vault._database.query("PRAGMA max_page_count=1000000")
    assert vault.credentials.put(received(b"x" * 100_000)).is_new


def test_read_only(vault: Vault) -> None:
    kept = vault.credentials.put(received()).id
    vault._database.query("PRAGMA query_only=ON")
    for act in (lambda: vault.credentials.put(received(b"2")), lambda: vault.credentials.delete(kept)):
        with pytest.raises(VaultError) as caught:
            act()
        assert caught.value.code == "read-only"
    assert vault.credentials.get(kept).payload == b'{"a":1}'


def test_another_program_on_the_database(folder: Path) -> None:
    create(folder)[0].close()
    key = unlock(layout_of(folder), PASSPHRASE).root.database_key(1)
    other = Database.open(folder / "vault-1.db", key)
    with pytest.raises(VaultError) as caught:
        reopen(folder)
    assert caught.value.code == "in-use"
    other.close()
    reopen(folder).close()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "read-only"),
        (errno.EPERM, "read-only"),
        (errno.EIO, "write-failed"),
        (errno.EFBIG, "write-failed"),
        (None, "write-failed"),
    ],
)
def test_what_the_system_says(number: int | None, code: str) -> None:
    assert durable.write_error(number).code == code
    with pytest.raises(VaultError) as caught, durable.named_errors():
        raise OSError(number, "x")
    assert caught.value.code == code


def from_sqlite(number: int) -> sqlcipher3.Error:
    error = sqlcipher3.OperationalError("near canary")
    error.sqlite_errorcode = number
    return error


@pytest.mark.parametrize(
    ("number", "kind", "code", "spoils"),
    [
        (13, VaultError, "disk-full", False),
        (10, VaultError, "write-failed", True),
        (10 | 4 << 8, VaultError, "write-failed", True),  # SQLITE_IOERR_FSYNC
        (8, VaultError, "read-only", False),
        (14, VaultError, "read-only", False),
        (5, VaultError, "in-use", False),
        (6, VaultError, "in-use", False),
        (7, VaultError, "not-enough-memory", False),
        (11, VaultDamaged, "vault-damaged", True),
        (26, VaultDamaged, "vault-damaged", True),
        (1, VaultError, "write-failed", False),
        (19, VaultError, "write-failed", False),
    ],
)
def test_what_sqlcipher_says(number: int, kind: type[VaultError], code: str, spoils: bool) -> None:
    said = translate(from_sqlite(number))
    assert (type(said), said.code, spoils_connection(from_sqlite(number))) == (kind, code, spoils)
    assert "canary" not in said.message


def test_a_replaced_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "vault.keys"
    durable.replace_file(path, b"old", lambda data: None)

    def refuse(data: bytes) -> None:
        assert data == b"new"
        assert path.read_bytes() == b"old"
        raise VaultDamaged("key-file-damaged", "no")

    with pytest.raises(VaultDamaged):
        durable.replace_file(path, b"new", refuse)
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"vault.keys": b"old"}
    (tmp_path / "vault.keys.tmp").write_bytes(b"left behind")
    durable.replace_file(path, b"new", lambda data: None)
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"vault.keys": b"new"}
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(VaultError):
        durable.replace_file(tmp_path / "none" / "x", b"", lambda data: None)


def test_a_transaction_is_all_or_nothing_however_it_ends(tmp_path: Path) -> None:
    database = Database.make(tmp_path / "vault-1.db", KEY)
    bring_up(database)

    def insert(name: str) -> None:
        database.query("INSERT INTO meta VALUES (?, '')", (name,))

    for failure in (KeyboardInterrupt, UsageError("x", "x")):
        with pytest.raises((KeyboardInterrupt, UsageError)), database.transaction():
            insert("a")
            with database.transaction():
                insert("b")
            raise failure
    with pytest.raises(VaultError), database.transaction():
        insert("c")
        insert("c")
    with database.transaction():
        insert("d")
        with database.transaction():
            insert("e")
    database.close()
    with_rows = Database.open(tmp_path / "vault-1.db", KEY)
    assert with_rows.query("SELECT name FROM meta ORDER BY name") == [("d",), ("e",)]
    with_rows.close()


def test_settings(vault: Vault) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": 2,
        "secure_delete": 1,
        "locking_mode": "exclusive",
        "cipher_page_size": "4096",
        "cipher_hmac_algorithm": "HMAC_SHA512",
    }
    assert {name: vault._database.query(f"PRAGMA {name}")[0][0] for name in expected} == expected


def test_schema_steps_run_once_each_in_order(tmp_path: Path) -> None:
    database = Database.make(tmp_path / "vault-1.db", KEY)
    assert version_of(database) == 0
    bring_up(database)
    assert version_of(database) == len(STEPS)
    before = database.query("SELECT * FROM sqlite_schema")
    bring_up(database)
    assert database.query("SELECT * FROM sqlite_schema") == before
    assert database.query("PRAGMA foreign_key_check") == []
    with pytest.raises(VaultError):
        database.script("BEGIN IMMEDIATE; CREATE TABLE half (x) STRICT; CREATE TABLE half2 (x TEXT) STRICT; COMMIT;")
    assert database.query("SELECT * FROM sqlite_schema") == before
    database.close()


def test_a_database_is_never_made_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "vault-1.db").write_bytes(b"")
    with pytest.raises(FileExistsError):
        Database.make(tmp_path / "vault-1.db", KEY)


def test_a_wallet_that_cannot_be_made_leaves_nothing_behind(folder: Path) -> None:
    folder.mkdir()
    (folder / "vault.keys.tmp").mkdir()  # nothing can be written under this name
    with pytest.raises(VaultError):
        create(folder)
    assert not Vault.exists(folder)
    assert {entry.name for entry in folder.iterdir()} == {"vault.keys.tmp", "vault.lock"}
    (folder / "vault.keys.tmp").rmdir()
    create(folder)[0].close()


def test_a_leftover_log_is_not_taken_into_a_new_wallet(folder: Path) -> None:
    folder.mkdir()
    (folder / "vault-1.db-wal").write_bytes(os.urandom(9000))
    with pytest.raises(VaultDamaged) as caught:
        create(folder)
    assert caught.value.code == "key-file-missing"
    (folder / "vault.unfinished").touch()
    with create(folder)[0] as vault:
        assert vault.credentials.put(received()).is_new


def test_a_wallet_that_was_made_is_never_taken_back_by_a_second_attempt(folder: Path) -> None:
    with create(folder)[0] as vault:
        kept = vault.credentials.put(received()).id
    (folder / "vault.unfinished").touch()  # as after a kill between the key file and the first opening
    with pytest.raises(VaultError) as caught:
        create(folder, seed=b"two")
    assert caught.value.code == "vault-exists"
    with reopen(folder) as vault:
        assert vault.credentials.ids() == (kept,)
    assert not (folder / "vault.unfinished").exists()


def test_a_wallet_whose_first_opening_fails_is_taken_back(folder: Path) -> None:
    folder.mkdir()
    (folder / "vault.keys.bak.tmp").mkdir()  # the copy cannot be written, so the making cannot be finished
    with pytest.raises(VaultError) as caught:
        create(folder)
    assert caught.value.code == "write-failed"
    assert not Vault.exists(folder)
    (folder / "vault.keys.bak.tmp").rmdir()
    create(folder)[0].close()
