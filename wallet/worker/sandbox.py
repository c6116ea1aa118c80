"""Closing the worker in: limits, a system-call filter, and an audit hook, in this order, once everything is imported."""

from __future__ import annotations

import os
import sys
from typing import Any

from wallet.worker import seccomp
from wallet.worker.limits import Limits

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_SIGKILL = 9
_OUTWARD = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.kill", "shutil.")
_WRITING = frozenset("wax+")
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def close_in(limits: Limits) -> None:
    """Nothing beyond this call can be reached, written or started by this process, and it cannot be undone.

    Linux has all of it; other systems the resource limits they know and the audit hook.
    """
    _die_with_parent()
    _limit(limits)
    seccomp.install()
    sys.addaudithook(_forbid)


def start_task(limits: Limits) -> None:
    """Give the next input its share of processor time; a process that uses it up is ended by the kernel."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.cpu_seconds, resource.RLIM_INFINITY))


def _die_with_parent() -> None:
    if sys.platform != "linux":
        return
    import ctypes

    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if os.getppid() == 1:  # the parent ended before we asked to end with it
        os._exit(0)


def _limit(limits: Limits) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if sys.platform == "linux":
        allowed = _address_space() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed in a worker
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_OUTWARD):
        raise PermissionError(f"a worker may not: {event}")
    if event == "open":
        _, mode, flags = arguments
        if (isinstance(mode, str) and _WRITING & set(mode)) or (isinstance(flags, int) and flags & _WRITE_FLAGS):
            raise PermissionError("a worker may not write files")
