"""Lock: who asks for it, what becomes of the act in hand, and that the process is gone."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.custody.conftest import PASSPHRASE
from wallet.custody.channel import ChannelClosed, ChannelSpoiled
from wallet.custody.custodian import Custodian
from wallet.custody.locking import LOCKED, Locker, LockNow
from wallet.custody.order import LockPolicy, LockReason, idle_after
from wallet.custody.process import CustodyBug
from wallet.custody.remote import RemoteSession
from wallet.errors import UsageError, VaultError

Unlock = Callable[..., RemoteSession]


def gone(pid: int, seconds: float = 5.0) -> bool:
    """Whether there is no such process, or none that still has memory, within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


# ---------------------------------------------------------------- the rule, with clocks of our own


@dataclass
class Clocks:
    """``up`` seconds since the start, of which ``asleep`` were in suspend."""

    up: float = 1000.0
    asleep: float = 0.0

    def elapsed(self) -> float:
        return self.up

    def awake(self) -> float:
        return self.up - self.asleep


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def locker(clocks: Clocks, idle: float | None = 600.0, **options: Any) -> Locker:
    return Locker(idle, elapsed=clocks.elapsed, awake=clocks.awake, end=lambda status: None, **options)


def test_idle_after_ten_minutes_and_not_before(clocks: Clocks, pipe: tuple[int, int]) -> None:
    rule = locker(clocks)
    os.write(pipe[1], b"x")
    clocks.up += 599
    rule.wait(pipe[0], False)
    rule.touch()
    clocks.up += 599
    rule.wait(pipe[0], False)
    clocks.up += 1
    with pytest.raises(LockNow):
        rule.wait(pipe[0], False)
    assert rule.reason is LockReason.IDLE


def test_never_when_it_is_off(clocks: Clocks, pipe: tuple[int, int]) -> None:
    rule = locker(clocks, None)
    os.write(pipe[1], b"x")
    clocks.up += 10**7
    rule.wait(pipe[0], False)
    assert rule.reason is None


def test_a_suspend_that_nobody_told_of(clocks: Clocks, pipe: tuple[int, int]) -> None:
    told_not_to = locker(clocks, None, notices_suspend=False)
    rule = locker(clocks, None)
    clocks.up += 3600
    clocks.asleep += 3500
    with pytest.raises(LockNow):
        rule.wait(pipe[0], False)
    assert rule.reason is LockReason.SUSPEND
    os.write(pipe[1], b"x")
    told_not_to.wait(pipe[0], False)


def test_a_request_wakes_who_waits_and_the_first_reason_stays(clocks: Clocks, pipe: tuple[int, int]) -> None:
    rule = locker(clocks)
    threading.Timer(0.05, rule.request, (LockReason.SCREEN,)).start()
    begin = time.monotonic()
    with pytest.raises(LockNow):
        rule.wait(pipe[0], False)
    assert time.monotonic() - begin < 1
    rule.request(LockReason.IDLE)
    assert rule.reason is LockReason.SCREEN


def test_an_answer_is_written_before_the_lock_and_the_grace_ends(clocks: Clocks, pipe: tuple[int, int]) -> None:
    ended: list[int] = []
    rule = Locker(None, elapsed=clocks.elapsed, awake=clocks.awake, end=ended.append, grace=0.05)
    rule.request(LockReason.ASKED)
    rule.wait(pipe[1], True)
    assert ended == []
    time.sleep(0.2)
    assert ended == [LOCKED]


@pytest.mark.parametrize("minutes", [1, 10, 60, None])
def test_minutes(minutes: int | None) -> None:
    assert idle_after(minutes).idle_seconds == (None if minutes is None else minutes * 60)
    assert LockPolicy() == idle_after(10)


@pytest.mark.parametrize("minutes", [0, -1, 61, 10**9])
def test_minutes_out_of_range(minutes: int) -> None:
    with pytest.raises(UsageError) as caught:
        idle_after(minutes)
    assert caught.value.code == "idle-out-of-range"


# ---------------------------------------------------------------- the process


def refused_as_locked(far: RemoteSession) -> None:
    with pytest.raises(VaultError) as caught:
        far.holder_keys()
    assert caught.value.code == "locked"


def test_on_request_everything_of_it_is_gone(unlock: Unlock) -> None:
    far = unlock()
    far.card(next(iter(far.cards())).id)
    pid = far.process.pid
    family = [pid, *children(pid)]
    assert len(family) >= 3  # itself, a worker, and the watcher
    assert far.process.ended is None
    far.close()
    assert [member for member in family if not gone(member)] == []
    assert far.process.ended is LockReason.ASKED
    refused_as_locked(far)
    far.close()
    far.process.still_here()


def test_idle(unlock: Unlock) -> None:
    far = unlock(idle_seconds=0.5)
    for _ in range(4):
        time.sleep(0.2)
        far.process.still_here()
    assert far.process.ended is None
    assert select.select([far.process.watched], [], [], 5)[0]
    assert far.process.ended is LockReason.IDLE
    assert gone(far.process.pid)
    refused_as_locked(far)


@pytest.mark.parametrize(
    ("number", "reason"), [(signal.SIGTERM, LockReason.ASKED), (signal.SIGHUP, LockReason.LOGOUT), (signal.SIGINT, None)]
)
def test_fault_29_signals(unlock: Unlock, folder: Path, number: int, reason: LockReason | None) -> None:
    far = unlock()
    os.kill(far.process.pid, number)
    assert gone(far.process.pid, 1) == (reason is not None)
    if reason is None:
        assert len(far.holder_keys()) == 2
    else:
        refused_as_locked(far)
        assert far.process.ended is reason
        assert [path.name for path in folder.glob("*-wal")] == []  # closed in order


@pytest.mark.parametrize("seconds", [0.5, 60])
def test_an_act_in_hand_finishes_or_is_refused_never_half(unlock: Unlock, seconds: float) -> None:
    far = unlock(grace_seconds=1.5)
    threading.Timer(0.2, far.process.lock).start()
    begin = time.monotonic()
    if seconds < 1:
        assert far.add_trust_list(f"slow-write {seconds}".encode()).name == "slow-write"
        refused_as_locked(far)
    else:
        with pytest.raises(VaultError) as caught:
            far.add_trust_list(f"slow-write {seconds}".encode())
        assert caught.value.code == "locked"
    assert time.monotonic() - begin < 4
    assert gone(far.process.pid)
    names = [known.name for known in unlock().trust_lists()]
    assert names == (["first", "second"] if seconds < 1 else [])


def test_a_stream_and_a_question_that_are_out_end_too(unlock: Unlock) -> None:
    class Slow:
        def fetch(self, url: str, *, accept: str = "*/*") -> Any:
            far.process.lock()
            raise AssertionError("never sent")

    from wallet.model.given import Given

    far = unlock(fetcher=Slow())
    cards = far.cards()
    next(cards)
    with pytest.raises(VaultError) as caught:
        tuple(far.import_inputs([Given(source="https://uni.example/1")]))
    assert caught.value.code == "locked"
    with pytest.raises(VaultError) as caught:
        next(cards)
    assert caught.value.code == "locked"
    assert gone(far.process.pid)


def test_a_window_that_does_not_listen_does_not_keep_it_open(unlock: Unlock) -> None:
    far = unlock(idle_seconds=0.3, grace_seconds=0.3)
    os.write(far.process._channel._outgoing, b"\x00\x00")  # half a message, and then silence
    assert gone(far.process.pid, 3)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_caller(folder: Path, how: int) -> None:
    code = (
        "import sys;sys.path[:]=sys.argv[3:];from wallet.custody.process import WalletProcess as W;"
        "from wallet.custody.order import Order;w=W(Order(folder=sys.argv[1]),bytearray(sys.argv[2].encode()));"
        "print(w.pid,flush=True);sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(folder), PASSPHRASE, *sys.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout is not None
        pid = int(caller.stdout.readline())
        assert not gone(pid, 0.2)
        caller.send_signal(how)
    assert gone(pid)


@pytest.mark.parametrize("message", [b"not JSON", b"\x80\x04\x95", "too long"], ids=str)
def test_noise_on_the_pipe_ends_the_process(unlock: Unlock, message: Any) -> None:
    far = unlock()
    process = far.process
    if message == "too long":
        os.write(process._channel._outgoing, (2**40).to_bytes(8, "big"))
    else:
        process._channel.send_bytes(message)
    with pytest.raises(CustodyBug, match="ChannelSpoiled"):
        far.holder_keys()
    assert gone(process.pid)


class Typed:
    """A channel from which one message comes."""

    def __init__(self, message: Any) -> None:
        self.messages, self.said = [message], list[Any]()

    def receive(self) -> Any:
        if not self.messages:
            raise ChannelClosed
        return self.messages.pop()

    def send(self, message: Any) -> None:
        self.said.append(message)


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        {"a": 1},
        ["call"],
        ["call", "card"],
        ["call", "_parts", {}],
        ["call", "__class__", {}],
        ["call", "close", {}],
        ["call", "card", {"name": 7}],
        ["call", "card", {"name": "x", "other": 1}],
        ["call", "card", {"self": "x"}],
        ["call", "import_inputs", {"inputs": "x"}],
        ["call", ["card"], {}],
        ["next", 99],
        ["next", "1"],
        ["answer", 1],
        ["end"],
    ],
    ids=str,
)
def test_a_taken_over_window_gets_nothing_but_acts(message: Any, clocks: Clocks) -> None:
    channel: Any = Typed(message)
    untouched: Any = object()
    with pytest.raises(ChannelSpoiled):
        Custodian(untouched, channel, locker(clocks)).serve()
    assert channel.said == []
