"""Full, small and unwritable disks under the real program; skipped by name where they cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.disks import Said, tried

_WRITES = ("import", "refresh", "present", "portfolio", "delete")
_READS = ("list", "show", "export", "log")


def _tried(case: str, room: Path) -> Said:
    said = tried(case, room)
    if said is None:
        pytest.skip(f"{case}: needs the right to mount, or to make files unchangeable (root)")
    return said


def _answers(said: Said, names: tuple[str, ...], when: str) -> set[object]:
    return {said[f"{name} {when}"] for name in names}


@pytest.mark.slow
def test_a_full_disk_says_so_loses_nothing_and_lets_read(tmp_path: Path) -> None:
    said = _tried("full disk", tmp_path)
    assert _answers(said, (*_WRITES, "backup"), "while full") == {"disk-full"}
    assert said["the backup of before"] is True
    assert _answers(said, _READS, "while full") == {"done"}
    assert (said["faults after freeing"], said["lost after freeing"]) == ([], 0)
    assert _answers(said, (*_WRITES, "backup"), "after freeing") == {"done"}


@pytest.mark.slow
def test_files_that_may_not_grow(tmp_path: Path) -> None:
    said = _tried("small files", tmp_path)
    assert said["import"] == "write-failed"
    assert _answers(said, ("list", "export"), "under the limit") == {"done"}
    assert (said["faults afterwards"], said["lost afterwards"], said["import afterwards"]) == ([], 0, "done")


@pytest.mark.slow
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    said = _tried("read-only folder", tmp_path)
    assert _answers(said, ("portfolio", "delete"), "read-only") == {"read-only"}
    assert _answers(said, ("list", "export"), "read-only") <= {"done", "read-only"}
    assert (said["faults afterwards"], said["lost afterwards"]) == ([], 0)


@pytest.mark.slow
def test_a_database_that_cannot_be_changed(tmp_path: Path) -> None:
    said = _tried("unchangeable file", tmp_path)
    assert _answers(said, ("portfolio", "delete"), "unchangeable") <= {"read-only", "write-failed"}
    assert _answers(said, ("list", "export"), "unchangeable") <= {"done", "read-only", "write-failed"}
    assert (said["faults afterwards"], said["lost afterwards"]) == ([], 0)


@pytest.mark.slow
def test_without_a_home_a_folder_for_temporary_files_or_a_locale(tmp_path: Path) -> None:
    said = _tried("bare surroundings", tmp_path)
    assert set(said) == {"import", "list", "present", "list in words", "faults afterwards", "lost afterwards"}
    assert (said["import"], said["list"], said["present"], said["list in words"]) == ("done", "done", "done", 0)
    assert (said["faults afterwards"], said["lost afterwards"]) == ([], 0)
