"""What the store itself keeps about a credential beside its bytes, so that lists need not parse them."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

from wallet.model.credential import Credential


def valid_until(credential: Credential) -> datetime | None:
    """The earliest end that it names; None where it names none that can be read.

    For sorting and reminders only: whether it is in force is for ``wallet.verify`` to say.
    """
    ends = [_time(claim.value) for claim in credential.times if claim.bound == "end"]
    return min((end for end in ends if end is not None), default=None)


def issued_at(credential: Credential) -> datetime | None:
    """The earliest beginning that it names; None where it names none that can be read."""
    starts = [_time(claim.value) for claim in credential.times if claim.bound == "start"]
    return min((start for start in starts if start is not None), default=None)


def _time(value: Any) -> datetime | None:
    with contextlib.suppress(ValueError, OverflowError, OSError):
        if isinstance(value, str):
            time = datetime.fromisoformat(value)
            return None if time.tzinfo is None else time.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    return None
