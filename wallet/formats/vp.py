"""Presentations of W3C credentials, as JSON with a proof or in a token: what is inside is read, nothing is lost silently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.formats import people, vc, vc_rules
from wallet.model.credential import Credential, TimeClaim
from wallet.model.presentation import PresentationKind, Presented
from wallet.model.proof import Proof, Securing

MAX_CREDENTIALS = 100
_MAX_DEPTH = 2
_BOUNDS = {"iat": "start", "nbf": "start", "exp": "end"}
Inner = Callable[[bytes, int], "tuple[Credential | Presented, ...]"]


def is_presentation(document: Any) -> bool:
    """Whether this means to be a presentation."""
    return isinstance(document, dict) and "VerifiablePresentation" in people.types(document)


def from_document(document: Mapping[str, Any], raw: bytes, inner: Inner, depth: int) -> Presented:
    """A presentation with embedded proofs, or with none (VCDM 2.0 section 4.13)."""
    proofs = tuple(vc.embedded_proof(item) for item in people.objects(document.get("proof")))
    first = proofs[0].options if proofs else {}
    method = proofs[0].verification_method if proofs else None
    bounds = [("created", "start"), ("expires", "end")]
    inside = _inside(document, inner, depth)
    return Presented(
        kind=PresentationKind.VP,
        securing=Securing.DATA_INTEGRITY if proofs else Securing.NONE,
        raw=raw,
        document=document,
        holder=people.identifier(document.get("holder")) or (method or "").partition("#")[0],
        audience=_first_text(first.get("domain")),
        nonce=_first_text(first.get("challenge")),
        name=people.text(document.get("name")),
        times=tuple(
            TimeClaim(name=name, bound=bound, value=proof.options[name])
            for proof in proofs
            for name, bound in bounds
            if name in proof.options
        ),
        proofs=proofs,
        credentials=inside.credentials,
        unreadable=inside.unreadable,
        problems=vc_rules.presentation_problems(document),
    )


def from_claims(claims: Mapping[str, Any], raw: bytes, proof: Proof, inner: Inner, depth: int) -> Presented:
    """A presentation in a token: the payload itself (VC-JOSE-COSE section 3.1.2) or its ``vp`` claim (VC 1.1 section 6.3.1)."""
    document = claims["vp"] if isinstance(claims.get("vp"), dict) else claims
    inside = _inside(document, inner, depth)
    issuer, holder = claims.get("iss"), people.identifier(document.get("holder"))
    problems = vc_rules.presentation_problems(document)
    if isinstance(issuer, str) and holder and issuer != holder:
        problems = (*problems, "jwt-claims-contradict")
    return Presented(
        kind=PresentationKind.VP_JWT,
        securing=Securing.JWS,
        raw=raw,
        document=document,
        holder=holder or (issuer if isinstance(issuer, str) else ""),
        audience=_first_text(claims.get("aud")),
        nonce=_first_text(claims.get("nonce")),
        name=people.text(document.get("name")),
        times=tuple(TimeClaim(name=name, bound=bound, value=claims[name]) for name, bound in _BOUNDS.items() if name in claims),
        proofs=(proof,),
        credentials=inside.credentials,
        unreadable=inside.unreadable,
        problems=problems,
    )


@dataclass(frozen=True, slots=True)
class _Inside:
    credentials: tuple[Credential, ...]
    unreadable: tuple[str, ...]


def _inside(document: Mapping[str, Any], inner: Inner, depth: int) -> _Inside:
    members = people.items(document.get("verifiableCredential"))
    if len(members) > MAX_CREDENTIALS:
        raise InputRefused("too-many-credentials", f"This presentation holds more than {MAX_CREDENTIALS} credentials.")
    credentials: list[Credential] = []
    unreadable: list[str] = []
    for member in members:
        try:
            found = _members(member, inner, depth)
        except InputRefused as error:
            unreadable.append(error.code)
            continue
        credentials += [item for item in found if isinstance(item, Credential)]
        unreadable += ["presentation-inside" for item in found if isinstance(item, Presented)]
    return _Inside(tuple(credentials), tuple(unreadable))


def _members(member: Any, inner: Inner, depth: int) -> tuple[Credential | Presented, ...]:
    if depth >= _MAX_DEPTH:
        raise InputRefused("too-deep", "This presentation holds presentations inside presentations.")
    if isinstance(member, str):
        return inner(member.encode("utf-8"), depth + 1)
    if isinstance(member, dict):
        return inner(strict_json.dumps(member), depth + 1)
    raise InputRefused("not-a-credential", "Something inside this presentation is no credential.")


def _first_text(value: Any) -> str:
    return next((item for item in people.items(value) if isinstance(item, str)), "")
