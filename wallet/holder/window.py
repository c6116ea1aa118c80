"""How long a presentation may be used: from now to what was asked, else for seven days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from wallet.errors import PresentationRefused
from wallet.model.presentation import PresentationRequest

DEFAULT_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """``begins`` and ``ends`` in whole seconds UTC; ``request`` with its end filled in."""

    begins: datetime
    ends: datetime
    request: PresentationRequest

    @staticmethod
    def text(time: datetime) -> str:
        """As XML Schema's dateTimeStamp in UTC, whole seconds (VC Data Integrity 1.0 section 2.1)."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def window(request: PresentationRequest, now: datetime) -> Window:
    """The window of this request. Raises PresentationRefused("window-over" or "bad-time")."""
    try:
        begins = _whole(now)
        ends = _whole(request.expires_at) if request.expires_at else begins + DEFAULT_LIFE
    except (OverflowError, ValueError) as error:
        raise PresentationRefused(
            "bad-time", "The time until which this shall be valid cannot be written as a date."
        ) from error
    if ends <= begins:
        raise PresentationRefused("window-over", "The time until which this shall be valid is over. Choose a later one.")
    return Window(begins=begins, ends=ends, request=replace(request, expires_at=ends))


def _whole(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    return time.astimezone(UTC).replace(microsecond=0)
