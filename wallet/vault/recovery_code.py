"""The recovery code: 128 random bits as 28 Crockford base32 symbols, the last 12 bits a checksum.

It is read as people copy it: in any case, with or without hyphens and spaces, with O for 0 and I or L for 1.
"""

from __future__ import annotations

import hashlib
import unicodedata

SECRET_BYTES = 16
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_SYMBOLS = 28
_GROUP = 4
_CHECK_BITS = 12


def write(secret: bytes) -> str:
    """16 bytes as ``XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX``."""
    number = int.from_bytes(secret, "big") << _CHECK_BITS | _checksum(secret)
    symbols = "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_SYMBOLS - 1), -1, -5))
    return "-".join(symbols[start : start + _GROUP] for start in range(0, _SYMBOLS, _GROUP))


def read(text: str) -> bytes | None:
    """The 16 bytes of a recovery code; None where the text is not one or was mistyped."""
    values = _values(text)
    if values is None:
        return None
    number = 0
    for value in values:
        number = number << 5 | value
    secret = (number >> _CHECK_BITS).to_bytes(SECRET_BYTES, "big")
    return secret if number & (1 << _CHECK_BITS) - 1 == _checksum(secret) else None


def groups(text: str) -> tuple[str, ...]:
    """The groups of four that a text holds, as ``write`` would write them; () where it holds anything else."""
    letters = _letters(text)
    if len(letters) % _GROUP or any(letter not in _VALUE for letter in letters):
        return ()
    symbols = "".join(_ALPHABET[_VALUE[letter]] for letter in letters)
    return tuple(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))


def resembles(text: str) -> bool:
    """Whether a text has the length and letters of a recovery code, so that a typing mistake can be named."""
    return _values(text) is not None


def _values(text: str) -> list[int] | None:
    letters = _letters(text)
    if len(letters) != _SYMBOLS or any(letter not in _VALUE for letter in letters):
        return None
    return [_VALUE[letter] for letter in letters]


def _letters(text: str) -> list[str]:
    return [letter for letter in unicodedata.normalize("NFKC", text).upper() if not _is_filler(letter)]


def _is_filler(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) == "Pd"


def _checksum(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"satchel recovery code" + secret).digest()[:2], "big") >> 4
