"""SD-JWT credentials (RFC 9901; SD-JWT VC; VC-JOSE-COSE section 3.2), alone or shown with a key binding JWT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import CheckFailed, InputRefused
from wallet.formats import envelope, jwt, jwt_claims, people, sd_jwt_rules, vc, vp
from wallet.model.credential import Credential, Format, Issuer, StatusEntry, Subject, TimeClaim
from wallet.model.presentation import PresentationKind, Presented
from wallet.model.proof import Proof, Securing
from wallet.proofs import sd_jwt
from wallet.proofs.jws import Jws
from wallet.proofs.sd_jwt import SdJwt

_BINDING_TIMES = {"iat": "start", "nbf": "start", "exp": "end"}


def read(text: str) -> Credential | Presented:
    """The credential, or the presentation around it where a key binding JWT follows.

    Raises InputRefused("not-an-sd-jwt", "disclosure-malformed", "not-a-credential", "presentation-unsupported" …).
    """
    held = sd_jwt.parse(text)
    kind = jwt.kind_of(held.issuer_jws)
    claims, problems = _claims(held)
    if kind.startswith("vp") or vp.is_presentation(claims) or envelope.is_envelope(claims):
        sentence = "This is a presentation as an SD-JWT, which this version cannot check. Ask for another form of it."
        raise InputRefused("presentation-unsupported", sentence)
    # With a key binding JWT the credential is what precedes it; alone it is the text as received, whatever its serialization.
    raw = (held.presented if held.key_binding else text).encode("utf-8")
    proof = Proof(
        securing=Securing.SD_JWT,
        suite=held.issuer_jws.text("alg"),
        verification_method=held.issuer_jws.text("kid") or None,
        options=held.issuer_jws.header,
    )
    if "vct" not in claims and vc.is_credential(claims):
        credential = _of_w3c(claims, raw, proof, problems)
    else:
        sd_jwt_rules.check_kind(kind, held)
        credential = _of_ietf(claims, raw, proof, (*sd_jwt_rules.problems(kind, held, claims), *problems))
    return credential if held.key_binding is None else _presented(credential, text, held.key_binding, claims)


def _claims(held: SdJwt) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The disclosed claims; where the disclosures are wrong, what the issuer signed without them, and the reason."""
    try:
        return sd_jwt.process(held), ()
    except CheckFailed as error:
        if error.code == "sd-payload":
            raise InputRefused("not-a-credential", error.message) from error
        return _undisclosed(held), (error.code,)


def _undisclosed(held: SdJwt) -> dict[str, Any]:
    try:
        return sd_jwt.process(replace(held, disclosures=()))
    except CheckFailed:
        payload = strict_json.loads(held.issuer_jws.payload)
        return {name: value for name, value in payload.items() if name not in ("_sd", "_sd_alg")}


def _of_w3c(claims: Mapping[str, Any], raw: bytes, proof: Proof, problems: tuple[str, ...]) -> Credential:
    same_times = vc.format_of(claims) in jwt.SAME_TIMES
    problems = (*jwt_claims.problems(claims, claims, same_times=same_times), *problems)
    made = vc.build(claims, raw, Securing.SD_JWT, (proof,), times=jwt_claims.times(claims), problems=problems)
    return replace(made, subject=replace(made.subject, holder_key=jwt_claims.holder_key(claims)))


def _of_ietf(claims: Mapping[str, Any], raw: bytes, proof: Proof, problems: tuple[str, ...]) -> Credential:
    kind = people.string(claims.get("vct"))
    of_w3c = vc.is_credential(claims)  # some issuers put a whole W3C credential under a ``vct``: its dates bound it as well
    problems = (*problems, *(jwt_claims.problems(claims, claims, same_times=False) if of_w3c else ()))
    authority = people.text(claims.get("issuer_name")) or people.text(claims.get("issuing_authority"))
    return Credential(
        format=Format.SD_JWT_VC,
        securing=Securing.SD_JWT,
        raw=raw,
        document=claims,
        name=people.prettified(kind),
        credential_id=people.string(claims.get("jti")),
        types=(kind,) if kind else (),
        issuer=Issuer(id=people.string(claims.get("iss")), name=authority),
        subject=Subject(id=people.string(claims.get("sub")), name=_person(claims), holder_key=jwt_claims.holder_key(claims)),
        times=(*(vc.named_times(claims) if of_w3c else ()), *jwt_claims.times(claims)),
        status=tuple(_status(claims.get("status"))),
        proofs=(proof,),
        evidence=people.urls(claims.get("evidence")),
        problems=tuple(dict.fromkeys(problems)),
    )


def _presented(credential: Credential, text: str, binding: Jws, claims: Mapping[str, Any]) -> Presented:
    try:
        bound = sd_jwt.binding_claims(binding)
    except CheckFailed as error:
        raise InputRefused("not-a-credential", error.message) from error
    audience, nonce = (
        next((item for item in people.items(bound.get(name)) if isinstance(item, str)), "") for name in ("aud", "nonce")
    )
    return Presented(
        kind=PresentationKind.SD_JWT_KB,
        securing=Securing.SD_JWT,
        raw=text.encode("utf-8"),
        document=bound,
        holder=jwt_claims.holder_key(claims),
        audience=audience,
        nonce=nonce,
        name=credential.name,
        times=tuple(
            TimeClaim(name=name, bound=bound_, value=bound[name]) for name, bound_ in _BINDING_TIMES.items() if name in bound
        ),
        proofs=(Proof(securing=Securing.SD_JWT, suite=binding.text("alg"), options=binding.header),),
        credentials=(credential,),
    )


def _person(claims: Mapping[str, Any]) -> str:
    parts = (people.text(claims.get(name)) for name in ("given_name", "family_name"))
    return " ".join(part for part in parts if part) or people.text(claims.get("name"))


def _status(value: Any) -> Iterator[StatusEntry]:
    """Token Status List (draft-ietf-oauth-status-list section 6.2), or whatever else is named there."""
    if not isinstance(value, dict):
        return
    for name, entry in value.items():
        listed = entry if isinstance(entry, dict) else {}
        kind = "TokenStatusList" if name == "status_list" else name
        yield StatusEntry(type=kind, url=people.string(listed.get("uri")), entry=listed)
