"""StatusList2021Entry: the draft before Bitstring Status List, still in many credentials (vc-status-list 2021, section 5)."""

from __future__ import annotations

import base64
import binascii

from wallet.errors import CheckUndecided
from wallet.model.credential import StatusEntry
from wallet.model.report import Check
from wallet.verify.case import Case
from wallet.verify.status import bit_list, bits


def check(case: Case, entry: StatusEntry) -> Check:
    """Section 5.1 and 5.2 over kept documents."""
    return bit_list.check(case, entry, _METHOD)


def _decode(encoded: str) -> bytes:
    """Base64 in either alphabet, padded or not: the draft said only "base64", and both are in use."""
    text = encoded.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckUndecided("status-unreadable", "The status list is not base64 text.") from error
    return bits.gunzip(data)


_METHOD = bit_list.Method(credential_type="StatusList2021Credential", subject_type="StatusList2021", decode=_decode)
