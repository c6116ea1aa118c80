"""Every labelled file, examined twice: with nothing kept, and with the documents that its label presupposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.corpus import labels, world
from tests.corpus.labels import Asked, Label
from wallet.intake.examine import examine
from wallet.model.carried import Finding
from wallet.model.credential import Credential
from wallet.model.given import Question
from wallet.model.presentation import Expectation
from wallet.model.report import Outcome, VerificationReport
from wallet.model.snapshot import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One row, and what Satchel says of it ``alone`` and ``informed``."""

    label: Label
    asked: Asked
    file: Path
    alone: tuple[Finding, ...]
    informed: tuple[Finding, ...]
    material: Material

    @property
    def format(self) -> str:
        """The format of its credentials; "-" where there is none."""
        found = sorted({finding.credential.format.value for finding in self.alone if finding.credential is not None})
        return ", ".join(found) or "-"


def ask(
    file: Path, material: Material, *, now: datetime = world.NOW, expectation: Expectation | None = None
) -> tuple[Finding, ...]:
    """One file through the whole of reading and judging, in this process."""
    asked = expectation or Expectation()
    return examine(Question(source=file.name, data=file.read_bytes(), now=now, material=material, expectation=asked))


@cache
def all_runs(corpus: Path) -> tuple[Run, ...]:
    """Every row of labels.csv."""
    return tuple(_run(corpus, label) for label in labels.read(corpus))


def _run(corpus: Path, label: Label) -> Run:
    file = corpus / label.path
    alone = ask(file, {})
    material = {**world.contexts(corpus), **world.issuers(file, alone)}
    shown = any(finding.presented is not None for finding in alone)
    informed = ask(file, material, expectation=world.expectation(file) if shown else None)
    return Run(label=label, asked=labels.asked(label), file=file, alone=alone, informed=informed, material=material)


def reports(findings: Iterable[Finding]) -> tuple[VerificationReport, ...]:
    """The reports on credentials, and on presentations with a signature of their own."""
    return tuple(finding.report for finding in findings if finding.report is not None and not _bare(finding))


def credentials(findings: Iterable[Finding]) -> tuple[tuple[Credential, VerificationReport], ...]:
    """The credentials with their reports."""
    return tuple(
        (finding.credential, finding.report)
        for finding in findings
        if finding.credential is not None and finding.report is not None
    )


def _bare(finding: Finding) -> bool:
    """A presentation that nobody signed: a wrapper, of which no label speaks."""
    return finding.presented is not None and not finding.presented.proofs


def within_dates(run: Run) -> datetime:
    """A day before the first end of these credentials."""
    found = credentials(run.alone)
    ends = [_moment(time.value) for item, _ in found for time in item.times if time.bound == "end"]
    return min(ends) - timedelta(days=1)


def _moment(value: int | str) -> datetime:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else datetime.fromisoformat(value)


def said(findings: Iterable[Finding]) -> str:
    """The findings in one line: headline, and the reasons of all that failed or stayed open."""
    return "; ".join(dict.fromkeys(_said(finding) for finding in findings))


def _said(finding: Finding) -> str:
    if finding.error is not None:
        return f"refused: {finding.error.code}"
    if finding.report is None:
        return "link"
    checks = finding.report.checks
    reasons = {
        f"{check.kind.value} {check.reason}": None for check in checks if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN)
    }
    what = "presentation " if finding.presented is not None else ""
    return what + finding.report.headline.value + (f" ({', '.join(reasons)})" if reasons else "")


def has_end(run: Run) -> bool:
    """Whether any of its credentials names an end."""
    return any(time.bound == "end" for credential, _ in credentials(run.alone) for time in credential.times)
