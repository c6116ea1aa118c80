"""The one rule from which verdict and headline follow: every combination of outcomes, and the cases with names."""

from __future__ import annotations

import itertools
import pickle
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import NOON
from wallet.model.report import Check, CheckKind, Headline, Outcome, Verdict, VerificationReport

PASSED, FAILED, UNKNOWN, NONE = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
GOOD = {CheckKind.STRUCTURE: PASSED, CheckKind.PROOF: PASSED, CheckKind.ISSUER: PASSED, CheckKind.TRUST: PASSED}


def report(outcomes: dict[CheckKind, Outcome], *, reason: str = "any", issued: bool = True, age: float | None = None):
    as_of = None if age is None else NOON - timedelta(days=age)
    checks = tuple(Check(kind=kind, outcome=outcome, reason=reason, as_of=as_of) for kind, outcome in outcomes.items())
    return VerificationReport(checked_at=NOON, checks=checks, issued=issued)


def test_all_passed_is_verified() -> None:
    assert report(GOOD).verdict is Verdict.VERIFIED
    assert report(GOOD).headline is Headline.VERIFIED
    assert report(GOOD).genuine


def test_no_checks_is_never_verified() -> None:
    empty = report({})
    assert empty.verdict is Verdict.INDETERMINATE
    assert empty.headline is Headline.NOT_FULLY_CHECKED
    assert not empty.genuine


def test_nothing_applicable_is_never_verified() -> None:
    assert report(dict.fromkeys(CheckKind, NONE)).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("missing", [CheckKind.PROOF, CheckKind.ISSUER])
def test_without_proof_or_issuer_binding_nothing_is_verified(missing: CheckKind) -> None:
    outcomes = {kind: outcome for kind, outcome in GOOD.items() if kind is not missing}
    assert report(outcomes).verdict is Verdict.INDETERMINATE
    assert report(outcomes).headline is Headline.NOT_FULLY_CHECKED


def test_the_issuers_site_vouches_as_a_proof_does() -> None:
    hosted = {CheckKind.HOSTED: PASSED, CheckKind.PROOF: NONE, CheckKind.ISSUER: PASSED, CheckKind.TRUST: PASSED}
    assert report(hosted).headline is Headline.VERIFIED


def test_a_presentation_has_no_issuer_to_know() -> None:
    assert report({CheckKind.PROOF: PASSED}, issued=False).headline is Headline.VERIFIED
    assert report({CheckKind.PROOF: PASSED}, issued=True).headline is Headline.NOT_FULLY_CHECKED


@pytest.mark.parametrize("trust", [NONE, UNKNOWN])
def test_no_green_without_a_trust_source(trust: Outcome) -> None:
    shown = report(GOOD | {CheckKind.TRUST: trust})
    assert shown.headline is Headline.ISSUER_UNKNOWN
    assert shown.verdict is (Verdict.VERIFIED if trust is NONE else Verdict.INDETERMINATE)


@pytest.mark.parametrize(
    ("kind", "reason", "headline"),
    [
        (CheckKind.PROOF, "signature-mismatch", Headline.NOT_GENUINE),
        (CheckKind.HOLDER, "holder-mismatch", Headline.NOT_GENUINE),
        (CheckKind.REQUEST, "nonce-mismatch", Headline.NOT_GENUINE),
        (CheckKind.SCHEMA, "schema-mismatch", Headline.NOT_GENUINE),
        (CheckKind.STATUS, "revoked", Headline.WITHDRAWN),
        (CheckKind.STATUS, "suspended", Headline.WITHDRAWN),
        (CheckKind.PERIOD, "expired", Headline.EXPIRED),
        (CheckKind.PERIOD, "presentation-expired", Headline.EXPIRED),
        (CheckKind.PERIOD, "not-yet-valid", Headline.NOT_YET_VALID),
        (CheckKind.PERIOD, "time-malformed", Headline.NOT_GENUINE),
        (CheckKind.PERIOD, "time-without-zone", Headline.NOT_GENUINE),
    ],
)
def test_headline_of_one_failure(kind: CheckKind, reason: str, headline: Headline) -> None:
    checks = (*report(GOOD).checks, Check(kind=kind, outcome=FAILED, reason=reason))
    shown = VerificationReport(checked_at=NOON, checks=checks)
    assert shown.verdict is Verdict.REJECTED
    assert shown.headline is headline


def test_the_worst_failure_speaks_first_in_any_order() -> None:
    failures = [
        Check(kind=CheckKind.PERIOD, outcome=FAILED, reason="not-yet-valid"),
        Check(kind=CheckKind.PERIOD, outcome=FAILED, reason="expired"),
        Check(kind=CheckKind.STATUS, outcome=FAILED, reason="revoked"),
        Check(kind=CheckKind.PROOF, outcome=FAILED, reason="signature-mismatch"),
    ]
    expected = [Headline.NOT_YET_VALID, Headline.EXPIRED, Headline.WITHDRAWN, Headline.NOT_GENUINE]
    for count, headline in enumerate(expected, start=1):
        for order in itertools.permutations(failures[:count]):
            assert VerificationReport(checked_at=NOON, checks=order).headline is headline


def test_expired_but_unproven_is_not_called_genuine() -> None:
    proof = Check(kind=CheckKind.PROOF, outcome=UNKNOWN, reason="key-not-offline")
    period = Check(kind=CheckKind.PERIOD, outcome=FAILED, reason="expired")
    shown = VerificationReport(checked_at=NOON, checks=(proof, period))
    assert shown.headline is Headline.EXPIRED
    assert not shown.genuine
    assert VerificationReport(checked_at=NOON, checks=(*report(GOOD).checks, period)).genuine


@pytest.mark.parametrize("kind", [CheckKind.STATUS, CheckKind.HOSTED])
def test_old_evidence_is_stale(kind: CheckKind) -> None:
    assert report(GOOD | {kind: PASSED}, age=7).headline is Headline.VERIFIED
    assert report(GOOD | {kind: PASSED}, age=7.01).headline is Headline.VERIFIED_STALE


def test_an_old_trust_list_is_not_old_status() -> None:
    assert report(GOOD, age=400).headline is Headline.VERIFIED


def test_a_list_that_calls_itself_outdated_is_stale_however_fresh_the_copy() -> None:
    status = Check(kind=CheckKind.STATUS, outcome=PASSED, reason="list-outdated", as_of=NOON)
    assert VerificationReport(checked_at=NOON, checks=(*report(GOOD).checks, status)).headline is Headline.VERIFIED_STALE


def test_needs_keep_their_order_once_each() -> None:
    checks = tuple(
        Check(kind=CheckKind.STATUS, outcome=UNKNOWN, reason="status-not-offline", needs=needs)
        for needs in (("https://b.example", "https://a.example"), ("https://a.example", "https://c.example"))
    )
    needs = VerificationReport(checked_at=NOON, checks=checks).needs
    assert needs == ("https://b.example", "https://a.example", "https://c.example")


def test_a_report_is_not_a_yes_or_no() -> None:
    with pytest.raises(TypeError):
        bool(report(GOOD))


_CHECKS = st.builds(
    Check,
    kind=st.sampled_from(CheckKind),
    outcome=st.sampled_from(Outcome),
    reason=st.sampled_from(["any", "expired", "not-yet-valid", "revoked", "list-outdated"]),
    as_of=st.sampled_from([None, NOON, NOON - timedelta(days=90)]),
)


@given(checks=st.lists(_CHECKS, max_size=12).map(tuple), issued=st.booleans())
def test_verified_means_that_everything_was_settled(checks: tuple[Check, ...], issued: bool) -> None:
    shown = VerificationReport(checked_at=NOON, checks=checks, issued=issued)
    kinds = {check.kind for check in checks if check.outcome is PASSED}
    if shown.verdict is Verdict.VERIFIED:
        assert all(check.outcome in (PASSED, NONE) for check in checks)
        assert kinds & {CheckKind.PROOF, CheckKind.HOSTED}
        assert CheckKind.ISSUER in kinds or not issued
        assert shown.genuine
    if shown.headline in (Headline.VERIFIED, Headline.VERIFIED_STALE):
        assert shown.verdict is Verdict.VERIFIED
        assert CheckKind.TRUST in kinds or not issued
    if any(check.outcome is FAILED for check in checks):
        assert shown.verdict is Verdict.REJECTED
        assert not shown.genuine or shown.headline is not Headline.VERIFIED


@given(checks=st.lists(_CHECKS, max_size=6).map(tuple))
def test_a_further_failure_never_makes_it_better(checks: tuple[Check, ...]) -> None:
    worse = (*checks, Check(kind=CheckKind.PROOF, outcome=FAILED, reason="signature-mismatch"))
    shown = VerificationReport(checked_at=NOON, checks=worse)
    assert (shown.verdict, shown.headline) == (Verdict.REJECTED, Headline.NOT_GENUINE)


def test_reports_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps(report(GOOD))) == report(GOOD)
