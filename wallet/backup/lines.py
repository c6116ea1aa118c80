"""The lines inside a backup: one JSON object each, told apart by ``record``, and a manifest of them all at the end."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from wallet.backup import problems
from wallet.vault.canonical import canonical

MANIFEST = "manifest"
MAX_LINE = 8 * 1024 * 1024
MAX_BYTES_LINE = 80 * 1024 * 1024
"""A line that carries a file: base64 of the largest input that is ever taken in (50 MiB), with room."""

_KIND = re.compile(r"[a-z][a-z0-9-]{0,63}\Z")
_MAX_RECORDS = 20_000_000
_BYTES_BEGIN = b'{"base64":"'
_BYTES_MIDDLE = b'","record":"bytes","sha256":"'
_BYTES_END = 64 + len(b'"}')


class Tally:
    """Counts the lines of each kind and hashes them in their order: what the manifest says."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._digests: dict[str, Any] = {}
        self._total = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind."""
        return dict(self._counts)

    def add(self, kind: str, line: bytes) -> None:
        """Count one line, given with its line break. Raises InputRefused("backup-too-large")."""
        self._total += 1
        if self._total > _MAX_RECORDS:
            raise problems.too_large()
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._digests.setdefault(kind, hashlib.sha256()).update(line)

    def manifest(self) -> dict[str, Any]:
        """The members of the manifest."""
        sha256 = {kind: digest.hexdigest() for kind, digest in self._digests.items()}
        return {"record": MANIFEST, "counts": self._counts, "sha256": sha256}


class Spliced(str):
    """The value of a member as the canonical JSON text that it is in the store already; it is not parsed to be written."""

    __slots__ = ()


def to_line(members: dict[str, Any]) -> bytes:
    """One record as a line. Raises InputRefused("backup-too-large") for one that no reader would take."""
    line = _canonical(members) + b"\n"
    if len(line) > _limit(line):
        raise problems.too_large()
    return line


def _canonical(members: dict[str, Any]) -> bytes:
    """Canonical JSON, with at most one member spliced in at its place."""
    name = next((name for name, value in members.items() if isinstance(value, Spliced)), None)
    if name is None:
        return canonical(members)
    before = canonical({key: value for key, value in members.items() if key < name})
    after = canonical({key: value for key, value in members.items() if key > name})
    spliced: str = members[name]
    return b"".join((before[:-1], b',"', name.encode("ascii"), b'":', spliced.encode("ascii"), b",", after[1:]))


def bytes_line(sha256: str, base64: bytes) -> bytes:
    """The line of a file's bytes, spelled like every other; quicker for the many."""
    line = _BYTES_BEGIN + base64 + _BYTES_MIDDLE + sha256.encode("ascii") + b'"}\n'
    if len(line) > MAX_BYTES_LINE:
        raise problems.too_large()
    return line


def bytes_of(line: bytes) -> tuple[str, bytes] | None:
    """SHA-256 (as written) and base64 of a line that carries a file; None for any other line. Nothing is parsed."""
    end = len(line) - len(b"\n") - _BYTES_END
    middle = end - len(_BYTES_MIDDLE)
    if not line.startswith(_BYTES_BEGIN) or line[middle:end] != _BYTES_MIDDLE or line[-3:] != b'"}\n':
        return None
    return line[end : end + 64].decode("latin-1"), line[len(_BYTES_BEGIN) : middle]


def split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines in these chunks, each with its line break.

    Raises InputRefused("backup-too-large") and, where the last line has no end, InputRefused("backup-damaged").
    """
    pieces: list[bytes] = []
    waiting = 0
    for chunk in chunks:
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            line = b"".join((*pieces, part, b"\n"))
            pieces, waiting = [], 0
            if len(line) > MAX_LINE and len(line) > _limit(line):
                raise problems.too_large()
            yield line
        if rest:
            pieces.append(rest)
            waiting += len(rest)
        if waiting > MAX_LINE and waiting > _limit(pieces[0]):
            raise problems.too_large()
    if pieces:
        raise problems.damaged()


def parse(line: bytes) -> dict[str, Any]:
    """The members of one line, as canonical JSON writes them. Raises InputRefused("backup-inconsistent")."""
    try:
        members = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number)
    except (ValueError, RecursionError) as error:
        raise problems.inconsistent("a line of it is not one that can be read") from error
    if not isinstance(members, dict) or _KIND.match(str(members.get("record"))) is None:
        raise problems.inconsistent("a line of it does not say what it is")
    return members


def _limit(beginning: bytes) -> int:
    return MAX_BYTES_LINE if beginning.startswith(_BYTES_BEGIN) else MAX_LINE


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _no_number(text: str) -> Any:
    raise ValueError(text)
