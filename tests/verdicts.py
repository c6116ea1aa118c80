"""Asking the verifier in tests: bytes in, report out, and one answer picked out of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.fakes import NOON
from tests.issuers import as_bytes
from wallet.formats import read
from wallet.model.credential import Credential
from wallet.model.presentation import Expectation, Presented
from wallet.model.report import Check, CheckKind, Outcome, Verdict, VerificationReport
from wallet.model.snapshot import Material
from wallet.model.trust import TrustedIssuer, TrustList, VerificationPolicy
from wallet.verify.verifier import verify_credential, verify_presentation


def one(payload: Mapping[str, Any] | str | bytes) -> Credential | Presented:
    """The one thing that this payload is."""
    (found,) = read.read(payload if isinstance(payload, bytes) else as_bytes(payload))
    return found


def judged(
    payload: Mapping[str, Any] | str | bytes, material: Material | None = None, *, now: datetime = NOON, **asked: Any
) -> VerificationReport:
    """The report on a credential, or on a presentation itself."""
    found = one(payload)
    if isinstance(found, Presented):
        return verify_presentation(found, material or {}, now, **asked)
    return verify_credential(found, material or {}, now, **asked)


def judged_inside(
    payload: Mapping[str, Any] | str | bytes, material: Material | None = None, *, index: int = 0, **asked: Any
) -> VerificationReport:
    """The report on a credential of a presentation."""
    shown = one(payload)
    assert isinstance(shown, Presented)
    return verify_credential(shown.credentials[index], material or {}, NOON, presented=shown, **asked)


def answer(report: VerificationReport, kind: CheckKind) -> Check:
    """The one check of this kind."""
    (found,) = [check for check in report.checks if check.kind is kind]
    return found


def answers(report: VerificationReport) -> dict[CheckKind, tuple[Outcome, str]]:
    """Outcome and reason of each kind that has one check."""
    return {check.kind: (check.outcome, check.reason) for check in report.checks}


def failures(report: VerificationReport) -> set[str]:
    """The reasons of all that failed."""
    return {check.reason for check in report.checks if check.outcome is Outcome.FAILED}


def assert_sound(report: VerificationReport) -> None:
    """VERIFIED is only what has evidence and nothing open: whatever the input was."""
    if report.verdict is Verdict.VERIFIED:
        assert all(check.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE) for check in report.checks)
        passed = {check.kind for check in report.checks if check.outcome is Outcome.PASSED}
        assert passed & {CheckKind.PROOF, CheckKind.HOSTED}
    for check in report.checks:
        assert check.reason, check
        assert check.outcome is not Outcome.FAILED or check.detail, check


def trusting(*identifiers: str, updated: datetime = NOON) -> VerificationPolicy:
    """A policy with one list of these issuers."""
    issuers = tuple(TrustedIssuer(id=identifier, name="Example University") for identifier in identifiers)
    return VerificationPolicy(trust_lists=(TrustList(name="State list", issuers=issuers, updated=updated),))


def asked(nonce: str = "7KQ4MP", audience: str = "") -> Expectation:
    return Expectation(nonce=nonce, audience=audience)
