"""A kept status list that is itself a credential, found genuine before a bit of it is believed.

Its structure, terms, proof and issuer are checked by the same functions as any credential's; its own status is not followed.
"""

from __future__ import annotations

from dataclasses import replace

from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.formats import read
from wallet.model.credential import Credential
from wallet.model.proof import Securing
from wallet.model.report import Outcome
from wallet.model.snapshot import Snapshot
from wallet.verify import issuer, kept, proof, structure, terms
from wallet.verify.case import Case

_SETTLED = (Outcome.PASSED, Outcome.NOT_APPLICABLE)


def genuine(case: Case, url: str, credential_type: str) -> tuple[Credential, Snapshot]:
    """The list at ``url`` and the copy it is from.

    Raises CheckUndecided: "status-not-offline", "status-unreadable" (a web page, another type), "status-list-issuer" (not the
    credential's issuer), "status-list-not-genuine", or "status-list-unproven" with what would settle it.
    """
    snapshot = kept.snapshot(url, case.material, missing="status-not-offline")
    listed = _credential(snapshot)
    if credential_type not in listed.types:
        raise CheckUndecided("status-unreadable", f"{url} is not a {credential_type}.", needs=(url,))
    if not listed.issuer.id or listed.issuer.id != case.credential.issuer.id:
        raise CheckUndecided("status-list-issuer", f"{url} is the list of another issuer, {listed.issuer.id or 'unnamed'}.")
    _check(replace(case, credential=listed, presented=None, shown=None, now=max(case.now, snapshot.fetched_at)), url)
    return listed, snapshot


def _credential(snapshot: Snapshot) -> Credential:
    try:
        found = read.read(snapshot.body)
    except InputRefused as error:
        raise CheckUndecided(
            "status-unreadable", f"The kept copy of {snapshot.url} is no status list: {error}", needs=(snapshot.url,)
        ) from error
    if len(found) != 1 or not isinstance(found[0], Credential):
        raise CheckUndecided("status-unreadable", f"The kept copy of {snapshot.url} is no status list.", needs=(snapshot.url,))
    return found[0]


def _check(case: Case, url: str) -> None:
    if case.credential.securing not in (Securing.DATA_INTEGRITY, Securing.JWS):
        raise CheckUndecided("status-list-not-genuine", f"{url} is not signed.", needs=(url,))
    try:
        answers = [structure.check(case), terms.check(case), *(proof.check(case, item) for item in proof.each(case))]
        answers.append(issuer.check(case))
    except CheckFailed as error:
        raise CheckUndecided("status-list-not-genuine", f"{url} is not genuine: {error}", needs=(url,)) from error
    except CheckUndecided as error:
        raise CheckUndecided("status-list-unproven", f"{url}: {error}", needs=error.needs) from error
    if any(answer.outcome not in _SETTLED for answer in answers):
        raise CheckUndecided("status-list-unproven", f"{url} cannot be fully checked.", needs=(url,))
