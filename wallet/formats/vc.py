"""W3C credentials as JSON (VCDM 1.1 and 2.0), among them Open Badges 3.0 and Comprehensive Learner Records 2.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wallet.formats import people, vc_rules
from wallet.model.credential import Credential, Format, StatusEntry, TimeClaim
from wallet.model.proof import Proof, Securing

_OB3_TYPES = frozenset({"AchievementCredential", "OpenBadgeCredential", "EndorsementCredential"})
_TYPES = _OB3_TYPES | {"VerifiableCredential", "ClrCredential"}
_SAID = frozenset({"credentialSubject", "issuer", "proof"})
_TIMES = {"validFrom": "start", "issuanceDate": "start", "validUntil": "end", "expirationDate": "end"}
_LIST_MEMBERS = ("statusListCredential", "revocationListCredential")


def is_credential(document: Mapping[str, Any]) -> bool:
    """Whether this means to be a W3C credential: by its type, or by what it says. A type alone says nothing."""
    if _TYPES & set(people.types(document)):
        return bool(_SAID & set(document))
    return "credentialSubject" in document and ("issuer" in document or vc_rules.has_base_context(document))


def read(document: Mapping[str, Any], raw: bytes) -> Credential:
    """A credential with embedded proofs, or with none."""
    proofs = tuple(embedded_proof(item) for item in people.objects(document.get("proof")))
    return build(document, raw, Securing.DATA_INTEGRITY if proofs else Securing.NONE, proofs)


def build(
    document: Mapping[str, Any],
    raw: bytes,
    securing: Securing,
    proofs: tuple[Proof, ...],
    *,
    times: tuple[TimeClaim, ...] = (),
    problems: tuple[str, ...] = (),
) -> Credential:
    """A credential from its document, however it is secured; ``times`` and ``problems`` join what the document gives."""
    subject = document.get("credentialSubject")
    achieved = next((item for found in people.objects(subject) for item in people.objects(found.get("achievement"))), None)
    achievement = people.achievement(achieved) if achieved is not None else None
    return Credential(
        format=format_of(document),
        securing=securing,
        raw=raw,
        document=document,
        name=people.name_of(document, achievement),
        credential_id=people.identifier(document),
        types=people.types(document),
        issuer=people.issuer(document.get("issuer")),
        subject=people.subject(subject),
        achievement=achievement,
        times=(*named_times(document), *times),
        status=tuple(_status(document)),
        proofs=proofs,
        evidence=people.urls(document.get("evidence")),
        problems=tuple(dict.fromkeys((*vc_rules.problems(document), *problems))),
    )


def embedded_proof(value: Mapping[str, Any]) -> Proof:
    """One proof object (VC Data Integrity 1.0 section 2.1)."""
    kind = people.string(value.get("type"))
    suite = people.string(value.get("cryptosuite")) if kind == "DataIntegrityProof" else kind
    return Proof(
        securing=Securing.DATA_INTEGRITY,
        suite=suite or kind,
        verification_method=people.identifier(value.get("verificationMethod")) or None,
        purpose=people.string(value.get("proofPurpose")) or None,
        options=value,
    )


def format_of(document: Mapping[str, Any]) -> Format:
    """The family of a W3C credential, by its types and then by its context."""
    found = set(people.types(document))
    if "ClrCredential" in found:
        return Format.CLR2
    if found & _OB3_TYPES:
        return Format.OB3
    return Format.VC1 if vc_rules.document_is_1(document) else Format.VC2


def named_times(document: Mapping[str, Any]) -> Iterator[TimeClaim]:
    """The members that bound validity, of either version."""
    return (TimeClaim(name=name, bound=bound, value=document[name]) for name, bound in _TIMES.items() if name in document)


def _status(document: Mapping[str, Any]) -> Iterator[StatusEntry]:
    for entry in people.objects(document.get("credentialStatus")):
        listed = next((people.identifier(entry[name]) for name in _LIST_MEMBERS if name in entry), "")
        kinds = people.types(entry)
        yield StatusEntry(
            type=kinds[0] if kinds else "",
            url=listed or people.identifier(entry),
            purpose=people.string(entry.get("statusPurpose")),
            entry=entry,
        )
