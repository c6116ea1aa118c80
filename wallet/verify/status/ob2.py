"""How Open Badges 1 and 2 withdraw: the hosted assertion says so itself, a signed one stands on its issuer's list.

Open Badges 2.0 sections "Revoking a hosted badge" and "RevocationList"; version 1 had the list as an object of reasons by uid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wallet.errors import CheckUndecided
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.verify import hosted, kept, ob2
from wallet.verify.answers import failed, not_applicable, passed
from wallet.verify.case import Case


def check(case: Case) -> Check:
    """Raises CheckUndecided as ``hosted.seen_at_site`` and ``ob2.surroundings`` do, and "status-not-offline" or
    "status-unreadable" for the issuer's list."""
    if case.credential.document.get("revoked") is True:
        return failed(CheckKind.STATUS, "revoked", _reason(case.credential.document.get("revocationReason")))
    if case.credential.securing is Securing.HOSTED:
        return _hosted(case)
    return _signed(case)


def _hosted(case: Case) -> Check:
    seen, snapshot = hosted.seen_at_site(case.credential.document, case.material)
    revoked = seen.get("revoked", False)
    if not isinstance(revoked, bool):
        raise CheckUndecided("status-unreadable", f"{snapshot.url} does not say clearly whether it was withdrawn.")
    if revoked:
        return failed(CheckKind.STATUS, "revoked", _reason(seen.get("revocationReason")), as_of=snapshot.fetched_at)
    return passed(CheckKind.STATUS, "not-withdrawn", f"{snapshot.url} still stands.", as_of=snapshot.fetched_at)


def _signed(case: Case) -> Check:
    document = case.credential.document
    around = ob2.surroundings(document, case.material, missing="issuer-not-offline")
    if around.profile is None:
        raise CheckUndecided("issuer-not-offline", "The issuer's own Profile is not kept.", needs=(around.issuer_id,))
    url = around.profile.get("revocationList")
    if url is None:
        return not_applicable(CheckKind.STATUS, "no-status", "The issuer keeps no list of withdrawn badges.")
    if not isinstance(url, str):
        raise CheckUndecided("status-unreadable", "The issuer's list of withdrawn badges has no address.")
    listed, snapshot = kept.json_object(url, case.material, missing="status-not-offline", unreadable="status-unreadable")
    ob2.check_answered(snapshot)
    names = {name for name in (document.get("id"), document.get("uid")) if isinstance(name, str)}
    entries = _entries_of_ob1(listed, url) if "uid" in document else _entries(listed, url)
    for identifiers, reason in entries:
        if identifiers & names:
            return failed(CheckKind.STATUS, "revoked", _reason(reason), as_of=snapshot.fetched_at)
    if not names:
        raise CheckUndecided("status-no-id", "The assertion has no id by which the list could name it.")
    return passed(CheckKind.STATUS, "not-withdrawn", f"It is not on {url}.", as_of=snapshot.fetched_at)


def _entries(listed: Mapping[str, Any], url: str) -> Iterator[tuple[set[str], Any]]:
    revoked = listed.get("revokedAssertions")
    if not isinstance(revoked, list):
        raise CheckUndecided("status-unreadable", f"The kept copy of {url} is no list of withdrawn badges.", needs=(url,))
    for item in revoked:
        members = item if isinstance(item, dict) else {"id": item}
        identifiers = {members[key] for key in ("id", "uid") if isinstance(members.get(key), str)}
        if not identifiers:
            raise CheckUndecided("status-unreadable", f"An entry of {url} names no badge.", needs=(url,))
        yield identifiers, members.get("revocationReason")


def _entries_of_ob1(listed: Mapping[str, Any], url: str) -> Iterator[tuple[set[str], Any]]:
    """Version 1.0 wrote ``{"uid": "reason"}``, which an error message in JSON resembles; 1.1 wrote what 2.0 does."""
    if "revokedAssertions" in listed:
        yield from _entries(listed, url)
        return
    if not all(isinstance(reason, str) for reason in listed.values()) or {"error", "message", "status"} & set(listed):
        raise CheckUndecided("status-unreadable", f"The kept copy of {url} is no list of withdrawn badges.", needs=(url,))
    yield from (({uid}, reason) for uid, reason in listed.items())


def _reason(reason: Any) -> str:
    return f"The issuer withdrew it: {reason}"[:300] if isinstance(reason, str) and reason else "The issuer withdrew it."
