"""RemoteSession: a session whose wallet is open in another process. It offers exactly the acts of ``Session``.

Each act is put in here from ``acts.acts()`` under its own name and signature, so one that is added to ``Session`` is served
without a line of its own.  Nothing that passes through is kept: what a caller was given is the caller's own to drop.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from typing import Any

from wallet.custody.acts import Act, acts, functions
from wallet.custody.process import WalletProcess
from wallet.errors import UsageError
from wallet.session import Session

_numbers = itertools.count(1)


class RemoteSession(Session):
    """An unlocked wallet in another process.

    Every act raises, beside its own errors, VaultError("locked", "wallet-process-died"); CustodyBug for a mistake of ours.
    Iterators are read from the other process item by item and may be left at any point.
    """

    def __init__(self, process: WalletProcess) -> None:
        self._process = process

    @property
    def process(self) -> WalletProcess:
        """The process behind it: to lock it, and to be told when it has locked itself."""
        return self._process

    def close(self) -> None:
        """Lock: the process that holds the keys ends."""
        self._process.lock()

    def __repr__(self) -> str:
        return f"RemoteSession({self._process!r})"


def _ask(session: RemoteSession, act: Act, arguments: dict[str, Any]) -> Any:
    process = session._process
    packed, feeds = _packed(act, arguments)
    reply = process.exchange(["call", act.name, packed], feeds)
    return act.result.unpack(reply[1])


def _stream(session: RemoteSession, act: Act, arguments: dict[str, Any]) -> Iterator[Any]:
    process = session._process
    packed, feeds = _packed(act, arguments)
    number = process.exchange(["call", act.name, packed], feeds)[1]
    finished = False
    try:
        while True:
            reply = process.exchange(["next", number])
            if reply[0] == "end":
                finished = True
                return
            yield act.result.unpack(reply[1])
    finally:
        process.drop(None if finished else number, tuple(feeds))


def _packed(act: Act, arguments: dict[str, Any]) -> tuple[dict[str, Any], dict[int, Any]]:
    """The arguments as they travel. Raises UsageError("bad-argument") for a value of another type than the act declares."""
    packed: dict[str, Any] = {}
    feeds: dict[int, Any] = {}
    for name, value in arguments.items():
        if name in act.feeds:
            number = next(_numbers)
            feeds[number] = (iter(value), act.feeds[name])
            packed[name] = number
            continue
        try:
            packed[name] = act.arguments[name].pack(value)
        except (TypeError, ValueError, AttributeError):
            raise UsageError("bad-argument", f"“{name}” of {act.name} is not what it should be.") from None
    return packed, feeds


def _served(act: Act) -> Any:
    run = _stream if act.streams else _ask

    @functools.wraps(act.function)
    def remote(self: RemoteSession, *given: Any, **named: Any) -> Any:
        return run(self, act, act.bind(*given, **named))

    return property(remote) if act.is_property else remote


for _name, _ in functions():
    setattr(RemoteSession, _name, _served(acts()[_name]))
