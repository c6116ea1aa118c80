"""Bringing a wallet up to date: a copy first, each step whole or not at all; a newer one is not touched, only read."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.golden.make import PASSPHRASE, START, received
from tests.unit.vault.vault_examples import credential, report
from tests.unit.vault.vault_examples import received as plain
from wallet.errors import UsageError, VaultDamaged, VaultError
from wallet.model.library import CardQuery
from wallet.vault import migration, rescue
from wallet.vault.database import Database
from wallet.vault.layout import layout_of
from wallet.vault.opening import unlock
from wallet.vault.root_key import RootKey
from wallet.vault.schema import STEPS, version_of
from wallet.vault.vault import Vault

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "schema-1"
FIRST_STEP = "2e81988ae818610fc5c4609f6a4a380bb5b5b79c7d15104e7ffa16222d28307d"
KEY = RootKey(secret=b"k" * 32).database_key(1)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A wallet of the first schema."""
    return Path(shutil.copytree(GOLDEN, tmp_path / "old"))


def open_it(folder: Path) -> Vault:
    return Vault.open(folder, PASSPHRASE, clock=FixedClock(START), entropy=SeededEntropy(b"later"))


def database_of(folder: Path, name: str = "vault-1.db") -> Database:
    unlocked = unlock(layout_of(folder), PASSPHRASE)
    return Database.open(folder / name, unlocked.root.database_key(1))


def prints(folder: Path) -> dict[str, tuple[str, int]]:
    """Hash and time of every file but the lock."""
    files = [path for path in folder.iterdir() if path.name != "vault.lock"]
    return {path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in files}


def test_the_first_step_never_changes() -> None:
    assert hashlib.sha256(STEPS[0].encode()).hexdigest() == FIRST_STEP


def test_the_copy_is_the_old_wallet_and_goes_at_the_next_good_opening(old: Path) -> None:
    before = database_of(old)
    rows = before.query("SELECT * FROM credentials ORDER BY id")
    before.close()
    open_it(old).close()
    copy = old / "vault-1.db.before-2"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"SQLite format" not in copy.read_bytes()[:16]
    database = database_of(old, copy.name)
    assert version_of(database) == 1
    assert database.query("SELECT * FROM credentials ORDER BY id") == rows
    assert database.check() == ()
    database.close()
    shutil.copytree(old, old.with_name("back"))
    open_it(old).close()
    assert not [path for path in old.iterdir() if "before" in path.name]
    back = old.with_name("back")
    (back / copy.name).replace(back / "vault-1.db")  # what a person would do who goes back to the old version
    again = database_of(back)
    assert version_of(again) == 1
    again.close()


def test_a_database_made_by_the_first_step_alone(tmp_path: Path) -> None:
    """Thousands of rows, out of order, with texts of every length, one report damaged."""
    database = Database.make(tmp_path / "vault-1.db", KEY)
    database.script(f"BEGIN IMMEDIATE;\n{STEPS[0]}\nPRAGMA user_version=1;\nCOMMIT;")
    from wallet.vault import report_json

    good = report_json.to_json(report())
    with database.transaction():
        for number in range(1500):
            name = hashlib.sha256(b"%d" % number).hexdigest()[:32]
            database.query("INSERT INTO contents VALUES (?, ?)", (name, b"x" * number))
            values = (name, name, "ob3", f"Title {number}" * (number % 50), "did:web:a", "", "", None)
            rest = (f"2026-01-{number % 28 + 1:02}T00:00:00.000000Z", "", "", good if number != 7 else "{}")
            database.query("INSERT INTO credentials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, *rest))
            database.query("INSERT INTO originals VALUES (?, ?, 0, 'n', 'm', 'png')", (name, name))
    wanted = database.query("SELECT id FROM credentials ORDER BY added_at, id")
    migration.bring_up_existing(database, tmp_path / "vault-1.db", KEY)
    assert database.query("SELECT id FROM credentials ORDER BY number") == wanted
    assert database.query("SELECT count(*) FROM originals") == [(1500,)]
    assert database.query("SELECT count(*) FROM search WHERE search MATCH 'title'") == [(1470,)]
    assert database.query("PRAGMA foreign_key_check") == []
    assert database.query("PRAGMA foreign_keys") == [(1,)]
    assert database.query("SELECT count(*) FROM credentials WHERE headline = 'not-fully-checked'") == [(1500,)]
    assert database.check() == ()
    database.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.unit.vault.test_migration import open_it

left = int(sys.argv[2])
def count(frame, event, argument):
    global left
    if not frame.f_code.co_filename.endswith(("migration.py", "second_step.py", "database.py", "search_index.py")):
        return None
    if event == "line":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return count

sys.settrace(count)
open_it(Path(sys.argv[1])).close()
sys.settrace(None)
print(left)
"""


def test_killed_on_the_way_it_is_the_old_one_or_the_new_one(old: Path, tmp_path: Path) -> None:
    ids = {received(number, START).credential.id for number in range(5)}
    versions, ends = set(), set()
    for step in (40, 140, 180, 240, 320, 400, 500, 700, 900, 1500, 99_999):
        folder = Path(shutil.copytree(old, tmp_path / f"killed-{step}"))
        done = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(step)], cwd=Path.cwd(), check=False)
        database = database_of(folder)
        version = version_of(database)
        versions.add(version)
        ends.add(done.returncode)
        assert {name for (name,) in database.query("SELECT id FROM credentials")} == ids
        assert database.check() == ()
        database.close()
        with open_it(folder) as vault:
            assert set(vault.credentials.ids()) == ids
            assert len(vault.library.page(CardQuery(text="golden"), START).items) == 5
        open_it(folder).close()
        assert not [path for path in folder.iterdir() if "before" in path.name]
    assert (versions, ends) == ({1, 2}, {0, -signal.SIGKILL})


def test_no_room_for_the_copy(old: Path) -> None:
    (old / "vault-1.db.before-2.part").mkdir()
    before = hashlib.sha256((old / "vault-1.db").read_bytes()).hexdigest()
    with pytest.raises(VaultError):
        open_it(old)
    assert hashlib.sha256((old / "vault-1.db").read_bytes()).hexdigest() == before
    (old / "vault-1.db.before-2.part").rmdir()
    with open_it(old) as vault:
        assert vault.credentials.count() == 5


def newer(folder: Path, *, clean: bool) -> Path:
    """The same wallet, as a later version left it; killed with its log not brought in, or closed well."""
    open_it(folder).close()
    open_it(folder).close()
    code = (
        "import os, signal, sys; from pathlib import Path; from tests.unit.vault.test_migration import database_of\n"
        "database = database_of(Path(sys.argv[1])); database.query('PRAGMA user_version=99')\n"
        "database.query('CREATE TABLE something_new (x)')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    if clean:
        code = code.replace("os.kill(os.getpid(), signal.SIGKILL)", "database.close()")
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert (folder / "vault-1.db-wal").exists() is not clean
    return folder


@pytest.mark.parametrize("clean", [True, False])
def test_a_newer_wallet_is_refused_untouched_and_its_originals_can_be_had(old: Path, clean: bool) -> None:
    folder = newer(old, clean=clean)
    os.utime(folder / "vault-1.db", ns=(1, 1))
    before = prints(folder)
    for _ in range(2):
        with pytest.raises(VaultError) as caught:
            open_it(folder)
        assert caught.value.code == "newer-version"
        assert "satchel rescue" in caught.value.message
    wanted = {one.data for number in range(5) for one in received(number, START).originals}
    assert {one.data for one in rescue.originals(folder, PASSPHRASE)} == wanted
    assert prints(folder) == before


def test_a_newer_wallet_that_keeps_files_otherwise(old: Path) -> None:
    newer(old, clean=True)
    database = database_of(old)
    database.query("ALTER TABLE originals RENAME TO files")
    database.close()
    with pytest.raises(VaultError) as caught:
        list(rescue.originals(old, PASSPHRASE))
    assert caught.value.code == "newer-version"


def test_what_rescue_says_of_other_things(old: Path, tmp_path: Path) -> None:
    def code(folder: Path, secret: str = PASSPHRASE) -> str:
        with pytest.raises((VaultError, UsageError)) as caught:
            list(rescue.originals(folder, secret))
        return caught.value.code

    assert code(tmp_path / "nowhere") == "no-vault"
    assert code(old, "another") == "wrong-passphrase"
    with open_it(old):
        assert code(old) == "in-use"
    (old / "vault-1.db").write_bytes(b"")
    assert code(old) == "vault-damaged"
    (old / "vault-1.db").write_bytes(os.urandom(8192))
    assert code(old) == "vault-damaged"
    (old / "vault-1.db").unlink()
    assert code(old) in ("read-only", "not-readable")


def test_what_a_row_of_the_first_schema_lacks_comes_with_its_next_report(old: Path) -> None:
    with open_it(old) as vault:
        one = received(0, START)
        assert vault.library.page(CardQuery(text="plates"), START).items == ()
        assert vault.library.one(one.credential.id).issued_at is None
        vault.credentials.set_report(one.credential.id, one.report, one.credential)
        assert [item.id for item in vault.library.page(CardQuery(text="plates joining type:certificate"), START).items] == [
            one.credential.id
        ]
        assert vault.library.one(one.credential.id).issued_at is not None
        assert vault.credentials.put(plain(credential=credential())).is_new


def test_damage_is_damage_and_not_a_newer_version(old: Path) -> None:
    data = bytearray((old / "vault-1.db").read_bytes())
    data[5000] ^= 1
    (old / "vault-1.db").write_bytes(data)
    with pytest.raises(VaultDamaged):
        open_it(old)
    assert not [path for path in old.iterdir() if "before" in path.name]
