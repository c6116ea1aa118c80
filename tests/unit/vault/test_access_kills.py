"""Ended without a farewell before each call on the disk or the keyring: what is found then opens as before, or as after."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.vault.access_acts import ACTS, NEW, NEW_CODE, Act, make_wallet, opening
from tests.unit.vault.vault_examples import PASSPHRASE, reopen

CALLS = ("fsync", "replace", "unlink", "open", "link", "rename")
STRIDES = {"rotation": 6}
_DONE, _KILLED = 7, 9


class FileSecretStore:
    """A store of secrets that outlives its process. Each act calls ``before``."""

    def __init__(self, place: Path, before: Callable[[], None] = lambda: None) -> None:
        self._place = place
        self._before = before

    def backend(self) -> str:
        return "secret-service"

    def get(self, name: str) -> str | None:
        return self._items().get(name)

    def set(self, name: str, secret: str) -> None:
        self._before()
        self._write(self._items() | {name: secret})

    def delete(self, name: str) -> None:
        self._before()
        self._write({held: secret for held, secret in self._items().items() if held != name})

    def _items(self) -> dict[str, str]:
        return dict(json.loads(self._place.read_text())) if self._place.exists() else {}

    def _write(self, items: dict[str, str]) -> None:
        self._place.write_text(json.dumps(items))


def run_and_die(folder: Path, code: str, act: Act, number: int) -> int:
    """Do the act in a child that ends at the numbered call; how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        calls = 0

        def step() -> None:
            nonlocal calls
            calls += 1
            if calls == number:
                os._exit(_KILLED)

        def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **options: Any) -> Any:
                step()
                return real(*arguments, **options)

            return call

        vault = reopen(folder)
        for name in CALLS:
            setattr(os, name, wrap(getattr(os, name)))
        act(vault, code, FileSecretStore(folder.with_suffix(".keyring"), step))
        os._exit(_DONE)
    finally:
        os._exit(1)


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_any_call(name: str, tmp_path: Path) -> None:
    act, before, done = ACTS[name]
    source = tmp_path / "source"
    code = make_wallet(source, FileSecretStore(source.with_suffix(".keyring")))
    stride = STRIDES.get(name, 2)
    number, found = 0, []
    while True:
        number += stride
        folder = tmp_path / f"copy-{number}"
        shutil.copytree(source, folder)
        shutil.copy(source.with_suffix(".keyring"), folder.with_suffix(".keyring"))
        ended = run_and_die(folder, code, act, number)
        assert ended in (_DONE, _KILLED)
        store = FileSecretStore(folder.with_suffix(".keyring"))
        secrets = {"old": PASSPHRASE, "new": NEW, "code": code, "new code": NEW_CODE, "keyring": store}
        now = opening(folder, secrets)
        assert now == done if ended == _DONE else now in (before, done), number
        left = {path.name for path in folder.iterdir() if not path.name.endswith("-wal")}
        assert len(left) == 4, left  # both key files, the lock, one database
        assert (folder / "vault.keys").read_bytes() == (folder / "vault.keys.bak").read_bytes()
        if ended == _DONE:
            break
        found.append(now)
        shutil.rmtree(folder)
    assert len(found) > 3
    assert found[0] == before
    assert found[-1] == done
