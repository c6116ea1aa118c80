"""What a file is when it is no credential, in words: the person who was given the wrong file learns which one it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.errors import InputRefused
from wallet.formats import people

_BY_TYPE = {
    "Profile": "an issuer's profile",
    "Issuer": "an issuer's profile",
    "BadgeClass": "a description of a badge",
    "Achievement": "a description of an achievement",
    "CryptographicKey": "a key",
    "Multikey": "a key",
    "RevocationList": "a list of withdrawn badges",
    "Endorsement": "an endorsement of a badge",
    "DataIntegrityProof": "a proof without the credential that it belongs to",
}
# A document that has all of these members; the first that fits.
_BY_MEMBERS = (
    (("proofValue",), "a proof without the credential that it belongs to"),
    (("cryptosuite",), "a proof without the credential that it belongs to"),
    (("verificationMethod",), "an issuer's keys"),
    (("keys",), "a set of keys"),
    (("kty",), "a key"),
    (("publicKeyMultibase",), "a key"),
    (("credential_issuer",), "an offer of a credential"),
    (("badge", "recipient"), "a badge in the form of 2011 (Open Badges 0.5), which this version cannot read"),
    (("@context",), "linked data"),
)


def not_a_credential(document: Mapping[str, Any]) -> InputRefused:
    """The refusal of a JSON object that is no credential, saying what it looks like."""
    named = (words for kind, words in _BY_TYPE.items() if kind in people.types(document))
    shaped = (words for members, words in _BY_MEMBERS if all(name in document for name in members))
    return refused(next(named, "") or next(shaped, "JSON data"))


def refused(looks: str) -> InputRefused:
    """The refusal of something that ``looks`` like this."""
    return InputRefused(
        "not-a-credential", f"This file holds {looks}, not a credential. Ask the issuer for the credential itself."
    )
