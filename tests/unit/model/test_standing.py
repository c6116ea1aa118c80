"""A standing says at any later time what the whole report would say then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import NOON
from wallet.model.report import Check, CheckKind, Headline, Outcome, VerificationReport
from wallet.model.standing import standing_of

times = st.integers(-400, 400).map(lambda hours: NOON + timedelta(hours=hours))
checks = st.builds(
    lambda kind, outcome, reason, as_of: Check(kind=kind, outcome=outcome, reason=reason, as_of=as_of),
    st.sampled_from(CheckKind),
    st.sampled_from([Outcome.PASSED, Outcome.PASSED, Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN]),
    st.sampled_from(["fine", "expired", "not-yet-valid", "list-outdated"]),
    st.none() | times,
)
sound = tuple(
    Check(kind=kind, outcome=Outcome.PASSED, reason="fine") for kind in (CheckKind.PROOF, CheckKind.ISSUER, CheckKind.TRUST)
)
reports = st.builds(
    lambda at, some, days: VerificationReport(checked_at=at, checks=(*sound, *some), stale_after=timedelta(days=days)),
    times,
    st.lists(checks, max_size=3),
    st.integers(0, 9),
)


def by_the_report(report: VerificationReport, now: datetime, valid_until: datetime | None) -> Headline:
    """The same from the report itself, judged anew at that time."""
    found = report.checks
    if valid_until is not None and valid_until < now:
        found = (*found, Check(kind=CheckKind.PERIOD, outcome=Outcome.FAILED, reason="expired"))
    return replace(report, checked_at=max(now, report.checked_at), checks=found).headline


@given(reports, times, st.none() | times)
def test_the_headline_ages_as_the_report_would(report: VerificationReport, now: datetime, valid_until: datetime | None) -> None:
    standing = standing_of(report)
    assert standing.at(now, valid_until) is by_the_report(report, now, valid_until)
    assert (standing.genuine, standing.checked_at) == (report.genuine, report.checked_at)


def test_evidence_that_never_ages() -> None:
    check = Check(kind=CheckKind.STATUS, outcome=Outcome.PASSED, reason="fine", as_of=NOON)
    report = VerificationReport(checked_at=NOON, checks=(*sound, check), stale_after=timedelta(days=9_999_999))
    assert standing_of(report).stale_at is None
    assert standing_of(report).at(NOON + timedelta(days=9000), None) is Headline.VERIFIED
