"""The shape of compact tokens, as text: JWS (RFC 7515), SD-JWT with or without key binding (RFC 9901 section 4), JWE.

Only the shape: whether the parts are canonical, let alone signed, is for ``wallet.formats`` and ``wallet.verify``.
"""

from __future__ import annotations

import re

# A JOSE header is a JSON object: base64url of "{" followed by a quote or white space.
_PART = r"[A-Za-z0-9_-]*+"
_HEADER = rf"e(?:y[A-DI-L]|w[k-r0-3]){_PART}"
_JWS = re.compile(rf"{_HEADER}\.{_PART}\.{_PART}\Z")
_DISCLOSURES = re.compile(r"[A-Za-z0-9_~-]*+\Z")
_JWE = re.compile(rf"{_HEADER}(?:\.{_PART}){{4}}\Z")


def is_token(text: str) -> bool:
    """Whether the text is one compact JWS or one SD-JWT in compact form."""
    signed, combined, rest = text.partition("~")
    if _JWS.match(signed) is None:
        return False
    if not combined:
        return True
    disclosures, _, binding = rest.rpartition("~")
    return _DISCLOSURES.match(disclosures) is not None and (not binding or _JWS.match(binding) is not None)


def is_encrypted(text: str) -> bool:
    """Whether the text is one compact JWE (RFC 7516): five parts."""
    return _JWE.match(text) is not None
