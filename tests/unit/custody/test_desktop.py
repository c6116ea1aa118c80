"""The desktop's signals, from a message bus of our own with a logind of our own on it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.custody.test_locking import gone
from wallet.custody.order import LockReason
from wallet.custody.remote import RemoteSession

jeepney = pytest.importorskip("jeepney")
from jeepney import DBusAddress, MessageType, new_error, new_method_return, new_signal  # noqa: E402
from jeepney.bus_messages import message_bus  # noqa: E402
from jeepney.io.blocking import open_dbus_connection  # noqa: E402

Unlock = Callable[..., RemoteSession]
_SESSION_PATH = "/org/freedesktop/login1/session/_32"
_MANAGER = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
_SAVER = "org.freedesktop.ScreenSaver"


@pytest.fixture
def daemon() -> Iterator[subprocess.Popen[str]]:
    """A message bus; its address is the first line that it says."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon here")
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
        yield started
        started.kill()


@pytest.fixture
def bus(daemon: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a bus that stands for both buses of a desktop."""
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    return address


class Logind:
    """Answers what a watcher asks of logind, and says what a test tells it to say. ``inhibitors`` are the reasons to wait."""

    def __init__(self, address: str, *, knows_session: bool = True) -> None:
        self._connection = open_dbus_connection(address, enable_fds=True)
        self._knows_session = knows_session
        self.inhibitors: list[tuple[str, ...]] = []
        self.ends: list[int] = []
        self._call(message_bus.RequestName("org.freedesktop.login1"))
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _call(self, message: Any) -> None:
        assert self._connection.send_and_get_reply(message).header.message_type is MessageType.method_return

    def _answer(self) -> None:
        while True:
            try:
                asked = self._connection.receive()
            except (OSError, ValueError):
                return
            fields = asked.header.fields
            member = fields.get(jeepney.HeaderFields.member)
            if asked.header.message_type is not MessageType.method_call:
                continue
            if member == "Inhibit":
                self.inhibitors.append(asked.body)
                ours, theirs = os.pipe()
                self.ends.append(ours)
                self._connection.send(new_method_return(asked, "h", (theirs,)))
                os.close(theirs)
            elif member in ("GetSession", "GetSessionByPID") and self._knows_session:
                self._connection.send(new_method_return(asked, "o", (_SESSION_PATH,)))
            else:
                self._connection.send(new_error(asked, "org.freedesktop.login1.NoSuchSession"))

    def say(self, path: str, interface: str, member: str, signature: str = "", body: tuple[Any, ...] = ()) -> None:
        address = DBusAddress(path, interface=interface)
        self._connection.send(new_signal(address, member, signature or None, body))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()
        for end in self.ends:
            os.close(end)


@pytest.fixture
def logind(bus: str) -> Iterator[Callable[..., Logind]]:
    """Put a logind on the bus."""
    made: list[Logind] = []

    def make(**options: bool) -> Logind:
        made.append(Logind(bus, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


SLEEP = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "b", (True,))
SIGNALS = [
    (SLEEP, LockReason.SUSPEND),
    (("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForShutdown", "b", (True,)), LockReason.LOGOUT),
    ((_SESSION_PATH, "org.freedesktop.login1.Session", "Lock"), LockReason.SCREEN),
    (("/org/freedesktop/ScreenSaver", _SAVER, "ActiveChanged", "b", (True,)), LockReason.SCREEN),
    (("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", "b", (True,)), LockReason.SCREEN),
    (
        (
            _SESSION_PATH,
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            "sa{sv}as",
            ("org.freedesktop.login1.Session", {"Active": ("b", False)}, []),
        ),
        LockReason.SWITCH,
    ),
]
HARMLESS = [
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "b", (False,)),
    ("/org/freedesktop/login1/session/other", "org.freedesktop.login1.Session", "Lock"),
    ("/org/freedesktop/ScreenSaver", _SAVER, "ActiveChanged", "b", (False,)),
    ("/org/freedesktop/ScreenSaver", _SAVER, "ActiveChanged", "s", ("true",)),
    ("/org/freedesktop/ScreenSaver", _SAVER, "ActiveChanged"),
    (
        _SESSION_PATH,
        "org.freedesktop.DBus.Properties",
        "PropertiesChanged",
        "sa{sv}as",
        ("org.freedesktop.login1.Session", {"Active": ("b", True), "LockedHint": ("b", True)}, []),
    ),
]


@pytest.mark.parametrize(("signal", "reason"), SIGNALS, ids=[f"{reason}-{signal[2]}" for signal, reason in SIGNALS])
def test_fault_28_the_desktop_locks_it(
    logind: Callable[..., Logind], unlock: Unlock, signal: tuple[Any, ...], reason: LockReason
) -> None:
    desk = logind()
    far = unlock()
    assert far.process.unavailable == ()
    assert desk.inhibitors[0][0] == "sleep"
    assert desk.inhibitors[0][3] == "delay"
    for harmless in HARMLESS:
        desk.say(*harmless)
    assert len(far.holder_keys()) == 2
    desk.say(*signal)
    assert gone(far.process.pid)
    assert far.process.ended is reason
    assert os.read(desk.ends[0], 1) == b""  # nothing holds the suspend up any more


def test_signals_that_the_owner_does_not_want(logind: Callable[..., Logind], unlock: Unlock) -> None:
    desk = logind()
    far = unlock(screen=False, suspend=False, switch=False)
    for signal, reason in SIGNALS:
        if reason is not LockReason.LOGOUT:
            desk.say(*signal)
    assert not gone(far.process.pid, 0.3)
    assert len(far.holder_keys()) == 2


def test_a_bus_without_logind(bus: str, unlock: Unlock) -> None:
    assert unlock().process.unavailable == ("no-suspend-signal", "no-switch-signal")


def test_a_session_that_logind_does_not_know_obeys_any_lock(logind: Callable[..., Logind], unlock: Unlock) -> None:
    desk = logind(knows_session=False)
    far = unlock()
    assert far.process.unavailable == ("no-switch-signal",)
    desk.say("/org/freedesktop/login1/session/any", "org.freedesktop.login1.Session", "Lock")
    assert gone(far.process.pid)


def test_the_end_of_the_bus_is_the_end_of_the_session(bus: str, daemon: subprocess.Popen[str], unlock: Unlock) -> None:
    far = unlock()
    daemon.kill()
    assert gone(far.process.pid)
    assert far.process.ended is LockReason.LOGOUT


@pytest.mark.parametrize("address", [None, "unix:path=/nonexistent/bus", "tcp:host=x", "nonsense"])
def test_without_a_bus_it_says_so_and_works(
    unlock: Unlock, monkeypatch: pytest.MonkeyPatch, address: str | None, tmp_path: Path
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, address or f"unix:path={tmp_path}/none")
    far = unlock()
    assert far.process.unavailable == ("no-suspend-signal", "no-screen-signal", "no-switch-signal")
    assert len(far.holder_keys()) == 2
