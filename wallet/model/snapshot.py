"""Snapshots: dated copies of outside documents, all that verification may know of the world."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One outside document as it was at ``fetched_at``.

    ``url`` is the address that a credential names, ``final_url`` the one that answered after redirects (same where there
    were none), ``media_type`` the bare type without parameters, ``body`` the bytes exactly as received.
    """

    url: str
    body: bytes
    media_type: str
    fetched_at: datetime
    final_url: str = ""

    @property
    def sha256(self) -> str:
        """SHA-256 of the body in hex: what a credential pins."""
        return hashlib.sha256(self.body).hexdigest()


Material: TypeAlias = Mapping[str, Snapshot]
"""Kept documents by the URL that credentials name."""
