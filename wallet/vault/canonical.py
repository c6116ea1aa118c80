"""One value, one text: sorted members, ASCII, no spaces. Everything that is authenticated or compared goes through here."""

from __future__ import annotations

import json
from typing import Any

from wallet.errors import VaultDamaged


def canonical(value: Any) -> bytes:
    """JSON of dicts, lists, strings, whole numbers, true, false and null, always the same for the same value."""
    return text(value).encode("ascii")


def text(value: Any) -> str:
    """The same as text. Every string survives it, lone surrogates and NUL too."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse(stored: str) -> Any:
    """What ``text`` wrote. Raises VaultDamaged("vault-damaged")."""
    try:
        return json.loads(stored)
    except (ValueError, RecursionError) as error:
        raise VaultDamaged("vault-damaged", "An entry of the wallet is damaged. Restore the wallet from a backup.") from error
