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

    Raises CheckFailed("hosted-mismatch", "unsigned" or "issuer-mismatch") and CheckUndecided("hosted-not-fetched",
    "hosted-unreadable", "hosted-not-https", "hosted-redirected" or "hosted-revoked").
    """
    if case.credential.securing is not Securing.HOSTED:
        return not_applicable(CheckKind.HOSTED, "not-hosted", "A signature vouches for it, not a site.")
    document = case.credential.document
    _check_said_to_be_hosted(document)
    seen, snapshot = seen_at_site(document, case.material)
    around = ob2.surroundings(document, case.material, missing="hosted-not-fetched")
    if seen.get("revoked") is True:
        raise CheckUndecided("hosted-revoked", "The issuer's site only says that it was withdrawn.")
    if _canonical(seen) != _canonical(document):
        raise CheckFailed("hosted-mismatch", f"The issuer's site says something else at {snapshot.url}.")
    oldest = min(snapshot.fetched_at, around.as_of or snapshot.fetched_at)
    return passed(CheckKind.HOSTED, "seen-at-issuer-site", f"The same was seen at {snapshot.url}.", as_of=oldest)


def _check_said_to_be_hosted(document: Mapping[str, Any]) -> None:
    """An assertion that is said to be signed is worth nothing without its signature, wherever it lies."""
    verification = document.get("verification", document.get("verify"))
    kind = verification.get("type") if isinstance(verification, dict) else None
    if {"signed", "SignedBadge"} & {item for item in (kind if isinstance(kind, list) else [kind]) if isinstance(item, str)}:
        raise CheckFailed("unsigned", "It says that it is signed, and its signature is not here.")


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
    ob2.check_answered(snapshot)
    return seen, snapshot


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
