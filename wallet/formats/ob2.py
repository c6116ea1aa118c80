"""Open Badges 1 and 2 assertions: hosted (the issuer's site vouches) or, inside a JWS, signed.

A revoked assertion (``{"id": …, "revoked": true}``, all that its issuer's site may still say) is a credential without status
entries: ``wallet.verify.status.ob2`` reads ``revoked`` in the document itself, as it does in the copy from the issuer's site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.formats import ob2_rules, people, vc_rules
from wallet.model.credential import Achievement, Credential, Format, Issuer, Subject, TimeClaim
from wallet.model.proof import Proof, Securing
from wallet.model.snapshot import Material

_TIMES = {"issuedOn": "start", "expires": "end"}


def is_assertion(document: Mapping[str, Any]) -> bool:
    """Whether this means to be an assertion, also an old one without type, or a revoked one of which little is left."""
    if "Assertion" in people.types(document):
        return True
    if document.get("revoked") is True and not people.types(document):
        return vc_rules.is_url(document.get("id")) or isinstance(document.get("uid"), str)
    return "badge" in document and "recipient" in document and ("verify" in document or "verification" in document)


def read(document: Mapping[str, Any], raw: bytes) -> Credential:
    """A hosted assertion, or one with a proof inside (Blockcerts 2), which no site vouches for."""
    proofs = tuple(_embedded(document.get("signature")))
    return build(document, raw, Securing.DATA_INTEGRITY if proofs else Securing.HOSTED, proofs)


def _embedded(signature: Any) -> Iterator[Proof]:
    if isinstance(signature, dict):
        suite = next((name for name in people.types(signature) if name != "Extension"), "")
        yield Proof(securing=Securing.DATA_INTEGRITY, suite=suite, options=signature)


def completed(credential: Credential, material: Material) -> Credential:
    """The assertion with what people read of its badge class and issuer, where those are documents of their own and kept.

    ``raw`` and ``document`` stay what they are: verification follows the same documents by itself and dates them.
    """
    badge = credential.document.get("badge")
    known = badge if isinstance(badge, dict) else _kept(people.identifier(badge), material)
    named = known.get("issuer") if known else None
    profile = named if isinstance(named, dict) else _kept(people.identifier(named), material) or named
    achievement = people.achievement(known) if known else credential.achievement
    return replace(
        credential,
        name=credential.name or (achievement.name if achievement else ""),
        achievement=achievement,
        issuer=credential.issuer if credential.issuer.name or profile is None else people.issuer(profile),
    )


def _kept(url: str, material: Material) -> dict[str, Any] | None:
    try:
        found = strict_json.loads(material[url].body) if url in material else None
    except InputRefused:
        return None
    return found if isinstance(found, dict) and people.identifier(found) == url else None


def build(
    document: Mapping[str, Any],
    raw: bytes,
    securing: Securing,
    proofs: tuple[Proof, ...],
    *,
    problems: tuple[str, ...] = (),
) -> Credential:
    """An assertion from its document; ``problems`` join what the document gives."""
    badge = document.get("badge")
    achievement = people.achievement(badge) if isinstance(badge, dict) else Achievement(id=people.identifier(badge))
    issuer = badge.get("issuer") if isinstance(badge, dict) else None
    return Credential(
        format=Format.OB2,
        securing=securing,
        raw=raw,
        document=document,
        name=achievement.name,
        credential_id=people.identifier(document) or people.string(document.get("uid")),
        types=people.types(document),
        issuer=people.issuer(issuer) if issuer is not None else Issuer(),
        subject=_recipient(document.get("recipient")),
        achievement=achievement,
        times=tuple(_times(document)),
        proofs=proofs,
        evidence=people.urls(document.get("evidence")),
        problems=(*ob2_rules.problems(document), *problems),
    )


def _recipient(value: Any) -> Subject:
    return Subject(id=people.string(value.get("identity") if isinstance(value, dict) else value))


def _times(document: Mapping[str, Any]) -> Iterator[TimeClaim]:
    return (TimeClaim(name=name, bound=bound, value=document[name]) for name, bound in _TIMES.items() if name in document)
