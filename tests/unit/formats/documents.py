"""Unsigned documents and tokens with a made-up signature: reading judges no signature, so none is needed here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from wallet.encoding import base64url
from wallet.formats.read import read
from wallet.model.credential import Credential
from wallet.model.presentation import Presented

VC1 = "https://www.w3.org/2018/credentials/v1"
VC2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB2 = "https://w3id.org/openbadges/v2"
UNI = "did:web:uni.example"
ADA = "did:example:ada"

# RFC 7517 appendix A.1: the public EC key, and the thumbprint of it that RFC 7638 defines.
JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}


def changed(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The document with these members; a change to ``...`` leaves the member out, None is JSON's null."""
    return {name: value for name, value in (dict(document) | dict(changes)).items() if value is not ...}


def credential(**changes: Any) -> dict[str, Any]:
    """A W3C credential of version 2.0."""
    document = {
        "@context": [VC2],
        "id": "https://uni.example/credentials/1",
        "type": ["VerifiableCredential", "DiplomaCredential"],
        "issuer": {"id": UNI, "name": "Example University"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": ADA, "degree": "Bachelor"},
    }
    return changed(document, changes)


def credential_1(**changes: Any) -> dict[str, Any]:
    """A W3C credential of version 1.1."""
    document = {
        "@context": [VC1],
        "id": "https://uni.example/credentials/1",
        "type": ["VerifiableCredential", "DiplomaCredential"],
        "issuer": UNI,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": ADA, "degree": "Bachelor"},
    }
    return changed(document, changes)


def badge(**changes: Any) -> dict[str, Any]:
    """An Open Badges 3.0 credential with all that people read of one."""
    achievement = {
        "id": "https://uni.example/achievements/robots",
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": "Robots",
        "description": "Builds robots.",
        "criteria": {"narrative": "Build one."},
        "image": {"id": "https://uni.example/robots.png", "type": "Image"},
        "tag": ["robotics", "electronics"],
        "alignment": [{"type": ["Alignment"], "targetName": "Soldering", "targetUrl": "https://skills.example/7"}],
    }
    document = credential(
        **{
            "@context": [VC2, OB3],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": "Robot Badge",
            "credentialSubject": {"id": ADA, "type": ["AchievementSubject"], "achievement": achievement},
            "evidence": [{"id": "https://uni.example/video", "type": ["Evidence"]}],
        }
    )
    return changed(document, changes)


def assertion(**changes: Any) -> dict[str, Any]:
    """An Open Badges 2.0 assertion."""
    document = {
        "@context": OB2,
        "type": "Assertion",
        "id": "https://uni.example/assertions/1",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "issuedOn": "2026-01-01T00:00:00Z",
        "expires": "2028-01-01T00:00:00Z",
        "badge": "https://uni.example/badges/robots",
        "verification": {"type": "hosted"},
    }
    return changed(document, changes)


def presentation(*credentials: Any, **changes: Any) -> dict[str, Any]:
    """A presentation of version 2.0 with an embedded proof."""
    document = {
        "@context": [VC2],
        "type": ["VerifiablePresentation"],
        "holder": ADA,
        "verifiableCredential": list(credentials),
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "created": "2026-02-01T00:00:00Z",
            "expires": "2026-02-08T00:00:00Z",
            "verificationMethod": f"{ADA}#key-1",
            "proofPurpose": "authentication",
            "challenge": "7KQ4MP",
            "domain": ["Employer", "Other"],
            "proofValue": "z2",
        },
    }
    return changed(document, changes)


def envelope(token: str, kind: str = "vc+jwt") -> dict[str, Any]:
    return {"@context": VC2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/{kind},{token}"}


def token(claims: Any, **header: Any) -> str:
    """A compact JWS that nobody signed; a header of ... is left out."""
    parts = changed({"alg": "EdDSA", "kid": f"{UNI}#key-1", "typ": "vc+jwt"}, header)
    return f"{_part(parts)}.{_part(claims)}.{base64url.encode(bytes(64))}"


def disclosure(*parts: Any) -> str:
    return _part(list(parts))


def digest(text: str) -> str:
    return base64url.encode(hashlib.sha256(text.encode()).digest())


def sd_jwt(hidden: Mapping[str, Any] | None = None, *, typ: Any = "dc+sd-jwt", binding: str = "", **claims: Any) -> str:
    """An SD-JWT VC whose ``hidden`` claims are all disclosed; ``binding`` is put behind the last tilde."""
    disclosures = [disclosure(f"salt-of-{name}", name, value) for name, value in (hidden or {}).items()]
    payload = {
        "iss": UNI,
        "vct": "https://uni.example/types/robot_diploma",
        "exp": 1893456000,
        "_sd_alg": "sha-256",
        "_sd": [digest(text) for text in disclosures],
    }
    return "~".join([token(changed(payload, claims), typ=typ), *disclosures, binding])


def one(payload: Any) -> Credential | Presented:
    """The one thing that this payload is."""
    (found,) = read(as_payload(payload))
    return found


def one_credential(payload: Any) -> Credential:
    found = one(payload)
    assert isinstance(found, Credential)
    return found


def one_presented(payload: Any) -> Presented:
    found = one(payload)
    assert isinstance(found, Presented)
    return found


def as_payload(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def _part(value: Any) -> str:
    return base64url.encode(value if isinstance(value, bytes) else json.dumps(value).encode())
