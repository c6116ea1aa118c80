"""A small program without keys: it listens to the desktop's buses and says "lock" when the screen locks or the computer sleeps.

It asks logind to wait with a suspend until it is gone, and it goes with the wallet process; so the keys are out of memory
before the computer sleeps.
"""

from __future__ import annotations

import os
import selectors
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from wallet.custody.private import keep_memory_private

_LOGIND, _LOGIND_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
_MANAGER, _SESSION = f"{_LOGIND}.Manager", f"{_LOGIND}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SECONDS = 2.0


def watch() -> None:
    """Speak on standard output until standard input ends: ``ready``, with the codes of what is lacking, then ``lock WHY``."""
    keep_memory_private()
    with selectors.DefaultSelector() as selector:
        selector.register(0, selectors.EVENT_READ, None)
        lacking = [*_follow(selector, _system, "SYSTEM"), *_follow(selector, _session, "SESSION")]
        _say("ready", *lacking)
        while True:
            for key, _ in selector.select():
                if key.data is None:
                    os._exit(0)  # nothing but a closed pipe comes from there
                connection, reason = key.data
                _take(selector, key.fileobj, connection, reason)


def _follow(selector: selectors.BaseSelector, listen: Callable[[Any], list[str]], bus: str) -> list[str]:
    codes = {"SYSTEM": ["no-suspend-signal", "no-switch-signal"], "SESSION": ["no-screen-signal"]}[bus]
    try:
        from jeepney.io.blocking import open_dbus_connection

        connection = open_dbus_connection(bus, enable_fds=bus == "SYSTEM")
        lacking = listen(connection)
    except Exception:  # noqa: BLE001 - no package, no address, no bus, no answer: there are no such signals here
        return codes
    selector.register(connection.sock, selectors.EVENT_READ, (connection, _meaning))
    return lacking


def _system(connection: Any) -> list[str]:
    if not _call(connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", _LOGIND)[
        0
    ]:
        return ["no-suspend-signal", "no-switch-signal"]
    for member in ("PrepareForSleep", "PrepareForShutdown"):
        _match(connection, f"interface='{_MANAGER}',member='{member}',path='{_LOGIND_PATH}'")
    with suppress(Exception):  # not everybody may; then the lock comes with the signal, not before the sleep
        what = ("sleep", "Satchel", "Locks the wallet before the computer sleeps", "delay")
        _held.append(_call(connection, _LOGIND, _LOGIND_PATH, _MANAGER, "Inhibit", *what)[0])
    own = _own_session(connection)
    if own is None:
        _match(connection, f"interface='{_SESSION}',member='Lock'")
        return ["no-switch-signal"]
    _match(connection, f"interface='{_SESSION}',member='Lock',path='{own}'")
    _match(connection, f"interface='{_PROPERTIES}',member='PropertiesChanged',path='{own}',arg0='{_SESSION}'")
    return []


def _session(connection: Any) -> list[str]:
    _match(connection, "member='ActiveChanged'")
    return []


_held: list[Any] = []  # what keeps the computer awake until this process ends


def _own_session(connection: Any) -> str | None:
    for method, argument in (("GetSession", os.environ.get("XDG_SESSION_ID") or "auto"), ("GetSessionByPID", os.getpid())):
        with suppress(Exception):
            return str(_call(connection, _LOGIND, _LOGIND_PATH, _MANAGER, method, argument)[0])
    return None


def _match(connection: Any, rule: str) -> None:
    _call(
        connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", f"type='signal',{rule}"
    )


def _call(connection: Any, name: str, path: str, interface: str, method: str, *arguments: Any) -> tuple[Any, ...]:
    from jeepney import DBusAddress, new_method_call
    from jeepney.wrappers import unwrap_msg

    signature = "".join("u" if isinstance(argument, int) else "s" for argument in arguments)
    message = new_method_call(DBusAddress(path, name, interface), method, signature, arguments)
    answer: tuple[Any, ...] = unwrap_msg(connection.send_and_get_reply(message, timeout=_SECONDS))
    return answer


def _take(selector: selectors.BaseSelector, sock: Any, connection: Any, meaning: Callable[[Any], str]) -> None:
    """Everything that has arrived on this bus. A bus that goes away goes with its user's session."""
    try:
        for message in _arrived(connection):
            if why := meaning(message):
                _say("lock", why)
    except Exception:  # noqa: BLE001 - whatever is broken there, it says nothing more
        selector.unregister(sock)
        _say("lock", "logout")


def _arrived(connection: Any) -> Iterator[Any]:
    while True:
        try:
            yield connection.receive(timeout=0)
        except TimeoutError:
            return


def _meaning(message: Any) -> str:
    """Why this message asks for a lock; "" for one that does not."""
    from jeepney import HeaderFields

    fields = message.header.fields
    interface, member = str(fields.get(HeaderFields.interface)), fields.get(HeaderFields.member)
    body = message.body
    first = body[0] if body else None
    if interface.endswith(".ScreenSaver") and member == "ActiveChanged":
        return "screen" if first is True else ""
    if (interface, member) == (_SESSION, "Lock"):
        return "screen"
    if (interface, member, first) == (_MANAGER, "PrepareForSleep", True):
        return "suspend"
    if (interface, member, first) == (_MANAGER, "PrepareForShutdown", True):
        return "logout"
    if (interface, member, first) == (_PROPERTIES, "PropertiesChanged", _SESSION) and body[1].get("Active") == ("b", False):
        return "switch"
    return ""


def _say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()
