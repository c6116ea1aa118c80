"""Every file of the corpus through the whole of reading and judging, with nothing kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.corpus import runs
from wallet.model.carried import Finding
from wallet.model.report import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One file, its findings, and how many seconds they took."""

    path: str
    findings: tuple[Finding, ...]
    seconds: float


def files(corpus: Path) -> tuple[Path, ...]:
    """All files but those of the folder that is sealed for another purpose."""
    return tuple(path for path in sorted(corpus.rglob("*")) if path.is_file() and path.relative_to(corpus).parts[0] != "sealed")


@cache
def all_files(corpus: Path) -> tuple[Swept, ...]:
    """What each file is found to be; an exception is the caller's to see."""
    return tuple(_sweep(corpus, path) for path in files(corpus))


def verified(corpus: Path) -> tuple[str, ...]:
    """The files with a credential that is verified."""
    return tuple(item.path for item in all_files(corpus) if any(_is_verified(finding) for finding in item.findings))


def _sweep(corpus: Path, path: Path) -> Swept:
    start = time.perf_counter()
    findings = runs.ask(path, {})
    return Swept(path=str(path.relative_to(corpus)), findings=findings, seconds=time.perf_counter() - start)


def _is_verified(finding: Finding) -> bool:
    return finding.credential is not None and finding.report is not None and finding.report.verdict is Verdict.VERIFIED
