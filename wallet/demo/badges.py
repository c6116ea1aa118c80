"""The sample credentials themselves: what each says, as unsigned documents."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from wallet.demo.issuers import SampleIssuer, stamp

_VC2 = "https://www.w3.org/ns/credentials/v2"
_VC1 = "https://www.w3.org/2018/credentials/v1"
_OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_OB302 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
_ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
LEARNER = "Maya Lindqvist"
EMAIL = "maya@learner.example"


def open_badge(
    issuer: SampleIssuer, name: str, about: tuple[str, str], holder: str, awarded: datetime, **more: Any
) -> dict[str, Any]:
    """An Open Badges 3.0 AchievementCredential. ``about`` is (description, criteria); ``more`` adds members."""
    return {
        "@context": [_VC2, _OB3],
        "id": f"urn:uuid:{_uuid(issuer.name + name)}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": {"id": issuer.id, "type": ["Profile"], "name": issuer.name},
        "validFrom": stamp(awarded),
        "credentialSubject": {"id": holder, "type": ["AchievementSubject"], "achievement": _achievement(issuer, name, about)},
        **more,
    }


def first_aid(issuer: SampleIssuer, holder: str, awarded: datetime) -> dict[str, Any]:
    """An Open Badge in the VC 1.1 form that Open Badges 3.0.2 used."""
    about = ("First aid and resuscitation for adults and children.", "Pass the practical examination.")
    badge = open_badge(issuer, "First Aid & CPR", about, holder, awarded)
    del badge["validFrom"]
    return {
        **badge,
        "@context": [_VC1, _OB302, _ED25519_2020],
        "issuanceDate": stamp(awarded),
        "expirationDate": stamp(awarded + timedelta(days=730)),
    }


def status_entry(url: str, index: int) -> dict[str, Any]:
    """Where to look whether it was withdrawn."""
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def degree(issuer: SampleIssuer, holder: str, awarded: datetime) -> dict[str, Any]:
    """A W3C credential for a degree, to be signed as a JWT."""
    about = ("Two years of applied science with a focus on laboratory practice.", "60 credits and a final project.")
    badge = open_badge(issuer, "Associate of Applied Science", about, holder, awarded)
    badge["credentialSubject"]["achievement"]["achievementType"] = "AssociateDegree"
    return badge


def course_claims(issuer: SampleIssuer, jwk: dict[str, str], awarded: datetime) -> dict[str, Any]:
    """The claims of an SD-JWT VC: eight about the learner, each of which can be shown alone."""
    return {
        "iss": issuer.id,
        "iat": int(awarded.timestamp()),
        "exp": int((awarded + timedelta(days=3650)).timestamp()),
        "vct": "https://university.example/credentials/statistics-course",
        "cnf": {"jwk": jwk},
        "given_name": "Maya",
        "family_name": "Lindqvist",
        "birthdate": "1998-04-12",
        "email": EMAIL,
        "course": "Statistics II",
        "grade": "A",
        "credits": 7.5,
        "completed_on": f"{awarded:%Y-%m-%d}",
    }


COURSE_FIELDS = ("given_name", "family_name", "birthdate", "email", "course", "grade", "credits", "completed_on")


def hosted_badge(host: str, name: str, about: tuple[str, str], awarded: datetime) -> dict[str, dict[str, Any]]:
    """An Open Badges 2.0 assertion and the two documents it names, by address; only the issuer's site vouches for it."""
    assertion, badge, issuer = (f"https://{host}/{part}" for part in ("assertions/1042", "badges/volunteer", "issuer"))
    context = "https://w3id.org/openbadges/v2"
    return {
        assertion: {
            "@context": context,
            "id": assertion,
            "type": "Assertion",
            "recipient": _recipient(),
            "badge": badge,
            "issuedOn": stamp(awarded),
            "verification": {"type": "HostedBadge"},
        },
        badge: {
            "@context": context,
            "id": badge,
            "type": "BadgeClass",
            "name": name,
            "description": about[0],
            "criteria": {"narrative": about[1]},
            "image": f"https://{host}/badges/volunteer.png",
            "issuer": issuer,
        },
        issuer: {
            "@context": context,
            "id": issuer,
            "type": "Issuer",
            "name": "City of Alder Library",
            "url": f"https://{host}/",
            "email": f"badges@{host}",
        },
    }


def _achievement(issuer: SampleIssuer, name: str, about: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{_uuid('achievement ' + issuer.name + name)}",
        "type": ["Achievement"],
        "name": name,
        "description": about[0],
        "criteria": {"narrative": about[1]},
    }


def _recipient() -> dict[str, Any]:
    salt = "alder"
    digest = hashlib.sha256((EMAIL + salt).encode()).hexdigest()
    return {"type": "email", "hashed": True, "salt": salt, "identity": f"sha256${digest}"}


def _uuid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
