"""Credentials in the words of a page: dates, issuers and texts, with nothing invisible in them."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from wallet.model.credential import Credential, TimeClaim
from wallet.model.plain_text import visible

_LONGEST_NAME = 300
_LONGEST_ID = 90
_LONGEST_TEXT = 20_000
_ISSUED = ("validFrom", "issuanceDate", "issuedOn", "nbf", "iat")
_BRACKETS = str.maketrans("⟨⟩", "[]")  # the marks of plain_text, as our fonts can draw them
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def line(text: str, *, limit: int = _LONGEST_NAME) -> str:
    """One line in which every character can be seen; private characters, which every font draws differently, as marks."""
    marked = "".join(f"⟨U+{ord(one):04X}⟩" if unicodedata.category(one) == "Co" else one for one in text[: 2 * _LONGEST_TEXT])
    return visible(marked, limit=limit).strip().translate(_BRACKETS)


def lines(text: str) -> list[str]:
    """The paragraphs of a text, each as ``line``."""
    cut = text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
    return [shown for part in cut.splitlines() if (shown := line(part, limit=0))]


def day(value: Any) -> str:
    """A date as people write it, 20 Nov 2026; what is no date as the text it is."""
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(_seconds(value), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return line(str(value), limit=40)
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


def name(credential: Credential) -> str:
    """What the credential is called."""
    achievement = credential.achievement.name if credential.achievement else ""
    return line(achievement or credential.name) or "Credential without a name"


def issuer(credential: Credential) -> str:
    """Who the credential says issued it: a claim until somebody has checked it."""
    return line(credential.issuer.name or credential.issuer.url or credential.issuer.id) or "an issuer without a name"


def identifier(credential: Credential) -> str:
    """What the issuer is known by, where that is more than the name says."""
    known_by = line(credential.issuer.id, limit=_LONGEST_ID)
    return "" if known_by == issuer(credential) else known_by


def facts(credential: Credential) -> list[tuple[str, str]]:
    """Name and value of what else a reader wants to know at a glance."""
    found = [
        ("Issued", _first(credential.times, "start")),
        ("Valid until", _first(credential.times, "end")),
        ("Issued to", line(credential.subject.name, limit=80)),
    ]
    return [(label, value) for label, value in found if value]


def hue(credential: Credential) -> int:
    """A colour for the issuer, the same on every page: decoration, never meaning (ux.md 1.7)."""
    digest = hashlib.sha256((credential.issuer.id or credential.issuer.name).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:2], "big") % 360


def _first(times: Sequence[TimeClaim], bound: str) -> str:
    claims = [claim for claim in times if claim.bound == bound]
    claims.sort(key=lambda claim: _ISSUED.index(claim.name) if claim.name in _ISSUED else len(_ISSUED))
    return day(claims[0].value) if claims else ""


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("not a NumericDate (RFC 7519 section 2)")
    return float(value)
