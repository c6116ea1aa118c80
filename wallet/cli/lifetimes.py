"""Spans and times on the command line: ``12h``, ``7d`` or RFC 3339."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wallet.errors import UsageError

_UNITS = {"h": "hours", "d": "days"}
_LONGEST = 3660


def lifetime(text: str) -> timedelta | datetime:
    """How long, or until when. Raises UsageError("bad-time")."""
    if text[:-1].isdigit() and text[-1:] in _UNITS and 0 < int(text[:-1]) <= _LONGEST:
        return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})
    return instant(text)


def instant(text: str) -> datetime:
    """A time with its zone, in UTC. Raises UsageError("bad-time")."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError("bad-time", f"“{text}” is no time such as 2026-12-01T00:00:00Z.") from error
    if time.tzinfo is None:
        raise UsageError("bad-time", f"“{text}” has no time zone; add Z for UTC.")
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise UsageError("bad-time", f"“{text}” lies outside the years that can be counted.") from error
