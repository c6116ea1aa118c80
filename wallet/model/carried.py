"""What travels in what: a payload taken out of its carrier, and one finding about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wallet.errors import WalletError
from wallet.model.credential import Credential
from wallet.model.presentation import Presented
from wallet.model.report import VerificationReport


class Carrier(StrEnum):
    """What a payload was found in."""

    JSON = "json"
    TEXT = "text"  # compact JWT/JWS, SD-JWT, or our QR text, as plain text
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    QR = "qr"  # a QR code in a picture
    HTML = "html"  # a page with JSON-LD inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One payload and the carrier it was in. ``payload`` is the text of a credential or presentation, or a URL (``link``)."""

    payload: bytes = field(repr=False)
    carrier: Carrier
    link: bool = False  # True when the payload is only an https address (a 2012 badge, a QR code with a link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one payload of one input turned out to be: exactly one of credential, presented, link and error.

    ``source`` names the input (path, URL or ``-``), ``index`` counts the findings of that input from 0; the credentials of
    a presentation follow it with the next indexes and ``inside`` set to its index.
    """

    source: str
    index: int
    carrier: Carrier | None = None
    credential: Credential | None = None
    presented: Presented | None = None
    link: str = ""
    report: VerificationReport | None = None
    error: WalletError | None = None
    inside: int | None = None
