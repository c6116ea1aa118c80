"""Multibase text: base58btc (``z``) and base64url (``u``), as Data Integrity and did:key use them (CID 1.0 section 2.4)."""

from __future__ import annotations

from wallet.encoding import base64url
from wallet.errors import InputRefused

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
# Base58 takes quadratic time; keys and proof values are far shorter than this.
_MAX_BASE58 = 8192


def base58_encode(data: bytes) -> str:
    """Bytes to base58btc text; leading zero bytes become leading ``1``."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_ALPHABET[rest])
    return "1" * zeros + "".join(reversed(letters))


def base58_decode(text: str) -> bytes:
    """Base58btc text to bytes. Raises InputRefused("bad-multibase")."""
    if len(text) > _MAX_BASE58:
        raise InputRefused("bad-multibase", "A base58 value in this credential is longer than any key or signature.")
    number = 0
    for letter in text:
        value = _VALUE.get(letter)
        if value is None:
            raise InputRefused("bad-multibase", "A key or signature in this credential is not base58 text.")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def decode(text: str) -> bytes:
    """Multibase text (``z…`` or ``u…``) to bytes. Raises InputRefused("bad-multibase" or "bad-base64url")."""
    if text.startswith("z"):
        return base58_decode(text[1:])
    if text.startswith("u"):
        return base64url.decode(text[1:])
    raise InputRefused("bad-multibase", "A key or signature in this credential has an unknown multibase prefix.")


def encode_base58(data: bytes) -> str:
    """Bytes to multibase base58btc text, ``z…``."""
    return "z" + base58_encode(data)
