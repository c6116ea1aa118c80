"""Fault 11: a folder or a file that cannot be written to. It opens to be read, says so, and nothing at all is written."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.unit.vault.vault_examples import PASSPHRASE, create, received, reopen
from wallet.errors import VaultError, WrongPassphrase
from wallet.vault.kdf import CHEAPEST

pytestmark = pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="mounts: root only")


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in folder.iterdir()}


def run(*command: object) -> bool:
    return subprocess.run([*map(str, command)], capture_output=True, check=False).returncode == 0


class Frozen:
    """Make a folder, or a file, such that nobody can write to it."""

    def __init__(self) -> None:
        self._undo: list[tuple[object, ...]] = []

    def mount(self, folder: Path) -> None:
        if not (run("mount", "--bind", folder, folder) and run("mount", "-o", "remount,ro,bind", folder)):
            pytest.skip("mounting is not allowed here")
        self._undo.append(("umount", "-l", folder))

    def attribute(self, path: Path) -> None:
        if not run("chattr", "+i", path):
            pytest.skip("this file system has no immutable files")
        self._undo.append(("chattr", "-i", path))

    def thaw(self) -> None:
        for command in reversed(self._undo):
            run(*command)
        self._undo.clear()


@pytest.fixture
def frozen() -> Iterator[Frozen]:
    freezer = Frozen()
    yield freezer
    freezer.thaw()


@pytest.mark.parametrize("name", ["wallet", "a b%20?#'é\n.db"])
def test_a_medium_that_is_read_only(tmp_path: Path, frozen: Frozen, name: str) -> None:
    folder = tmp_path / name
    vault, code = create(folder)
    kept = vault.credentials.put(received()).id
    vault.close()
    before = state(folder)
    frozen.mount(folder)
    for secret in (PASSPHRASE, code):
        with reopen(folder, secret) as vault:
            assert vault.is_read_only
            assert vault.notices == ("read-only",)
            assert vault.credentials.get(kept).payload == received().credential.raw
            assert vault.check() == ()
            refuses_every_write(vault)
            with reopen(folder) as second:  # reading disturbs nobody
                assert second.credentials.ids() == (kept,)
    with pytest.raises(WrongPassphrase):
        reopen(folder, "wrong")
    frozen.thaw()
    assert state(folder) == before
    with reopen(folder) as vault:
        assert vault.notices == ()
        vault.credentials.put(received(b"2"))


def refuses_every_write(vault: object) -> None:
    from wallet.vault.vault import Vault

    assert isinstance(vault, Vault)
    (first, *_) = vault.credentials.ids()
    acts = [
        lambda: vault.credentials.put(received(b"new")),
        lambda: vault.credentials.delete(first),
        lambda: vault.portfolios.remove("x"),
        lambda: vault.rotate(PASSPHRASE, vault.access.draft_recovery_code(), CHEAPEST),
        lambda: vault._database.query("INSERT INTO meta VALUES ('x', 'y')"),
    ]
    for act in acts:
        with pytest.raises(VaultError) as caught:
            act()
        assert caught.value.code == "read-only"


def test_a_log_that_was_left_is_read_from_a_copy(
    folder: Path, frozen: Frozen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    vault, _ = create(folder / "live")
    kept = vault.credentials.put(received(b"only in the log")).id
    shutil.copytree(folder / "live", folder / "killed")
    vault.close()
    assert (folder / "killed" / "vault-1.db-wal").stat().st_size > 0
    before = state(folder / "killed")
    frozen.mount(folder / "killed")
    with reopen(folder / "killed") as vault:
        assert vault.is_read_only
        assert vault.credentials.ids() == (kept,)
        refuses_every_write(vault)
        inside = [path for path in (tmp_path / "tmp").rglob("*") if path.is_file()]
        assert inside
        assert not any(b"only in the log" in path.read_bytes() for path in inside)
    assert list((tmp_path / "tmp").iterdir()) == []
    frozen.thaw()
    assert state(folder / "killed") == before


@pytest.mark.parametrize("what", ["vault-1.db", "."])
def test_a_file_or_folder_that_is_immutable(folder: Path, frozen: Frozen, what: str) -> None:
    vault, _ = create(folder)
    kept = vault.credentials.put(received()).id
    vault.close()
    before = state(folder)
    frozen.attribute(folder / what)
    with reopen(folder) as vault:
        assert vault.is_read_only
        assert vault.credentials.ids() == (kept,)
        with pytest.raises(VaultError) as caught:
            vault.credentials.put(received(b"new"))
        assert caught.value.code == "read-only"
    frozen.thaw()
    assert state(folder) == before


def test_who_writes_and_who_reads_exclude_each_other(folder: Path, tmp_path: Path, frozen: Frozen) -> None:
    vault, _ = create(folder)
    (tmp_path / "mirror").mkdir()
    run("mount", "--bind", folder, tmp_path / "mirror")
    frozen._undo.append(("umount", "-l", tmp_path / "mirror"))
    if not run("mount", "-o", "remount,ro,bind", tmp_path / "mirror"):
        pytest.skip("mounting is not allowed here")
    with pytest.raises(VaultError) as caught:
        reopen(tmp_path / "mirror")
    assert caught.value.code == "in-use"
    vault.close()
    with reopen(tmp_path / "mirror"):
        with pytest.raises(VaultError) as caught:
            reopen(folder)
        assert caught.value.code == "in-use"
    reopen(folder).close()


def test_a_wallet_without_its_lock(folder: Path, frozen: Frozen) -> None:
    create(folder)[0].close()
    (folder / "vault.lock").unlink()
    frozen.mount(folder)
    with reopen(folder) as vault:
        assert vault.is_read_only


def test_fault_22_the_clock_goes_back(folder: Path, clock: FixedClock) -> None:
    from tests.fakes import SeededEntropy
    from wallet.vault.vault import Vault

    vault, _ = create(folder, clock=clock)
    vault.credentials.put(received())
    vault.close()

    def notices() -> tuple[str, ...]:
        with Vault.open(folder, PASSPHRASE, clock=clock, entropy=SeededEntropy(b"x")) as opened:
            return opened.notices

    assert notices() == ()
    clock.advance(minutes=-5)
    assert notices() == ()
    clock.advance(days=-20_000)  # 1972
    assert notices() == ("clock-behind",)
    clock.advance(days=25_000)  # years ahead: nothing says so, until it is right again
    with Vault.open(folder, PASSPHRASE, clock=clock, entropy=SeededEntropy(b"y")) as opened:
        assert opened.notices == ()
        opened.credentials.put(received(b"2"))
    clock.advance(days=-4_000)
    assert notices() == ("clock-behind",)
