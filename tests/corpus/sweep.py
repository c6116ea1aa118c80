"""Every file of the corpus through the whole of reading and judging: alone, and with all that its issuers could publish."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.corpus import runs, world
from wallet.model.carried import Finding
from wallet.model.report import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One file, what it is found to be ``alone`` and ``informed``, and how many seconds the longer of the two took."""

    path: str
    alone: tuple[Finding, ...]
    informed: tuple[Finding, ...]
    seconds: float


def files(corpus: Path) -> tuple[Path, ...]:
    """All files but those of the folder that is sealed for another purpose."""
    return tuple(path for path in sorted(corpus.rglob("*")) if path.is_file() and path.relative_to(corpus).parts[0] != "sealed")


@cache
def all_files(corpus: Path) -> tuple[Swept, ...]:
    """What each file is found to be; an exception is the caller's to see."""
    return tuple(_sweep(corpus, path) for path in files(corpus))


def verified(corpus: Path) -> tuple[str, ...]:
    """The files with a credential that is verified with nothing kept."""
    return tuple(item.path for item in all_files(corpus) if any(is_verified(finding) for finding in item.alone))


def verified_when_informed(corpus: Path) -> tuple[str, ...]:
    """The files with a credential that is verified with documents made from whatever keys it or its set names."""
    return tuple(item.path for item in all_files(corpus) if any(is_verified(finding) for finding in item.informed))


def is_verified(finding: Finding) -> bool:
    """Whether this is a credential that passed every check."""
    return finding.credential is not None and finding.report is not None and finding.report.verdict is Verdict.VERIFIED


def _sweep(corpus: Path, path: Path) -> Swept:
    start = time.perf_counter()
    alone = runs.ask(path, {})
    between = time.perf_counter()
    informed = alone
    if any(finding.credential is not None for finding in alone):
        informed = runs.ask(path, {**world.contexts(corpus), **world.issuers(path, alone)})
    seconds = max(between - start, time.perf_counter() - between)
    return Swept(path=str(path.relative_to(corpus)), alone=alone, informed=informed, seconds=seconds)
