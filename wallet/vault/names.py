"""Names that the user gives: one visible line, the same for two spellings that differ in case or marks only."""

from __future__ import annotations

import unicodedata

from wallet.errors import UsageError
from wallet.vault.facts import fold

_LONGEST = 80


def checked_name(text: str, what: str) -> tuple[str, str]:
    """The name as it is kept and as it is compared. Raises UsageError("bad-name"); ``what`` is "tag" or "collection"."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    folded = compared(name)
    if not folded or len(name) > _LONGEST or any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise UsageError("bad-name", f"The name of a {what} is one line of 1 to {_LONGEST} visible characters. Choose another.")
    return name, folded


def compared(name: str) -> str:
    """The name as it is compared."""
    return fold(unicodedata.normalize("NFC", name))
