"""Holder: the user's identifiers and key names, never key bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

IMPORTED = "imported"
"""The purpose of a key that lived in another wallet before: there may be copies of it that nobody here knows of."""


class KeyKind(StrEnum):
    """Kinds of holder keys."""

    ED25519 = "Ed25519"
    P256 = "P-256"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderKey:
    """One key of the holder: ``id`` is its RFC 7638 thumbprint, ``did`` its did:key, ``jwk`` its public JWK."""

    id: str
    kind: KeyKind
    did: str
    jwk: Mapping[str, str]
    created_at: datetime
    purpose: str = "presenting"
