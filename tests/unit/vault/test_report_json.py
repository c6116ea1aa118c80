from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import UsageError, VaultDamaged
from wallet.model.report import Check, CheckKind, Outcome, VerificationReport
from wallet.vault import canonical
from wallet.vault.report_json import check_members, from_json, from_members, to_json

INDIA = timezone(timedelta(hours=5, minutes=30))
times = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.sampled_from((UTC, INDIA)))  # noqa: DTZ001 - bounds are given without
texts = st.text(st.characters())
checks = st.builds(
    Check,
    kind=st.sampled_from(CheckKind),
    outcome=st.sampled_from(Outcome),
    reason=texts,
    as_of=st.none() | times,
    needs=st.lists(texts, max_size=3).map(tuple),
    detail=texts,
)
reports = st.builds(
    VerificationReport,
    checked_at=times,
    checks=st.lists(checks, max_size=4).map(tuple),
    stale_after=st.timedeltas(),
    issued=st.booleans(),
)


@given(reports)
def test_exact_round_trip(report: VerificationReport) -> None:
    again = from_json(to_json(report))
    assert again == report
    assert (again.verdict, again.needs) == (report.verdict, report.needs)
    assert all(isinstance(check.kind, CheckKind) and isinstance(check.needs, tuple) for check in again.checks)
    assert to_json(again) == to_json(report)


def test_the_headline_survives() -> None:
    stale = Check(
        kind=CheckKind.STATUS, outcome=Outcome.PASSED, reason="not-revoked", as_of=datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
    )
    proof = Check(kind=CheckKind.PROOF, outcome=Outcome.PASSED, reason="proof-holds")
    for days in (1, 100):
        report = VerificationReport(
            checked_at=datetime(2026, 2, 1, tzinfo=UTC), checks=(proof, stale), stale_after=timedelta(days=days), issued=False
        )
        assert from_json(to_json(report)).headline is report.headline


@given(st.text())
def test_any_other_text_is_damage(text: str) -> None:
    with pytest.raises(VaultDamaged) as caught:
        from_json(text)
    assert caught.value.code == "vault-damaged"


json_values = st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just([]) | st.just({}) | st.just([{}])
GOOD = canonical.parse(
    to_json(
        VerificationReport(
            checked_at=datetime(2026, 1, 1, tzinfo=UTC),
            checks=(Check(kind=CheckKind.PROOF, outcome=Outcome.PASSED, reason="x", needs=("u",)),),
        )
    )
)


@given(st.sampled_from(sorted(GOOD)), json_values)
def test_a_member_of_another_kind_is_damage_or_a_report(member: str, value: object) -> None:
    try:
        assert isinstance(from_json(canonical.text(GOOD | {member: value})), VerificationReport)
    except VaultDamaged as error:
        assert error.code == "vault-damaged"


@given(st.sampled_from(sorted(GOOD["checks"][0])), json_values)
def test_a_member_of_a_check_of_another_kind(member: str, value: object) -> None:
    changed = GOOD | {"checks": [GOOD["checks"][0] | {member: value}]}
    try:
        assert isinstance(from_json(canonical.text(changed)), VerificationReport)
    except VaultDamaged as error:
        assert error.code == "vault-damaged"


def test_a_time_without_a_zone_is_a_fault_of_the_caller() -> None:
    with pytest.raises(UsageError) as caught:
        to_json(VerificationReport(checked_at=datetime(2026, 1, 1), checks=()))  # noqa: DTZ001 - the fault tested
    assert caught.value.code == "bad-time"


_WHOLE = VerificationReport(
    checked_at=datetime(2026, 1, 1, tzinfo=UTC),
    checks=(
        Check(kind=CheckKind.PROOF, outcome=Outcome.PASSED, reason="r", as_of=datetime(2026, 1, 1, tzinfo=UTC), needs=("u",)),
    ),
)


@given(reports)
def test_the_quick_check_lets_every_report_pass(report: VerificationReport) -> None:
    check_members(canonical.parse(to_json(report)))


def test_the_quick_check_lets_through_only_what_is_read_and_written_the_same() -> None:
    whole = canonical.parse(to_json(_WHOLE))
    check_members(whole)
    odd: list[Any] = [None, True, 0, 1.5, 10**40, "", "x", [], [1], {}, {"kind": 1}, "2026-11-20T12:00:00.000000Z"]
    refused = 0
    for place in _places(whole):
        for value in odd:
            members = copy.deepcopy(whole)
            holder = members
            for step in place[:-1]:
                holder = holder[step]
            holder[place[-1]] = value
            try:
                check_members(members)
            except VaultDamaged:
                refused += 1
            else:
                assert canonical.parse(to_json(from_members(members))) == members
    assert refused > 100
    for members in (None, [], "", 7, {}, {**whole, "more": 1}, {**whole, "checks": [{**whole["checks"][0], "more": 1}]}):
        with pytest.raises(VaultDamaged):
            check_members(members)


def _places(value: Any) -> Iterator[list[Any]]:
    for key in value if isinstance(value, dict) else range(len(value)):
        yield [key]
        if isinstance(value[key], dict | list):
            yield from ([key, *rest] for rest in _places(value[key]))
