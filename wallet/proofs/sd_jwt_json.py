"""An SD-JWT in JWS JSON serialization (RFC 9901 section 8), put back into the parts of the compact form."""

from __future__ import annotations

from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import InputRefused

_FLATTENED = frozenset({"protected", "signature", "header"})
_OURS = ("disclosures", "kb_jwt")


def parts(text: str) -> tuple[str, list[str], str]:
    """The issuer's compact JWS, the disclosures and the key binding JWT ("" where there is none).

    Of several signatures the first is the issuer's, and its unprotected header holds what belongs to all (section 8.3).
    Raises InputRefused("not-an-sd-jwt") and strict_json and base64url codes.
    """
    document = strict_json.loads(text)
    if not isinstance(document, dict):
        raise _refused()
    first, *others = _signatures(document)
    header = _unprotected(first)
    if any(name in _unprotected(other) for other in others for name in _OURS):
        raise InputRefused("not-an-sd-jwt", "The fields of this token stand beside a signature where they do not belong.")
    disclosures = header.get("disclosures", [])
    pieces = (first.get("protected"), document.get("payload"), first.get("signature"))
    if not isinstance(disclosures, list) or not all(isinstance(part, str) and part for part in (*pieces, *disclosures)):
        raise _refused()
    binding = header.get("kb_jwt")
    if "kb_jwt" in header and not (isinstance(binding, str) and binding):
        raise _refused()
    _check_disjoint(header, str(first["protected"]))
    return ".".join(map(str, pieces)), disclosures, binding or ""


def _signatures(document: dict[str, Any]) -> list[dict[str, Any]]:
    """One or many, never both spellings at once (RFC 7515 section 7.2.2)."""
    if "signatures" not in document:
        return [document]
    listed = document["signatures"]
    if not isinstance(listed, list) or not listed or _FLATTENED & set(document):
        raise _refused()
    if not all(isinstance(one, dict) for one in listed):
        raise _refused()
    return listed


def _unprotected(signature: dict[str, Any]) -> dict[str, Any]:
    header = signature.get("header", {})
    if not isinstance(header, dict):
        raise _refused()
    return header


def _check_disjoint(header: dict[str, Any], protected: str) -> None:
    """RFC 7515 section 4: no parameter in both headers; section 4.1.11: ``crit`` in the protected one only."""
    signed = strict_json.loads(base64url.decode(protected))
    if "crit" in header or (isinstance(signed, dict) and set(signed) & set(header)):
        raise InputRefused("not-an-sd-jwt", "A part of this token that nobody signed contradicts what was signed.")


def _refused() -> InputRefused:
    return InputRefused("not-an-sd-jwt", "This JSON is no signed token: its signature or its payload is missing.")
