"""Checks, reports, and the one rule from which verdict and headline are derived (ux.md 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class CheckKind(StrEnum):
    """What a check asks, in the order a person reads them."""

    STRUCTURE = "structure"  # is it shaped as its standard demands?
    TERMS = "terms"  # is every claim that is shown covered by the signature?
    PROOF = "proof"  # is it unchanged since it was signed?
    HOSTED = "hosted"  # did the issuer's own site say so, and when?
    ISSUER = "issuer"  # does the key belong to the issuer it names?
    HOLDER = "holder"  # did the person it was issued to present it?
    REQUEST = "request"  # does the presentation answer this audience, code and time?
    PERIOD = "period"  # is it in force at the time of the check?
    STATUS = "status"  # has the issuer withdrawn it?
    SCHEMA = "schema"  # does it match the schema that it names?
    TRUST = "trust"  # is the issuer on a list that the checker trusts?
    CONTENTS = "contents"  # of a presentation: are the credentials inside genuine?


class Outcome(StrEnum):
    """How a check came out. UNKNOWN is never passed."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Verdict(StrEnum):
    """The report in one word."""

    VERIFIED = "verified"
    INDETERMINATE = "indeterminate"
    REJECTED = "rejected"


class Headline(StrEnum):
    """What a person is told first; the worst that applies."""

    REFUSED = "refused"
    NOT_GENUINE = "not-genuine"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    NOT_FULLY_CHECKED = "not-fully-checked"
    ISSUER_UNKNOWN = "issuer-unknown"
    VERIFIED_STALE = "verified-stale"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One answered question.

    ``reason`` is a stable code, ``as_of`` the date of the evidence (None: decided from the credential alone),
    ``needs`` the URLs that would settle an UNKNOWN, ``detail`` a sentence for the technical details.
    """

    kind: CheckKind
    outcome: Outcome
    reason: str
    as_of: datetime | None = None
    needs: tuple[str, ...] = ()
    detail: str = ""


# A failed period leaves a credential genuine only for these reasons; a time that cannot be read is a fault of the document.
_TOO_LATE = frozenset({"expired", "presentation-expired"})
_TOO_EARLY = frozenset({"not-yet-valid"})
# What makes a credential genuine; the other checks ask whether it is in force, complete and from somebody known.
_IDENTITY = frozenset(
    {
        CheckKind.STRUCTURE,
        CheckKind.TERMS,
        CheckKind.PROOF,
        CheckKind.HOSTED,
        CheckKind.ISSUER,
        CheckKind.HOLDER,
        CheckKind.REQUEST,
    }
)
# Evidence that its own author calls out of date, however recently it was kept (Bitstring Status List 1.0: validUntil, ttl).
_OUTDATED = "list-outdated"
_WITHDRAWN_INSIDE = "inside-withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """All checks of one credential or presentation at one time.

    The rule: any FAILED check rejects; else any UNKNOWN leaves it indeterminate; else it is verified, provided that a
    proof, or the issuer's own site, vouched for it and, for what an issuer signs, that the key or site was found to be the
    issuer's.  A report without such evidence, an empty one above all, is never verified.
    """

    checked_at: datetime
    checks: tuple[Check, ...]
    stale_after: timedelta = timedelta(days=7)
    issued: bool = True  # False for a presentation: it has a holder, and no issuer to be known or unknown

    def __bool__(self) -> bool:
        raise TypeError("a report is not a yes or no: ask for its verdict")

    @property
    def verdict(self) -> Verdict:
        outcomes = {check.outcome for check in self.checks}
        if Outcome.FAILED in outcomes:
            return Verdict.REJECTED
        if Outcome.UNKNOWN in outcomes or not self._vouched():
            return Verdict.INDETERMINATE
        return Verdict.VERIFIED

    @property
    def headline(self) -> Headline:
        if any(check.outcome is Outcome.FAILED for check in self.checks):
            return max((_failure(check) for check in self.checks if check.outcome is Outcome.FAILED), key=_SEVERITY.index)
        unknown = {check.kind for check in self.checks if check.outcome is Outcome.UNKNOWN}
        if unknown - {CheckKind.TRUST} or not self._vouched():
            return Headline.NOT_FULLY_CHECKED
        if CheckKind.TRUST in unknown or (self.issued and not self._has(CheckKind.TRUST)):
            return Headline.ISSUER_UNKNOWN
        return Headline.VERIFIED_STALE if self._stale() else Headline.VERIFIED

    @property
    def genuine(self) -> bool:
        """Whether it is proven whose word this is and that it is unchanged, whatever its dates and its status say.

        The headlines EXPIRED and NOT_YET_VALID stand above NOT_FULLY_CHECKED, so they alone do not say so: no words of praise
        for an expired credential unless this is true.
        """
        settled = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
        return self._vouched() and all(check.outcome in settled for check in self.checks if check.kind in _IDENTITY)

    @property
    def needs(self) -> tuple[str, ...]:
        """The URLs that would settle what is unknown, each once, in the order of the checks."""
        return tuple(dict.fromkeys(url for check in self.checks for url in check.needs))

    def _vouched(self) -> bool:
        evidence = self._has(CheckKind.PROOF) or self._has(CheckKind.HOSTED)
        return evidence and (not self.issued or self._has(CheckKind.ISSUER))

    def _has(self, kind: CheckKind) -> bool:
        return any(check.kind is kind and check.outcome is Outcome.PASSED for check in self.checks)

    def _stale(self) -> bool:
        dated = [check for check in self.checks if check.kind in (CheckKind.STATUS, CheckKind.HOSTED) and check.as_of]
        old = (self.checked_at - check.as_of > self.stale_after for check in dated if check.as_of)
        return any(old) or any(check.reason == _OUTDATED for check in dated)


# Headlines of failures, mildest first.
_SEVERITY = (Headline.NOT_YET_VALID, Headline.EXPIRED, Headline.WITHDRAWN, Headline.NOT_GENUINE)


def _failure(check: Check) -> Headline:
    if check.kind is CheckKind.STATUS or check.reason == _WITHDRAWN_INSIDE:
        return Headline.WITHDRAWN
    if check.kind is CheckKind.PERIOD and check.reason in _TOO_LATE:
        return Headline.EXPIRED
    if check.kind is CheckKind.PERIOD and check.reason in _TOO_EARLY:
        return Headline.NOT_YET_VALID
    return Headline.NOT_GENUINE
