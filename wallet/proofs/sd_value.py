"""What the proof values of both selective suites have in common: multibase, a header of three bytes, strict CBOR."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from wallet.encoding import base64url
from wallet.errors import InputRefused
from wallet.proofs import sd_cbor
from wallet.proofs.sd_cbor import malformed

MAX_TEXT = 2_000_000
"""Characters of a proof value; one of ten thousand statements has half of them."""
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,6})\Z", re.ASCII)


def header(value: object) -> bytes:
    """The first three bytes of a proof value, b"" where it has none."""
    if not isinstance(value, str) or not value.startswith("u") or len(value) > MAX_TEXT:
        return b""
    try:
        return base64url.decode(value[1:5])
    except InputRefused:
        return b""


def read(value: object, expected: bytes, length: int) -> list[Any]:
    """The ``length`` parts of a proof value behind the header ``expected``. Raises CheckFailed("bad-proof-value")."""
    if not isinstance(value, str) or not value.startswith("u") or len(value) > MAX_TEXT:
        raise malformed()
    try:
        data = base64url.decode(value[1:])
    except InputRefused as error:
        raise malformed() from error
    if data[:3] != expected:
        raise malformed()
    parts = sd_cbor.decode(data[3:])
    if not isinstance(parts, list) or len(parts) != length:
        raise malformed()
    return parts


def write(head: bytes, parts: Iterable[Any]) -> str:
    """A proof value as multibase text."""
    return "u" + base64url.encode(head + sd_cbor.encode(list(parts)))


def exactly(value: object, length: int) -> bytes:
    """``value`` where it is bytes of this length. Raises CheckFailed("bad-proof-value")."""
    if not isinstance(value, bytes) or len(value) != length:
        raise malformed()
    return value


def texts(value: object) -> tuple[str, ...]:
    """``value`` where it is an array of texts. Raises CheckFailed("bad-proof-value")."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise malformed()
    return tuple(value)


def numbers(value: object) -> tuple[int, ...]:
    """``value`` where it is an array of numbers, each greater than the one before. Raises CheckFailed("bad-proof-value")."""
    if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
        raise malformed()
    if any(left >= right for left, right in pairwise(value)):
        raise malformed()
    return tuple(value)


def number(label: str, prefix: str) -> int:
    """The number behind a label's prefix: 12 of ``c14n12``. Raises CheckFailed("bad-proof-value")."""
    if not label.startswith(prefix) or _NUMBER.match(label[len(prefix) :]) is None:
        raise malformed()
    return int(label[len(prefix) :])
