"""1EdTechRevocationList: a plain document of withdrawn credentials (1EdTech Revocation List Status Method 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.errors import CheckUndecided
from wallet.model.credential import StatusEntry
from wallet.model.report import Check, CheckKind
from wallet.verify import kept
from wallet.verify.answers import failed, passed
from wallet.verify.case import Case

# The specification says ``revokedCredential``; documents in the field say the plural as well.
_MEMBERS = ("revokedCredential", "revokedCredentials")


def check(case: Case, entry: StatusEntry) -> Check:
    """Looks for the credential's own id in the kept list.

    The list is not signed: it is as good as the connection it came over, so only a copy from https counts, and only one that
    names the credential's issuer or nobody.  Raises CheckUndecided("status-not-offline", "status-unreadable",
    "status-not-https", "status-list-issuer" or "status-no-id").
    """
    document, snapshot = kept.json_object(
        entry.url, case.material, missing="status-not-offline", unreadable="status-unreadable"
    )
    if not entry.url.startswith("https://") or not (snapshot.final_url or entry.url).startswith("https://"):
        raise CheckUndecided("status-not-https", f"Anybody on the way could have changed {entry.url}.")
    identifier = case.credential.credential_id
    if not identifier:
        raise CheckUndecided("status-no-id", "The credential has no id by which the list could name it.")
    named = _check_issuer(case, document, entry.url)
    for item in _revoked(document, entry.url, may_be_empty=named):
        if item.get("id") == identifier and item.get("revoked", True) is not False:
            reason = item.get("revocationReason")
            why = f": {reason}" if isinstance(reason, str) and reason else ""
            return failed(CheckKind.STATUS, "revoked", f"The issuer withdrew it{why}", as_of=snapshot.fetched_at)
    return passed(CheckKind.STATUS, "not-withdrawn", f"It is not on {entry.url}.", as_of=snapshot.fetched_at)


def _revoked(document: Mapping[str, Any], url: str, *, may_be_empty: bool) -> list[Mapping[str, Any]]:
    """The entries. A list without any may lack the member, but only where it names its issuer: any JSON lacks the member."""
    named = [document[member] for member in _MEMBERS if member in document]
    found = [item for value in named for item in (value if isinstance(value, list) else [value])]
    shaped = all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in found)
    if not (named or may_be_empty) or not shaped or not all(isinstance(item.get("revoked", True), bool) for item in found):
        raise CheckUndecided("status-unreadable", f"The kept copy of {url} is no list of withdrawn credentials.", needs=(url,))
    return found


def _check_issuer(case: Case, document: Mapping[str, Any], url: str) -> bool:
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    if identifier is not None and identifier != case.credential.issuer.id:
        raise CheckUndecided("status-list-issuer", f"{url} is the list of another issuer.")
    return identifier is not None
