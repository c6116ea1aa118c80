"""What every check is given: the credential in question and all that may be known of the world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wallet.model.credential import Credential
from wallet.model.presentation import Expectation, Presented
from wallet.model.report import Check
from wallet.model.snapshot import Material
from wallet.model.trust import VerificationPolicy
from wallet.proofs.canonical import Contexts

LEEWAY = timedelta(minutes=5)
"""How far another computer's clock may be ahead of ours where software stamped a time (proof created, iat, nbf)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One credential before the checks.

    ``presented`` is the presentation it came in, ``shown`` the PROOF and HOLDER checks of that presentation (None: it came
    alone), ``earlier`` the checks of this credential that are already answered.
    """

    credential: Credential
    material: Material
    now: datetime
    policy: VerificationPolicy
    expectation: Expectation
    contexts: Contexts
    presented: Presented | None = None
    shown: tuple[Check, ...] | None = None
    earlier: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationCase:
    """One presentation before the checks of its own.

    ``inside`` are the PROOF and ISSUER checks of the credential in a key binding, from which that gets its holder.
    """

    presented: Presented
    material: Material
    now: datetime
    policy: VerificationPolicy
    expectation: Expectation
    contexts: Contexts
    inside: tuple[Check, ...] = ()
