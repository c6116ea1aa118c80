"""The little CBOR (RFC 8949) inside selective-disclosure proof values: numbers, bytes, text, arrays and maps, in one form only.

Shortest lengths, definite sizes, map keys in increasing order: what is read is written again as the same bytes.
"""

from __future__ import annotations

from typing import Any

from wallet.errors import CheckFailed

_DEPTH = 4
_UNSIGNED, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


def encode(value: Any) -> bytes:
    """A value of int (not negative), bytes, str, sequence or mapping with int keys."""
    if isinstance(value, int):
        return _head(_UNSIGNED, value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        data = value.encode()
        return _head(_TEXT, len(data)) + data
    if isinstance(value, dict):
        return _head(_MAP, len(value)) + b"".join(encode(key) + encode(value[key]) for key in sorted(value))
    return _head(_ARRAY, len(value)) + b"".join(encode(item) for item in value)


def decode(data: bytes) -> Any:
    """The one value that ``data`` holds. Raises CheckFailed("bad-proof-value")."""
    reader = _Reader(data)
    value = reader.value(0)
    if reader.position != len(data):
        raise malformed()
    return value


def malformed() -> CheckFailed:
    """The error for a proof value that is not of its form."""
    return CheckFailed("bad-proof-value", "The signature in this proof is damaged, cut off or of another kind.")


def _head(kind: int, argument: int) -> bytes:
    if argument < 24:
        return bytes((kind << 5 | argument,))
    for code, width in _WIDTHS.items():
        if argument < 1 << (8 * width):
            return bytes((kind << 5 | code,)) + argument.to_bytes(width, "big")
    raise OverflowError(argument)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def _take(self, length: int) -> bytes:
        if length > len(self._data) - self.position:
            raise malformed()
        start, self.position = self.position, self.position + length
        return self._data[start : self.position]

    def _argument(self) -> tuple[int, int]:
        first = self._take(1)[0]
        kind, argument = first >> 5, first & 31
        if argument in _WIDTHS:
            width = _WIDTHS[argument]
            argument = int.from_bytes(self._take(width), "big")
            if argument < (24 if width == 1 else 1 << (4 * width)):
                raise malformed()
        elif argument > 27:
            raise malformed()
        return kind, argument

    def value(self, depth: int) -> Any:
        kind, argument = self._argument()
        if kind == _UNSIGNED:
            return argument
        if kind == _BYTES:
            return self._take(argument)
        if kind == _TEXT:
            return self._text(argument)
        # Every item takes a byte at least: a count beyond what is left is refused before anything is made for it.
        if depth == _DEPTH or kind not in (_ARRAY, _MAP) or argument > len(self._data) - self.position:
            raise malformed()
        return [self.value(depth + 1) for _ in range(argument)] if kind == _ARRAY else self._map(argument, depth)

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError as error:
            raise malformed() from error

    def _map(self, count: int, depth: int) -> dict[int, Any]:
        found: dict[int, Any] = {}
        last = -1
        for _ in range(count):
            key = self.value(_DEPTH)
            if not isinstance(key, int) or key <= last:
                raise malformed()
            last = key
            found[key] = self.value(depth + 1)
        return found
