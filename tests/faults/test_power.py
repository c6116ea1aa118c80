"""Power loss in its short form, and the model of the disk itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.disk import SECTOR, File, Folder, after_power_loss, loaded, pending
from tests.faults.power import Outages, recorded
from tests.faults.tracing import strace
from tests.faults.world import Place


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    room = tmp_path_factory.mktemp("template")
    return world.make(room / "wallet", room / "outside")


@pytest.mark.slow
@pytest.mark.parametrize("act", ["import of 1", "passphrase change", "backup"])
def test_power_lost_at_any_moment_loses_nothing(act: str, template: Place, tmp_path: Path) -> None:
    if strace() is None:
        pytest.skip("strace is not here, or may not attach (Debian package strace)")
    run, outages = recorded(act, template, tmp_path / "room"), Outages()
    run.cut(2, random.Random(act), outages, every=2)
    assert outages.wrong == []
    assert outages.partial > 10


def test_a_store_that_does_not_sync_is_found_out(template: Place, tmp_path: Path) -> None:
    """The experiment can fail: the same run with its syncs taken out loses what was promised."""
    if strace() is None:
        pytest.skip("strace is not here, or may not attach (Debian package strace)")
    run, outages = recorded("edit", template, tmp_path / "room"), Outages()
    kept = tuple(event for event in run.events if getattr(event, "name", "") not in ("fsync", "fdatasync"))
    assert len(kept) < len(run.events)
    type(run)(known=run.known, start=run.start, room=run.room, events=kept).cut(1, random.Random(1), outages, every=3)
    assert any("promised by" in line for line in outages.wrong)


def test_what_was_synced_is_always_there(tmp_path: Path) -> None:
    disk, file = Folder(), File()
    file.write(0, b"a" * 3 * SECTOR)
    disk.change({"one": file})
    assert pending(disk) == 4
    file.sync()
    seen = {_after(disk, tmp_path, seed).get("one") for seed in range(30)}
    assert seen == {None, b"a" * 3 * SECTOR}  # the name was not synced
    disk.sync()
    assert pending(disk) == 0
    assert _after(disk, tmp_path, 0) == {"one": b"a" * 3 * SECTOR}


def test_what_was_not_synced_is_there_in_any_part(tmp_path: Path) -> None:
    disk, file = Folder(), File()
    disk.change({"one": file})
    file.write(0, b"a" * 2 * SECTOR)
    file.sync()
    disk.sync()
    file.write(SECTOR - 1, b"bbb")
    seen = {_after(disk, tmp_path, seed)["one"][SECTOR - 2 : SECTOR + 3] for seed in range(60)}
    assert seen == {b"aaaaa", b"abbba", b"abaaa", b"aabba"}


def test_a_rename_is_one_change(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "old").write_bytes(b"1")
    (tmp_path / "real" / "new").write_bytes(b"2")
    disk = loaded(tmp_path / "real")
    disk.change({"new": None, "old": disk.now["new"]})
    seen = {tuple(sorted(_after(disk, tmp_path, seed).items())) for seed in range(30)}
    assert seen == {(("new", b"2"), ("old", b"1")), (("old", b"2"),)}


def test_a_file_that_was_cut_and_a_hole(tmp_path: Path) -> None:
    disk, file = Folder(), File()
    file.write(0, b"abc")
    file.sync()
    disk.change({"one": file})
    disk.sync()
    file.truncate(1)
    assert {_after(disk, tmp_path, seed)["one"] for seed in range(30)} == {b"abc", b"a"}
    file.sync()
    file.write(2, b"x")
    assert {_after(disk, tmp_path, seed)["one"] for seed in range(30)} == {b"a", b"a\0x"}


def _after(disk: Folder, room: Path, seed: int) -> dict[str, bytes]:
    place = room / f"after-{seed}-{len(list(room.iterdir()))}"
    after_power_loss(disk, place, random.Random(seed))
    return {path.name: path.read_bytes() for path in place.iterdir()}
