"""Presentations of W3C credentials, as JSON with a proof or in a token: what is inside is read, nothing is lost silently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.errors import InputRefused
from wallet.formats import people, slices, vc, vc_rules
from wallet.model.credential import Credential, TimeClaim
from wallet.model.presentation import PresentationKind, Presented
from wallet.model.proof import Proof, Securing

MAX_CREDENTIALS = 100
_BOUNDS = {"iat": "start", "nbf": "start", "exp": "end"}
_PROOF_BOUNDS = {"created": "start", "expires": "end"}
Inner = Callable[[bytes, int], "tuple[Credential | Presented, ...]"]


def is_presentation(document: Mapping[str, Any]) -> bool:
    """Whether this means to be a presentation, also one that forgot to say so; a mere wrapping has no context."""
    if "VerifiablePresentation" in people.types(document):
        return True
    return "verifiableCredential" in document and "credentialSubject" not in document and vc_rules.has_base_context(document)


def from_document(document: Mapping[str, Any], raw: bytes, inner: Inner, depth: int) -> Presented:
    """A presentation with embedded proofs, or with none (VCDM 2.0 section 4.13).

    Tokens as bare text inside it are read too: VC Data Model 1.1 has them, and wallets write them under 2.0 as well.
    Raises InputRefused("too-many-credentials").
    """
    proofs = tuple(vc.embedded_proof(item) for item in people.objects(document.get("proof")))
    first = proofs[0].options if proofs else {}
    method = proofs[0].verification_method if proofs else None
    inside = _inside(raw.decode("utf-8-sig"), inner, depth)
    return Presented(
        kind=PresentationKind.VP,
        securing=Securing.DATA_INTEGRITY if proofs else Securing.NONE,
        raw=raw,
        document=document,
        holder=people.identifier(document.get("holder")) or (method or "").partition("#")[0],
        audience=_first_text(first.get("domain")),
        nonce=_first_text(first.get("challenge")),
        name=people.text(document.get("name")),
        times=tuple(claim for proof in proofs for claim in _times(proof.options, _PROOF_BOUNDS)),
        proofs=proofs,
        credentials=inside.credentials,
        unreadable=inside.unreadable,
        problems=vc_rules.presentation_problems(document),
    )


def from_claims(
    claims: Mapping[str, Any],
    raw: bytes,
    proof: Proof,
    text: str,
    problems: tuple[str, ...],
    inner: Inner,
    depth: int,
) -> Presented:
    """A presentation in a token: the payload itself (VC-JOSE-COSE section 3.1.2) or its ``vp`` claim (VC 1.1 section 6.3.1).

    ``text`` is the presentation's own JSON.  Raises InputRefused("too-many-credentials").
    """
    document = claims["vp"] if isinstance(claims.get("vp"), dict) else claims
    inside = _inside(text, inner, depth)
    issuer, holder = claims.get("iss"), people.identifier(document.get("holder"))
    if "iss" in claims and (not isinstance(issuer, str) or (holder and issuer != holder)):
        problems = ("jwt-claims-contradict", *problems)
    return Presented(
        kind=PresentationKind.VP_JWT,
        securing=Securing.JWS,
        raw=raw,
        document=document,
        holder=holder or people.string(issuer),
        audience=_first_text(claims.get("aud")),
        nonce=_first_text(claims.get("nonce")),
        name=people.text(document.get("name")),
        times=_times(claims, _BOUNDS),
        proofs=(proof,),
        credentials=inside.credentials,
        unreadable=inside.unreadable,
        problems=(*vc_rules.presentation_problems(document), *problems),
    )


@dataclass(frozen=True, slots=True)
class _Inside:
    credentials: tuple[Credential, ...]
    unreadable: tuple[str, ...]


def _inside(text: str, inner: Inner, depth: int) -> _Inside:
    held = slices.members(text).get("verifiableCredential")
    members = slices.entries(held) if held and held != "null" else ()
    if len(members) > MAX_CREDENTIALS:
        raise InputRefused("too-many-credentials", f"This presentation holds more than {MAX_CREDENTIALS} credentials.")
    credentials: list[Credential] = []
    unreadable: list[str] = []
    for member in members:
        try:
            found = inner(member.encode("utf-8"), depth + 1)
        except InputRefused as error:
            unreadable.append(error.code)
            continue
        credentials += [item for item in found if isinstance(item, Credential)]
        unreadable += ["presentation-inside" for item in found if isinstance(item, Presented)]
    return _Inside(tuple(credentials), tuple(unreadable))


def _times(members: Mapping[str, Any], bounds: Mapping[str, str]) -> tuple[TimeClaim, ...]:
    return tuple(TimeClaim(name=name, bound=bound, value=members[name]) for name, bound in bounds.items() if name in members)


def _first_text(value: Any) -> str:
    return next((item for item in people.items(value) if isinstance(item, str)), "")
