"""Times as text of one width in UTC, so that they sort as they follow one another."""

from __future__ import annotations

from datetime import UTC, datetime

from wallet.errors import UsageError, VaultDamaged


def to_text(time: datetime) -> str:
    """``2026-11-20T12:00:00.000000Z``. Raises UsageError("bad-time") for a time without a zone or outside the calendar."""
    if time.tzinfo is None:
        raise UsageError("bad-time", "A time to be stored lacks its time zone.")
    try:
        return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except OverflowError as error:
        raise UsageError("bad-time", "A time to be stored lies outside the calendar.") from error


def from_text(text: str) -> datetime:
    """The time that ``to_text`` wrote. Raises VaultDamaged("vault-damaged")."""
    try:
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC) if time.tzinfo is not None else _refuse()
    except (TypeError, ValueError, OverflowError) as error:
        raise _damaged() from error


def to_optional_text(time: datetime | None) -> str | None:
    """As ``to_text``; None stays None."""
    return None if time is None else to_text(time)


def from_optional_text(text: str | None) -> datetime | None:
    """As ``from_text``; None stays None."""
    return None if text is None else from_text(text)


def _refuse() -> datetime:
    raise _damaged()


def _damaged() -> VaultDamaged:
    return VaultDamaged("vault-damaged", "A time stored in the wallet is damaged. Restore the wallet from a backup.")
