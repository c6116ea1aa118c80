"""Where backups lie and what is never lost there: three deep, nothing pushed aside unproved, whatever interrupts."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.unit.backup import backup_crash_child
from tests.unit.backup.backup_examples import PASSPHRASE, back_up, everything, files_in, full_wallet
from tests.unit.backup.conftest import Made
from tests.unit.vault.vault_examples import create, received, reopen
from wallet.backup import keeping, making, restoring
from wallet.errors import UsageError, VaultDamaged, VaultError, WalletError
from wallet.vault.vault import Vault

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.unit.vault.crash_child", "tests.unit.backup.backup_crash_child"])


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A full wallet, open."""
    with full_wallet(tmp_path / "wallet")[0] as opened:
        yield opened


def _count(file: Path) -> int:
    return restoring.check(file, PASSPHRASE).credentials


def test_three_deep(vault: Vault, tmp_path: Path) -> None:
    for number in range(5):
        made = back_up(vault, seed=str(number).encode())
        vault.credentials.put(received(b'{"more":%d}' % number))
    place = tmp_path / "backups"
    name = made.facts.file
    assert sorted(path.name for path in place.iterdir()) == [name, f"{name}.1", f"{name}.2"]
    assert [_count(place / one) for one in (name, f"{name}.1", f"{name}.2")] == [8, 7, 6]
    assert made.earlier == (str(place / f"{name}.1"), str(place / f"{name}.2"))
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in place.iterdir())
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_nothing_else_is_ever_pushed_aside(vault: Vault, tmp_path: Path) -> None:
    with create(tmp_path / "other", seed=b"other")[0] as other:
        back_up(other, tmp_path / "other.backup")
    (tmp_path / "thesis").write_bytes(b"years of work")
    (tmp_path / "mine.backup.2").write_bytes(b"years of work")
    (tmp_path / "empty").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    before = files_in(tmp_path)
    for name, code in (
        ("thesis", "not-a-backup-there"),
        ("other.backup", "another-wallets-backup"),
        ("mine.backup", "not-a-backup-there"),
        ("empty", "not-a-backup-there"),
        ("dangling", "not-readable"),
        ("no/such/folder", "cannot-write"),
        ("other", "cannot-write"),
    ):
        with pytest.raises(WalletError) as caught:
            back_up(vault, tmp_path / name)
        assert caught.value.code == code, name
    assert files_in(tmp_path) == before


def test_a_damaged_backup_moves_down_like_any_other(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "b"
    back_up(vault, file, seed=b"1")
    damaged = file.read_bytes()[:-30]
    file.write_bytes(damaged)
    back_up(vault, file, seed=b"2")
    assert (tmp_path / "b.1").read_bytes() == damaged
    assert _count(file) == 4


@contextmanager
def _small_disk(size: int) -> Iterator[None]:
    """No file may grow beyond this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 100, 3000, 8000])
def test_no_room(vault: Vault, tmp_path: Path, size: int) -> None:
    file = tmp_path / "b"
    back_up(vault, file)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*b*") if path.is_file()}
    with _small_disk(size), pytest.raises(VaultError) as caught:
        back_up(vault, file, seed=b"2")
    assert caught.value.code in ("write-failed", "disk-full")
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*b*") if path.is_file()} == before
    assert back_up(vault, file, seed=b"3").facts.credentials == 4


@pytest.mark.parametrize("name", ["x" * 255, "x" * 252, "nul\0", "..", "new\nline/x"])
def test_names_that_no_file_can_have(vault: Vault, tmp_path: Path, name: str) -> None:
    before = files_in(tmp_path)
    with pytest.raises(WalletError) as caught:
        back_up(vault, tmp_path / name)
    assert caught.value.code in ("cannot-write", "write-failed")
    assert files_in(tmp_path).keys() == before.keys()


def test_a_damaged_wallet_is_not_backed_up_as_if_it_were_whole(vault: Vault, tmp_path: Path) -> None:
    back_up(vault, tmp_path / "b")
    good = (tmp_path / "b").read_bytes()
    with vault._database.transaction():
        vault._database.query("UPDATE contents SET data = x'00' WHERE rowid = 1")
    with pytest.raises(VaultDamaged):
        back_up(vault, tmp_path / "b", seed=b"2")
    assert (tmp_path / "b").read_bytes() == good
    assert not list(tmp_path.glob(".*"))


def test_a_store_whose_references_do_not_hold_is_not_backed_up(vault: Vault, tmp_path: Path) -> None:
    """What is read back is checked like a stranger's file: a backup that could not be restored is never kept."""
    vault._database.query("PRAGMA foreign_keys=OFF")
    vault._database.query("DELETE FROM contents WHERE rowid = 1")
    with pytest.raises(WalletError) as caught:
        back_up(vault, tmp_path / "b")
    assert caught.value.code == "backup-inconsistent"
    assert not (tmp_path / "b").exists()


def test_what_an_interruption_left_is_overwritten(vault: Vault, tmp_path: Path) -> None:
    part = keeping.temporary(tmp_path / "b")
    part.write_bytes(b"half a backup")
    back_up(vault, tmp_path / "b")
    assert not part.exists()


def _started(target: Callable[..., None], *arguments: Any) -> tuple[Any, Any]:
    ours, theirs = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=target, args=(*arguments, theirs))
    process.start()
    theirs.close()
    return process, ours


def _steps(target: Callable[..., None], *arguments: Any) -> int:
    process, pipe = _started(target, *arguments, 0)
    count = pipe.recv()
    process.join()
    return int(count)


def test_killed_while_backing_up(tmp_path: Path) -> None:
    vault, _ = full_wallet(tmp_path / "wallet")
    with vault:
        back_up(vault, tmp_path / "b")
        good = (tmp_path / "b").read_bytes()
        vault.credentials.put(received(b'{"later":1}'))
    shutil.copytree(tmp_path / "wallet", tmp_path / "again")
    steps = _steps(backup_crash_child.back_up_until, tmp_path / "again", tmp_path / "counted")
    assert steps > 150
    outcomes = set()
    for step in [*range(1, steps, steps // 3), *range(steps - 24, steps, 6)]:
        for name in ("b.1", "b.2"):
            (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / "b").write_bytes(good)
        process, _ = _started(backup_crash_child.back_up_until, tmp_path / "wallet", tmp_path / "b", step)
        process.join()
        assert process.exitcode == -9
        kept = [tmp_path / name for name in ("b", "b.1") if (tmp_path / name).exists()]
        assert kept, "a backup is always there"
        assert good in [path.read_bytes() for path in kept]
        assert [_count(path) for path in kept] in ([4], [5, 4])
        outcomes.add(len(kept))
        with reopen(tmp_path / "wallet") as opened:
            assert opened.credentials.count() == 4
    assert outcomes == {1, 2}


def test_killed_while_restoring_over_a_wallet(made: Made, tmp_path: Path) -> None:
    with create(tmp_path / "before", seed=b"old")[0] as old:
        old.credentials.put(received(b'{"old":1}'))
        held = everything(old)
    shutil.copytree(tmp_path / "before", tmp_path / "counted")
    steps = _steps(backup_crash_child.restore_until, made.file, tmp_path / "counted")
    assert steps > 300
    outcomes = set()
    for step in [*range(1, steps, steps // 4), *range(steps - 60, steps, 11)]:
        folder = tmp_path / f"at-{step}"
        shutil.copytree(tmp_path / "before", folder)
        process, _ = _started(backup_crash_child.restore_until, made.file, folder, step)
        process.join()
        assert process.exitcode == -9
        with reopen(folder) as vault:
            found = everything(vault)
            assert found in (held, made.held)
            outcomes.add(found == held)
            assert vault.check() == ()
        if found == made.held:
            with reopen(next(folder.glob("kept-*[0-9]"))) as kept:
                assert everything(kept) == held
        shutil.rmtree(folder)
    assert outcomes == {True, False}


def test_killed_while_restoring_where_nothing_was(made: Made, tmp_path: Path) -> None:
    steps = _steps(backup_crash_child.restore_until, made.file, tmp_path / "counted")
    outcomes = set()
    for step in [*range(1, steps, steps // 3), *range(steps - 40, steps, 13)]:
        folder = tmp_path / f"at-{step}"
        process, _ = _started(backup_crash_child.restore_until, made.file, folder, step)
        process.join()
        assert process.exitcode == -9
        outcomes.add(Vault.exists(folder))
        if not Vault.exists(folder):
            restoring.restore(made.file, folder, PASSPHRASE, entropy=SeededEntropy(), replace=False)
        with reopen(folder) as vault:
            assert everything(vault) == made.held
    assert outcomes == {True, False}


def test_restoring_another_wallets_backup_in_its_place(made: Made, tmp_path: Path) -> None:
    with create(tmp_path / "wallet", passphrase="another one", seed=b"old")[0] as old:
        old.credentials.put(received(b'{"old":1}'))
        held = everything(old)
    with pytest.raises(VaultError) as caught:
        restoring.restore(made.file, tmp_path / "wallet", PASSPHRASE, entropy=SeededEntropy(), replace=False)
    assert caught.value.code == "vault-exists"
    done = restoring.restore(made.file, tmp_path / "wallet", PASSPHRASE, entropy=SeededEntropy(), replace=True)
    with reopen(tmp_path / "wallet") as vault:
        assert everything(vault) == made.held
    with reopen(Path(done.aside), "another one") as kept:
        assert everything(kept) == held


@pytest.mark.parametrize("fault", ["keys", "database", "both", "empty database"])
def test_a_broken_wallet_is_replaced_and_kept_too(made: Made, tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "wallet"
    create(folder, seed=b"old")[0].close()
    if fault in ("keys", "both"):
        (folder / "vault.keys").write_bytes(b"rubbish")
        (folder / "vault.keys.bak").unlink()
    if fault in ("database", "both"):
        (folder / "vault-1.db").write_bytes(b"rubbish" * 1000)
    if fault == "empty database":
        (folder / "vault-1.db").write_bytes(b"")
    broken = {name: data for name, data in files_in(folder).items() if name != "vault.lock"}
    done = restoring.restore(made.file, folder, PASSPHRASE, entropy=SeededEntropy(), replace=True)
    with reopen(folder) as vault:
        assert everything(vault) == made.held
    assert files_in(Path(done.aside)) == broken


def test_a_wallet_that_is_open_is_not_replaced(made: Made, tmp_path: Path) -> None:
    with create(tmp_path / "wallet", seed=b"old")[0], pytest.raises(VaultError) as caught:
        restoring.restore(made.file, tmp_path / "wallet", PASSPHRASE, entropy=SeededEntropy(), replace=True)
    assert caught.value.code == "in-use"


def test_a_place_that_is_none(made: Made, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "nul\0"):
        with pytest.raises(VaultError) as caught:
            restoring.restore(made.file, folder, PASSPHRASE, entropy=SeededEntropy(), replace=False)
        assert caught.value.code in ("bad-folder", "not-readable")


def test_files_of_somebody_else_in_the_folder_stay(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "wallet"
    folder.mkdir()
    (folder / "letter.txt").write_bytes(b"dear")
    restoring.restore(made.file, folder, PASSPHRASE, entropy=SeededEntropy(), replace=False)
    assert (folder / "letter.txt").read_bytes() == b"dear"


def test_an_unknown_size_is_no_reason_to_forget(vault: Vault, tmp_path: Path) -> None:
    """The wallet cannot note the backup (a full disk): the backup stands all the same."""
    making.remember(vault.holdings, FixedClock().now(), Path(os.fsdecode(b"/name/\xff")), 3)
    assert making.status(vault).file == "/name/\ufffd"
    with pytest.raises(UsageError):
        back_up(vault, tmp_path / "no" / "such")
