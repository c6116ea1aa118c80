"""Tokens: W3C credentials and presentations as compact JWS, and signed Open Badges 2.0.

VC-JOSE-COSE section 3.1: the payload is the credential.  VC Data Model 1.1 section 6.3.1: it lies in a ``vc`` (or ``vp``) claim
and registered claims stand for some of its members; where both are given and disagree, that is a problem by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.formats import envelope, ob2, people, vc, vp
from wallet.model.credential import Credential, TimeClaim
from wallet.model.presentation import Presented
from wallet.model.proof import Proof, Securing
from wallet.proofs import jws
from wallet.proofs.jws import Jws

_BOUNDS = {"nbf": "start", "exp": "end"}
_NOT_CREDENTIALS = frozenset({"kb+jwt", "openid4vci-proof+jwt", "oauth-authz-req+jwt", "at+jwt", "dpop+jwt", "statuslist+jwt"})
Inner = Callable[[bytes, int], "tuple[Credential | Presented, ...]"]


def read(token: str, inner: Inner, depth: int) -> tuple[Credential | Presented, ...]:
    """A token's credential or presentation.

    A token around an enveloped presentation adds nothing to it: the inner one is signed itself, and judged itself.

    Raises InputRefused("not-a-credential", "not-a-jws" and strict_json codes).
    """
    signed = jws.parse(token)
    kind = signed.text("typ").lower().removeprefix("application/")
    if kind in _NOT_CREDENTIALS:
        raise _refused(f"This token is a {kind}, which accompanies a credential but is none.")
    claims = strict_json.loads(signed.payload)
    if not isinstance(claims, dict):
        raise _refused("This token holds no fields.")
    if envelope.is_envelope(claims):
        return inner(envelope.content(claims), depth + 1)
    return (_statement(claims, token.encode("ascii"), signed, inner, depth),)


def _statement(claims: Mapping[str, Any], raw: bytes, signed: Jws, inner: Inner, depth: int) -> Credential | Presented:
    if vp.is_presentation(claims.get("vp", claims)):
        return vp.from_claims(claims, raw, _proof(signed), inner, depth)
    if isinstance(claims.get("vc"), dict):
        return _version_1(claims, raw, signed)
    if ob2.is_assertion(claims):
        return ob2.build(claims, raw, Securing.JWS, (_proof(signed),))
    if vc.is_credential(claims):
        problems = tuple(_contradictions(claims, claims))
        return vc.build(claims, raw, Securing.JWS, (_proof(signed),), times=registered_times(claims), problems=problems)
    raise _refused("This token is signed, but what it says is no credential: a log-in token, perhaps.")


def registered_times(claims: Mapping[str, Any]) -> tuple[TimeClaim, ...]:
    """The registered claims that bound validity (RFC 7519 sections 4.1.4 and 4.1.5); ``iat`` says when, not how long."""
    return tuple(TimeClaim(name=name, bound=bound, value=claims[name]) for name, bound in _BOUNDS.items() if name in claims)


def _version_1(claims: Mapping[str, Any], raw: bytes, signed: Jws) -> Credential:
    document = _merged(claims)
    problems = tuple(_contradictions(claims, claims["vc"]))
    times = registered_times(claims)
    return vc.build(document, raw, Securing.JWS, (_proof(signed),), times=times, problems=problems)


def _merged(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The ``vc`` claim with the members that registered claims stand for (VC 1.1 section 6.3.1, "JWT decoding")."""
    document = dict(claims["vc"])
    if "jti" in claims:
        document.setdefault("id", claims["jti"])
    if "iss" in claims:
        issuer = document.get("issuer")
        document["issuer"] = {"id": claims["iss"], **issuer} if isinstance(issuer, dict) else issuer or claims["iss"]
    subject = document.get("credentialSubject")
    if "sub" in claims and isinstance(subject, dict):
        document["credentialSubject"] = {"id": claims["sub"], **subject}
    issued = claims.get("nbf", claims.get("iat"))
    if "issuanceDate" not in document and "validFrom" not in document and (stamp := _stamp(issued)):
        document["issuanceDate"] = stamp
    return document


def _contradictions(claims: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    subjects = {people.identifier(item) for item in people.objects(document.get("credentialSubject"))}
    pairs = [
        (claims.get("iss"), people.identifier(document.get("issuer"))),
        (claims.get("jti"), people.identifier(document)),
        (claims.get("sub"), next(iter(subjects)) if len(subjects) == 1 else ""),
    ]
    if any(registered is not None and member and registered != member for registered, member in pairs):
        yield "jwt-claims-contradict"
    ends = [_seconds(document[name]) for name in ("expirationDate", "validUntil") if name in document]
    expires = claims.get("exp")
    if isinstance(expires, int | float) and any(end is not None and abs(end - expires) >= 1 for end in ends):
        yield "jwt-times-contradict"


def _proof(signed: Jws) -> Proof:
    kid = signed.text("kid")
    return Proof(securing=Securing.JWS, suite=signed.text("alg"), verification_method=kid or None, options=signed.header)


def _seconds(value: Any) -> float | None:
    try:
        time = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return time.timestamp() if time.tzinfo else None


def _stamp(value: Any) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    try:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def _refused(sentence: str) -> InputRefused:
    return InputRefused("not-a-credential", f"{sentence} Ask for the credential itself.")
