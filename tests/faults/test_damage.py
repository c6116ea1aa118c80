"""Files cut and bent, in the short form."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.damage import Damage, harm_everything, harmed, read_all
from tests.faults.world import Place


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    room = tmp_path_factory.mktemp("template")
    return world.make(room / "wallet", room / "outside")


@pytest.mark.slow
def test_what_is_cut_or_bent_is_named_or_means_the_same(template: Place, tmp_path: Path) -> None:
    damage = harm_everything(template, tmp_path, random.Random(4), every=16, pages=12)
    assert damage.wrong == []
    assert damage.named["key-file-damaged"] > 100
    assert damage.tried.total() > 800


def test_harm_is_done_at_every_byte() -> None:
    files = list(harmed(b"abc", random.Random(0)))
    assert [data for what, data in files if what.startswith("cut")] == [b"", b"a", b"ab"]
    turned = [data for what, data in files if "turned" in what]
    assert [sum(one != other for one, other in zip(data, b"abc", strict=True)) for data in turned] == [1, 1, 1]
    assert len(list(harmed(b"abc", random.Random(0), bits=8))) == 27


def test_a_reading_that_crashes_is_found_out() -> None:
    def reading(data: bytes) -> str:
        return "same"[len(data) // 0 :]

    damage = Damage()
    read_all("nothing", reading, harmed(b"a", random.Random(0)), damage)
    assert len(damage.wrong) == 2
    assert "ZeroDivisionError" in damage.wrong[0]
