"""What goes into the store with a credential, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.credential import Credential
from wallet.model.report import VerificationReport
from wallet.model.snapshot import Snapshot
from wallet.model.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A credential as it comes in, with the file that it came in and the documents pinned with it (its contexts)."""

    credential: Credential
    report: VerificationReport
    originals: tuple[Original, ...] = ()
    pins: tuple[Snapshot, ...] = ()
    note: str = ""
    holder_key: str = ""
    added_at: datetime | None = None  # when it came into a wallet first; None: now


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of it: ``is_new`` is False where these very bytes were already held, ``restored`` where in the trash."""

    id: str
    is_new: bool
    restored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOriginal:
    """One file that a credential came in, without its bytes; ``sha256`` in hex, ``size`` in bytes."""

    name: str
    media_type: str
    carrier: Carrier
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCredential:
    """One credential in the store: ``payload`` is ``Credential.raw``, from which the caller reads it again.

    ``title``, ``issuer_id``, ``issuer_name`` (each cut after 1000 characters), ``format``, ``issued_at`` and ``valid_until``
    were derived when it came in.  ``trashed_at`` is None for one that is not in the trash.
    """

    id: str
    payload: bytes
    report: VerificationReport
    added_at: datetime
    note: str
    holder_key: str
    format: str
    title: str
    issuer_id: str
    issuer_name: str
    issued_at: datetime | None
    valid_until: datetime | None
    trashed_at: datetime | None
    originals: tuple[StoredOriginal, ...]

    def __repr__(self) -> str:
        return f"StoredCredential(id={self.id!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One credential in a list, from columns alone. ``other_versions`` names at most eight of them, newest first."""

    id: str
    title: str
    issuer_id: str
    issuer_name: str
    format: str
    standing: Standing
    added_at: datetime
    issued_at: datetime | None
    valid_until: datetime | None
    trashed_at: datetime | None
    note: str
    tags: tuple[str, ...]
    other_versions: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Listed(id={self.id!r})"
