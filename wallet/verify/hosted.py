"""Did the issuer's own site say so, and when? (Open Badges 2.0 section "Hosted badges")

Nothing is signed here: the evidence is a kept copy of what the issuer's site served over https, so it is only ever called
"seen at the issuer's site", with the date of the oldest copy that it rests on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.model.snapshot import Material, Snapshot
from wallet.verify import kept, ob2
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import Case


def check(case: Case) -> Check:
    """Compares the assertion with the copy kept from its own address, member by member.

    Raises CheckFailed("hosted-mismatch" or "issuer-mismatch") and CheckUndecided("hosted-not-fetched", "hosted-unreadable",
    "hosted-not-https", "hosted-redirected" or "hosted-revoked").
    """
    if case.credential.securing is not Securing.HOSTED:
        return not_applicable(CheckKind.HOSTED, "not-hosted", "A signature vouches for it, not a site.")
    document = case.credential.document
    seen, snapshot = seen_at_site(document, case.material)
    around = ob2.surroundings(document, case.material, missing="hosted-not-fetched")
    for used in around.snapshots:
        _check_answered(used)
    if seen.get("revoked") is True:
        raise CheckUndecided("hosted-revoked", "The issuer's site only says that it was withdrawn.")
    if _canonical(seen) != _canonical(document):
        raise CheckFailed("hosted-mismatch", f"The issuer's site says something else at {snapshot.url}.")
    oldest = min(snapshot.fetched_at, around.as_of or snapshot.fetched_at)
    return passed(CheckKind.HOSTED, "seen-at-issuer-site", f"The same was seen at {snapshot.url}.", as_of=oldest)


def seen_at_site(document: Mapping[str, Any], material: Material) -> tuple[Mapping[str, Any], Snapshot]:
    """What the assertion's own address said. Raises CheckUndecided("hosted-not-fetched", …) with every URL that is missing."""
    url = ob2.assertion_url(document)
    if not ob2.origin(url):
        raise CheckUndecided("hosted-unreadable", "The assertion does not say where its issuer's site says so.")
    if url not in material:
        raise CheckUndecided(
            "hosted-not-fetched", f"No copy of {url} is kept.", needs=(url, *_also_missing(document, material))
        )
    seen, snapshot = kept.json_object(url, material, missing="hosted-not-fetched", unreadable="hosted-unreadable")
    _check_answered(snapshot)
    return seen, snapshot


def _check_answered(snapshot: Snapshot) -> None:
    """A copy counts only when https carried it from the named host itself: an open redirect there speaks for nobody."""
    if not snapshot.url.startswith("https://"):
        raise CheckUndecided("hosted-not-https", f"Anybody on the way could have changed {snapshot.url}.")
    if ob2.origin(snapshot.final_url or snapshot.url) != ob2.origin(snapshot.url):
        raise CheckUndecided("hosted-redirected", f"{snapshot.url} was answered by another site, {snapshot.final_url}.")


def _also_missing(document: Mapping[str, Any], material: Material) -> tuple[str, ...]:
    try:
        ob2.surroundings(document, material, missing="hosted-not-fetched")
    except CheckUndecided as error:
        return error.needs
    except CheckFailed:
        return ()
    return ()


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(dict(document), sort_keys=True, allow_nan=False)
