"""Times read strictly: what a standard does not write is malformed, what has no zone is a span, nothing overflows."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import CheckFailed
from wallet.verify import times


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-02-28T23:59:59Z", datetime(2025, 2, 28, 23, 59, 59, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2022-11-10T07:38:00-08:00", datetime(2022, 11, 10, 15, 38, tzinfo=UTC)),
        ("2022-11-10T07:38:00+14:00", datetime(2022, 11, 9, 17, 38, tzinfo=UTC)),
        ("2025-12-31T24:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2025-12-31T24:00:00.000Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2025-01-01T00:00:00.5Z", datetime(2025, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
        ("2025-01-01T00:00:00.123456789123Z", datetime(2025, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ("9999-12-31T23:59:59-14:00", times.LATEST),
        ("9999-12-31T24:00:00Z", times.LATEST),
        ("12025-01-01T00:00:00Z", times.LATEST),
        ("-0044-03-15T12:00:00Z", times.EARLIEST),
        ("0000-01-01T00:00:00Z", times.EARLIEST),
        ("0001-01-01T00:00:00+14:00", times.EARLIEST),
    ],
)
def test_stamps_of_xml_schema(text: str, moment: datetime) -> None:
    assert times.stamp(text) == moment


@pytest.mark.parametrize(
    "value",
    [
        "2025-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2025-00-10T00:00:00Z",
        "2025-13-10T00:00:00Z",
        "2025-04-31T00:00:00Z",
        "2025-01-01T24:00:01Z",
        "2025-01-01T24:00:00.1Z",
        "2025-01-01T25:00:00Z",
        "2025-01-01T00:60:00Z",
        "2016-12-31T23:59:60Z",  # a leap second: RFC 3339 writes it, XML Schema does not
        "2025-01-01T00:00:00+14:01",
        "2025-01-01T00:00:00+15:00",
        "2025-01-01T00:00:00+00:60",
        "2025-01-01T00:00:00+0000",
        "2025-01-01T00:00:00+00",
        "2025-01-01t00:00:00z",
        "2025-01-01 00:00:00Z",
        "2025-01-01T00:00:00 Z",
        " 2025-01-01T00:00:00Z",
        "2025-01-01T00:00:00Z\n",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00Z",
        "2025-01-01Z",
        "25-01-01T00:00:00Z",
        "02025-01-01T00:00:00Z",
        "+2025-01-01T00:00:00Z",
        "\uff12\uff10\uff12\uff15-01-01T00:00:00Z",
        "",
        "soon",
        None,
        True,
        1735689600,
        ["2025-01-01T00:00:00Z"],
        {"@value": "2025-01-01T00:00:00Z"},
    ],
)
def test_what_is_no_stamp_is_malformed(value: Any) -> None:
    with pytest.raises(CheckFailed) as refused:
        times.stamp(value, "validFrom")
    assert refused.value.code == "time-malformed"
    assert "validFrom" in refused.value.message


def test_a_stamp_without_zone_has_its_own_reason() -> None:
    with pytest.raises(CheckFailed) as refused:
        times.stamp("2025-01-01T00:00:00")
    assert refused.value.code == "time-without-zone"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (1262304000, datetime(2010, 1, 1, tzinfo=UTC)),
        (1262304000.5, datetime(2010, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (10**63, times.LATEST),
        (10**400, times.LATEST),
        (-(10**63), times.EARLIEST),
        (1e300, times.LATEST),
    ],
)
def test_numeric_dates(value: float, moment: datetime) -> None:
    assert times.numeric(value) == moment


@pytest.mark.parametrize("value", [True, False, "1262304000", None, math.nan, math.inf, -math.inf, [1], {}])
def test_what_is_no_numeric_date(value: Any) -> None:
    with pytest.raises(CheckFailed, match="not a time"):
        times.numeric(value)


@pytest.mark.parametrize("text", ["2015-04-30", "20150430"])
def test_a_bare_day_is_a_span_around_the_world(text: str) -> None:
    span = times.lenient(text)
    assert span.first == datetime(2015, 4, 29, 10, tzinfo=UTC)
    assert span.last == datetime(2015, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["2016-12-31T23:59:59Z", "20161231T235959Z", "2016-12-31T23:59:59+0000", 1483228799, "1483228799"]
)
def test_exact_times_of_old_badges(value: Any) -> None:
    moment = datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert times.lenient(value) == times.Span(moment, moment)


def test_a_time_without_zone_is_a_span() -> None:
    span = times.lenient("2016-12-31T12:00:00")
    assert span.last - span.first == timedelta(hours=26)


@pytest.mark.parametrize("value", ["2015-0430", "2015-02-30", "20150230", "2015", "yesterday", None, True, [], math.nan])
def test_old_badges_are_not_read_from_anything(value: Any) -> None:
    with pytest.raises(CheckFailed):
        times.lenient(value)


@given(st.one_of(st.text(max_size=40), st.from_regex(times._STAMP), st.integers(), st.floats(), st.none(), st.booleans()))
def test_only_a_refusal_or_an_aware_time(value: Any) -> None:
    for read in (times.stamp, times.numeric, times.lenient):
        try:
            got = read(value)
        except CheckFailed:
            continue
        ends = (got.first, got.last) if isinstance(got, times.Span) else (got, got)
        assert ends[0] <= ends[1]
        assert ends[0].tzinfo is not None


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1000))
def test_what_we_write_reads_back(moment: datetime) -> None:
    assert times.stamp(moment.isoformat().replace("+00:00", "Z")) == moment
    assert times.lenient(moment.isoformat()) == times.Span(moment, moment)
