"""base64url without padding (RFC 4648 section 5, RFC 7515 section 2): canonical form only."""

from __future__ import annotations

import base64
import binascii
import re

from wallet.errors import InputRefused

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*\Z")


def encode(data: bytes) -> str:
    """Bytes to base64url text without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Base64url text to bytes.

    Padding, white space, other alphabets and non-zero trailing bits are refused, so that no two texts stand for the
    same bytes (a malleable token would be "another" credential with the same signature).

    Raises InputRefused("bad-base64url").
    """
    if _ALPHABET.match(text) is None or len(text) % 4 == 1:
        raise InputRefused("bad-base64url", "A part of this token is not base64url text. It was damaged on its way.")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:  # pragma: no cover - the alphabet check leaves nothing for it
        raise InputRefused("bad-base64url", "A part of this token is not base64url text.") from error
    if encode(data) != text:
        raise InputRefused("bad-base64url", "A part of this token is not in its canonical base64url form.")
    return data
