"""Credentials and presentations inside a data: URL (VCDM 2.0 sections 4.13.1 and 4.13.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from wallet.errors import InputRefused
from wallet.formats import people

_TYPES = frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})
_MEDIA_TYPES = frozenset({"vc+jwt", "vp+jwt", "jwt", "vc+sd-jwt", "vp+sd-jwt", "dc+sd-jwt", "vc+ld+json+jwt", "vc-ld+jwt"})


def is_envelope(document: Mapping[str, Any]) -> bool:
    """Whether this holds a token in a data: URL."""
    return bool(_TYPES & set(people.types(document)))


def content(document: Mapping[str, Any]) -> bytes:
    """The token. Raises InputRefused("envelope-malformed" or "envelope-unsupported")."""
    url = document.get("id")
    head, comma, body = url.partition(",") if isinstance(url, str) else ("", "", "")
    if not head.startswith("data:application/") or not comma or not body:
        raise InputRefused("envelope-malformed", "This credential should hold a signed token, and does not.")
    kind, *parameters = head.removeprefix("data:application/").split(";")
    if kind.lower() not in _MEDIA_TYPES or "base64" in map(str.lower, parameters):
        raise InputRefused("envelope-unsupported", f"This credential holds a {kind[:60]}, which this version cannot read.")
    try:
        return unquote(body, errors="strict").encode("ascii")
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise InputRefused("envelope-malformed", "The signed token in this credential is damaged.") from error
