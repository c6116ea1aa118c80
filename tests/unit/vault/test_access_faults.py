"""Every call of an act of access on the disk, refused once each: old or new opens, exactly as was reported."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import MemorySecretStore
from tests.unit.vault.access_acts import ACTS, NEW, NEW_CODE, make_wallet, opening
from tests.unit.vault.vault_examples import PASSPHRASE, reopen
from wallet.errors import VaultError

CALLS = ("fsync", "replace", "unlink", "open", "link", "rename")
# Every second call here, and of the rotation every fifth, begun at another one for each kind of refusal; tests/faults does all.
STRIDES = {"rotation": 5}


class Disk:
    """Counts the calls that change the disk; the one numbered ``fails`` is refused, and with ``then_all`` all after it."""

    def __init__(self, fails: int, number: int, *, then_all: bool = False, after: bool = False) -> None:
        self.fails, self.number, self.then_all, self.after = fails, number, then_all, after
        self.count = 0

    def wrap(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if real is os.open and not arguments[1] & os.O_CREAT:
                return real(*arguments, **options)
            self.count += 1
            refused = self.count == self.fails or (self.then_all and self.count > self.fails)
            if refused and self.after:
                real(*arguments, **options)
            if refused:
                raise OSError(self.number, os.strerror(self.number))
            return real(*arguments, **options)

        return call


@contextmanager
def disk(monkeypatch: pytest.MonkeyPatch, faults: Disk) -> Iterator[Disk]:
    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, faults.wrap(getattr(os, name)))
        yield faults


@pytest.fixture
def wallet(folder: Path) -> tuple[Path, str, MemorySecretStore]:
    store = MemorySecretStore()
    return folder, make_wallet(folder, store), store


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize(
    ("first_call", "number", "then_all", "after"),
    [(1, errno.EIO, False, False), (2, errno.ENOSPC, False, False), (4, errno.EIO, True, False), (5, errno.EIO, False, True)],
    ids=["one EIO", "one ENOSPC", "EIO from then on", "EIO after it was done"],
)
def test_a_disk_that_refuses(
    wallet: tuple[Path, str, MemorySecretStore],
    name: str,
    first_call: int,
    number: int,
    then_all: bool,
    after: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, code, first = wallet
    act, before, done = ACTS[name]
    stride = STRIDES.get(name, 2)
    fails, outcomes = (first_call % stride or stride) - stride, set()
    while True:
        fails += stride
        folder, store = tmp_path / f"copy-{fails}", MemorySecretStore(items=dict(first.items))
        shutil.copytree(source, folder)
        secrets = {"old": PASSPHRASE, "new": NEW, "code": code, "new code": NEW_CODE, "keyring": store}
        said = "done"
        with reopen(folder) as vault:
            store.items = dict(first.items)
            with disk(monkeypatch, Disk(fails, number, then_all=then_all, after=after)) as faults:
                try:
                    act(vault, code, store)
                except VaultError as error:
                    said = error.code
        if faults.count < fails:
            break
        now = opening(folder, secrets)
        outcomes.add(said)
        if said == "done":
            assert now == done, (fails, said)
        elif said == "unsure-which":
            assert then_all, "one failure can always be taken back"
            assert now in (before, done)
        else:
            assert said in ("disk-full", "write-failed")
            assert now == before, (fails, said)
        left = {path.name for path in folder.iterdir() if not path.name.endswith("-wal")}
        assert left - {"vault-1.db", "vault-2.db"} == {"vault.keys", "vault.keys.bak", "vault.lock"}
        assert len(left) == 4, left
        assert (folder / "vault.keys").read_bytes() == (folder / "vault.keys.bak").read_bytes()
        shutil.rmtree(folder)
    assert fails > 8
    assert outcomes & {"disk-full", "write-failed"}


@pytest.mark.parametrize("name", ["passphrase", "recovery code", "rotation"])
def test_there_is_never_an_old_copy_beside_a_new_key_file(
    wallet: tuple[Path, str, MemorySecretStore], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off before each call: what then lies on the disk never lets a taken-away secret in through the copy."""
    source, code, first = wallet
    act, _, _ = ACTS[name]
    states: list[tuple[bytes, bytes | None]] = []
    folder = tmp_path / "copy"
    shutil.copytree(source, folder)
    old = (folder / "vault.keys").read_bytes()

    def look() -> None:
        copy = folder / "vault.keys.bak"
        states.append(((folder / "vault.keys").read_bytes(), copy.read_bytes() if copy.exists() else None))

    class Watching(Disk):
        def wrap(self, real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **options: Any) -> Any:
                look()
                return real(*arguments, **options)

            return call

    with reopen(folder) as vault, disk(monkeypatch, Watching(0, 0)):
        act(vault, code, MemorySecretStore(items=dict(first.items)))
    look()
    new = (folder / "vault.keys").read_bytes()
    assert set(states) == {(old, old), (old, None), (new, None), (new, new)}
