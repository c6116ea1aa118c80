"""Whether the recovery code was written down: two of its groups are asked for, and the wallet remembers the answer.

Both facts lie in the encrypted database, under the name of the slot that the code opens: a new code is unconfirmed by
itself.  Only the two groups that will be asked for can be checked, and only until they were; 88 bits of the code are
nowhere.
"""

from __future__ import annotations

import hashlib
import hmac

from wallet.ports import Entropy
from wallet.vault import canonical, recovery_code
from wallet.vault.database import Database

_QUESTION, _CONFIRMED = "recovery_question", "recovery_confirmed"
_ASKABLE = 6  # the seventh group is mostly checksum


def question(slot_id: str, code: str, entropy: Entropy) -> dict[str, str]:
    """The entries of ``meta`` for a code that nobody confirmed yet: which two groups to ask for, and how to know them."""
    groups = recovery_code.groups(code)
    first, step = entropy.token(2)
    numbers = sorted({first % _ASKABLE, (first + 1 + step % (_ASKABLE - 1)) % _ASKABLE})
    asked = {str(number + 1): _hash(slot_id, number + 1, groups[number]) for number in numbers}
    return {_QUESTION: canonical.text({"slot": slot_id, "groups": asked}), _CONFIRMED: ""}


def confirmed(slot_id: str) -> dict[str, str]:
    """The entries of ``meta`` for a code that its owner has shown to have."""
    return {_QUESTION: "", _CONFIRMED: slot_id}


def write(database: Database, entries: dict[str, str]) -> None:
    """Put entries into ``meta``, inside the caller's transaction."""
    for entry in entries.items():
        database.query("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", entry)


def is_confirmed(database: Database, slot_id: str) -> bool:
    """Whether the code of this slot was confirmed."""
    return bool(slot_id) and _entry(database, _CONFIRMED) == slot_id


def asked(database: Database, slot_id: str) -> tuple[int, ...]:
    """The numbers (from 1) of the groups to ask for; () where only the whole code will do."""
    return tuple(sorted(int(number) for number in _asked(database, slot_id)))


def answers(database: Database, slot_id: str, text: str) -> bool:
    """Whether the text holds the groups that were asked for, in their order."""
    known = _asked(database, slot_id)
    given = recovery_code.groups(text)
    numbers = sorted(known)
    if not known or len(given) != len(numbers):
        return False
    pairs = zip(numbers, given, strict=True)
    return all(hmac.compare_digest(known[number], _hash(slot_id, int(number), group)) for number, group in pairs)


def _asked(database: Database, slot_id: str) -> dict[str, str]:
    entry = _entry(database, _QUESTION)
    found = canonical.parse(entry) if entry else {}
    return dict(found["groups"]) if found.get("slot") == slot_id else {}


def _entry(database: Database, name: str) -> str:
    row = database.one("SELECT value FROM meta WHERE name = ?", (name,))
    return str(row[0]) if row else ""


def _hash(slot_id: str, number: int, group: str) -> str:
    return hashlib.sha256(canonical.canonical([slot_id, number, group])).hexdigest()
