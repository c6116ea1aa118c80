"""Base64 as other wallets write it: either alphabet, with or without padding (RFC 4648 sections 4 and 5)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from wallet.foreign.refusals import damaged

_ONE_ALPHABET = str.maketrans("-_", "+/")


def decode(text: Any) -> bytes:
    """The bytes. Raises InputRefused("backup-damaged") for anything that is no such text."""
    if not isinstance(text, str):
        raise damaged()
    plain = text.translate(_ONE_ALPHABET).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise damaged() from error
