"""Is it shaped as its standard demands? Reading already found what is wrong; here it becomes an answer."""

from __future__ import annotations

from wallet.errors import CheckFailed
from wallet.model.report import Check, CheckKind
from wallet.verify.answers import passed
from wallet.verify.case import Case, PresentationCase


def check(case: Case) -> Check:
    """Raises CheckFailed with the first fault that ``formats`` found; the sentence names them all."""
    credential = case.credential
    if credential.problems:
        raise CheckFailed(credential.problems[0], f"It breaks its standard: {', '.join(credential.problems)}.")
    return passed(CheckKind.STRUCTURE, "well-formed")


def check_presentation(case: PresentationCase) -> Check:
    """Raises CheckFailed with the first fault found while reading, "unreadable-credential" or "no-credentials"."""
    presented = case.presented
    if presented.problems:
        raise CheckFailed(presented.problems[0], f"It breaks its standard: {', '.join(presented.problems)}.")
    if presented.unreadable:
        raise CheckFailed("unreadable-credential", f"Something inside cannot be read: {', '.join(presented.unreadable)}.")
    if not presented.credentials:
        raise CheckFailed("no-credentials", "Nothing is presented with it.")
    return passed(CheckKind.STRUCTURE, "well-formed")
