"""Is it in force at the time of the check? And was a presentation made lately enough to answer anybody?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.credential import Format, TimeClaim
from wallet.model.presentation import PresentationKind, Presented
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.verify import times
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import LEEWAY, Case, PresentationCase
from wallet.verify.times import Span

WINDOW = timedelta(days=7)
"""How long a presentation that names no end answers for its presenter (interop.md 5.6)."""
LONGEST = timedelta(days=366)
"""How long any presentation does, whatever end it names: after that it shows an old key's old consent."""

_NUMERIC = frozenset({"exp", "nbf", "iat"})
_MADE = frozenset({"iat", "created"})
_BY_SOFTWARE = _MADE | {"nbf"}


def check(case: Case) -> Check:
    """Every time of the credential, each read strictly.

    An end is exclusive (RFC 7519 section 4.1.4: "on or after").  Raises CheckFailed("time-malformed", "time-without-zone",
    "period-inverted", "expired" or "not-yet-valid") and CheckUndecided("time-ambiguous").
    """
    credential = case.credential
    if not credential.times:
        return not_applicable(CheckKind.PERIOD, "no-period", "The credential names no time that bounds it.")
    lenient = credential.format is Format.OB2
    in_force(_spans(credential.times, credential.securing, lenient=lenient), case.now, expired="expired")
    return passed(CheckKind.PERIOD, "in-force")


def check_presentation(case: PresentationCase) -> Check:
    """The presentation's own window: its named end, or WINDOW after it was made; never more than LONGEST.

    Raises as ``check`` does, with "presentation-expired" for an end that is past, "time-missing" for a key binding JWT
    without ``iat`` (RFC 9901 section 4.3) and CheckUndecided("presentation-undated").
    """
    presented = case.presented
    spans = _spans(presented.times, presented.securing, lenient=False)
    made = [span.first for claim, span in spans if claim.name in _MADE]
    ends = [span.last for claim, span in spans if claim.bound == "end"]
    if not made:
        _undated(case, presented, bounded=bool(ends) and times.shift(min(ends), -LONGEST) <= case.now)
    in_force(spans, case.now, expired="presentation-expired")
    window = LONGEST if ends else WINDOW
    if made and case.now - min(made) > window:
        raise CheckFailed("presentation-expired", f"It was made at {min(made):%Y-%m-%d %H:%M} UTC, too long ago to answer now.")
    return passed(CheckKind.PERIOD, "in-force")


def _undated(case: PresentationCase, presented: Presented, *, bounded: bool) -> None:
    if presented.kind is PresentationKind.SD_JWT_KB:
        raise CheckFailed("time-missing", "The key binding says no time at which it was made.")
    if not bounded and not case.expectation.nonce:
        raise CheckUndecided("presentation-undated", "It does not say when it was made, and no check code dates it.")


def in_force(spans: Iterable[tuple[TimeClaim, Span]], now: datetime, *, expired: str) -> None:
    """Compares the spans with ``now`` and with each other; the code ``expired`` names an end that is past."""
    spans = tuple(spans)
    starts = [(claim, span) for claim, span in spans if claim.bound == "start"]
    ends = [(claim, span) for claim, span in spans if claim.bound != "start"]
    for start, begun in starts:
        for end, over in ends:
            if over.last < begun.first:
                raise CheckFailed("period-inverted", f"“{end.name}” lies before “{start.name}”, so it was never in force.")
    for claim, span in ends:
        if now >= span.last:
            raise CheckFailed(expired, f"“{claim.name}” was {claim.value}.")
    for claim, span in starts:
        if times.shift(span.first, -_leeway(claim)) > now:
            raise CheckFailed("not-yet-valid", f"“{claim.name}” is {claim.value}.")
    for claim, span in spans:
        if span.first != span.last and span.first <= now < span.last:
            detail = f"“{claim.name}” is {claim.value}, which names no zone; today it may fall on either side."
            raise CheckUndecided("time-ambiguous", detail)


def _spans(claims: tuple[TimeClaim, ...], securing: Securing, *, lenient: bool) -> tuple[tuple[TimeClaim, Span], ...]:
    return tuple((claim, _span(claim, securing, lenient=lenient)) for claim in claims)


def _span(claim: TimeClaim, securing: Securing, *, lenient: bool) -> Span:
    if lenient:
        return times.lenient(claim.value, claim.name)
    numeric = claim.name in _NUMERIC and securing in (Securing.JWS, Securing.SD_JWT)
    moment = times.numeric(claim.value, claim.name) if numeric else times.stamp(claim.value, claim.name)
    return Span(moment, moment)


def _leeway(claim: TimeClaim) -> timedelta:
    return LEEWAY if claim.name in _BY_SOFTWARE else timedelta()
