"""Is it shaped as its standard demands? Reading already found what is wrong; here it becomes an answer."""

from __future__ import annotations

from wallet.errors import CheckFailed
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.verify.answers import passed
from wallet.verify.case import Case, PresentationCase


def check(case: Case) -> Check:
    """Raises CheckFailed("structure") naming every fault that ``formats`` found, or "issuer-missing"."""
    credential = case.credential
    if credential.problems:
        raise CheckFailed("structure", " ".join(credential.problems))
    if not credential.document:
        raise CheckFailed("structure", "It says nothing at all.")
    hosted_elsewhere = credential.format.value == "ob2"  # its badge class names the issuer
    if not credential.issuer.id and not hosted_elsewhere:
        raise CheckFailed("issuer-missing", "It does not say who issued it.")
    return passed(CheckKind.STRUCTURE, "well-formed")


def check_presentation(case: PresentationCase) -> Check:
    """Raises CheckFailed("structure", "unreadable-credential" or "no-credentials")."""
    presented = case.presented
    if presented.unreadable:
        raise CheckFailed("unreadable-credential", f"Something inside cannot be read: {', '.join(presented.unreadable)}.")
    if not presented.credentials:
        raise CheckFailed("no-credentials", "Nothing is presented with it.")
    if presented.securing is Securing.HOSTED:
        raise CheckFailed("structure", "A presentation cannot stand on a web site.")
    return passed(CheckKind.STRUCTURE, "well-formed")
