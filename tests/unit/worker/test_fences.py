"""What a worker cannot do, tried with Python's functions and, past every audit hook, with the C library's."""

from __future__ import annotations

import errno
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import wallet
from tests.unit.worker.hostile_tasks import C_ACTS, PYTHON_ACTS
from wallet.worker.limits import Limits
from wallet.worker.pool import Pool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fences are Linux's")
_HAS_FILTER = platform.machine() in ("x86_64", "aarch64")


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    file = tmp_path / "precious.txt"
    file.write_text("precious", "utf-8")
    return file


@pytest.fixture
def signals() -> Iterator[list[int]]:
    """The SIGUSR1 that this process receives."""
    received: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, frame: received.append(number))
    yield received
    signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize("act", PYTHON_ACTS)
def test_not_through_python(shared: Pool, own_file: Path, signals: list[int], act: str) -> None:
    said = shared.run("through_python", act, str(own_file), os.getpid())
    assert said == "PermissionError"
    assert [file.name for file in own_file.parent.iterdir()] == ["precious.txt"]
    assert own_file.read_text("utf-8") == "precious"
    assert signals == []


@pytest.mark.skipif(not _HAS_FILTER, reason="no system-call filter for this machine")
@pytest.mark.parametrize("act", C_ACTS)
def test_not_through_the_c_library(shared: Pool, own_file: Path, signals: list[int], act: str) -> None:
    before = own_file.stat()
    said = shared.run("through_c", act, str(own_file), os.getpid())
    assert errno.errorcode.get(said) == "EPERM", f"{act}: {errno.errorcode.get(said, said)}"
    assert [file.name for file in own_file.parent.iterdir()] == ["precious.txt"]
    after = own_file.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_size) == (before.st_mode, before.st_mtime_ns, before.st_size)
    assert signals == []


@pytest.mark.parametrize(
    "place", ["own file", "/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/1/status", "/root", "."]
)
def test_no_file_of_the_user_or_the_system_can_be_read(shared: Pool, own_file: Path, place: str) -> None:
    path = str(own_file) if place == "own file" else place
    if not _has_file_filter():
        pytest.skip("this kernel has no Landlock")
    assert errno.errorcode[shared.run("read_through_c", path)] == "EACCES"


def test_its_own_program_can_be_read(shared: Pool) -> None:
    for file in (Path(os.__file__), Path(wallet.__file__), Path(pytest.__file__)):
        assert shared.run("read_through_c", str(file.resolve())) == 0


def test_what_it_has_of_the_world(shared: Pool) -> None:
    os.environ["SATCHEL_TEST_SECRET"] = "secret"
    secret = os.open(__file__, os.O_RDONLY)
    os.set_inheritable(secret, True)
    try:
        with Pool("tests.unit.worker.hostile_tasks", {"state": Mapping[str, Any]}) as pool:
            state = pool.run("state")
    finally:
        os.close(secret)
        del os.environ["SATCHEL_TEST_SECRET"]
    assert set(state["environment"]) <= {"LANG", "LC_CTYPE"}
    assert state["folder"] == "/"
    assert state["session"]
    assert not state["terminal"]
    assert state["descriptors"] == [[0, "device"], [1, "device"], [2, "device"], [3, "pipe"], [4, "pipe"]]
    assert state["dumpable"] == 0
    assert state["no_new_privileges"] == 1
    assert state["seccomp"] == (2 if _HAS_FILTER else 0)
    assert state["on_parents_death"] == signal.SIGKILL
    assert state["limits"]["RLIMIT_CORE"] == state["limits"]["RLIMIT_FSIZE"] == 0
    assert state["limits"]["RLIMIT_NOFILE"] == 64
    assert 0 < state["limits"]["RLIMIT_AS"] < Limits().memory + (1 << 31)


def test_a_library_may_use_threads(shared: Pool) -> None:
    assert shared.run("run_in_thread") == "from a thread"


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    root = Path(wallet.__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.unit.worker.hostile_tasks"], cwd=root, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        worker = int(owner.stdout.readline().strip("[]\n"))
        assert _is_running(worker)
        owner.kill()
        owner.wait()
        deadline = time.monotonic() + 5
        while _is_running(worker) and time.monotonic() < deadline:
            time.sleep(0.01)
    assert not _is_running(worker)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _has_file_filter() -> bool:
    import ctypes

    return bool(ctypes.CDLL(None).syscall(444, None, 0, 1) >= 1)
