"""Where the experiments found something: each find, again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.sweep import Tally, prepared
from tests.faults.tracing import Fault, strace
from tests.faults.world import Place
from wallet.vault.database import Database

_HEADER, _FRAME, _PAGE = 32, 24, 4096


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    room = tmp_path_factory.mktemp("template")
    return world.make(room / "wallet", room / "outside")


def test_a_page_torn_while_the_log_was_brought_in_is_no_damage(template: Place, tmp_path: Path) -> None:
    """The check looked at the seals in the file, where the log still held the page whole."""
    place = world.fresh(template, tmp_path / "room")
    with place.session() as session:
        list(session.import_inputs(world.inputs([60])))
        shutil.copytree(place.folder, tmp_path / "cut-off")
    [log] = (tmp_path / "cut-off").glob("vault-*.db-wal")
    frames = log.read_bytes()[_HEADER:]
    pages = {int.from_bytes(frames[at : at + 4], "big") for at in range(0, len(frames), _FRAME + _PAGE)}
    [file] = (tmp_path / "cut-off").glob("vault-*.db")
    data = bytearray(file.read_bytes())
    torn = max(page for page in pages if page * _PAGE <= len(data))
    data[(torn - 1) * _PAGE + 512 : torn * _PAGE] = os.urandom(_PAGE - 512)
    file.write_bytes(data)
    with Place(folder=tmp_path / "cut-off", outside=tmp_path, code=place.code).session() as session:
        vault = session._parts.vault
        assert isinstance(vault._database, Database)
        assert vault.check() == ()
        assert vault.credentials.count() == world.HELD + 1


@pytest.mark.slow
@pytest.mark.parametrize(("act", "call"), [("edit", "openat"), ("backup", "read"), ("merge", "openat"), ("restore", "openat")])
def test_what_the_disk_does_not_give_is_named(act: str, call: str, template: Place, tmp_path: Path) -> None:
    """A folder that could not be listed, a backup's first line, the folder of the other wallet: each was a traceback."""
    if strace() is None:
        pytest.skip("strace is not here, or may not attach (Debian package strace)")
    swept, tally = prepared(act, template, tmp_path / "room"), Tally()
    for at in range(1, swept.counts[call] + 1):
        swept.meet(Fault(call=call, at=at, kind="EIO"), tally)
    assert tally.wrong == []
    assert tally.points.total() >= swept.counts[call] - 1
