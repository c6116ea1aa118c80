"""Tokens: W3C credentials and presentations as compact JWS, and signed Open Badges 2.0.

VC-JOSE-COSE section 3.1: the payload is the credential.  VC Data Model 1.1 section 6.3.1: it lies in a ``vc`` (or ``vp``) claim
and registered claims stand for some of its members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.formats import envelope, jwt_claims, ob2, slices, vc, vp
from wallet.model.credential import Credential, Format
from wallet.model.presentation import Presented
from wallet.model.proof import Proof, Securing
from wallet.proofs import jws
from wallet.proofs.jws import Jws

# Tokens that go along with a credential, or speak of many; some of them an issuer signs with the same key.
_NOT_CREDENTIALS = frozenset(
    {
        "kb+jwt", "openid4vci-proof+jwt", "openidvci-issuer-metadata+jwt", "oauth-authz-req+jwt", "at+jwt", "dpop+jwt",
        "statuslist+jwt", "key-attestation+jwt", "keyattestation+jwt", "oauth-client-attestation+jwt",
        "oauth-client-attestation-pop+jwt", "entity-statement+jwt", "secevent+jwt", "logout+jwt", "token-introspection+jwt",
    }
)  # fmt: skip
# Open Badges and Learner Records demand that the times inside and outside agree (OB 3.0 "JSON Web Token Proof Format").
SAME_TIMES = frozenset({Format.OB3, Format.CLR2})
Inner = Callable[[bytes, int], "tuple[Credential | Presented, ...]"]


def read(token: str, inner: Inner, depth: int) -> tuple[Credential | Presented, ...]:
    """A token's credential or presentation.

    A token around an enveloped presentation adds nothing to it: the inner one is signed itself, and judged itself.

    Raises InputRefused("not-a-credential", "sd-jwt-cut", "ambiguous", "not-a-jws" and strict_json codes).
    """
    signed = jws.parse(token)
    kind = kind_of(signed)
    if kind.endswith("sd-jwt"):
        sentence = "A part of this credential is missing: what could be shown or hidden was cut off. Copy it again, whole."
        raise InputRefused("sd-jwt-cut", sentence)
    claims = strict_json.loads(signed.payload)
    if not isinstance(claims, dict):
        raise _refused("This token holds no fields.")
    if envelope.is_envelope(claims):
        return inner(envelope.content(claims), depth + 1)
    return (_statement(claims, token.encode("ascii"), signed, inner, depth),)


def kind_of(signed: Jws) -> str:
    """The ``typ`` of a token, without ``application/``. Raises InputRefused("not-a-credential") where it is no credential's."""
    kind = signed.text("typ").lower().removeprefix("application/")
    if kind in _NOT_CREDENTIALS:
        raise _refused(f"This token is a {kind}, which accompanies a credential but is none.")
    return kind


def _statement(claims: Mapping[str, Any], raw: bytes, signed: Jws, inner: Inner, depth: int) -> Credential | Presented:
    wrapped = [name for name in ("vc", "vp") if isinstance(claims.get(name), dict)]
    if len(wrapped) > 1 or (wrapped and "credentialSubject" in claims):
        raise InputRefused("ambiguous", "This token says two things at once, so its meaning is unclear. Ask for a clean one.")
    shown = claims["vp"] if wrapped == ["vp"] else claims
    if vp.is_presentation(shown) or (wrapped == ["vp"] and "verifiableCredential" in shown):
        text = signed.payload.decode("utf-8-sig")
        inside = slices.members(text)["vp"] if wrapped else text
        return vp.from_claims(claims, raw, _proof(signed), inside, _of_another_kind(signed, "vc"), inner, depth)
    problems = _of_another_kind(signed, "vp")
    if wrapped == ["vc"]:
        problems = (*jwt_claims.problems(claims, claims["vc"], same_times=True), *problems)
        return _credential(claims, jwt_claims.merged(claims), raw, signed, problems)
    if vc.is_credential(claims):
        same_times = vc.format_of(claims) in SAME_TIMES
        problems = (*jwt_claims.problems(claims, claims, same_times=same_times), *problems)
        return _credential(claims, claims, raw, signed, problems)
    if ob2.is_assertion(claims):
        return ob2.build(claims, raw, Securing.JWS, (_proof(signed),), problems=problems)
    raise _refused("This token is signed, but what it says is no credential: a log-in token, perhaps.")


def _credential(
    claims: Mapping[str, Any], document: Mapping[str, Any], raw: bytes, signed: Jws, problems: tuple[str, ...]
) -> Credential:
    times = jwt_claims.times(claims)
    made = vc.build(document, raw, Securing.JWS, (_proof(signed),), times=times, problems=problems)
    return replace(made, subject=replace(made.subject, holder_key=jwt_claims.holder_key(document)))


def _of_another_kind(signed: Jws, other: str) -> tuple[str, ...]:
    """A token made as a presentation is no credential, nor the other way round (RFC 8725 section 3.11)."""
    kind = kind_of(signed)
    return ("typ-mismatch",) if kind == other or kind.startswith((f"{other}+", f"{other}-")) else ()


def _proof(signed: Jws) -> Proof:
    kid = signed.text("kid")
    return Proof(securing=Securing.JWS, suite=signed.text("alg"), verification_method=kid or None, options=signed.header)


def _refused(sentence: str) -> InputRefused:
    return InputRefused("not-a-credential", f"{sentence} Ask for the credential itself.")
