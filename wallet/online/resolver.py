"""Asking the system which addresses a name has, without waiting longer than told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from typing import TypeAlias

from wallet.errors import FetchFailed

Resolver: TypeAlias = Callable[[str, int, float], Sequence[str]]
"""Host name (ASCII), port and seconds to wait -> IP addresses as text. Raises FetchFailed."""


def resolve(host: str, port: int, seconds: float) -> Sequence[str]:
    """The system's answer, in its order of preference. Raises FetchFailed("unreachable" or "timeout")."""
    answer: list[str] = []
    failure: list[OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend(str(entry[4][0]) for entry in found)
        except (OSError, UnicodeError) as error:
            failure.append(OSError(str(error)))

    # getaddrinfo cannot be interrupted; a daemon thread can be left behind.
    thread = threading.Thread(target=ask, name="resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise FetchFailed("timeout", f"The name {host} could not be looked up in time. Try again later.")
    if failure or not answer:
        raise FetchFailed("unreachable", f"The name {host} could not be found. Check the link and the connection.")
    return answer
