"""The shape of compact tokens, as text: JWS (RFC 7515), SD-JWT with or without key binding (RFC 9901 section 4), JWE.

Only the shape: whether the parts are canonical, let alone signed, is for ``wallet.formats`` and ``wallet.verify``.
"""

from __future__ import annotations

import re

# A JOSE header is a JSON object: base64url of "{" followed by a quote or white space.
_PART = r"[A-Za-z0-9_-]*+"  # possessive, here and below: a flood of separators must not fill the memory with ways back
_HEADER = rf"e(?:y[A-DI-L]|w[k-r0-3]){_PART}"
_JWS = rf"{_HEADER}\.{_PART}\.{_PART}"
_TOKEN = re.compile(rf"{_JWS}(?:~(?:{_PART}~)*+(?:{_JWS})?)?\Z")
_JWE = re.compile(rf"{_HEADER}(?:\.{_PART}){{4}}\Z")


def is_token(text: str) -> bool:
    """Whether the text is one compact JWS or one SD-JWT in compact form."""
    return _TOKEN.match(text) is not None


def is_encrypted(text: str) -> bool:
    """Whether the text is one compact JWE (RFC 7516): five parts."""
    return _JWE.match(text) is not None
