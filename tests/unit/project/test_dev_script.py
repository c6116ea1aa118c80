"""packaging/dev.py: when it sets up again, and what it says of what is missing."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "packaging" / "dev.py"


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("satchel_dev", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_stamp_changes_with_each_thing_that_the_setup_depends_on(dev: ModuleType) -> None:
    same = dev.stamp(b"lock", b"project", "3.11")
    assert same == dev.stamp(b"lock", b"project", "3.11")
    others = {
        dev.stamp(b"lock2", b"project", "3.11"),
        dev.stamp(b"lock", b"project2", "3.11"),
        dev.stamp(b"lock", b"project", "3.12"),
    }
    shifted = dev.stamp(b"lockp", b"roject", "3.11")
    assert len({same, shifted, *others}) == 5


def test_the_stamp_knows_the_python(dev: ModuleType) -> None:
    python = dev.this_python()
    assert sys.version in python
    assert sys.platform in python


def test_only_a_finished_setup_counts(dev: ModuleType, tmp_path: Path) -> None:
    wanted = dev.stamp(b"lock", b"project", "3.11")
    assert not dev.is_set_up(wanted, tmp_path)
    (tmp_path / dev.STAMP).write_text(wanted)
    assert not dev.is_set_up(wanted, tmp_path), "the command is missing"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "satchel").write_text("")
    assert dev.is_set_up(wanted, tmp_path)
    (tmp_path / dev.STAMP).write_text(wanted[:-1])
    assert not dev.is_set_up(wanted, tmp_path), "an interrupted write"


def test_a_missing_library_is_named_with_its_package(dev: ModuleType) -> None:
    table = (*dev.LIBRARIES, ("libsatchel-nowhere.so.9", "libsatchel9", "this test"))
    missing = dev.missing_libraries(table)
    assert missing == table[-1:] or missing == ()  # () where the C library is not glibc
    said = dev.lacking(table[-1:])
    assert "libsatchel-nowhere.so.9 (Debian package libsatchel9), for this test" in said
    assert said.endswith("sudo apt-get install libsatchel9")


def test_a_missing_module_is_named_with_its_package(dev: ModuleType) -> None:
    missing = dev.missing_modules((("json", "none", "nothing"), ("satchel_nowhere", "python3-venv", "this test")))
    assert missing == (("satchel_nowhere", "python3-venv", "this test"),)
    assert "python3-venv" in dev.lacking(missing)


def test_each_package_is_asked_for_once(dev: ModuleType) -> None:
    assert dev.lacking(dev.MODULES).endswith("apt-get install python3-venv")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads ELF files")
def test_the_table_of_libraries_covers_what_the_wheels_need(dev: ModuleType) -> None:
    """Every library that a compiled module asks for is glibc's, a wheel's own, or in the table.

    Qt is left out: its wheel has plug-ins for every desktop, and the tests of the window show that it loads.
    """
    glibc = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "linux-vdso.so.1"}
    site = Path(pytest.__file__).parents[1]
    needed: set[str] = set()
    for path in site.rglob("*.so*"):
        if "PySide6" in path.parts or "shiboken6" in path.parts:
            continue
        listed = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False).stdout
        names = (line.split(" => ") for line in listed.splitlines() if " => " in line)
        needed |= {name.strip() for name, where in names if not where.startswith(str(site))}
    known = glibc | {soname for soname, _, _ in dev.LIBRARIES}
    assert {name for name in needed if not name.startswith("ld-linux")} <= known
    assert needed & known


def test_an_older_python_is_told_which_one_is_needed() -> None:
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 6))
    imports_before = [node for node in tree.body[:2] if isinstance(node, ast.Import)]
    assert [name.name for node in imports_before for name in node.names] == ["sys"]
    assert isinstance(tree.body[2], ast.If)
    assert "version_info" in ast.unparse(tree.body[2].test)


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
def test_without_an_act_it_says_what_it_can_do(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "dev.py test [--quick]" in done.stderr


def test_ci_runs_what_a_developer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec python3 packaging/dev.py test"
