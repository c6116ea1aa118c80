"""The wallet process itself: a program of its own that opens one wallet, serves its acts, and ends when it is locked."""

from __future__ import annotations

import importlib
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

from wallet.custody import desktop, private
from wallet.custody.channel import Channel, ChannelClosed
from wallet.custody.custodian import AskingFetcher, Custodian
from wallet.custody.locking import LOCKED, Locker, LockNow
from wallet.custody.order import LockReason, Order
from wallet.errors import WalletError
from wallet.ports import Fetcher
from wallet.session import Session
from wallet.worker.plain import codec

BUG = 71  # how a wallet process ends after a mistake of ours
_IN, _OUT = 0, 1
Opener = Callable[[Order, str | None, Fetcher | None], AbstractContextManager[Session]]


def serve(opener: str) -> None:
    """Open the wallet that the first message names with the secret that the second one is, and serve it to its end.

    ``opener`` is a module with ``open_session(order, secret, fetcher)``.
    """
    private.keep_memory_private()
    private.stay_alone()
    channel_ends = os.dup(_IN), os.dup(_OUT)
    _silence()
    channel = Channel(*channel_ends)
    try:
        order: Order = codec(Order).unpack(channel.receive())
        policy = order.policy
        locker = Locker(policy.idle_seconds, notices_suspend=policy.suspend, grace=policy.grace_seconds)
        locker.listen()
        for end in channel_ends:
            os.set_blocking(end, False)
        channel = Channel(*channel_ends, wait=locker.wait)
        open_session: Opener = importlib.import_module(opener).open_session
        with desktop.watched(policy, locker) as desktop_signals:
            status = _until_the_end(channel, locker, open_session, order, desktop_signals)
    except (ChannelClosed, LockNow):
        status = LOCKED
    except Exception as error:  # noqa: BLE001 - told as what it is, without the data that its message may carry
        status = _tell_bug(channel, error)
    os._exit(status)


def _until_the_end(channel: Channel, locker: Locker, open_session: Opener, order: Order, watched: desktop.Watched) -> int:
    fetcher = AskingFetcher(channel)
    try:
        with open_session(order, _secret(channel, order), fetcher if order.may_fetch else None) as session:
            custodian = Custodian(session, channel, locker)
            fetcher.custodian = custodian
            channel.send(["ready", list(watched.lacking())])
            locker.touch()
            with _streams_closed(custodian):
                custodian.serve()
    except WalletError as error:  # at opening: while it serves, errors are answers
        channel.send(["error", codec(WalletError).pack(error)])
        return LOCKED
    except LockNow:
        _farewell(channel, locker.reason or LockReason.ASKED)
    return LOCKED


@contextmanager
def _streams_closed(custodian: Custodian) -> Iterator[None]:
    try:
        yield
    finally:
        custodian.close()


def _secret(channel: Channel, order: Order) -> str | None:
    sent = channel.receive_bytes().decode("utf-8", "surrogateescape")  # what is not text opens nothing
    return None if order.by_keyring else sent


def _farewell(channel: Channel, reason: LockReason) -> None:
    try:
        channel.send(["locked", reason.value])
    except ChannelClosed:
        return


def _tell_bug(channel: Channel, error: BaseException) -> int:
    try:
        channel.send(["bug", trace_without_data(error)])
    except (ChannelClosed, LockNow):
        return BUG
    return BUG


def trace_without_data(error: BaseException) -> str:
    """Where it happened and what kind of error it is; not its message, which may quote a credential or a key."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        lines += _places(seen.__traceback__)
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__
    return "\n".join(lines)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace, limit=-12)
    return [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n    {frame.line}' for frame in frames]


def _silence() -> None:
    """Whatever a library prints goes nowhere; our two pipes are ours alone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
