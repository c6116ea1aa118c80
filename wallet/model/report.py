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


# Failed checks that leave the credential genuine: their own headlines, in this order, come after "not genuine".
_GENUINE_FAILURES = (CheckKind.STATUS, CheckKind.PERIOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """All checks of one credential or presentation at one time.

    The rule: any FAILED check rejects; else any UNKNOWN leaves it indeterminate; else it is verified, provided that a
    proof, or the issuer's own site, vouched for it.  A report without such evidence is never verified.
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
        failed = [check for check in self.checks if check.outcome is Outcome.FAILED]
        if any(check.kind not in _GENUINE_FAILURES for check in failed):
            return Headline.NOT_GENUINE
        if any(check.kind is CheckKind.STATUS for check in failed):
            return Headline.WITHDRAWN
        if failed:
            early = all(check.reason == "not-yet-valid" for check in failed)
            return Headline.NOT_YET_VALID if early else Headline.EXPIRED
        unknown = {check.kind for check in self.checks if check.outcome is Outcome.UNKNOWN}
        if unknown - {CheckKind.TRUST} or not self._vouched():
            return Headline.NOT_FULLY_CHECKED
        if self.issued and not self._has(CheckKind.TRUST):
            return Headline.ISSUER_UNKNOWN
        return Headline.VERIFIED_STALE if self._stale() else Headline.VERIFIED

    @property
    def needs(self) -> tuple[str, ...]:
        """The URLs that would settle what is unknown, each once, in the order of the checks."""
        return tuple(dict.fromkeys(url for check in self.checks for url in check.needs))

    def _vouched(self) -> bool:
        return self._has(CheckKind.PROOF) or self._has(CheckKind.HOSTED)

    def _has(self, kind: CheckKind) -> bool:
        return any(check.kind is kind and check.outcome is Outcome.PASSED for check in self.checks)

    def _stale(self) -> bool:
        dated = (CheckKind.STATUS, CheckKind.HOSTED)
        ages = [self.checked_at - check.as_of for check in self.checks if check.kind in dated and check.as_of]
        return any(age > self.stale_after for age in ages)
