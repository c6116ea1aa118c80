"""Open Badges 1 and 2 assertions: hosted (the issuer's site vouches) or, inside a JWS, signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.formats import people
from wallet.model.credential import Achievement, Credential, Format, Issuer, Subject, TimeClaim
from wallet.model.proof import Proof, Securing
from wallet.model.snapshot import Material

_TIMES = {"issuedOn": "start", "expires": "end"}
_CONTEXTS = ("https://w3id.org/openbadges/v1", "https://w3id.org/openbadges/v2")


def is_assertion(document: Mapping[str, Any]) -> bool:
    """Whether this means to be an assertion, also an old one without type, or a revoked one of which little is left."""
    if "Assertion" in people.types(document):
        return True
    if document.get("revoked") is True and ("id" in document or "uid" in document):
        return True
    return "badge" in document and "recipient" in document and ("verify" in document or "verification" in document)


def read(document: Mapping[str, Any], raw: bytes) -> Credential:
    """A hosted assertion."""
    return build(document, raw, Securing.HOSTED, ())


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


def build(document: Mapping[str, Any], raw: bytes, securing: Securing, proofs: tuple[Proof, ...]) -> Credential:
    """An assertion from its document."""
    badge = document.get("badge")
    achievement = people.achievement(badge) if isinstance(badge, dict) else Achievement(id=people.identifier(badge))
    issuer = badge.get("issuer") if isinstance(badge, dict) else None
    return Credential(
        format=Format.OB2,
        securing=securing,
        raw=raw,
        document=document,
        name=achievement.name,
        credential_id=people.identifier(document) or people.text(document.get("uid")),
        types=people.types(document),
        issuer=people.issuer(issuer) if issuer is not None else Issuer(),
        subject=_recipient(document.get("recipient")),
        achievement=achievement,
        times=tuple(_times(document)),
        proofs=proofs,
        evidence=people.urls(document.get("evidence")),
        problems=tuple(_problems(document)),
    )


def _problems(document: Mapping[str, Any]) -> Iterator[str]:
    """What Open Badges 2.0 section "Assertion" demands; a revoked assertion may keep its id only."""
    if document.get("revoked") is True:
        return
    context = people.items(document.get("@context"))
    if context and not any(item in _CONTEXTS for item in context):
        yield "context-order"
    if not isinstance(document.get("recipient"), dict | str):
        yield "recipient-missing"
    if not isinstance(document.get("badge"), dict | str):
        yield "badge-missing"
    if "issuedOn" not in document and _is_2(document):
        yield "issued-on-missing"


def _is_2(document: Mapping[str, Any]) -> bool:
    return _CONTEXTS[1] in people.items(document.get("@context"))


def _recipient(value: Any) -> Subject:
    if isinstance(value, dict):
        return Subject(id=people.text(value.get("identity")))
    return Subject(id=people.text(value))


def _times(document: Mapping[str, Any]) -> Iterator[TimeClaim]:
    return (TimeClaim(name=name, bound=bound, value=document[name]) for name, bound in _TIMES.items() if name in document)
