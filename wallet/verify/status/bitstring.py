"""BitstringStatusListEntry: W3C Bitstring Status List 1.0."""

from __future__ import annotations

from wallet.encoding import base64url
from wallet.errors import CheckUndecided, InputRefused
from wallet.model.credential import StatusEntry
from wallet.model.report import Check
from wallet.verify.case import Case
from wallet.verify.status import bit_list, bits


def check(case: Case, entry: StatusEntry) -> Check:
    """Section 3.2, the validate algorithm, over kept documents."""
    return bit_list.check(case, entry, _METHOD)


def _decode(encoded: str) -> bytes:
    if not encoded.startswith("u"):
        raise CheckUndecided("status-unreadable", "The status list is not in multibase base64url.")
    try:
        return bits.gunzip(base64url.decode(encoded[1:]))
    except InputRefused as error:
        raise CheckUndecided("status-unreadable", "The status list is not base64url text.") from error


_METHOD = bit_list.Method(credential_type="BitstringStatusListCredential", subject_type="BitstringStatusList", decode=_decode)
