"""The random kills in their short form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.kills import Killer

KILLS = 16


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Killer:
    room = tmp_path_factory.mktemp("kills")
    return Killer(world.make(room / "wallet", room / "outside"), room / "room", seed=3)


@pytest.mark.slow
def test_a_few_kills_of_the_real_program_lose_nothing(killer: Killer) -> None:
    for _ in range(200):
        if killer.result.kills.total() >= KILLS:
            break
        killer.strike()
    assert killer.result.wrong == []
    assert killer.result.kills.total() >= KILLS
    assert killer.result.acknowledged > 0
    assert len(killer.result.kills) >= 3


def test_the_look_sees_what_is_gone(tmp_path: Path) -> None:
    killer = Killer(world.make(tmp_path / "wallet", tmp_path / "outside"), tmp_path / "room", seed=1)
    with killer.place.session() as session:
        vault = session._parts.vault
        gone, hidden = vault.credentials.ids()[:2]
        vault.credentials.delete(gone)
        vault.credentials.trash(hidden)
        vault._database.query("DELETE FROM trust_lists")
    (killer.place.outside / "wallet.backup.1").write_bytes(b"half of one")
    killer.look(killer.commands.trust(), [{"name": "list 1"}], 0)
    killer.look(killer.commands.import_(), [{"outcome": "added", "id": "0" * 32}], 0)
    said = " ".join(killer.result.wrong)
    assert f"lost: {gone}" in said
    assert f"lost: {hidden}" in said
    assert "lost: trust_lists" in said
    assert "trust (0): promised, and it is not so" in said
    assert "import (0): promised and not there: 0000" in said
    assert "wallet.backup.1 is no backup" in said
