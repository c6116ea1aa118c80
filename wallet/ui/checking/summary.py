"""What a check of several findings comes to, in one headline and one sentence; the worst finding leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wallet.model.carried import Finding
from wallet.model.report import Headline
from wallet.ui import words
from wallet.ui.words import Said, tr

# Worst first; what could not be read at all is told beside what could.
_ORDER = tuple(Headline)


def headline_of(found: Finding) -> Headline:
    """The headline of one finding; what could not be read is REFUSED."""
    return Headline.REFUSED if found.report is None else found.report.headline


def summary(findings: Sequence[Finding]) -> tuple[Said, str]:
    """The headline over all findings, and the sentence below it."""
    if len(findings) == 1:
        (only,) = findings
        said = words.headline(headline_of(only), only.report)
        return said, words.when_and_where(only.report) if only.report is not None else _why(only)
    counts = Counter(headline_of(found) for found in findings)
    worst = min(counts, key=_ORDER.index)
    said = words.headline(worst)
    credentials = [found for found in findings if found.presented is None]
    good = sum(1 for found in credentials if headline_of(found) is Headline.VERIFIED)
    sentence = tr("{good} of {all} credentials pass every check.").format(good=good, all=len(credentials))
    if worst is not Headline.VERIFIED:
        sentence = f"{sentence} {_next(worst)}"
    return said, sentence


def _why(found: Finding) -> str:
    if found.error is not None:
        return found.error.message
    return tr("It holds only an address. Open that address yourself, or check it online.") if found.link else ""


def _next(worst: Headline) -> str:
    return {
        Headline.REFUSED: tr("Something in it could not be read at all."),
        Headline.NOT_GENUINE: tr("Do not rely on what is marked as not genuine."),
        Headline.WITHDRAWN: tr("The issuer has withdrawn what is marked so."),
        Headline.EXPIRED: tr("Something in it has expired."),
        Headline.NOT_YET_VALID: tr("Something in it is not valid yet."),
        Headline.NOT_FULLY_CHECKED: tr("Some checks need documents from the issuer's site."),
        Headline.ISSUER_UNKNOWN: tr("Confirm who issued what is marked as not known."),
        Headline.VERIFIED_STALE: tr("What is known about withdrawal is not recent."),
        Headline.VERIFIED: "",
    }[worst]
