"""The wallet process's side of the pipe: acts are served by name, each argument and result of its declared type.

    to it      call NAME {arguments}   next STREAM   drop STREAM   here
    from it    ok VALUE   stream NUMBER   item VALUE   end   error E   caller-failed   bug TRACE   locked REASON
    it asks    fetch URL ACCEPT   feed NUMBER          and is told    answer VALUE   end   refused E   failed

Everything is asked for before it is sent: a stream gives one item for each ``next``, so it never runs ahead of its reader.
While a question is out, the caller may ask for other acts; they are served before its answer.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from wallet.custody.acts import Act, acts
from wallet.custody.channel import Channel, ChannelSpoiled
from wallet.custody.locking import Locker
from wallet.errors import UsageError, WalletError
from wallet.model.snapshot import Snapshot
from wallet.session import Session
from wallet.worker.plain import Codec, codec

_MOST_STREAMS = 64
_DEEPEST = 8


class CallerFailed(BaseException):
    """What the caller was asked for in the middle of an act failed with an error of its own; the act is given up."""


class _FeedEnded(Exception):
    """The caller has no more of what an act takes one by one."""


class AskingFetcher:
    """ports.Fetcher of a process without a network: the caller fetches, after its owner has agreed to the host."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.custodian: Custodian | None = None

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
        if self.custodian is None:
            raise UsageError("wallet-opening", "Nothing is fetched while a wallet opens.")
        snapshot: Snapshot = self.custodian.ask(["fetch", url, accept], codec(Snapshot))
        if snapshot.url != url:
            raise ChannelSpoiled("another document than was asked for")
        return snapshot


class Custodian:
    """Serves one session until its caller is gone (ChannelClosed) or it is to be locked (LockNow)."""

    def __init__(self, session: Session, channel: Channel, locker: Locker) -> None:
        self._session = session
        self._channel = channel
        self._locker = locker
        self._streams: dict[int, tuple[Act, Iterator[Any]]] = {}
        self._numbers = itertools.count(1)
        self._depth = 0

    def serve(self) -> None:
        """Answer one message after the other, for ever."""
        while True:
            self._handle(self._channel.receive())

    def ask(self, question: list[Any], kind: Codec) -> Any:
        """Put a question to the caller in the middle of an act; its answer. Raises the caller's WalletError, CallerFailed."""
        self._channel.send(question)
        while True:
            message = self._channel.receive()
            self._locker.touch()
            match message:
                case ["answer", packed]:
                    return _unpacked(kind, packed)
                case ["end"]:
                    raise _FeedEnded
                case ["refused", packed]:
                    raise _unpacked(codec(WalletError), packed)
                case ["failed"]:
                    raise CallerFailed
                case _:
                    self._handle(message)

    def close(self) -> None:
        """Give up every stream that is under way."""
        for number in tuple(self._streams):
            self._drop(number)

    def _handle(self, message: Any) -> None:
        self._locker.touch()
        match message:
            case ["call", str(name), dict(packed)]:
                self._answer(lambda: self._call(name, packed))
            case ["next", int(number)]:
                self._answer(lambda: self._next(number))
            case ["drop", int(number)]:
                self._drop(number)
            case ["here"]:
                pass
            case _:
                raise ChannelSpoiled("not a message of ours")
        self._locker.touch()

    def _answer(self, work: Any) -> None:
        if self._depth >= _DEEPEST:
            raise ChannelSpoiled("acts inside acts")
        self._depth += 1
        try:
            reply = work()
        except WalletError as error:
            reply = ["error", codec(WalletError).pack(error)]
        except CallerFailed:
            reply = ["caller-failed"]
        finally:
            self._depth -= 1
        try:
            self._channel.send(reply)
        except UsageError as error:  # too long to be handed over
            self._channel.send(["error", codec(WalletError).pack(error)])

    def _call(self, name: str, packed: Mapping[str, Any]) -> list[Any]:
        act = acts().get(name)
        if act is None:
            raise ChannelSpoiled("no act of a session")
        arguments = {part: self._argument(act, part, value) for part, value in packed.items()}
        if act.is_property:
            return ["ok", act.result.pack(getattr(self._session, name))]
        result = getattr(self._session, name)(**arguments)
        if not act.streams:
            return ["ok", act.result.pack(result)]
        if len(self._streams) >= _MOST_STREAMS:
            raise UsageError("too-many-streams", "Too many lists are being read at the same time. Close some of them.")
        number = next(self._numbers)
        self._streams[number] = (act, result)
        return ["stream", number]

    def _argument(self, act: Act, part: str, packed: Any) -> Any:
        if part in act.feeds:
            return self._fed(_unpacked(codec(int), packed), act.feeds[part])
        if part not in act.arguments:
            raise ChannelSpoiled("no argument of this act")
        return _unpacked(act.arguments[part], packed)

    def _fed(self, number: int, kind: Codec) -> Generator[Any]:
        while True:
            try:
                yield self.ask(["feed", number], kind)
            except _FeedEnded:
                return

    def _next(self, number: int) -> list[Any]:
        if number not in self._streams:
            raise ChannelSpoiled("no such stream")
        act, items = self._streams[number]
        try:
            return ["item", act.result.pack(next(items))]
        except StopIteration:
            self._drop(number)
            return ["end"]
        except BaseException:
            self._drop(number)
            raise

    def _drop(self, number: int) -> None:
        _, items = self._streams.pop(number, (None, None))
        if isinstance(items, Generator):
            with contextlib.suppress(WalletError, ValueError):  # ValueError: it is the one that is asking
                items.close()


def _unpacked(kind: Codec, packed: Any) -> Any:
    try:
        return kind.unpack(packed)
    except Exception as error:  # whatever a forged message provokes
        raise ChannelSpoiled("not of its type") from error
