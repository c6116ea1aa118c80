"""Are the credentials inside genuine? What shows something forged or withdrawn is not praised for its wrapping."""

from __future__ import annotations

from collections.abc import Sequence

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.report import Check, CheckKind, Headline, VerificationReport
from wallet.verify.answers import not_applicable, passed

_DAMNING = (Headline.NOT_GENUINE, Headline.WITHDRAWN)


def check(reports: Sequence[VerificationReport]) -> Check:
    """What is expired, stale or from an unknown issuer is genuine all the same: each credential says that of itself.

    Raises CheckFailed("inside-not-genuine" or "inside-withdrawn") and CheckUndecided("inside-not-proven").
    """
    if not reports:
        return not_applicable(CheckKind.CONTENTS, "nothing-inside", "There is no credential in it.")
    for headline in _DAMNING:
        count = sum(report.headline is headline for report in reports)
        if count:
            raise CheckFailed(f"inside-{headline.value}", f"{count} of the {len(reports)} credentials inside: see each.")
    open_ones = sum(not report.genuine for report in reports)
    if open_ones:
        raise CheckUndecided(
            "inside-not-proven", f"{open_ones} of the {len(reports)} credentials inside are not proven: see each."
        )
    return passed(CheckKind.CONTENTS, "all-genuine", "Every credential inside is genuine.")
