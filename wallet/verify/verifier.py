"""The numbered plan: which questions are asked of a credential or a presentation, in which order, by which rules.

Of a credential:
     1. structure  is it shaped as its standard demands?
     2. terms      is every claim that is shown covered by the signature?
     3. proof      is it unchanged since it was signed? (each proof by itself)
     4. hosted     did the issuer's own site say so, and when?
     5. issuer     does the key, or the site, belong to the issuer it names?
     6. holder     did the one it was issued to present it?
     7. request    was an answer asked for, and is this one?
     8. period     is it in force?
     9. status     has the issuer withdrawn it? (each status entry by itself)
    10. schema     does it match the schemas that it names? (each by itself)
    11. trust      is the issuer on a list that the checker trusts?
Of a presentation: 1, 2, 3, 6, 7, 8, about the presentation itself; its credentials are asked one by one, and then
    12. contents   are the credentials inside genuine?

The rules:
  A. A verdict is a function of the bytes, the kept documents and one reference time.  Nothing here reads a clock, a file or a
     network; what is missing is named in ``needs``.
  B. Every question is always asked, so that a report says "unchanged" and "expired" of the same credential.
  C. A check returns PASSED or NOT_APPLICABLE, or what dated evidence says; it raises CheckFailed where something is provably
     wrong and CheckUndecided where it cannot know.  Only this module turns those two into FAILED and UNKNOWN.
  D. Any other exception is a fault of the program and is not made into an outcome.
  E. Unknown is never passed: an unknown suite, DID method, status type, schema type or context leaves UNKNOWN.
  F. Keys come from kept controller documents, never from the credential that they are to prove (a ``jwk`` header, a key in a
     URL, an embedded issuer); identifiers that contain their key (did:key, did:jwk) are their own documents.
  G. The issuer is who the credential says only where that issuer's own document lists the key for assertions.
  H. The holder is who presents only where the presentation's proof holds, its key is the subject's, and the credential that
     says whose key that is is proven itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from wallet.errors import CheckFailed, CheckUndecided, UsageError
from wallet.model.credential import Credential
from wallet.model.presentation import Expectation, PresentationKind, Presented
from wallet.model.report import Check, CheckKind, Outcome, VerificationReport
from wallet.model.snapshot import Material
from wallet.model.trust import VerificationPolicy
from wallet.proofs.canonical import Contexts
from wallet.verify import contents, holder, hosted, issuer, period, presenting, proof, request, schema, structure, terms, trust
from wallet.verify.case import Case, PresentationCase
from wallet.verify.status import registry as status

Question: TypeAlias = Callable[[], Check]
Questions: TypeAlias = Callable[[Any], Iterable[Question]]


def _one(check: Callable[[Any], Check]) -> Questions:
    return lambda case: (partial(check, case),)


def _each(parts: Callable[[Any], Iterable[Any]], check: Callable[[Any, Any], Check]) -> Questions:
    return lambda case: [partial(check, case, part) for part in parts(case)]


_CREDENTIAL: tuple[tuple[CheckKind, Questions], ...] = (
    (CheckKind.STRUCTURE, _one(structure.check)),
    (CheckKind.TERMS, _one(terms.check)),
    (CheckKind.PROOF, _each(proof.each, proof.check)),
    (CheckKind.HOSTED, _one(hosted.check)),
    (CheckKind.ISSUER, _one(issuer.check)),
    (CheckKind.HOLDER, _one(holder.check)),
    (CheckKind.REQUEST, _one(request.check)),
    (CheckKind.PERIOD, _one(period.check)),
    (CheckKind.STATUS, _each(status.each, status.check)),
    (CheckKind.SCHEMA, _each(schema.entries, schema.check)),
    (CheckKind.TRUST, _one(trust.check)),
)

_PRESENTATION: tuple[tuple[CheckKind, Questions], ...] = (
    (CheckKind.STRUCTURE, _one(structure.check_presentation)),
    (CheckKind.TERMS, _one(terms.check_presentation)),
    (CheckKind.PROOF, _each(presenting.each, presenting.check)),
    (CheckKind.HOLDER, _one(holder.check_presentation)),
    (CheckKind.REQUEST, _one(request.check_presentation)),
    (CheckKind.PERIOD, _one(period.check_presentation)),
)


def verify_credential(
    credential: Credential,
    material: Material,
    now: datetime,
    *,
    policy: VerificationPolicy | None = None,
    presented: Presented | None = None,
    expectation: Expectation | None = None,
) -> VerificationReport:
    """The report on one credential at ``now`` (aware), from the kept documents in ``material``.

    ``presented`` is the presentation that the credential came in; without it the credential stands alone, and where
    ``expectation`` names a check code or an audience that is not enough.
    Raises UsageError("not-in-presentation" or "naive-time") for a call that makes no sense.
    """
    shown = None
    if presented is not None:
        if credential not in presented.credentials:
            raise UsageError("not-in-presentation", "This credential is not part of that presentation.")
        shown = verify_presentation(presented, material, now, policy=policy, expectation=expectation)
    return _credential_report(credential, material, now, policy, presented, expectation, shown)


def verify_presentation(
    presented: Presented,
    material: Material,
    now: datetime,
    *,
    expectation: Expectation | None = None,
    policy: VerificationPolicy | None = None,
) -> VerificationReport:
    """The report on a presentation itself: who made it, for whom, when; its credentials have reports of their own."""
    case = PresentationCase(
        presented=presented,
        material=material,
        now=_aware(now),
        policy=policy or VerificationPolicy(),
        expectation=expectation or Expectation(),
        contexts=Contexts(material),
    )
    if presented.kind is PresentationKind.SD_JWT_KB:
        case = replace(case, inside=_issued(presented, material, now, policy))
    checks = tuple(_answer(kind, question) for kind, questions in _PRESENTATION for question in questions(case))
    return VerificationReport(checked_at=now, checks=checks, stale_after=case.policy.stale_after, issued=False)


def _issued(presented: Presented, material: Material, now: datetime, policy: VerificationPolicy | None) -> tuple[Check, ...]:
    """Whether the credential in a key binding is its issuer's: who may show it is written there and nowhere else."""
    kinds = (CheckKind.PROOF, CheckKind.ISSUER)
    reports = (_credential_report(item, material, now, policy, None, None, None) for item in presented.credentials)
    return tuple(check for report in reports for check in report.checks if check.kind in kinds)


def verify_presented(
    presented: Presented,
    material: Material,
    now: datetime,
    *,
    expectation: Expectation | None = None,
    policy: VerificationPolicy | None = None,
) -> tuple[VerificationReport, tuple[VerificationReport, ...]]:
    """The report on a presentation and those on its credentials, in order; the presentation's proof is checked once."""
    shown = verify_presentation(presented, material, now, expectation=expectation, policy=policy)
    reports = tuple(
        _credential_report(item, material, now, policy, presented, expectation, shown) for item in presented.credentials
    )
    answer = _answer(CheckKind.CONTENTS, partial(contents.check, reports))
    return replace(shown, checks=(*shown.checks, answer)), reports


def _credential_report(
    credential: Credential,
    material: Material,
    now: datetime,
    policy: VerificationPolicy | None,
    presented: Presented | None,
    expectation: Expectation | None,
    shown: VerificationReport | None,
) -> VerificationReport:
    case = Case(
        credential=credential,
        material=material,
        now=_aware(now),
        policy=policy or VerificationPolicy(),
        expectation=expectation or Expectation(),
        contexts=Contexts(material),
        presented=presented,
        shown=None if shown is None else shown.checks,
    )
    for kind, questions in _CREDENTIAL:
        answers = tuple(_answer(kind, question) for question in questions(case))
        case = replace(case, earlier=case.earlier + answers)
    return VerificationReport(checked_at=now, checks=case.earlier, stale_after=case.policy.stale_after)


def _answer(kind: CheckKind, question: Question) -> Check:
    try:
        return question()
    except CheckFailed as error:
        return Check(kind=kind, outcome=Outcome.FAILED, reason=error.code, detail=error.message)
    except CheckUndecided as error:
        return Check(kind=kind, outcome=Outcome.UNKNOWN, reason=error.code, detail=error.message, needs=error.needs)


def _aware(now: datetime) -> datetime:
    if now.utcoffset() is None:
        raise UsageError("naive-time", "The time of the check must name its zone.")
    return now
