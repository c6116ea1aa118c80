"""Proofs: what secures a credential or a presentation, as it names itself; whether it holds is for ``wallet.verify`` to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Securing(StrEnum):
    """How a credential is protected against change."""

    DATA_INTEGRITY = "data-integrity"  # an embedded proof: VC Data Integrity 1.0
    JWS = "jws"  # a compact JWS around it: VC-JOSE-COSE, VC 1.1 section 6.3.1, Open Badges 2.0 signed
    SD_JWT = "sd-jwt"  # RFC 9901
    HOSTED = "hosted"  # no signature; the issuer's site says so (Open Badges 2.0 hosted)
    NONE = "none"  # nothing at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One proof.

    ``suite`` is the cryptosuite, the legacy proof type, or the JOSE ``alg``.  ``options`` is the proof object with every
    member as received (Data Integrity) or the JOSE header (JWS, SD-JWT).  ``verification_method`` is the absolute
    identifier of the key that the proof names (``kid`` in JOSE), or None where it names none.
    """

    securing: Securing
    suite: str
    verification_method: str | None = None
    purpose: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
