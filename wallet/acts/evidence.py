"""Which of two copies of a document counts: a fresh one does not push out a kept one that is newer by its own date, or proven.

A site that is down, a page of a hotel's network, or somebody on the way who answers with last year's list must not turn a
“withdrawn” into a “not withdrawn”, nor a known answer into an unknown one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import FetchRefused, InputRefused
from wallet.model.report import CheckKind, Outcome, VerificationReport
from wallet.model.snapshot import Snapshot

_LARGEST = 20_000_000
_DATES = ("validFrom", "issued", "issuanceDate", "issuedOn", "created", "iat", "nbf")
_ASKED = (CheckKind.STATUS, CheckKind.HOSTED)


def refusal(
    fresh: Snapshot, kept: Snapshot | None, before: VerificationReport, after: VerificationReport
) -> FetchRefused | None:
    """Why the fresh copy does not count; None where it does. ``before`` was judged by the kept one, ``after`` by the fresh."""
    if kept is None or kept.body == fresh.body or not _decided(before):
        return None
    if not _decided(after):
        sentence = f"{fresh.url} answered with something that does not settle the matter any more; the kept copy still counts."
        return FetchRefused("worse-than-kept", sentence)
    old, new = claimed_date(kept.body), claimed_date(fresh.body)
    if old is not None and new is not None and new < old <= kept.fetched_at:
        sentence = f"{fresh.url} answered with a copy from {new:%d %b %Y}, older than the kept one; the kept copy still counts."
        return FetchRefused("older-than-kept", sentence)
    return None


def claimed_date(body: bytes) -> datetime | None:
    """The latest date that a signed list or badge gives as its own; None where it gives none that can be read."""
    try:
        document = strict_json.loads(_payload(body), max_bytes=_LARGEST)
    except InputRefused:
        return None
    return max(_dates(document), default=None) if isinstance(document, dict) else None


def _payload(body: bytes) -> bytes:
    """The JSON of a document or of a token. Raises InputRefused."""
    text = body.strip()
    if text.startswith(b"{") or text.count(b".") != 2:
        return text
    return base64url.decode(text.split(b".")[1].decode("ascii", "replace"))


def _dates(document: Mapping[str, Any]) -> Iterator[datetime]:
    proofs = document.get("proof")
    inner = [document, document.get("vc"), *(proofs if isinstance(proofs, list) else [proofs])]
    for part in inner:
        if isinstance(part, Mapping):
            for name in _DATES:
                if (time := _time(part.get(name))) is not None:
                    yield time


def _time(value: Any) -> datetime | None:
    try:
        if isinstance(value, str):
            time = datetime.fromisoformat(value)
            return time.astimezone(UTC) if time.tzinfo is not None else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _decided(report: VerificationReport) -> bool:
    """Whether its questions of status have answers; “withdrawn” is one, whatever else is open."""
    outcomes = [check.outcome for check in report.checks if check.kind in _ASKED]
    return Outcome.FAILED in outcomes or (bool(outcomes) and Outcome.UNKNOWN not in outcomes)
