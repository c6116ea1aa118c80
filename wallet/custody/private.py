"""A process that holds or may hold secrets: no core dump, no other process of this user may read its memory, no network."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_AF_UNIX = 1


def keep_memory_private() -> None:
    """No core dump, and no debugger of this user's (security.md T3), where the system can. Lasts until the process ends."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def stay_alone() -> None:
    """For the process with the keys: Python code in it can reach no other computer, and nothing it starts gets more rights."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    sys.addaudithook(_forbid_network)


def _forbid_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.__new__" and arguments[1] not in (_AF_UNIX, -1):
        raise PermissionError("the process that holds the keys has no network")
    if event == "socket.getaddrinfo":
        raise PermissionError("the process that holds the keys asks no name server")
