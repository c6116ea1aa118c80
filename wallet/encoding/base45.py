"""Base45 (RFC 9285): bytes as text that a QR code holds in its alphanumeric mode."""

from __future__ import annotations

from wallet.errors import InputRefused

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}


def encode(data: bytes) -> str:
    """Bytes to base45 text."""
    out: list[str] = []
    for start in range(0, len(data) - 1, 2):
        number = data[start] * 256 + data[start + 1]
        out += (_ALPHABET[number % 45], _ALPHABET[number // 45 % 45], _ALPHABET[number // 2025])
    if len(data) % 2:
        out += (_ALPHABET[data[-1] % 45], _ALPHABET[data[-1] // 45])
    return "".join(out)


def decode(text: str) -> bytes:
    """Base45 text to bytes. Raises InputRefused("bad-base45") for a foreign letter, a cut text or a value too large."""
    values = [_VALUE.get(letter, -1) for letter in text]
    if len(values) % 3 == 1 or -1 in values:
        raise _refused()
    out = bytearray()
    for start in range(0, len(values), 3):
        group = values[start : start + 3]
        number = sum(value * 45**power for power, value in enumerate(group))
        width = len(group) - 1
        if number >= 256**width:
            raise _refused()
        out += number.to_bytes(width, "big")
    return bytes(out)


def _refused() -> InputRefused:
    return InputRefused("bad-base45", "The text of this QR code is damaged. Scan it again, or ask for the file.")
