"""Is the issuer on a list that the checker trusts? Asked last: a name on a list vouches for nobody whose key is unproven."""

from __future__ import annotations

from wallet.errors import CheckUndecided
from wallet.model.report import Check, CheckKind, Outcome
from wallet.verify import issuer
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import Case


def check(case: Case) -> Check:
    """PASSED only for an issuer whose binding passed and whose identifier stands on a list, letter for letter.

    Raises CheckUndecided("issuer-unproven") or CheckUndecided("issuer-not-listed").
    """
    lists = case.policy.trust_lists
    if not lists:
        return not_applicable(CheckKind.TRUST, "no-trust-list", "No list of known issuers was given.")
    bound = [check for check in case.earlier if check.kind is CheckKind.ISSUER]
    if not bound or any(check.outcome is not Outcome.PASSED for check in bound):
        raise CheckUndecided("issuer-unproven", "A list cannot help while it is open whose key or site this is.")
    identifier = issuer.identifier(case)
    for trusted in lists:
        entry = trusted.find(identifier)
        if entry is not None:
            named = f" as “{entry.name}”" if entry.name else ""
            detail = f"{identifier} is on “{trusted.name}”{named}."
            return passed(CheckKind.TRUST, "on-trust-list", detail, as_of=trusted.updated)
    raise CheckUndecided("issuer-not-listed", f"{identifier} is on none of the {len(lists)} lists of known issuers.")
