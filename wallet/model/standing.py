"""Standing: what a report comes to in a list, and how that ages by itself, without the report being read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet.model.report import CheckKind, Headline, VerificationReport

_SITES = (CheckKind.STATUS, CheckKind.HOSTED)
# What an end that has come since the check does not soften: these stand above EXPIRED.
_WORSE_THAN_EXPIRED = frozenset({Headline.NOT_GENUINE, Headline.WITHDRAWN, Headline.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``headline`` when it was checked; VERIFIED turns into VERIFIED_STALE after ``stale_at`` (None: never)."""

    headline: Headline
    genuine: bool
    checked_at: datetime
    stale_at: datetime | None = None

    def at(self, now: datetime, valid_until: datetime | None) -> Headline:
        """The headline as it stands at this time: evidence ages, and what ended since has ended."""
        if self.headline in _WORSE_THAN_EXPIRED:
            return self.headline
        if valid_until is not None and valid_until < now:
            return Headline.EXPIRED
        if self.headline is Headline.VERIFIED and self.stale_at is not None and self.stale_at < now:
            return Headline.VERIFIED_STALE
        return self.headline


def standing_of(report: VerificationReport) -> Standing:
    """The standing that this report gives."""
    return Standing(headline=report.headline, genuine=report.genuine, checked_at=report.checked_at, stale_at=_stale_at(report))


def _stale_at(report: VerificationReport) -> datetime | None:
    dates = [check.as_of for check in report.checks if check.kind in _SITES and check.as_of]
    try:
        return min(dates) + report.stale_after if dates else None
    except OverflowError:
        return None
