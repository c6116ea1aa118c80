"""JSON Canonicalization Scheme (RFC 8785)."""

from __future__ import annotations

from typing import Any

import rfc8785

from wallet.errors import CheckFailed


def dumps(value: Any) -> bytes:
    """The one text of a JSON value. Raises CheckFailed("json-not-canonical") for what RFC 8785 gives no text for."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, TypeError, ValueError, RecursionError) as error:
        raise CheckFailed(
            "json-not-canonical",
            "A number or text in this document has no single written form, so no signature can cover it.",
        ) from error
