"""What the acts of a session give back: one frozen record for each thing that was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wallet.errors import WalletError
from wallet.model.foreign import BackupKind, LeftOut, Notice
from wallet.model.report import Headline, VerificationReport


class Decision(StrEnum):
    """What became of one imported credential, or key; BACKUP_READ stands after those of a whole backup."""

    ADDED = "added"
    ALREADY_HERE = "already-here"
    BROUGHT_BACK = "brought-back"  # it lay in the trash
    REFUSED = "refused"
    BACKUP_READ = "backup-read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSummary:
    """One line of the library: enough to list and sort a credential without reading it again."""

    id: str
    name: str
    issuer_name: str
    issuer_id: str
    format: str
    headline: Headline
    checked_at: datetime
    added_at: datetime
    valid_until: datetime | None = None
    note: str = ""
    genuine: bool = False  # as VerificationReport.genuine: no words of praise for an expired one without it
    issued_at: datetime | None = None
    tags: tuple[str, ...] = ()
    other_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOutcome:
    """What became of one key out of a backup: its name here, its did:key, and whether it is new."""

    id: str
    did: str
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """What became of another wallet's backup; ``added``, ``already_here`` and ``refused`` count its credentials.

    ``left_out`` says what else was in it and does not come along, ``profiles`` how its owner named its parts.
    """

    kind: BackupKind
    added: int = 0
    already_here: int = 0
    refused: int = 0
    keys: tuple[KeyOutcome, ...] = ()
    profiles: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What became of one finding of one input.

    ``id`` is set only once the credential is durably stored (ADDED) or was so before (ALREADY_HERE, BROUGHT_BACK).
    ``other_versions`` are the ids of credentials that give themselves the same identifier from the same issuer with other
    content: both are kept.
    ``unanswered`` says which documents could not be fetched, and why.  ``backup`` is set with BACKUP_READ only, which comes
    after the outcomes of all credentials in another wallet's backup.
    """

    source: str
    index: int
    decision: Decision
    id: str = ""
    name: str = ""
    issuer_name: str = ""
    format: str = ""
    report: VerificationReport | None = None
    other_versions: tuple[str, ...] = ()
    error: WalletError | None = None
    unanswered: Mapping[str, WalletError] = field(default_factory=dict)
    backup: BackupReport | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LcwExported:
    """A file that Learner Credential Wallet can import; ``unreadable`` are ids of credentials that the store has damaged."""

    file: str
    size: int
    credentials: int
    keys: int
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshOutcome:
    """One credential judged again: its headline before and its report now."""

    id: str
    name: str
    before: Headline
    report: VerificationReport
    fetched: tuple[str, ...] = ()
    unanswered: Mapping[str, WalletError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWallet:
    """A wallet that was just made: its folder, and the recovery code that is shown this once."""

    folder: str
    vault_id: str
    recovery_code: str = field(repr=False)
