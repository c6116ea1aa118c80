"""Times as credentials write them, read strictly: when a moment is not certain, the whole span of what it may mean.

Verifiable Credentials use ``xsd:dateTimeStamp`` (VC Data Model 2.0 section 4.9, XML Schema 1.1 part 2 section 3.4.28), JWTs use
NumericDate (RFC 7519 section 2).  Open Badges 1 and 2 were laxer: a bare date, no zone, ISO 8601 basic form or Unix time
are read there, as spans.
"""

from __future__ import annotations

import calendar
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from wallet.errors import CheckFailed

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = re.compile(
    r"(-?(?:[1-9][0-9]{3,8}|0[0-9]{3}))-([0-9]{2})-([0-9]{2})"
    r"T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,40})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
_DATE = re.compile(r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})", re.ASCII)
_BASIC = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})(Z|[+-][0-9]{2}:?[0-9]{2})?", re.ASCII)
_LOOSE_ZONE = re.compile(r"(.*[0-9])([+-][0-9]{2})([0-9]{2})", re.ASCII)
_UNIX = re.compile(r"[0-9]{9,11}", re.ASCII)
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)  # the widest zones of the world


@dataclass(frozen=True, slots=True)
class Span:
    """All moments that a text may mean; both ends are equal where it is exact."""

    first: datetime
    last: datetime


def stamp(value: Any, name: str = "time") -> datetime:
    """An ``xsd:dateTimeStamp``.

    Years beyond what Python counts are cut to the end of time.  A leap second (``:60``) is no XML Schema time and is
    refused.  Raises CheckFailed("time-malformed") or CheckFailed("time-without-zone").
    """
    match = _STAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _malformed(name, value)
    zone = match[8]
    local = _moment(match, name, value)
    if zone is None:
        raise CheckFailed("time-without-zone", f"“{name}” is {_shown(value)}, which names no time zone.")
    return shift(local, -_offset(zone, name, value))


def numeric(value: Any, name: str = "time") -> datetime:
    """A NumericDate: seconds since 1970 as a JSON number. Raises CheckFailed("time-malformed")."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _malformed(name, value)
    if isinstance(value, float) and not math.isfinite(value):
        raise _malformed(name, value)
    try:
        return shift(_EPOCH, timedelta(seconds=value))
    except OverflowError:
        return LATEST if value > 0 else EARLIEST


def lenient(value: Any, name: str = "time") -> Span:
    """A time of Open Badges 1 or 2 as the span of what it may mean. Raises CheckFailed("time-malformed")."""
    if isinstance(value, int | float) or (isinstance(value, str) and _UNIX.fullmatch(value)):
        moment = numeric(value if not isinstance(value, str) else int(value), name)
        return Span(moment, moment)
    if not isinstance(value, str):
        raise _malformed(name, value)
    day = _DATE.fullmatch(value)
    if day is not None:
        start = _build(int(day[1]), int(day[3]), int(day[4]), name, value)
        return Span(shift(start, -_EAST), shift(start, timedelta(days=1) + _WEST))
    text = _extended(value)
    try:
        moment = stamp(text, name)
    except CheckFailed as error:
        if error.code != "time-without-zone":
            raise
        local = stamp(text + "Z", name)
        return Span(shift(local, -_EAST), shift(local, _WEST))
    return Span(moment, moment)


def _extended(value: str) -> str:
    basic = _BASIC.fullmatch(value)
    if basic is not None:
        value = f"{basic[1]}-{basic[2]}-{basic[3]}T{basic[4]}:{basic[5]}:{basic[6]}{basic[7] or ''}"
    zone = _LOOSE_ZONE.fullmatch(value) if "T" in value else None
    return f"{zone[1]}{zone[2]}:{zone[3]}" if zone else value


def _moment(match: re.Match[str], name: str, value: Any) -> datetime:
    year, month, day, hour, minute, second = (int(match[group]) for group in range(1, 7))
    fraction = match[7] or ".0"
    midnight = (hour, minute, second) == (24, 0, 0) and not fraction.strip(".0")
    if (hour > 23 and not midnight) or minute > 59 or second > 59:
        raise _malformed(name, value)
    start = _build(year, month, day, name, value)
    micros = int(fraction[1:7].ljust(6, "0"))
    return shift(start, timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros))


def _build(year: int, month: int, day: int, name: str, value: Any) -> datetime:
    """The day's first moment, as if in UTC; the calendar is checked even for years that Python cannot count."""
    # The calendar repeats every 400 years, so any year has a twin that the library counts.
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000 + year % 400, month)[1]:
        raise _malformed(name, value)
    if year < 1:
        return EARLIEST
    return datetime(year, month, day, tzinfo=UTC) if year <= 9999 else LATEST


def _offset(zone: str, name: str, value: Any) -> timedelta:
    if zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise _malformed(name, value)
    size = timedelta(hours=hours, minutes=minutes)
    return size if zone[0] == "+" else -size


def shift(moment: datetime, by: timedelta) -> datetime:
    """The moment moved, no further than time is counted; its beginning and its end stay where they are."""
    if moment in (EARLIEST, LATEST):
        return moment
    try:
        return moment + by
    except OverflowError:
        return LATEST if by > timedelta() else EARLIEST


def _malformed(name: str, value: Any) -> CheckFailed:
    return CheckFailed("time-malformed", f"“{name}” is {_shown(value)}, which is not a time as its standard writes them.")


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else f"“{value}”"
    return text if len(text) <= 60 else text[:59] + "…"
