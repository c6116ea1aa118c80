"""``setting``: what the wallet remembers about itself, by name; not which wallet it is, which only its own files may say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members
from wallet.backup.records.seen import Seen
from wallet.vault.holdings import Holdings

NAME = "setting"
OWN = frozenset({"vault_id", "generation", "predecessor"})
"""Written when a store is made, and never from a backup."""

_LONGEST_NAME = 200


def _write(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for name, value in holdings.settings().items():
        if name not in OWN:
            yield {"name": name, "value": value}


def _read(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    name, value = members.text("name"), members.text("value")
    if name in OWN or not 0 < len(name) <= _LONGEST_NAME:
        raise members.bad("name")
    seen.add_name(NAME, name)
    return lambda holdings: holdings.put_setting(name, value)


SETTING = Kind(name=NAME, members=frozenset({"name", "value"}), write=_write, read=_read)
