"""An Open Badge of our own making, unsigned, for the tests of this folder."""

from __future__ import annotations

import copy
from typing import Any

V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

_BADGE: dict[str, Any] = {
    "@context": [V2, OB3],
    "id": "urn:uuid:6c4bd4ac-3a55-4c4b-8f1c-1f2d2c9c7a01",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Beekeeping, first year",
    "issuer": {"id": "did:web:college.example", "type": ["Profile"], "name": "Example College"},
    "validFrom": "2025-06-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://college.example/achievements/bees",
            "type": ["Achievement"],
            "name": "Beekeeping",
            "description": "Keeps a hive through the winter.",
            "criteria": {"narrative": "One hive, one winter."},
        },
    },
    "credentialStatus": {
        "id": "https://college.example/status/1#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://college.example/status/1",
    },
}


def badge(**changes: Any) -> dict[str, Any]:
    """A fresh copy with top-level members changed."""
    return {**copy.deepcopy(_BADGE), **changes}


def badge_with_context(*contexts: Any, **changes: Any) -> dict[str, Any]:
    """The same with more contexts behind its own."""
    return badge(**{"@context": [V2, OB3, *contexts], **changes})
