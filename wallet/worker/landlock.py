"""A file filter for the worker (Landlock, Linux 5.13 and newer): of all files only programs' own can be read, none written.

The user's documents, the wallet's folder, other users' and the system's settings are out of reach, whatever runs in the worker.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import sysconfig
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}  # by version, for files
_NETWORK = 0b11  # TCP bind and connect, from version 4 on
_SCOPES = 0b11  # abstract Unix sockets and signals, from version 6 on
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")


def install() -> bool:
    """Put the filter on this process for good; it must have promised no new privileges. False where this system has none."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION)
    if version < 1:
        return False
    fences = (_RIGHTS[min(version, 5)], _NETWORK, _SCOPES)[: 3 if version >= 6 else 2 if version >= 4 else 1]
    attributes = struct.pack(f"{len(fences)}Q", *fences)
    rules = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path in _readable():
            _allow(libc, rules, path)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _readable() -> tuple[str, ...]:
    """Where Python, its packages and Satchel itself lie; not the other places on sys.path, such as the current folder."""
    ours = Path(__file__).resolve().parents[1]
    libraries = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    packages = [place for place in sys.path if Path(place).name in ("site-packages", "dist-packages", "lib-dynload")]
    shared = [str(Path(sys.base_prefix) / "lib")]
    resources = [str(place) for place in (ours / "_resources", ours.parent / "resources") if place.is_dir()]
    return tuple(dict.fromkeys((*_SYSTEM, *libraries, *packages, *shared, str(ours), *resources)))


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not on this system
    try:
        rights = _READ_FILE | _READ_FOLDER if Path(path).is_dir() else _READ_FILE
        libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
