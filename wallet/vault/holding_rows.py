"""What the store holds, row by row, as it goes into a backup and comes out of one: nothing derived, nothing left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wallet.model.carried import Carrier


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One kept document: ``number`` is its place in the order in which they were kept, ``content`` the SHA-256 of its body."""

    number: int
    url: str
    final_url: str
    media_type: str
    fetched_at: datetime
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalRow:
    """One file that a credential came in; ``content`` is the SHA-256 of its bytes."""

    name: str
    media_type: str
    carrier: Carrier
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRow:
    """A document by which a credential is read: the ``number`` of a ``DocumentRow``, under the address the credential names."""

    url: str
    document: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRow:
    """One collection by its name; ``query`` is empty where it was put together by hand."""

    name: str
    query: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """That a credential is in a collection that was put together by hand."""

    collection: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRow:
    """One credential: ``payload`` is the SHA-256 of its bytes, ``report`` the report's canonical JSON text.

    Titles, names, dates of validity, ``kinds``, ``skills`` and ``criteria`` are what was found in it when it came in.
    """

    id: str
    payload: str
    format: str
    title: str
    issuer_id: str
    issuer_name: str
    given_id: str
    kinds: str
    skills: str
    criteria: str
    issued_at: datetime | None
    valid_until: datetime | None
    added_at: datetime
    trashed_at: datetime | None
    holder_key: str
    note: str
    report: str = field(repr=False)
    originals: tuple[OriginalRow, ...] = ()
    pins: tuple[PinRow, ...] = ()
    tags: tuple[str, ...] = ()
    collections: tuple[MemberRow, ...] = ()
