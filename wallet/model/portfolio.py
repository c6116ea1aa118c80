"""Portfolio: an ordered, titled choice of credentials with the learner's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioItem:
    """One place in a portfolio: the credential's id in the wallet, and what the learner says of it."""

    credential_id: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A portfolio; ``words`` introduce it, ``items`` keep the learner's order."""

    name: str
    title: str
    words: str = ""
    items: tuple[PortfolioItem, ...] = ()
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioExport:
    """A portfolio as a file: its bytes, media type, file extension, and whether it carries a QR code."""

    data: bytes
    media_type: str
    suffix: str
    has_qr: bool = False
