"""The private pipe between a window and its wallet process: frames of JSON, each with its length in front, bounded.

Neither side unpickles: what a taken-over window sends can only become values of the types that the acts declare, and the
other way round.  Secrets that open the wallet travel as bare bytes, so that no copy of them is left behind on the way.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from typing import Any, NoReturn

from wallet.errors import UsageError

MAX_MESSAGE = 256 * 1024 * 1024
_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20


class ChannelClosed(Exception):
    """The other side is gone."""


class ChannelSpoiled(Exception):
    """The other side sends what no side of ours sends."""


def _no_wait(_file: int, _writing: bool) -> None:
    """Reading and writing block by themselves."""


class Channel:
    """Two pipe ends. ``wait(file, writing)`` is called before each read and write, and may raise."""

    def __init__(self, incoming: int, outgoing: int, wait: Callable[[int, bool], None] = _no_wait) -> None:
        self.incoming = incoming
        self._outgoing = outgoing
        self._wait = wait

    def send(self, message: Any) -> None:
        """Send JSON. Raises UsageError("too-large") before anything is sent, and ChannelClosed."""
        text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        body = text.encode("utf-8", "surrogatepass")  # a file name may hold lone surrogates (PEP 383)
        if len(body) > MAX_MESSAGE:
            raise UsageError("too-large", "This is more than can be handed over at once. Split it.")
        self.send_bytes(body)

    def receive(self) -> Any:
        """The next JSON. Raises ChannelClosed and ChannelSpoiled."""
        try:
            return json.loads(self.receive_bytes().decode("utf-8", "surrogatepass"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise ChannelSpoiled("not JSON") from error

    def send_bytes(self, body: bytes | bytearray | memoryview) -> None:
        """Send bytes as they are, without a copy of them. Raises ChannelClosed."""
        for part in (_LENGTH.pack(len(body)), body):
            view = memoryview(part)
            while view:
                self._wait(self._outgoing, True)
                try:
                    view = view[os.write(self._outgoing, view) :]
                except BlockingIOError:
                    continue
                except OSError as error:
                    raise ChannelClosed from error

    def receive_bytes(self) -> bytearray:
        """The next frame as it is. Raises ChannelClosed, and ChannelSpoiled for one that is longer than any may be."""
        (size,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if size > MAX_MESSAGE:
            raise ChannelSpoiled("too long")
        return self._exactly(size)

    def close(self) -> None:
        """Close both ends."""
        os.close(self.incoming)
        os.close(self._outgoing)

    def _exactly(self, count: int) -> bytearray:
        data = bytearray()
        while len(data) < count:
            self._wait(self.incoming, False)
            try:
                part = os.read(self.incoming, min(count - len(data), _CHUNK))
            except BlockingIOError:
                continue
            except OSError as error:
                raise ChannelClosed from error
            if not part:
                raise ChannelClosed
            data += part
        return data


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
