"""The window's side: a wallet process, started, asked, watched and ended; this side holds no key and no passphrase.

Who fetches: the wallet process has no network.  What a check lacks it asks of this side, which asks its owner for consent
(the fetcher does) and sends the document back.  So whatever comes from the network is never parsed where the keys are, and
what reads strangers' files could not carry anything out even if it reached the keys.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from wallet.custody.channel import Channel, ChannelClosed, ChannelSpoiled
from wallet.custody.locking import LOCKED
from wallet.custody.order import LockReason, Order
from wallet.errors import FetchRefused, VaultError, WalletError
from wallet.model.snapshot import Snapshot
from wallet.ports import Fetcher
from wallet.worker.plain import Codec, codec

OPENER = "wallet.custody.opening"
_BOOT = "import sys,json;sys.path[:]=json.loads(sys.argv[1]);from wallet.custody.child import serve;serve(sys.argv[2])"
_PASSED_ON = ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_SESSION_ID", "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS")
_PATIENCE = 2.0
_ENDED = frozenset({"locked", "bug"})


class CustodyBug(Exception):
    """Our own code failed in the wallet process, which has ended; the text is where, without any data."""


class WalletProcess:
    """An open wallet in a process of its own. Close it, or use it in a ``with`` block.

    ``secret`` is wiped as soon as it is sent, whatever happens.  One exchange at a time: another thread waits for its turn,
    except to ``lock``.  ``unavailable`` are the codes of the desktop's signals that this system does not give
    ("no-suspend-signal", "no-screen-signal", "no-switch-signal").  Raises what opening a wallet raises.
    """

    def __init__(self, order: Order, secret: bytearray, *, fetcher: Fetcher | None = None, opener: str = OPENER) -> None:
        self._fetcher = fetcher
        self._grace = order.policy.grace_seconds
        self._turn = threading.RLock()
        self._sending = False
        self._asked = 0
        self._reason: LockReason | None = None
        self._over = False
        self._feeds: dict[int, tuple[Iterator[Any], Codec]] = {}
        self._failed: list[BaseException] = []
        self._dropped: list[int] = []
        try:
            self._child = _start(opener)
            assert self._child.stdin is not None  # noqa: S101 - Popen was given PIPE
            assert self._child.stdout is not None  # noqa: S101
            self._channel = Channel(self._child.stdout.fileno(), self._child.stdin.fileno())
            self.unavailable = self._open(order, secret)
        finally:
            _wipe(secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.lock()

    def __repr__(self) -> str:
        return f"WalletProcess(pid={self.pid}, {'locked' if self._over else 'open'})"

    @property
    def pid(self) -> int:
        """The number that the system knows it by."""
        return self._child.pid

    @property
    def watched(self) -> int:
        """A file number to wait on while nothing is asked: readable as soon as the wallet has locked itself (see ``ended``)."""
        return self._channel.incoming

    @property
    def ended(self) -> LockReason | None:
        """Why it has locked itself or was locked; None while it is open, or in the middle of an act."""
        if self._turn.acquire(blocking=False):
            try:
                while not self._over and not self._asked and select.select([self._channel.incoming], [], [], 0)[0]:
                    self._receive_farewell()
            finally:
                self._turn.release()
        return self._reason

    def still_here(self) -> None:
        """The owner is at the computer: the idle time begins anew. Every act says so too, so a window must not poll."""
        with contextlib.suppress(VaultError):
            self._tell(["here"])

    def lock(self) -> None:
        """End the process: an act in hand is answered first, or refused with "locked". From any thread; may be called twice."""
        if self.ended is None and self._child.poll() is None:
            with contextlib.suppress(OSError):
                self._child.terminate()
            try:
                self._child.wait(self._grace + _PATIENCE)
            except subprocess.TimeoutExpired:
                self._child.kill()  # the store survives it
                self._child.wait()
        self._reason = self._reason or LockReason.ASKED
        with self._turn:
            self._forget()

    # ---- for the acts (see ``remote``)

    def exchange(self, message: list[Any], feeds: dict[int, tuple[Iterator[Any], Codec]] | None = None) -> Any:
        """Ask, answer its questions meanwhile, and return the reply: ``["ok", VALUE]`` and the like.

        Raises the act's WalletError, VaultError("locked" or "wallet-process-died"), CustodyBug, and whatever a feed or the
        fetcher raised on this side.
        """
        with self._turn:
            self._feeds.update(feeds or {})
            self._asked += 1
            try:
                self._say(message)
                return self._reply()
            finally:
                self._asked -= 1

    def _reply(self) -> Any:
        while True:
            reply = self._hear()
            match reply:
                case ["fetch", str(url), str(accept)]:
                    self._say(self._fetched(url, accept))
                case ["feed", int(number)]:
                    self._say(self._fed(number))
                case ["error", packed]:
                    raise codec(WalletError).unpack(packed)
                case ["caller-failed"]:
                    raise self._failed.pop()
                case _:
                    return reply

    def drop(self, number: int | None, feeds: tuple[int, ...]) -> None:
        """Give a stream up (None: it has ended by itself) with what it was fed from.

        May be called by the garbage collector, in the middle of anything.
        """
        for feed in feeds:
            self._feeds.pop(feed, None)
        if number is None:
            return
        self._dropped.append(number)
        if not self._over and not self._sending:
            with contextlib.suppress(VaultError):
                self._tell([])

    # ---- underneath

    def _open(self, order: Order, secret: bytearray) -> tuple[str, ...]:
        try:
            self._say(codec(Order).pack(order))
            self._channel.send_bytes(secret)
            return _lacking(self._hear())
        except ChannelClosed:
            raise self._death() from None
        except BaseException:
            self._child.kill()
            self._forget()
            raise

    def _tell(self, message: list[Any]) -> None:
        """Say something that is not answered."""
        if self._turn.acquire(blocking=False):
            try:
                self._say(message)
            finally:
                self._turn.release()

    def _say(self, message: Any) -> None:
        if self._over:
            raise self._gone()
        self._sending = True
        try:
            while self._dropped:
                self._channel.send(["drop", self._dropped.pop()])
            if message:
                self._channel.send(message)
        except ChannelClosed:
            pass  # it has ended, and has said why before it did
        finally:
            self._sending = False

    def _hear(self) -> Any:
        if self._over:
            raise self._gone()
        try:
            reply = self._channel.receive()
        except ChannelClosed:
            raise self._death() from None
        if isinstance(reply, list) and reply and reply[0] in _ENDED:
            raise self._last_word(reply)
        return reply

    def _last_word(self, reply: list[Any]) -> Exception:
        if reply[0] == "bug":
            self._forget()
            return CustodyBug(str(reply[1]))
        self._reason = LockReason(reply[1])
        self._forget()
        return self._gone()

    def _receive_farewell(self) -> None:
        with contextlib.suppress(VaultError, CustodyBug):
            self._hear()

    def _death(self) -> VaultError:
        """It closed the pipe without a last word: locked in the middle of an act, or killed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_PATIENCE)
        if self._child.poll() == LOCKED:
            self._reason = self._reason or LockReason.ASKED
        self._forget()
        return self._gone()

    def _gone(self) -> VaultError:
        if self._reason is not None:
            return VaultError("locked", "The wallet is locked. Unlock it to go on; what was saved before is saved.")
        return VaultError(
            "wallet-process-died",
            "The process that holds the wallet ended unexpectedly. Unlock the wallet again; what was saved before is saved.",
        )

    def _forget(self) -> None:
        """Keep nothing of what passed through here."""
        if not self._over:
            self._over = True
            self._feeds.clear()
            self._failed.clear()
            self._dropped.clear()
            if self._child.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._child.wait(self._grace + _PATIENCE)
            if self._child.poll() is None:
                self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout):
                if stream is not None:
                    stream.close()

    def _fetched(self, url: str, accept: str) -> list[Any]:
        if self._fetcher is None:
            return ["refused", codec(WalletError).pack(FetchRefused("offline", "Nobody may go online for this wallet."))]
        try:
            return ["answer", codec(Snapshot).pack(self._fetcher.fetch(url, accept=accept))]
        except WalletError as error:
            return ["refused", codec(WalletError).pack(error)]
        except BaseException as error:  # noqa: BLE001 - raised again on this side, when the act has been given up
            return self._fail(error)

    def _fed(self, number: int) -> list[Any]:
        items, kind = self._feeds.get(number, (None, None))
        if items is None or kind is None:
            return ["end"]
        try:
            return ["answer", kind.pack(next(items))]
        except StopIteration:
            return ["end"]
        except WalletError as error:
            return ["refused", codec(WalletError).pack(error)]
        except BaseException as error:  # noqa: BLE001
            return self._fail(error)

    def _fail(self, error: BaseException) -> list[Any]:
        self._failed.append(error)
        return ["failed"]


def _lacking(first: Any) -> tuple[str, ...]:
    """What the first word of an open wallet says. Raises the WalletError that says why it is not open."""
    match first:
        case ["ready", list(lacking)]:
            return tuple(map(str, lacking))
        case ["error", packed]:
            raise codec(WalletError).unpack(packed)
        case _:
            raise ChannelSpoiled("no first word")


def _start(opener: str) -> subprocess.Popen[bytes]:
    """A program of its own, not a fork: no memory, open file, terminal, or environment beyond what is named, comes along."""
    paths = [str(Path(place or ".").resolve()) for place in sys.path]
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _BOOT, json.dumps(paths), opener],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LANG": "C.UTF-8", **{name: os.environ[name] for name in _PASSED_ON if name in os.environ}},
        start_new_session=True,
        close_fds=True,
        bufsize=0,
    )


def _wipe(secret: bytearray) -> None:
    for place in range(len(secret)):
        secret[place] = 0
