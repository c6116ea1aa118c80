"""A wallet on a medium that nobody can write to, through the command line: it is read, and says that it can only be read."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.conftest import Satchel

pytestmark = pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="mounts: root only")


@pytest.fixture
def frozen(demo: Satchel) -> Iterator[Path]:
    folder = demo.folder
    for words in (("--bind", str(folder), str(folder)), ("-o", "remount,ro,bind", str(folder))):
        if subprocess.run(["mount", *words], capture_output=True, check=False).returncode:
            pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_fault_11_it_is_shown_with_a_banner_and_nothing_can_be_changed(demo: Satchel, frozen: Path, tmp_path: Path) -> None:
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in frozen.iterdir() if path.is_file()}
    listed = demo("list", "--json")
    assert listed.code == 0
    assert listed.errors.startswith("▲ The wallet's folder cannot be written to.")
    first = listed.records[0]["id"]
    assert demo("show", first, "--json").records[0]["id"] == first
    refused = demo("delete", first, "--json")
    assert refused.code == 1
    assert refused.records[0]["error"]["code"] == "read-only"
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in frozen.iterdir() if path.is_file()} == before
