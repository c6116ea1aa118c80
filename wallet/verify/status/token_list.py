"""status_list of tokens: IETF Token Status List, as a JWT (sections 5.1, 6.2 and 8.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.model.credential import StatusEntry
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.model.snapshot import Snapshot
from wallet.proofs import jws
from wallet.verify import issuer_key, kept, method_validity, times
from wallet.verify.answers import failed, passed
from wallet.verify.case import LEEWAY, Case
from wallet.verify.status import bits

_VALID, _INVALID, _SUSPENDED = 0, 1, 2


def check(case: Case, entry: StatusEntry) -> Check:
    """Reads one index of a kept Status List Token that the credential's issuer signed.

    Raises CheckUndecided: "status-not-offline", "status-unreadable", "status-too-large", "status-range",
    "status-list-issuer", "status-list-not-genuine", "status-list-unproven", "status-list-expired" or "status-message".
    """
    index = _index(entry)
    snapshot = kept.snapshot(entry.url, case.material, missing="status-not-offline")
    token = _token(snapshot)
    claims = _claims(token, snapshot.url)
    _check_signature(case, token, claims, snapshot)
    listed = claims.get("status_list")
    size = listed.get("bits") if isinstance(listed, dict) else None
    text = listed.get("lst") if isinstance(listed, dict) else None
    if claims.get("sub") != entry.url or size not in (1, 2, 4, 8) or isinstance(size, bool) or not isinstance(text, str):
        raise _unreadable(snapshot.url, "it is no list for this address.")
    value = bits.at(bits.inflate(_decoded(text, snapshot.url)), index, int(size), left=False)
    if value in (_INVALID, _SUSPENDED):
        reason = "revoked" if value == _INVALID else "suspended"
        return failed(CheckKind.STATUS, reason, f"Number {index} of {entry.url} is {value}.", as_of=snapshot.fetched_at)
    if value != _VALID:
        raise CheckUndecided("status-message", f"Number {index} of {entry.url} is {value}, which only its issuer can explain.")
    outdated = _fresh_until(claims, snapshot) <= case.now
    reason = "list-outdated" if outdated else "not-withdrawn"
    return passed(CheckKind.STATUS, reason, f"Not withdrawn according to {entry.url}.", as_of=snapshot.fetched_at)


def _index(entry: StatusEntry) -> int:
    index = entry.entry.get("idx")
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < 10**15:
        raise CheckUndecided("status-unreadable", "The credential's place in the status list is not a number.")
    return index


def _token(snapshot: Snapshot) -> jws.Jws:
    try:
        token = jws.parse(snapshot.body.decode("ascii").strip())
    except (InputRefused, UnicodeDecodeError) as error:
        raise _unreadable(snapshot.url, str(error)) from error
    if token.text("typ") not in ("statuslist+jwt", "application/statuslist+jwt"):
        raise _unreadable(snapshot.url, "it is a token of another kind.")
    return token


def _claims(token: jws.Jws, url: str) -> Mapping[str, Any]:
    try:
        claims = strict_json.loads(token.payload)
    except InputRefused as error:
        raise _unreadable(url, str(error)) from error
    if not isinstance(claims, dict):
        raise _unreadable(url, "it says nothing.")
    return claims


def _check_signature(case: Case, token: jws.Jws, claims: Mapping[str, Any], snapshot: Snapshot) -> None:
    """The credential's issuer must have signed it: with a key that its own document lists for issuing."""
    issuer = case.credential.issuer.id
    if claims.get("iss", issuer) != issuer:
        raise CheckUndecided("status-list-issuer", f"{snapshot.url} is the list of another issuer, {claims['iss']!s:.200}.")
    try:
        jws.check_header(token)
        found = issuer_key.find(token.header, issuer, Securing.SD_JWT, case.material)
        if found.method is not None:
            method_validity.check(found.method, max(case.now, snapshot.fetched_at))
            issuer_key.check_listed(found.method.id, issuer, case.material)
        jws.verify(token, found.key)
    except CheckFailed as error:
        raise CheckUndecided("status-list-not-genuine", f"{snapshot.url} is not genuine: {error}") from error
    except CheckUndecided as error:
        raise CheckUndecided("status-list-unproven", f"{snapshot.url}: {error}", needs=error.needs) from error


def _decoded(text: str, url: str) -> bytes:
    try:
        return base64url.decode(text)
    except InputRefused as error:
        raise _unreadable(url, str(error)) from error


def _fresh_until(claims: Mapping[str, Any], snapshot: Snapshot) -> datetime:
    """Its ``exp``, or ``ttl`` seconds after it was kept. Raises CheckUndecided("status-list-expired")."""
    try:
        made, ends = times.numeric(claims.get("iat"), "iat"), times.numeric(claims.get("exp", 10**12), "exp")
    except CheckFailed as error:
        raise _unreadable(snapshot.url, str(error)) from error
    if ends <= snapshot.fetched_at or times.shift(made, -LEEWAY) > snapshot.fetched_at:
        raise CheckUndecided("status-list-expired", f"{snapshot.url} was out of force when it was kept.", needs=(snapshot.url,))
    ttl = claims.get("ttl")
    if isinstance(ttl, int | float) and not isinstance(ttl, bool) and 0 < ttl < 1e10:
        ends = min(ends, times.shift(snapshot.fetched_at, timedelta(seconds=ttl)))
    return ends


def _unreadable(url: str, why: str) -> CheckUndecided:
    return CheckUndecided("status-unreadable", f"The kept copy of {url} is no status list: {why}", needs=(url,))
