"""Closing the worker in, once everything is imported: limits, a file filter, a system-call filter, and an audit hook."""

from __future__ import annotations

import os
import sys
from typing import Any

from wallet.worker import landlock, seccomp
from wallet.worker.limits import Limits

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SIGKILL = 9
_OPEN_FILES = 64
_OUTWARD = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.kill", "shutil.")
_CHANGING = frozenset(
    f"os.{act}"
    for act in (
        *("remove", "rename", "mkdir", "rmdir", "link", "symlink", "truncate", "chmod", "chown", "chflags", "lchmod", "utime"),
        *("setxattr", "removexattr", "putenv", "startfile"),
    )
)
_WRITING = frozenset("wax+")
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def close_in(limits: Limits, parent: int) -> None:
    """Nothing beyond this call can be reached, written or started by this process, and it cannot be undone.

    ``parent`` is the process that started it, with which it ends.  Linux on x86-64 and 64-bit ARM has all four fences (the
    file filter from Linux 5.13 on); other systems have the resource limits they know and the audit hook.
    """
    if sys.platform == "linux":
        _promise(parent)
    _limit(limits)
    landlock.install()
    seccomp.install()
    sys.addaudithook(_forbid)


def start_task(limits: Limits) -> None:
    """Give the next input its share of processor time; a process that uses it up is ended by the kernel."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    share = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (_at_most(share, hard), hard))


def _promise(parent: int) -> None:
    import ctypes

    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked to end with it
        os._exit(0)


def _limit(limits: Limits) -> None:
    try:
        import resource
    except ImportError:
        return
    wanted = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: _OPEN_FILES}
    if sys.platform == "linux":
        wanted[resource.RLIMIT_AS] = _address_space() + limits.memory
    for which, value in wanted.items():
        lowest = _at_most(value, resource.getrlimit(which)[1])
        resource.setrlimit(which, (lowest, lowest))


def _at_most(value: int, hard: int) -> int:
    return value if hard < 0 else min(value, hard)  # RLIM_INFINITY is -1


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed in a worker
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_OUTWARD) or event in _CHANGING:
        raise PermissionError(f"a worker may not: {event}")
    if event == "open":
        _, mode, flags = arguments
        if (isinstance(mode, str) and _WRITING & set(mode)) or (isinstance(flags, int) and flags & _WRITE_FLAGS):
            raise PermissionError("a worker may not write files")
