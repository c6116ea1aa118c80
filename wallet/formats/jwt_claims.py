"""Registered JWT claims and the members of a credential that they stand for.

VC Data Model 1.1 section 6.3.1: beside a ``vc`` claim, ``iss``, ``sub``, ``jti``, ``nbf`` and ``exp`` represent issuer,
subject, id, issuance and expiration; decoding sets the members from them.  VC-JOSE-COSE section 3.1.3: around a whole
credential ``exp`` is the end of the signature and may differ from ``validUntil``; both bound it.  Open Badges 3.0 and CLR 2.0
(section "JSON Web Token Proof Format") demand equal times in either form.  Where claim and member disagree, neither is
believed: it is a problem by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided
from wallet.formats import people, vc_rules
from wallet.model.credential import TimeClaim
from wallet.proofs import sd_jwt

_BOUNDS = {"nbf": "start", "exp": "end"}
_TEXTS = ("iss", "sub", "jti")
# What may withdraw, end or bind a credential counts wherever an issuer put it, beside its "vc" claim too.
_BESIDE = (
    "status", "cnf", "credentialStatus", "credentialSchema", "issuanceDate", "expirationDate", "validFrom", "validUntil",
)  # fmt: skip
_SAME_TIMES = {"nbf": ("issuanceDate", "validFrom"), "exp": ("expirationDate", "validUntil")}


def times(claims: Mapping[str, Any]) -> tuple[TimeClaim, ...]:
    """The claims that bound validity (RFC 7519 sections 4.1.4 and 4.1.5); ``iat`` says when, not how long."""
    return tuple(TimeClaim(name=name, bound=bound, value=claims[name]) for name, bound in _BOUNDS.items() if name in claims)


def merged(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The ``vc`` claim with the members that registered claims stand for (VC 1.1 section 6.3.1, "JWT Decoding")."""
    document = {**{name: claims[name] for name in _BESIDE if name in claims}, **claims["vc"]}
    if "jti" in claims:
        document.setdefault("id", claims["jti"])
    if "iss" in claims:
        issuer = document.get("issuer")
        document["issuer"] = {"id": claims["iss"], **issuer} if isinstance(issuer, dict) else issuer or claims["iss"]
    if "sub" in claims and "credentialSubject" in document:
        document["credentialSubject"] = _with_id(document["credentialSubject"], claims["sub"])
    if vc_rules.document_is_1(document):
        _date(document, "issuanceDate", claims.get("nbf", claims.get("iat")))
        _date(document, "expirationDate", claims.get("exp"))
    return document


def problems(claims: Mapping[str, Any], document: Mapping[str, Any], *, same_times: bool) -> Iterator[str]:
    """What is wrong between the claims and the credential ``document`` as it was signed, before anything was merged."""
    if any(not isinstance(claims.get(name, ""), str) for name in _TEXTS):
        yield "jwt-claims-malformed"
    subjects = [found for item in people.objects(document.get("credentialSubject")) if (found := people.identifier(item))]
    members = {
        "iss": [people.identifier(document.get("issuer"))],
        "jti": [people.identifier(document)],
        "sub": subjects,
    }
    if any(name in claims and any(said) and claims[name] not in said for name, said in members.items()):
        yield "jwt-claims-contradict"
    beside = claims if claims is not document else {}
    if any(name in beside and name in document and beside[name] != document[name] for name in _BESIDE):
        yield "jwt-claims-contradict"
    if same_times and any(_differ(claims.get(name), document, said) for name, said in _SAME_TIMES.items()):
        yield "jwt-times-contradict"


def holder_key(claims: Mapping[str, Any]) -> str:
    """The thumbprint of the key that the claims are bound to (``cnf``, RFC 7800); "" for none and for one only named."""
    try:
        return sd_jwt.holder_key(claims).thumbprint()
    except (CheckFailed, CheckUndecided):
        return ""


def _with_id(subject: Any, identifier: Any) -> Any:
    """The only subject with the id that ``sub`` gave; of several nobody can say which one is meant."""
    if isinstance(subject, list) and len(subject) == 1:
        return [_with_id(subject[0], identifier)]
    return {"id": identifier, **subject} if isinstance(subject, dict) else subject


def _date(document: dict[str, Any], name: str, value: Any) -> None:
    if name not in document and (stamp := _stamp(value)):
        document[name] = stamp


def _differ(claim: Any, document: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    if not isinstance(claim, int | float):
        return False  # a time that is no number is found by the period check
    said = (_seconds(document[name]) for name in names if name in document)
    return any(moment is not None and abs(moment - claim) >= 1 for moment in said)


def _seconds(value: Any) -> float | None:
    try:
        time = datetime.fromisoformat(value)
        return time.timestamp() if time.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def _stamp(value: Any) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    try:
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return ""
