"""A system-call filter for the worker (seccomp-BPF, Linux on x86-64 and 64-bit ARM): no sockets, no programs, no writing.

The filter is a deny list made of the calls that reach out of a process that only reads and computes.  It is the first fence;
the audit hook in ``sandbox`` is the second, and the one that other systems have.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CLONE_THREAD = 0x10000
_CALLS: dict[str, tuple[int, dict[str, tuple[int, ...]]]] = {
    "x86_64": (
        0xC000003E,
        {
            "refuse": (
                *(41, 42, 43, 44, 46, 49, 50, 53, 288),  # sockets
                *(57, 58, 59, 322, 101, 310, 311, 62, 200, 424),  # programs and other processes
                *(76, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133, 188, 189, 190),  # files by name
                *(258, 259, 260, 263, 264, 265, 266, 268, 280, 316, 452),
                *(425, 426, 427, 437, 321, 298, 250, 248, 249),  # io_uring, openat2, bpf, perf, keyrings
            ),
            "open": (2,),
            "openat": (257,),
            "clone": (56,),
            "clone3": (435,),
            "tgkill": (234,),
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "refuse": (
                *(198, 199, 200, 201, 202, 203, 206, 211, 242),
                *(221, 281, 117, 270, 271, 129, 130, 424),
                *(45, 33, 34, 35, 36, 37, 38, 53, 54, 88, 276, 5, 6, 7, 452),
                *(425, 426, 427, 437, 280, 241, 217, 218, 219),
            ),
            "open": (),
            "openat": (56,),
            "clone": (220,),
            "clone3": (435,),
            "tgkill": (131,),
        },
    ),
}


def install() -> bool:
    """Put the filter on this process for good. False where this system has none."""
    if sys.platform != "linux" or platform.machine() not in _CALLS or struct.calcsize("P") != 8:
        return False
    program = _program(*_CALLS[platform.machine()])
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    argument = ctypes.create_string_buffer(header, len(header))
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(argument), 0, 0) == 0)


def _program(arch: int, calls: dict[str, tuple[int, ...]]) -> bytes:
    refuse, missing = _REFUSE | errno.EPERM, _REFUSE | errno.ENOSYS
    lines = [_line(_LOAD, _ARCH), _line(_EQUAL, arch, 1, 0), _line(_RETURN, _KILL), _line(_LOAD, _NUMBER)]
    if platform.machine() == "x86_64":
        lines += [_line(_ANY_BIT, 0x40000000, 0, 1), _line(_RETURN, refuse)]  # the x32 twin of every call
    for number in calls["refuse"]:
        lines += [_line(_EQUAL, number, 0, 1), _line(_RETURN, refuse)]
    for number in calls["clone3"]:  # its flags lie in memory where a filter cannot look; libraries fall back to clone
        lines += [_line(_EQUAL, number, 0, 1), _line(_RETURN, missing)]
    for name, argument, bits, refuse_when_set in (
        ("open", 1, _WRITES, True),
        ("openat", 2, _WRITES, True),
        ("clone", 0, _CLONE_THREAD, False),
    ):
        for number in calls[name]:
            lines += _by_bits(number, argument, bits, refuse, refuse_when_set=refuse_when_set)
    for number in calls["tgkill"]:  # abort() signals its own thread; nobody else may be signalled
        lines += [
            _line(_EQUAL, number, 0, 4),
            _line(_LOAD, _ARGUMENTS),
            _line(_EQUAL, os.getpid(), 0, 1),
            _line(_RETURN, _ALLOW),
            _line(_RETURN, refuse),
        ]
    return b"".join((*lines, _line(_RETURN, _ALLOW)))


def _by_bits(number: int, argument: int, bits: int, refuse: int, *, refuse_when_set: bool) -> list[bytes]:
    when_set, when_clear = (refuse, _ALLOW) if refuse_when_set else (_ALLOW, refuse)
    return [
        _line(_EQUAL, number, 0, 4),
        _line(_LOAD, _ARGUMENTS + 8 * argument),
        _line(_ANY_BIT, bits, 0, 1),
        _line(_RETURN, when_set),
        _line(_RETURN, when_clear),
    ]


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value & 0xFFFFFFFF)
