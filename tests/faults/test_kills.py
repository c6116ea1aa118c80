"""The random kills in their short form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.kills import Killer

KILLS = 24


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
    with killer._place.session() as session:
        gone = next(session.cards()).id
        session.delete(gone)
        session._parts.vault._database.query("DELETE FROM trust_lists")
    killer._look(killer._trust(), [{"name": "list 1"}], 0)
    said = " ".join(killer.result.wrong)
    assert f"lost: {gone}" in said
    assert "lost: trust_lists" in said
    assert "promised and not there" in said
