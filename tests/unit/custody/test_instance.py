"""Fault 20: the second start finds the first; what comes to its door is heard only from the same user, and bounded."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wallet.custody.instance import MAX_BYTES, FirstInstance, hand_over
from wallet.errors import VaultError


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A folder with a short name: the tests' own sockets have no way around the limit of an address."""
    with tempfile.TemporaryDirectory(prefix="s-") as made:
        yield Path(made)


@pytest.fixture
def first(runtime: Path, tmp_path: Path) -> Iterator[FirstInstance]:
    with FirstInstance(tmp_path / "wallet", runtime=runtime) as instance:
        yield instance


def heard(first: FirstInstance, seconds: float = 5.0) -> Any:
    assert select.select([first.waiting], [], [], seconds)[0]
    return first.handed_over()


def handed(folder: Path, runtime: Path, *inputs: str) -> tuple[threading.Thread, list[bool]]:
    said: list[bool] = []
    thread = threading.Thread(target=lambda: said.append(hand_over(folder, inputs, runtime=runtime)))
    thread.start()
    return thread, said


@pytest.mark.parametrize(
    "inputs", [(), ("badge.png", "https://a.example/1", "näme 🎓\udcff"), tuple("x" * 100 for _ in range(500))]
)
def test_the_second_hands_over_and_the_first_shows_itself(
    first: FirstInstance, runtime: Path, tmp_path: Path, inputs: tuple[str, ...]
) -> None:
    thread, said = handed(tmp_path / "wallet", runtime, *inputs)
    assert heard(first) == inputs
    thread.join()
    assert said == [True]


def test_the_same_wallet_by_another_name_and_another_wallet(first: FirstInstance, runtime: Path, tmp_path: Path) -> None:
    (tmp_path / "wallet").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "wallet")
    with pytest.raises(VaultError) as caught:
        FirstInstance(tmp_path / "link", runtime=runtime)
    assert caught.value.code == "in-use"
    assert not hand_over(tmp_path / "other", ("x",), runtime=runtime)
    with FirstInstance(tmp_path / "other", runtime=runtime):
        pass


def test_nobody_there(runtime: Path, tmp_path: Path) -> None:
    assert not hand_over(tmp_path / "wallet", ("x",), runtime=runtime)
    first = FirstInstance(tmp_path / "wallet", runtime=runtime)
    assert first.handed_over() is None
    first.close()
    first.close()
    assert not hand_over(tmp_path / "wallet", ("x",), runtime=runtime)


def test_only_the_owner_reaches_it(first: FirstInstance, runtime: Path) -> None:
    place = runtime / "satchel"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    (made,) = place.glob("*.socket")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    if os.geteuid() == 0:
        for path, mode in ((runtime, 0o755), (place, 0o755), (made, 0o666)):
            path.chmod(mode)
        code = (
            "import socket,sys;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);s.sendall(sys.argv[2].encode());"
            "s.shutdown(1);print(s.recv(9))"
        )
        message = json.dumps(["satchel-handover-1", ["stolen"]])
        command = ["setpriv", "--reuid", "65534", "--clear-groups", sys.executable, "-c", code, str(made), message]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as other:
            assert heard(first) is None
            said, problem = other.communicate()
            assert "taken" not in said
            assert said.strip() == "b''" or "ConnectionResetError" in problem or "BrokenPipeError" in problem


def test_a_stale_socket_is_taken_over_after_a_kill(runtime: Path, tmp_path: Path) -> None:
    code = (
        "import sys;sys.path[:]=sys.argv[3:];from pathlib import Path as P;"
        "from wallet.custody.instance import FirstInstance as F;"
        "f=F(P(sys.argv[1]),runtime=P(sys.argv[2]));print('up',flush=True);sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "wallet"), str(runtime), *sys.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "up\n"
        with pytest.raises(VaultError):
            FirstInstance(tmp_path / "wallet", runtime=runtime)
        killed.send_signal(signal.SIGKILL)
    assert list((runtime / "satchel").glob("*.socket"))
    assert not hand_over(tmp_path / "wallet", (), runtime=runtime)
    with FirstInstance(tmp_path / "wallet", runtime=runtime) as first:
        thread, said = handed(tmp_path / "wallet", runtime, "after")
        assert heard(first) == ("after",)
        thread.join()
        assert said == [True]


HOSTILE = [
    b"",
    b"nonsense",
    b"\xff\xfe",
    b"[" * 60_000,
    b'["satchel-handover-1", "badge.png"]',
    b'["satchel-handover-1", [7]]',
    b'["satchel-handover-1", [""]]',
    b'["satchel-handover-1", ["a\\u0000b"]]',
    b'["satchel-handover-2", ["a"]]',
    b'["satchel-handover-1", ["a"], 1]',
    b'{"a": 1}',
    json.dumps(["satchel-handover-1", ["x" * 5000]]).encode(),
    json.dumps(["satchel-handover-1", ["x"] * 501]).encode(),
    b" " * (MAX_BYTES + 1),
    b'["satchel-handover-1", []]' + b" " * (10 * MAX_BYTES),
    random.Random(1).randbytes(5000),
]


def knock(runtime: Path, data: bytes) -> socket.socket:
    there = socket.socket(socket.AF_UNIX)
    there.settimeout(5)
    there.connect(str(next((runtime / "satchel").glob("*.socket"))))
    try:
        there.sendall(data)
        there.shutdown(socket.SHUT_WR)
    except OSError:  # it was not listened to any longer
        return there
    return there


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: repr(data[:24]))
def test_hostile_messages_are_nothing_and_the_next_is_heard(
    first: FirstInstance, runtime: Path, tmp_path: Path, data: bytes
) -> None:
    thread = threading.Thread(target=lambda: knock(runtime, data).close())
    thread.start()
    assert heard(first) is None
    thread.join()
    thread, said = handed(tmp_path / "wallet", runtime, "fine")
    assert heard(first) == ("fine",)
    thread.join()
    assert said == [True]


def test_who_says_nothing_costs_two_seconds_at_most(first: FirstInstance, runtime: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(next((runtime / "satchel").glob("*.socket"))))
        begin = time.monotonic()
        assert first.handed_over() is None
        assert time.monotonic() - begin < 3


@pytest.mark.parametrize("inputs", [("x" * 5000,), ("x",) * 501, ("x" * 4000,) * 30])
def test_too_much_is_refused_before_it_is_sent(runtime: Path, tmp_path: Path, inputs: tuple[str, ...]) -> None:
    with pytest.raises(VaultError) as caught:
        hand_over(tmp_path / "wallet", inputs, runtime=runtime)
    assert caught.value.code == "too-many-inputs"


def test_a_folder_that_others_could_enter_is_not_used(runtime: Path, tmp_path: Path) -> None:
    (runtime / "satchel").mkdir(mode=0o755)
    (runtime / "satchel").chmod(0o755)
    for place in (runtime, tmp_path / "none"):
        with pytest.raises(VaultError) as caught:
            FirstInstance(tmp_path / "wallet", runtime=place)
        assert caught.value.code == "no-runtime-folder"
    (runtime / "satchel").rmdir()
    (runtime / "satchel").symlink_to(tmp_path)
    with pytest.raises(VaultError):
        FirstInstance(tmp_path / "wallet", runtime=runtime)


def test_a_runtime_folder_with_a_long_name(tmp_path: Path) -> None:
    long = tmp_path / ("n" * 120)
    long.mkdir(mode=0o700)
    with FirstInstance(tmp_path / "wallet", runtime=long) as first:
        thread, said = handed(tmp_path / "wallet", long, "x")
        assert heard(first) == ("x",)
        thread.join()
    assert said == [True]
