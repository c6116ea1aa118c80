"""The sweep in its short form: a sample of the points of every act; ``python -m tests.faults`` meets them all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.acts import ACTS
from tests.faults.judging import judged, reference
from tests.faults.running import run_act
from tests.faults.sweep import Tally, faults, prepared
from tests.faults.tracing import strace
from tests.faults.world import Place, fresh

SAMPLE = 4


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    room = tmp_path_factory.mktemp("template")
    return world.make(room / "wallet", room / "outside")


@pytest.mark.slow
@pytest.mark.parametrize("act", list(ACTS))
def test_a_sample_of_faults_loses_nothing(act: str, template: Place, tmp_path: Path) -> None:
    if strace() is None:
        pytest.skip("strace is not here, or may not attach (Debian package strace)")
    swept, tally = prepared(act, template, tmp_path / "room"), Tally()
    points = swept.faults
    assert len(points) > 50
    for fault in points[len(act) % 7 :: -(-len(points) // SAMPLE)]:
        swept.meet(fault, tally)
    assert tally.wrong == []
    assert sum(tally.points.values()) >= SAMPLE - 2


def test_the_judge_sees_a_promise_that_was_not_kept(template: Place, tmp_path: Path) -> None:
    known = reference("import of 1", template, tmp_path)
    untouched = fresh(known.template, tmp_path / "untouched")
    wrong = judged(known, untouched, [{"did": known.steps[0].name}, {"end": True}])
    assert len(wrong) == len(known.steps[0].brings)
    assert all("promised by" in line for line in wrong)


def test_the_judge_sees_what_is_lost_half_there_or_from_nowhere(template: Place, tmp_path: Path) -> None:
    known = reference("delete", template, tmp_path)
    place = fresh(known.template, tmp_path / "harmed")
    run = run_act("delete", place)
    assert judged(known, place, run.said) == []
    with place.session() as session:
        session.delete(next(session.cards()).id)
        session._parts.vault._database.query("DELETE FROM presentations")
        session._parts.vault._database.query("INSERT INTO meta (name, value) VALUES ('stray', '')")
    wrong = " ".join(judged(known, place, run.said))
    assert "lost: ('credentials'" in wrong
    assert "lost: ('presentations'" in wrong
    assert "from nowhere: ('meta'" in wrong
    place = fresh(known.template, tmp_path / "half")
    with place.session() as session:
        name = known.steps[0].name
        half = "DELETE FROM search WHERE rowid = (SELECT number FROM credentials WHERE id = ?)"
        session._parts.vault._database.query(half, (name,))
    assert any(line.startswith(f"half of {name}") for line in judged(known, place, []))


def test_the_judge_sees_a_wallet_that_does_not_open_and_a_bug(template: Place, tmp_path: Path) -> None:
    known = reference("edit", template, tmp_path)
    place = fresh(known.template, tmp_path / "broken")
    (place.folder / "vault-1.db").write_bytes(b"")
    assert judged(known, place, []) == ["it does not open: vault-empty"]
    (place.folder / "vault.keys").unlink()
    (place.folder / "vault.keys.bak").unlink()
    assert judged(known, place, [{"bug": "Traceback"}]) == ["a bug, not an error: Traceback", "no secret opens it"]


def test_the_points_of_a_run() -> None:
    points = [str(point) for point in faults(Counter({"pwrite64": 2, "fsync": 1, "pread64": 1}))]
    assert points == [
        *("kill at fsync 1", "ENOSPC at fsync 1", "EIO at fsync 1", "EIO at pread64 1"),
        *("kill at pwrite64 1", "ENOSPC at pwrite64 1", "EIO at pwrite64 1", "ENOSPC at pwrite64 1 and after"),
        *("kill at pwrite64 2", "ENOSPC at pwrite64 2", "EIO at pwrite64 2", "ENOSPC at pwrite64 2 and after"),
    ]
