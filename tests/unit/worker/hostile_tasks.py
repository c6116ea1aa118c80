"""Tasks of a worker that misbehave, and probes of its fences; run in worker processes by the tests beside this module."""

# Each probe names the very call that it tries.
# ruff: noqa: BLE001, PTH101, PTH102, PTH104, PTH107, PTH120, PTH123, PTH211

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wallet.errors import CheckUndecided, InputRefused
from wallet.worker import wire

_LIBC = ctypes.CDLL(None, use_errno=True)
_ANSWERS = 4  # the descriptor that the worker answers on: 0, 1 and 2 lead nowhere, 3 brings the questions
_POINTER, _SIGQUEUE_VALUE = ctypes.c_void_p, ctypes.c_void_p(0)


def prepare() -> None:
    """All is imported already."""


# ---------------------------------------------------------------- good tasks


def echo(value: Any) -> Any:
    return value


def pid() -> int:
    return os.getpid()


def sleep(seconds: float, value: Any = None) -> Any:
    time.sleep(seconds)
    return value


def refuse(code: str) -> Any:
    raise InputRefused(code, "No.", needs=("https://a.example/",))


def undecided() -> Any:
    raise CheckUndecided("key-not-offline", "Not kept.", needs=("https://a.example/",))


# ---------------------------------------------------------------- deaths


def segfault() -> Any:
    ctypes.string_at(0)


def abort() -> Any:
    os.abort()


def leave(code: int) -> Any:
    os._exit(code)


def close_and_stay() -> Any:
    os.close(_ANSWERS)
    time.sleep(60)


def spin_in_python() -> Any:
    while True:
        pass


def spin_in_c() -> Any:
    return (b"a" * 50_000_000).count(b"ab" * 3) + sum(1 for _ in iter(lambda: zlib.compress(b"x" * 30_000_000, 9), None))


def spin_in_threads() -> Any:
    for _ in range(3):
        threading.Thread(target=spin_in_python, daemon=True).start()
    spin_in_python()


def hang() -> Any:
    time.sleep(60)


def ignore_the_limit_and_spin() -> Any:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    spin_in_python()


def fill_memory() -> Any:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def take(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def recurse() -> Any:
    return recurse()


def bug() -> Any:
    raise KeyError("a mistake of ours \x1b[31m")


def wrong_kind() -> Any:
    return 7


def leave_by_exception() -> Any:
    raise SystemExit(3)


# ---------------------------------------------------------------- lies


def say(raw: bytes) -> Any:
    """Send these bytes in place of an answer."""
    _write(raw)
    time.sleep(60)


def say_framed(body: bytes) -> Any:
    _write(wire.frame(body))
    time.sleep(60)


def say_a_length(size: int) -> Any:
    _write(size.to_bytes(8, "big") + b"x" * 100)
    time.sleep(60)


def answer_twice() -> Any:
    _write(wire.answer("ok", "first", str) + wire.answer("ok", "second", str))
    time.sleep(60)


def answer_later(seconds: float) -> Any:
    """Answer, then send one more that nobody asked for."""
    threading.Thread(target=lambda: (time.sleep(seconds), _write(wire.answer("ok", "forged", str))), daemon=True).start()
    return "honest"


def die_later(seconds: float) -> Any:
    threading.Thread(target=lambda: (time.sleep(seconds), os._exit(0)), daemon=True).start()
    return "honest"


def dribble() -> Any:
    """One byte at a time, for ever."""
    for byte in wire.frame(b" " * 10_000):
        os.write(_ANSWERS, bytes([byte]))
        time.sleep(0.02)


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(_ANSWERS, data) :]


# ---------------------------------------------------------------- probes


def state() -> dict[str, Any]:
    """What the worker has of the world."""
    descriptors = []
    for number in range(64):
        try:
            details = os.fstat(number)
        except OSError:
            continue
        descriptors.append([number, "pipe" if details.st_mode & 0o170000 == 0o010000 else "device"])
    return {
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "session": os.getsid(0) == os.getpid(),
        "terminal": _has_terminal(),
        "descriptors": descriptors,
        "dumpable": _LIBC.prctl(3, 0, 0, 0, 0),
        "no_new_privileges": _LIBC.prctl(39, 0, 0, 0, 0),
        "seccomp": _LIBC.prctl(21, 0, 0, 0, 0),
        "on_parents_death": _death_signal(),
        "limits": _limits(),
    }


def _limits() -> dict[str, int]:
    import resource

    names = ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_AS")
    return {name: resource.getrlimit(getattr(resource, name))[1] for name in names}


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY))
    except OSError:
        return False
    return True


def _death_signal() -> int:
    number = ctypes.c_int(0)
    _LIBC.prctl(2, ctypes.byref(number), 0, 0, 0)
    return number.value


def through_python(act: str, path: str, parent: int) -> str:
    """Try one thing with Python's own functions: ``done``, or the name of the exception."""
    try:
        _PYTHON[act](path, parent)
    except BaseException as error:
        return type(error).__name__
    return "done"


def through_c(act: str, path: str, parent: int) -> int:
    """Try one thing with the C library, past every audit hook: 0 for success, else the error number."""
    ctypes.set_errno(0)
    result = _C[act](path.encode(), parent)
    return 0 if result >= 0 else ctypes.get_errno()


def _connect(path: str, parent: int) -> None:
    import socket

    socket.create_connection(("127.0.0.1", 9), timeout=1)


def _append(path: str, parent: int) -> None:
    with open(path, "ab") as file:
        file.write(b"x")


_PYTHON: Mapping[str, Callable[[str, int], Any]] = {
    "connect": _connect,
    "append": _append,
    "create": lambda path, parent: Path(path + ".new").write_text("x"),
    "os.open": lambda path, parent: os.open(path, os.O_RDWR),
    "rename": lambda path, parent: os.rename(path, path + ".moved"),
    "remove": lambda path, parent: os.remove(path),
    "mkdir": lambda path, parent: os.mkdir(path + ".folder"),
    "symlink": lambda path, parent: os.symlink(path, path + ".link"),
    "chmod": lambda path, parent: os.chmod(path, 0o777),
    "truncate": lambda path, parent: os.truncate(path, 0),
    "utime": lambda path, parent: os.utime(path, (0, 0)),
    "read": lambda path, parent: Path(path).read_bytes(),
    "subprocess": lambda path, parent: subprocess.run(["/bin/true"], check=True),
    "system": lambda path, parent: os.system("true"),
    "fork": lambda path, parent: os.fork() or os._exit(0),
    "exec": lambda path, parent: os.execv("/bin/true", ["true"]),
    "spawn": lambda path, parent: os.posix_spawn("/bin/true", ["true"], {}),
    "kill": lambda path, parent: os.kill(parent, signal.SIGUSR1),
    "killpg": lambda path, parent: os.killpg(os.getpgid(parent), signal.SIGUSR1),
}


def _c_open(path: bytes, flags: int) -> int:
    return int(_LIBC.open(path, flags, 0o600))


def _c_fork(path: bytes, parent: int) -> int:
    child = int(_LIBC.fork())
    if child == 0:
        os._exit(0)
    return child


def _c_exec(path: bytes, parent: int) -> int:
    words = (ctypes.c_char_p * 2)(b"true", None)
    return int(_LIBC.execve(b"/bin/true", words, None))


def _signal_by_owner(path: bytes, parent: int) -> int:
    """Make a pipe of ours send a signal of our choice to the parent when it has data."""
    ends = (ctypes.c_int * 2)()
    _LIBC.pipe(ends)
    if (result := _LIBC.fcntl(ends[0], 8, parent)) < 0:  # F_SETOWN
        return int(result)
    _LIBC.fcntl(ends[0], 10, int(signal.SIGUSR1))  # F_SETSIG
    _LIBC.fcntl(ends[0], 4, 0o20000)  # O_ASYNC
    return int(_LIBC.write(ends[1], b"x", 1))


def _limit_of_parent(path: bytes, parent: int) -> int:
    current = (ctypes.c_uint64 * 2)()
    return int(_LIBC.prlimit(parent, 4, None, ctypes.byref(current)))  # RLIMIT_CORE; reading is refused like writing


_C: Mapping[str, Callable[[bytes, int], int]] = {
    "socket": lambda path, parent: _LIBC.socket(2, 1, 0),
    "socket-unix": lambda path, parent: _LIBC.socket(1, 1, 0),
    "socket-datagram": lambda path, parent: _LIBC.socket(10, 2, 0),
    "socketpair": lambda path, parent: _LIBC.socketpair(1, 1, 0, (ctypes.c_int * 2)()),
    "connect": lambda path, parent: _LIBC.connect(3, b"\x02\x00\x00\x09\x7f\x00\x00\x01" + bytes(8), 16),
    "open-write": lambda path, parent: _c_open(path, os.O_WRONLY),
    "open-append": lambda path, parent: _c_open(path, os.O_RDWR | os.O_APPEND),
    "open-create": lambda path, parent: _c_open(path + b".new", os.O_CREAT),
    "open-unnamed": lambda path, parent: _c_open(os.path.dirname(path), os.O_WRONLY | 0o20200000),
    "creat": lambda path, parent: _LIBC.creat(path + b".new", 0o600),
    "rename": lambda path, parent: _LIBC.rename(path, path + b".moved"),
    "unlink": lambda path, parent: _LIBC.unlink(path),
    "mkdir": lambda path, parent: _LIBC.mkdir(path + b".folder", 0o700),
    "rmdir": lambda path, parent: _LIBC.rmdir(path),
    "link": lambda path, parent: _LIBC.link(path, path + b".link"),
    "symlink": lambda path, parent: _LIBC.symlink(path, path + b".link"),
    "mkfifo": lambda path, parent: _LIBC.mkfifo(path + b".fifo", 0o600),
    "chmod": lambda path, parent: _LIBC.chmod(path, 0o777),
    "chown": lambda path, parent: _LIBC.chown(path, os.getuid(), os.getgid()),
    "truncate": lambda path, parent: _LIBC.truncate(path, ctypes.c_long(0)),
    "utimes": lambda path, parent: _LIBC.utimes(path, None),
    "setxattr": lambda path, parent: _LIBC.setxattr(path, b"user.a", b"b", 1, 0),
    "removexattr": lambda path, parent: _LIBC.removexattr(path, b"user.a"),
    "fork": _c_fork,
    "vfork": lambda path, parent: _LIBC.syscall(58) if os.uname().machine == "x86_64" else _c_fork(path, parent),
    "execve": _c_exec,
    "kill": lambda path, parent: _LIBC.kill(parent, int(signal.SIGUSR1)),
    "killpg": lambda path, parent: _LIBC.killpg(os.getpgid(parent), int(signal.SIGUSR1)),
    "sigqueue": lambda path, parent: _LIBC.sigqueue(parent, int(signal.SIGUSR1), _SIGQUEUE_VALUE),
    "signal-by-owner": _signal_by_owner,
    "prlimit": _limit_of_parent,
    "setpriority": lambda path, parent: _LIBC.setpriority(0, parent, 19),
    "ptrace": lambda path, parent: _LIBC.ptrace(16, parent, None, None),
    "unshare": lambda path, parent: _LIBC.unshare(0x10000000),  # a user namespace of its own
    "mount": lambda path, parent: _LIBC.mount(b"none", os.path.dirname(path), b"tmpfs", ctypes.c_ulong(0), None),
    "chroot": lambda path, parent: _LIBC.chroot(os.path.dirname(path)),
    "shmget": lambda path, parent: _LIBC.shmget(0, ctypes.c_size_t(4096), 0o1600),
    "mq-open": lambda path, parent: _LIBC.mq_open(b"/satchel-test", os.O_RDWR | os.O_CREAT, 0o600, None),
}
C_ACTS, PYTHON_ACTS = tuple(_C), tuple(_PYTHON)


def read_through_c(path: str) -> int:
    """0 if the file can be opened for reading with the C library, else the error number."""
    ctypes.set_errno(0)
    return 0 if _c_open(path.encode(), os.O_RDONLY) >= 0 else ctypes.get_errno()


def run_in_thread() -> str:
    """Threads are no other processes: a library may use some."""
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append("from a thread"))
    thread.start()
    thread.join()
    return said[0]


TASKS: Mapping[str, Callable[..., Any]] = {
    task.__name__: task
    for task in (
        *(echo, pid, sleep, refuse, undecided, segfault, abort, leave, close_and_stay, spin_in_python, spin_in_c, hang),
        *(spin_in_threads, ignore_the_limit_and_spin, fill_memory, take, recurse, bug, wrong_kind, leave_by_exception),
        *(say, say_framed, say_a_length, answer_twice, answer_later, die_later, dribble),
        *(state, through_python, through_c, read_through_c, run_in_thread),
    )
}
KINDS: Mapping[str, Any] = dict.fromkeys(TASKS, Any) | {"wrong_kind": str, "answer_twice": str, "pid": int}

if __name__ == "__main__":  # a process that starts a worker, says who it is, and waits to be killed
    from wallet.worker.pool import Pool

    with Pool("tests.unit.worker.hostile_tasks", KINDS) as pool:
        pool.run("pid")
        sys.stdout.write(json.dumps(sorted(pool.pids)) + "\n")
        sys.stdout.flush()
        time.sleep(60)
