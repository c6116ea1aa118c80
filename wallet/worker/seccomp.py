"""A system-call filter for the worker (seccomp-BPF, Linux on x86-64 and 64-bit ARM): no sockets, no programs, no writing.

The filter refuses what ``refused_calls`` lists, files opened for writing, new processes, signals to others and limits of
others; threads are allowed.  It holds whatever code runs in the process; the audit hook in ``sandbox`` only sees Python's.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import NamedTuple

from wallet.worker.refused_calls import REFUSED

_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_X32_TWIN = 0x40000000  # a second number for each call, on x86-64
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CLONE_THREAD = 0x10000
_WHOLE_WORD = 0xFFFFFFFF
# A pipe of ours must not send a signal of our choice to another process when it has data.
_OWNERS = (8, 10, 15)  # fcntl: F_SETOWN, F_SETSIG, F_SETOWN_EX
_IOCTL_OWNERS = (0x8901, 0x8902)  # ioctl: FIOSETOWN, SIOCSPGRP


class _Machine(NamedTuple):
    arch: int
    column: int  # in REFUSED
    open: int | None
    openat: int
    clone: int
    clone3: int
    tgkill: int
    prlimit64: int
    seccomp: int
    fcntl: int
    ioctl: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 0, 2, 257, 56, 435, 234, 302, 317, 72, 16),
    "aarch64": _Machine(0xC00000B7, 1, None, 56, 220, 435, 131, 261, 277, 25, 29),
}


def install() -> bool:
    """Put the filter on this process for good; it must have promised no new privileges. False where this system has none."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None or struct.calcsize("P") != 8:
        return False
    program = _program(machine)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions)), 16)
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.syscall(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(header)) == 0)


def _program(machine: _Machine) -> bytes:
    refuse, missing = _REFUSE | errno.EPERM, _REFUSE | errno.ENOSYS
    lines = [_line(_LOAD, _ARCH), _line(_EQUAL, machine.arch, 1, 0), _line(_RETURN, _KILL), _line(_LOAD, _NUMBER)]
    lines += [_line(_ANY_BIT, _X32_TWIN, 0, 1), _line(_RETURN, refuse)]
    for number in sorted({numbers[machine.column] or 0 for numbers in REFUSED.values()} - {0}):
        lines += [_line(_EQUAL, number, 0, 1), _line(_RETURN, refuse)]
    # The flags of clone3 lie in memory, where a filter cannot look; libraries fall back to clone.
    lines += [_line(_EQUAL, machine.clone3, 0, 1), _line(_RETURN, missing)]
    if machine.open is not None:
        lines += _by_bits(machine.open, 1, _WRITES, when_set=refuse, when_clear=_ALLOW)
    lines += _by_bits(machine.openat, 2, _WRITES, when_set=refuse, when_clear=_ALLOW)
    lines += _by_bits(machine.clone, 0, _CLONE_THREAD, when_set=_ALLOW, when_clear=refuse)
    lines += _by_bits(machine.prlimit64, 0, _WHOLE_WORD, when_set=refuse, when_clear=_ALLOW)  # 0: this process
    lines += _not_with(machine.fcntl, 1, _OWNERS, refuse)
    lines += _not_with(machine.ioctl, 1, _IOCTL_OWNERS, refuse)
    lines += _only(machine.tgkill, 0, os.getpid(), refuse)  # abort() signals its own thread
    return b"".join((*lines, _line(_RETURN, _ALLOW)))


def _by_bits(number: int, argument: int, bits: int, *, when_set: int, when_clear: int) -> list[bytes]:
    return [
        _line(_EQUAL, number, 0, 4),
        _line(_LOAD, _ARGUMENTS + 8 * argument),
        _line(_ANY_BIT, bits, 0, 1),
        _line(_RETURN, when_set),
        _line(_RETURN, when_clear),
    ]


def _only(number: int, argument: int, value: int, otherwise: int) -> list[bytes]:
    return [
        _line(_EQUAL, number, 0, 4),
        _line(_LOAD, _ARGUMENTS + 8 * argument),
        _line(_EQUAL, value, 0, 1),
        _line(_RETURN, _ALLOW),
        _line(_RETURN, otherwise),
    ]


def _not_with(number: int, argument: int, values: tuple[int, ...], refuse: int) -> list[bytes]:
    tests = [line for value in values for line in (_line(_EQUAL, value, 0, 1), _line(_RETURN, refuse))]
    load = _line(_LOAD, _ARGUMENTS + 8 * argument)
    return [_line(_EQUAL, number, 0, len(tests) + 2), load, *tests, _line(_RETURN, _ALLOW)]


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value & 0xFFFFFFFF)
