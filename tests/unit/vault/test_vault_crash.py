"""Killed at any moment: everything that was acknowledged is there, and a wallet is made whole or not at all."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.unit.vault import crash_child
from tests.unit.vault.vault_examples import create, reopen
from wallet.errors import VaultError
from wallet.vault.vault import Vault

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.unit.vault.crash_child"])


def started(target: Callable[..., None], *arguments: Any) -> tuple[Any, Connection]:
    here, there = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=target, args=(*arguments, there))
    process.start()
    there.close()
    return process, here


def heard(pipe: Connection) -> list[Any]:
    """Everything that was said before the end."""
    found = []
    try:
        while True:
            found.append(pipe.recv())
    except (EOFError, OSError):
        return found


def test_twenty_kills_lose_nothing_that_was_acknowledged(folder: Path) -> None:
    chance = random.Random(20)
    create(folder)[0].close()
    acknowledged: set[str] = set()
    count = 0
    for round_ in range(20):
        process, pipe = started(crash_child.put_for_ever, folder, round_ * 100_000)
        said = [pipe.recv()]
        time.sleep(chance.uniform(0, 0.06))
        process.kill()
        said += heard(pipe)
        process.join()
        acknowledged.update(said)
        with reopen(folder) as vault:
            held = set(vault.credentials.ids())
            assert acknowledged <= held
            assert len(held) <= count + len(said) + 1  # at most the one that was under way
            assert vault.check() == ()
            count = len(held)
    with reopen(folder) as vault:
        assert all(vault.credentials.get(name).id == name for name in acknowledged)


def test_a_lock_whose_holder_was_killed_is_free(folder: Path) -> None:
    create(folder)[0].close()
    process, pipe = started(crash_child.hold, folder)
    assert pipe.recv()
    try:
        reopen(folder)
    except VaultError as error:
        assert error.code == "in-use"
    else:
        raise AssertionError("two instances at once")
    finally:
        process.kill()
        process.join()
    reopen(folder).close()


def test_killed_while_a_wallet_is_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    process, pipe = started(crash_child.create_until, tmp_path / "whole", 0)
    steps = pipe.recv()
    process.join()
    assert steps > 200
    outcomes = {"none": 0, "whole": 0}
    for step in [*range(1, steps, 9), *range(steps - 40, steps, 4)]:
        folder = tmp_path / f"killed-{step}"
        process, _ = started(crash_child.create_until, folder, step)
        process.join()
        assert process.exitcode == -9
        if Vault.exists(folder):
            outcomes["whole"] += 1
            reopen(folder).close()
        else:
            outcomes["none"] += 1
            create(folder, seed=b"again")[0].close()
        with reopen(folder) as vault:
            assert vault.check() == ()
            assert vault.notices == ()
            names = {path.name for path in folder.iterdir()} - {"vault-1.db-wal"}
            assert names == {"vault.keys", "vault.keys.bak", "vault.lock", "vault-1.db"}
        shutil.rmtree(folder)
    assert outcomes["none"] > 20
    assert outcomes["whole"] > 2
