"""What goes into reading: an input as somebody handed it over, and the question asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wallet.errors import WalletError
from wallet.model.presentation import Expectation
from wallet.model.snapshot import Snapshot
from wallet.model.trust import VerificationPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One input: ``source`` is a path, ``-`` or an address; ``data`` its bytes (None: an address that is still to be fetched).

    ``error`` says why its bytes could not even be read (a missing file, a file larger than any credential).
    """

    source: str
    data: bytes | None = field(default=None, repr=False)
    error: WalletError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One input and all that may be known while judging it. ``base_url`` resolves the relative links of a page."""

    source: str
    data: bytes = field(repr=False)
    now: datetime
    material: Mapping[str, Snapshot] = field(default_factory=dict, repr=False)
    policy: VerificationPolicy = field(default_factory=VerificationPolicy)
    expectation: Expectation = field(default_factory=Expectation)
    base_url: str = ""
