"""What a kind of record is: three functions and the names of its members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wallet.backup.records.members import Members
from wallet.backup.records.seen import Seen
from wallet.vault.holdings import Holdings

Writes = Callable[[Holdings], Iterator[dict[str, Any]]]
Reads = Callable[[Members, Seen], Callable[[Holdings], object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``write`` gives the records of this kind that a store holds (without the member ``record``, which is ``name``).

    ``read`` checks one and returns what keeps it in a store; it raises InputRefused("backup-inconsistent").
    """

    name: str
    members: frozenset[str]
    write: Writes
    read: Reads
