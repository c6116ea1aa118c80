"""Backups: what one holds, what became of making, trying and restoring one, and what a merge brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wallet.errors import WalletError


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFacts:
    """A backup that was read to its end: ``counts`` by kind of record (``bytes`` are files, each counted once).

    ``untold`` counts what a newer Satchel put in and this one does not know, by kind, or by ``kind.member``.
    """

    file: str
    vault_id: str
    created_at: datetime
    size: int
    counts: Mapping[str, int]
    untold: Mapping[str, int] = field(default_factory=dict)

    @property
    def credentials(self) -> int:
        """How many credentials it holds."""
        return self.counts.get("credential", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A backup that was written, read back and found whole; ``earlier`` are the ones before it, newest first."""

    facts: BackupFacts
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupStatus:
    """When this wallet was last backed up (None: never), to where, and how many credentials are new since."""

    last: datetime | None
    file: str
    new_since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A wallet that was restored; ``aside`` is the folder that now holds the wallet which stood there before ("": none)."""

    folder: str
    facts: BackupFacts
    aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalsExported:
    """Every original file in one ZIP; ``unreadable`` are the ids of credentials whose files are damaged in the store."""

    file: str
    files: int
    size: int
    unreadable: tuple[str, ...] = ()


class MergeDecision(StrEnum):
    """What became of one thing of the other wallet."""

    ADDED = "added"
    UNITED = "united"  # both had it, and something of the other's was added
    ALREADY_HERE = "already-here"
    KEPT_BOTH = "kept-both"  # the same name, another content: the other's stands under ``id``
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOutcome:
    """One thing of the other wallet: ``what`` is its kind of record, ``id`` its name here, ``came`` what was added to it."""

    what: str
    id: str
    decision: MergeDecision
    name: str = ""
    came: tuple[str, ...] = ()
    error: WalletError | None = None
