"""Whether the answers to one row are what its label asks: one function for each thing that a label can ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.corpus.labels import Expect
from tests.corpus.runs import Run, ask, credentials, reports, within_dates
from wallet.model.carried import Finding
from wallet.model.credential import Credential
from wallet.model.report import CheckKind, Headline, Outcome, Verdict, VerificationReport

_EVIDENCE = (CheckKind.PROOF, CheckKind.HOSTED)
_UNDECIDED = (CheckKind.SCHEMA, CheckKind.STATUS)  # documents that the corpus does not have
# Issuers whose own word can be had nowhere: no DID method behind it, or no identifier of a place at all.
_UNTIED = ("did:example:", "urn:uuid:")
_LACKING = "context-missing"  # a suite that is known can be judged with all its contexts only
# Two of the samples were signed after the end of their own dates: within these, their proof is yet to come.
_TOO_EARLY = {"not-yet-valid", "proof-not-yet-valid"}


def complaints(run: Run) -> tuple[str, ...]:
    """What is not as the label asks; () where all is."""
    said = [*_always(run), *_judged(run), *_JUDGES[run.asked.expect](run)]
    return tuple(f"{run.label.path}: {complaint}" for complaint in said)


def _always(run: Run) -> Iterator[str]:
    """Nothing is ever verified on nothing but its own word, or without the label saying that it holds."""
    for credential, report in credentials(run.alone):
        if report.verdict is Verdict.VERIFIED and not credential.issuer.id.startswith(("did:key:", "did:jwk:")):
            yield "verified without any document of its issuer"
    for _, report in credentials(run.informed):
        if report.verdict is Verdict.VERIFIED and run.asked.expect is not Expect.HOLDS:
            yield f"verified, although it should be {run.asked.expect}"


def _judged(run: Run) -> Iterator[str]:
    """A label about a signature is not met by something that was never judged."""
    if run.asked.expect not in (Expect.REFUSED, Expect.LINK) and not reports(run.informed):
        yield "nothing was judged"
    if run.asked.expect in (Expect.HOLDS, Expect.EXPIRED, Expect.UNSIGNED) and not credentials(run.informed):
        yield "no credential"


def _holds(run: Run) -> Iterator[str]:
    for report in reports(run.alone):
        if report.verdict is not Verdict.INDETERMINATE and report.issued:
            yield f"{report.verdict} without documents"
        if report.issued and not report.needs and not _is_untied(run.alone):
            yield "undecided, without naming what it lacks"
    for report in reports(run.informed):
        if not _evident(report):
            yield "the signature does not hold"
        if report.verdict is Verdict.REJECTED:
            yield f"rejected: {sorted(_reasons(report, Outcome.FAILED))}"
    for credential, report in credentials(run.informed):
        yield from _tied(credential, report)


def _tied(credential: Credential, report: VerificationReport) -> Iterator[str]:
    (issuer,) = [check for check in report.checks if check.kind is CheckKind.ISSUER]
    untied = credential.issuer.id.startswith(_UNTIED)
    if issuer.outcome is not (Outcome.UNKNOWN if untied else Outcome.PASSED):
        yield f"issuer {issuer.outcome}: {issuer.reason}"
    others = {check.kind for check in report.checks if check.outcome is Outcome.UNKNOWN} - {*_UNDECIDED, CheckKind.ISSUER}
    if others:
        yield f"open: {sorted(others)}"
    missing = untied or any(check.kind in _UNDECIDED and check.outcome is Outcome.UNKNOWN for check in report.checks)
    if (report.verdict is Verdict.VERIFIED) is missing:
        yield f"{report.verdict} with the issuer's documents"


def _broken(run: Run) -> Iterator[str]:
    for name, findings in (("alone", run.alone), ("informed", run.informed)):
        if any(report.verdict is Verdict.VERIFIED for _, report in credentials(findings)):
            yield f"verified {name}"
    failed = {reason for report in reports(run.informed) for reason in _reasons(report, Outcome.FAILED)}
    if run.asked.code and run.asked.code not in failed:
        yield f"{run.asked.code} is not among {sorted(failed)}"
    kinds = {kind for report in reports(run.informed) for kind in _failed_kinds(report)}
    if not run.asked.code and not kinds & {CheckKind.PROOF, CheckKind.STRUCTURE}:
        yield f"rejected for {sorted(kinds)} only"
    if run.asked.code == "issuer-mismatch" and not all(_evident(report) for report in reports(run.informed)):
        yield "the signature itself does not hold"


def _expired(run: Run) -> Iterator[str]:
    for _, report in credentials(run.informed):
        if report.headline is not Headline.EXPIRED or not _evident(report):
            yield f"{report.headline}, evidence {_evident(report)}"
    then = ask(run.file, run.material, now=within_dates(run))
    for _, report in credentials(then):
        if not _reasons(report, Outcome.FAILED) <= _TOO_EARLY:
            yield f"within its dates: {sorted(_reasons(report, Outcome.FAILED))}"


def _unsigned(run: Run) -> Iterator[str]:
    for _, report in (*credentials(run.alone), *credentials(run.informed)):
        if _reasons(report, Outcome.FAILED) != {"unsigned"} or report.headline is not Headline.NOT_GENUINE:
            yield f"{report.headline}: {sorted(_reasons(report, Outcome.FAILED))}"


def _open(run: Run) -> Iterator[str]:
    for report in (*reports(run.alone), *reports(run.informed)):
        if not _failed_kinds(report) <= {CheckKind.PERIOD}:
            yield f"failed: {sorted(_failed_kinds(report))}"
    for report in reports(run.informed):
        if run.asked.code not in _reasons(report, Outcome.UNKNOWN):
            yield f"{run.asked.code} is not what is open"
        if not report.needs and run.asked.code != "issuer-insecure":
            yield "does not name what it lacks"


def _unsupported(run: Run) -> Iterator[str]:
    for report in (*reports(run.alone), *reports(run.informed)):
        proofs = [check for check in report.checks if check.kind is CheckKind.PROOF]
        if all(check.outcome is not Outcome.UNKNOWN or check.reason not in (run.asked.code, _LACKING) for check in proofs):
            yield f"proof {[check.reason for check in proofs]}"
        if report.verdict is Verdict.VERIFIED or any(check.outcome is Outcome.PASSED for check in proofs):
            yield "passed"


def _refused(run: Run) -> Iterator[str]:
    for findings in (run.alone, run.informed):
        codes = [finding.error.code if finding.error else "" for finding in findings]
        if codes != [run.asked.code]:
            yield f"refused as {codes}"


def _link(run: Run) -> Iterator[str]:
    if [_is_link(finding) for finding in run.alone] != [True]:
        yield "no link"


def _is_link(finding: Finding) -> bool:
    return finding.link.startswith("http")


def _is_untied(findings: tuple[Finding, ...]) -> bool:
    return any(credential.issuer.id.startswith(_UNTIED) for credential, _ in credentials(findings))


def _evident(report: VerificationReport) -> bool:
    """Whether every proof holds, or the issuer's site says so."""
    outcomes = {check.outcome for check in report.checks if check.kind in _EVIDENCE}
    return Outcome.PASSED in outcomes and outcomes <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}


def _reasons(report: VerificationReport, outcome: Outcome) -> set[str]:
    return {check.reason for check in report.checks if check.outcome is outcome}


def _failed_kinds(report: VerificationReport) -> set[CheckKind]:
    return {check.kind for check in report.checks if check.outcome is Outcome.FAILED}


_JUDGES: Mapping[Expect, Callable[[Run], Iterator[str]]] = {
    Expect.HOLDS: _holds,
    Expect.BROKEN: _broken,
    Expect.EXPIRED: _expired,
    Expect.UNSIGNED: _unsigned,
    Expect.OPEN: _open,
    Expect.UNSUPPORTED: _unsupported,
    Expect.REFUSED: _refused,
    Expect.LINK: _link,
}
