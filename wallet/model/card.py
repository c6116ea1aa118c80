"""Card: a credential in the wallet, with its last report and the user's own words; the only thing a screen is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wallet.model.carried import Carrier
from wallet.model.credential import Credential
from wallet.model.report import VerificationReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The file as it came in, byte for byte: ``name`` is its file name or URL, ``sha256`` of ``data`` in hex."""

    name: str
    media_type: str
    carrier: Carrier
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One credential in the wallet. ``holder_key`` is the wallet's key that it is bound to ("" where to none of ours)."""

    id: str
    credential: Credential
    report: VerificationReport
    added_at: datetime
    note: str = ""
    holder_key: str = ""
