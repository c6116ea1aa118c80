"""Trust lists: whom the checker takes for a known issuer, and from what list they know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedIssuer:
    """One entry: ``id`` is the DID or URL exactly as credentials name it."""

    id: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustList:
    """A named, dated list of issuers."""

    name: str
    issuers: tuple[TrustedIssuer, ...]
    updated: datetime | None = None

    def find(self, issuer_id: str) -> TrustedIssuer | None:
        """The entry for this identifier, compared exactly; None where there is none."""
        return next((issuer for issuer in self.issuers if issuer.id == issuer_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPolicy:
    """What the checker asks for beyond the cryptography.

    ``stale_after`` is the age of status evidence from which a verdict says so.  Without any trust list the trust check is
    not applicable and the headline never rises above "issuer not known to you".  ``own`` is the holder judging what is kept:
    a proof that only serves to derive others from counts for it, and for nobody else.
    """

    trust_lists: tuple[TrustList, ...] = field(default=())
    stale_after: timedelta = timedelta(days=7)
    own: bool = False
