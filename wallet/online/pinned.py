"""A transport that connects to addresses vetted beforehand, and lets nothing outlive one deadline.

The name in the URL goes into SNI, certificate check and Host header; the socket goes to the vetted addresses only, so a
second answer of the name server (DNS rebinding) is never asked for.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import httpcore2
import httpx2

Dial: TypeAlias = Callable[[str, int, float], httpcore2.NetworkStream]
"""Opens a TCP connection: address, port, seconds to wait. Raises httpcore2.ConnectError or ConnectTimeout."""

_CONNECT_SECONDS = 5.0


class Deadline:
    """A point in time that all waiting of one fetch shares."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, more than 0. Raises httpcore2.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the total time for one fetch is over")
        return left


def dial(address: str, port: int, seconds: float) -> httpcore2.NetworkStream:
    """The system's own TCP connection."""
    return httpcore2.SyncBackend().connect_tcp(address, port, timeout=seconds)


class PinnedTransport(httpx2.BaseTransport):
    """Sends one request over a fresh connection to one of ``addresses``, tried in their order."""

    def __init__(self, addresses: tuple[str, ...], deadline: Deadline, context: ssl.SSLContext, dial: Dial) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_PinnedBackend(addresses, deadline, dial),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        wire = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        answer = self._pool.handle_request(wire)
        return httpx2.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _PinnedBackend(httpcore2.NetworkBackend):
    def __init__(self, addresses: tuple[str, ...], deadline: Deadline, dial: Dial) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._dial = dial

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name was resolved and vetted before; asking again is what must not happen
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError("the name has no address")
        for address in self._addresses:
            try:
                return _Timed(self._dial(address, port, min(_CONNECT_SECONDS, self._deadline.remaining())), self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class _Timed(httpcore2.NetworkStream):
    """A stream whose every wait ends with the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self) -> float:
        with self._closing_late():
            return self._deadline.remaining()

    @contextmanager
    def _closing_late(self) -> Iterator[None]:
        try:
            yield
        except httpcore2.ReadTimeout:
            self._stream.close()
            raise
