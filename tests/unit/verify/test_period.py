"""In force at the time of the check: every time strictly read, each reason the right one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import V1, Party, badge, sd_jwt_vc, seconds, stamp, vc_jwt
from tests.verdicts import answers, judged
from wallet.model.report import CheckKind, Headline, Outcome, Verdict

UNI = Party.with_did_key("university")
SECOND = timedelta(seconds=1)


def asked(now: datetime = NOON, **times: Any) -> tuple[Outcome, str]:
    return answers(judged(UNI.sign(badge(UNI, **times)), now=now))[CheckKind.PERIOD]


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ({"validFrom": stamp(NOON + SECOND)}, "not-yet-valid"),
        ({"validFrom": "2999-01-01T00:00:00Z"}, "not-yet-valid"),
        ({"validUntil": stamp(NOON - SECOND)}, "expired"),
        ({"validUntil": stamp(NOON)}, "expired"),
        ({"validUntil": "2010-01-01T00:00:00Z", "validFrom": "2009-01-01T00:00:00Z"}, "expired"),
        ({"validFrom": "2026-01-01T00:00:00"}, "time-without-zone"),
        ({"validUntil": "2027-01-01T00:00:00"}, "time-without-zone"),
        ({"validUntil": "2025-02-30T00:00:00Z"}, "time-malformed"),
        ({"validFrom": "2026-01-01"}, "time-malformed"),
        ({"validUntil": 1893456000}, "time-malformed"),
        ({"validUntil": ["2030-01-01T00:00:00Z"]}, "time-malformed"),
        ({"validFrom": "2030-01-01T00:00:00Z", "validUntil": "2020-01-01T00:00:00Z"}, "period-inverted"),
        ({"expirationDate": stamp(NOON - SECOND)}, "expired"),
    ],
)
def test_out_of_force(times: dict[str, Any], reason: str) -> None:
    assert asked(**times) == (Outcome.FAILED, reason)


@pytest.mark.parametrize(
    "times",
    [
        {"validFrom": stamp(NOON)},
        {"validFrom": None},
        {"validUntil": stamp(NOON + SECOND)},
        {"validUntil": "9999-12-31T23:59:59Z"},
        {"validUntil": "12026-01-01T00:00:00Z"},
        {"validFrom": "2026-11-20T14:00:00+02:00"},
        {"validUntil": "2026-11-20T24:00:00Z"},
    ],
)
def test_in_force(times: dict[str, Any]) -> None:
    assert asked(**times)[0] in (Outcome.PASSED, Outcome.NOT_APPLICABLE)


def test_the_zone_counts() -> None:
    assert asked(validUntil="2026-11-20T13:00:00+02:00") == (Outcome.FAILED, "expired")
    assert asked(validUntil="2026-11-20T11:00:00-02:00")[0] is Outcome.PASSED


def test_dates_leave_it_genuine_and_say_so() -> None:
    for times, headline in (
        ({"validUntil": stamp(NOON - SECOND)}, Headline.EXPIRED),
        ({"validFrom": stamp(NOON + SECOND)}, Headline.NOT_YET_VALID),
        ({"validUntil": "2025-02-30T00:00:00Z"}, Headline.NOT_GENUINE),
    ):
        report = judged(UNI.sign(badge(UNI, **times)))
        assert report.headline is headline
        assert report.verdict is Verdict.REJECTED
        assert answers(report)[CheckKind.PROOF][0] is Outcome.PASSED


def test_another_time_another_answer() -> None:
    document = UNI.sign(badge(UNI, validFrom="2030-01-01T00:00:00Z", validUntil="2031-01-01T00:00:00Z"))
    found = [judged(document, now=datetime(year, 6, 1, tzinfo=UTC)).headline for year in (2029, 2030, 2031)]
    assert found == [Headline.NOT_YET_VALID, Headline.ISSUER_UNKNOWN, Headline.EXPIRED]


def in_a_token(**claims: Any) -> set[tuple[Outcome, str]]:
    tokens = (vc_jwt(UNI, badge(UNI) | claims), sd_jwt_vc(UNI, **claims))
    return {answers(judged(token))[CheckKind.PERIOD] for token in tokens}


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": seconds(NOON)}, "expired"),
        ({"exp": seconds(NOON) - 0.5}, "expired"),
        ({"exp": 0}, "expired"),
        ({"exp": -1}, "expired"),
        ({"nbf": seconds(NOON) + 301}, "not-yet-valid"),
        ({"exp": str(seconds(NOON) + 9)}, "time-malformed"),
        ({"exp": True}, "time-malformed"),
        ({"exp": [1]}, "time-malformed"),
        ({"nbf": stamp(NOON)}, "time-malformed"),
        ({"nbf": 10**60}, "not-yet-valid"),
    ],
)
def test_numeric_dates_out_of_force(claims: dict[str, Any], reason: str) -> None:
    found = in_a_token(**claims)
    # The credential's own validFrom is later than the earliest ends, which is a contradiction of its own.
    assert (Outcome.FAILED, reason) in found
    assert all(outcome is Outcome.FAILED for outcome, _ in found)


@pytest.mark.parametrize(
    "claims", [{"exp": seconds(NOON) + 1}, {"exp": 10**60}, {"exp": 1e300}, {"nbf": seconds(NOON) + 299}, {"nbf": 0}]
)
def test_numeric_dates_in_force(claims: dict[str, Any]) -> None:
    assert in_a_token(**claims) == {(Outcome.PASSED, "in-force")}


def test_version_1_1_dates() -> None:
    for changes, outcome in (
        ({}, (Outcome.PASSED, "in-force")),
        ({"expirationDate": stamp(NOON)}, (Outcome.FAILED, "expired")),
        ({"issuanceDate": stamp(NOON + SECOND)}, (Outcome.FAILED, "not-yet-valid")),
        ({"issuanceDate": "2020-01-01T00:00:00"}, (Outcome.FAILED, "time-without-zone")),
    ):
        document = {
            "@context": [V1],
            "type": ["VerifiableCredential"],
            "issuer": UNI.did,
            "issuanceDate": "2020-01-01T00:00:00Z",
            "credentialSubject": {"id": "did:example:ada"},
        } | changes
        assert answers(judged(UNI.sign(document)))[CheckKind.PERIOD] == outcome
