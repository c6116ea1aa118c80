"""The database damaged, cut, emptied, swapped: named, never taken for a new one, and the rest can still be read."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.vault.vault_examples import PASSPHRASE, create, original, received, reopen
from wallet.errors import VaultDamaged, VaultError
from wallet.vault.layout import layout_of
from wallet.vault.opening import unlock
from wallet.vault.root_key import RootKey
from wallet.vault.vault import Vault

PAGE = 4096


def filled(folder: Path, count: int = 30, seed: bytes = b"one") -> dict[str, bytes]:
    """A closed vault with so many credentials of 3 KB; their bytes by id."""
    vault, _ = create(folder, seed=seed)
    held = {}
    for number in range(count):
        raw = hashlib.shake_256(number.to_bytes(2, "big")).digest(3000)
        held[vault.credentials.put(received(raw)).id] = raw
    vault.close()
    return held


def code_of(folder: Path) -> str:
    with pytest.raises(VaultDamaged) as caught:
        reopen(folder)
    return caught.value.code


def database(folder: Path) -> Path:
    return folder / "vault-1.db"


def read_all(vault: Vault, ids: list[str]) -> tuple[dict[str, bytes], set[str]]:
    """What can be read one by one, and the codes of what cannot."""
    found, codes = {}, set()
    for name in ids:
        try:
            found[name] = vault.credentials.get(name).payload
        except VaultDamaged as error:
            codes.add(error.code)
    return found, codes


def test_k2_an_empty_database_is_never_a_new_wallet(folder: Path) -> None:
    create(folder)[0].close()
    database(folder).write_bytes(b"")
    assert code_of(folder) == "vault-empty"
    assert database(folder).read_bytes() == b""


def test_a_missing_database(folder: Path) -> None:
    create(folder)[0].close()
    database(folder).unlink()
    assert code_of(folder) == "vault-file-missing"
    assert not database(folder).exists()
    database(folder).mkdir()
    assert code_of(folder) == "vault-file-missing"


def test_another_wallets_database(folder: Path, tmp_path: Path) -> None:
    create(folder)[0].close()
    filled(tmp_path / "other", 1, seed=b"two")
    shutil.copy(database(tmp_path / "other"), database(folder))
    assert code_of(folder) == "not-this-vault"


def test_another_generation_under_the_same_keys(folder: Path) -> None:
    with create(folder)[0] as vault:
        vault._database.query("UPDATE meta SET value = '2' WHERE name = 'generation'")
    assert code_of(folder) == "not-this-vault"


def test_the_salt_is_this_wallets_and_this_generations(folder: Path) -> None:
    create(folder)[0].close()
    root = unlock(layout_of(folder), PASSPHRASE).root
    assert database(folder).read_bytes()[:16] == root.database_key(1).salt
    assert root.database_key(1) != root.database_key(2)
    assert RootKey(secret=b"x" * 32).database_key(1) != root.database_key(1)


@pytest.mark.parametrize("head", [b"SQLite format 3\0", b"", b"%PDF-1.7"])
def test_a_file_of_something_else(folder: Path, head: bytes) -> None:
    create(folder)[0].close()
    size = database(folder).stat().st_size
    database(folder).write_bytes(head + hashlib.shake_256(head).digest(size - len(head)))
    assert code_of(folder) == "not-this-vault"


def test_a_flip_anywhere_in_the_first_page(folder: Path) -> None:
    filled(folder, 1)
    good = database(folder).read_bytes()
    for place in [*range(16), *range(16, PAGE, 131), PAGE - 1]:
        mutant = bytearray(good)
        mutant[place] ^= 1 << place % 8
        database(folder).write_bytes(mutant)
        assert code_of(folder) == "vault-damaged"


def test_cut_anywhere(folder: Path) -> None:
    filled(folder, 3)
    good = database(folder).read_bytes()
    for length in [1, 15, 16, 17, PAGE - 1, PAGE, PAGE + 1, len(good) // 2, len(good) - PAGE, len(good) - 1]:
        database(folder).write_bytes(good[:length])
        assert code_of(folder) == "vault-damaged"


def test_k4_one_bit_in_any_page_is_named_and_the_rest_stays_readable(folder: Path) -> None:
    held = filled(folder)
    good = database(folder).read_bytes()
    pages = len(good) // PAGE
    salvaged = []
    for page in range(1, pages, 3):
        mutant = bytearray(good)
        mutant[page * PAGE + (page * 997) % PAGE] ^= 1 << page % 8
        database(folder).write_bytes(mutant)
        try:
            vault = reopen(folder)
        except VaultDamaged as error:
            assert error.code == "vault-damaged"
            continue
        with vault:
            found, codes = read_all(vault, list(held))
            assert codes <= {"vault-damaged"}
            assert all(held[name] == raw for name, raw in found.items())
            assert vault.check() != ()
            salvaged.append(len(found))
    assert len(salvaged) >= pages // 4
    assert sorted(salvaged)[len(salvaged) // 2] >= len(held) - 2  # most pages hold one or two credentials


def test_damage_is_not_written_to_standard_error(folder: Path) -> None:
    held = filled(folder, 3)
    mutant = bytearray(database(folder).read_bytes())
    mutant[-100] ^= 1
    database(folder).write_bytes(mutant)
    script = (
        "import sys; from pathlib import Path; from tests.unit.vault.vault_examples import reopen\n"
        "vault = reopen(Path(sys.argv[1])); print(len(vault.check()))"
    )
    run = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True)
    assert (int(run.stdout) > 0, run.stderr) == (True, "")
    assert len(held) == 3


def test_a_large_original_damaged_leaves_its_credential(folder: Path) -> None:
    vault, _ = create(folder)
    name = vault.credentials.put(received(originals=(original(b"o" * 100_000),))).id
    sha256 = vault.credentials.get(name).originals[0].sha256
    vault.close()
    mutant = bytearray(database(folder).read_bytes())
    mutant[-3 * PAGE] ^= 1  # the file ends with the pages of the original
    database(folder).write_bytes(mutant)
    with reopen(folder) as vault:
        with pytest.raises(VaultDamaged):
            vault.credentials.original(name, sha256)
        assert vault.credentials.get(name).payload == b'{"a":1}'


def test_bytes_changed_inside_the_database_are_seen(folder: Path) -> None:
    with create(folder)[0] as vault:
        name = vault.credentials.put(received()).id
        vault._database.query("UPDATE contents SET data = ?", (b'{"a":2}',))
        with pytest.raises(VaultDamaged) as caught:
            vault.credentials.get(name)
        assert caught.value.code == "vault-damaged"


@pytest.mark.parametrize("column", ["report", "added_at", "valid_until"])
@pytest.mark.parametrize("value", ["", "{", "[]", "null", '{"checks":[{}]}', "2026-01-01", '{"checked_at":1}'])
def test_columns_that_hold_nonsense_are_named(folder: Path, column: str, value: str) -> None:
    with create(folder)[0] as vault:
        name = vault.credentials.put(received()).id
        vault._database.query(f"UPDATE credentials SET {column} = ?", (value,))
        with pytest.raises(VaultDamaged) as caught:
            vault.credentials.get(name)
        assert caught.value.code == "vault-damaged"


def test_a_newer_schema_is_refused_and_the_file_untouched(folder: Path) -> None:
    with create(folder)[0] as vault:
        vault._database.query("PRAGMA user_version=99")
    before = (database(folder).read_bytes(), database(folder).stat().st_mtime_ns)
    with pytest.raises(VaultError) as caught:
        reopen(folder)
    assert caught.value.code == "newer-version"
    assert (database(folder).read_bytes(), database(folder).stat().st_mtime_ns) == before
    assert not database(folder).with_name("vault-1.db-wal").exists()


def test_the_sentences_tell_the_faults_apart(folder: Path, tmp_path: Path) -> None:
    sentences = set()
    for number, spoil in enumerate(("wrong", "empty", "missing", "other", "damaged", "key")):
        place = tmp_path / spoil
        filled(place, 1, seed=bytes([number]))
        path = database(place)
        good = path.read_bytes()
        if spoil == "empty":
            path.write_bytes(b"")
        elif spoil == "missing":
            path.unlink()
        elif spoil == "other":
            path.write_bytes(database(tmp_path / "wrong").read_bytes())
        elif spoil == "damaged":
            path.write_bytes(good[:-7])
        elif spoil == "key":
            (place / "vault.keys").write_bytes(b"{}")
            (place / "vault.keys.bak").write_bytes(b"{}")
        with pytest.raises(VaultError) as caught:
            reopen(place, "not it" if spoil == "wrong" else PASSPHRASE)
        sentences.add(caught.value.message)
    assert len(sentences) == 6
