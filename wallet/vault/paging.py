"""Pages of a long list, newest first, found by key: the ten-thousandth page takes no longer than the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from wallet.errors import UsageError

Item = TypeVar("Item")
MAX_LIMIT = 1000
LAST = 2**63 - 1  # stands before every number
_AFTER_ALL = "~"  # sorts after every time and every id


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """Some items and ``next``, the ``after`` of the following page ("" where this is the last)."""

    items: tuple[Item, ...]
    next: str = ""


def key_of(after: str) -> tuple[str, str]:
    """The (time, id) before which the page begins; "" means from the top. Raises UsageError("unknown-page")."""
    if not after:
        return _AFTER_ALL, _AFTER_ALL
    time, separator, name = after.partition(" ")
    if not separator or not after.isprintable():
        raise unknown_page()
    return time, name


def number_of(after: str) -> int:
    """The number before which the page begins; "" means from the top. Raises UsageError("unknown-page")."""
    if not after:
        return LAST
    if not (after.isascii() and after.isdigit() and len(after) < len(str(LAST))):
        raise unknown_page()
    return int(after)


def unknown_page() -> UsageError:
    """This is no ``next`` of any page."""
    return UsageError("unknown-page", "This list has no such page. Start again from its first.")


def after_key(time: str, name: str) -> str:
    """The ``after`` that continues behind this item."""
    return f"{time} {name}"


def checked_limit(limit: int) -> int:
    """How many items to get. Raises UsageError("bad-limit") outside 1 to 1000."""
    if not 1 <= limit <= MAX_LIMIT:
        raise UsageError("bad-limit", f"A page holds between 1 and {MAX_LIMIT} entries.")
    return limit
