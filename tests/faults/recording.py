"""A run written down: every call that changes files, with its bytes, and every word that was said, in their order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.tracing import WRITING

TRACED = (*WRITING, "read", "sendfile", "lseek", "close", "fchmod")
OPTIONS = ("-y", "-xx", "-s", "40000000", f"--trace={','.join(TRACED)}")

_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(?:<((?:[^>\\]|\\.)*)>)?")
_ARGUMENT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"|(-?\w+(?:\|\w+)*)(?:<((?:[^>\\]|\\.)*)>)?')
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that succeeded. Texts are bytes, descriptors and numbers are text, as strace wrote them."""

    name: str
    arguments: tuple[Any, ...]
    files: tuple[str, ...]  # the path behind each argument that is a descriptor, "" for the others
    result: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Something that was said to the one who listens."""

    said: dict[str, Any]


def events(log: Path) -> list[Call | Word]:
    """What a log tells, calls that failed left out. Raises ValueError for a line that is not understood."""
    found: list[Call | Word] = []
    for line in log.read_text("latin-1").splitlines():
        if "<unfinished" in line or "resumed>" in line:
            raise ValueError(f"two at once: {line[:80]}")
        match = _CALL.match(line)
        if match is None:
            if "= ?" in line or ") = -1 " in line or "exited" in line:
                continue
            raise ValueError(f"not understood: {line[:200]}")
        if int(match[3]) < 0:
            continue
        call = _call(match)
        word = _word(call)
        found.append(call if word is None else Word(said=word))
    return found


def _call(match: re.Match[str]) -> Call:
    arguments: list[Any] = []
    files: list[str] = []
    for part in _ARGUMENT.finditer(match[2]):
        arguments.append(_bytes(part[1]) if part[1] is not None else part[2])
        files.append(_bytes(part[3]).decode() if part[3] else "")
    return Call(name=match[1], arguments=tuple(arguments), files=tuple(files), result=int(match[3]))


def _bytes(escaped: str) -> bytes:
    if "\\x" not in escaped:
        return escaped.encode()
    return bytes.fromhex("".join(_ESCAPE.findall(escaped)))


def _word(call: Call) -> dict[str, Any] | None:
    """What goes to a pipe or a socket: four bytes of length, and JSON."""
    if call.name != "write" or not call.files[0].startswith(("pipe:", "socket:", "UNIX")):
        return None
    said: dict[str, Any] = json.loads(call.arguments[1][4:])
    return said
