"""A small issuer for tests: SD-JWTs with chosen disclosures, signed badges, JWT credentials; all of our own making."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tests.fakes import NOON
from wallet.holder.keys import signer
from wallet.model.credential import Credential, Format, Issuer, Subject
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.proof import Securing
from wallet.proofs import canonical, data_integrity, jws

ISSUER = signer(b"\x07" * 32, KeyKind.ED25519)
ISSUER_DID = f"did:key:{ISSUER.public.to_multikey()}"
METHOD = f"{ISSUER_DID}#{ISSUER.public.to_multikey()}"
VC2 = "https://www.w3.org/ns/credentials/v2"


class Hidden:
    """Marks a value that becomes a disclosure of its own."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _digest(disclosure: str) -> str:
    return _b64(hashlib.sha256(disclosure.encode()).digest())


def conceal(value: Any, disclosures: list[str]) -> Any:
    """RFC 9901 section 4.2: the value with its hidden parts replaced by digests, inner ones first."""
    if isinstance(value, Hidden):
        raise TypeError("a hidden value needs a place")
    if isinstance(value, Mapping):
        out: dict[str, Any] = {}
        digests = []
        for name, member in value.items():
            if isinstance(member, Hidden):
                inner = conceal(member.value, disclosures)
                salt = f"salt{len(disclosures):04d}abcdefgh"
                disclosures.append(_b64(json.dumps([salt, name, inner]).encode()))
                digests.append(_digest(disclosures[-1]))
            else:
                out[name] = conceal(member, disclosures)
        return {**out, "_sd": sorted(digests)} if digests else out
    if isinstance(value, list):
        listed = []
        for item in value:
            if isinstance(item, Hidden):
                inner = conceal(item.value, disclosures)
                salt = f"salt{len(disclosures):04d}abcdefgh"
                disclosures.append(_b64(json.dumps([salt, inner]).encode()))
                listed.append({"...": _digest(disclosures[-1])})
            else:
                listed.append(conceal(item, disclosures))
        return listed
    return value


def reveal(value: Any) -> Any:
    """The claims with nothing hidden."""
    if isinstance(value, Hidden):
        return reveal(value.value)
    if isinstance(value, Mapping):
        return {name: reveal(member) for name, member in value.items()}
    return [reveal(item) for item in value] if isinstance(value, list) else value


def sd_jwt_credential(claims: Mapping[str, Any], key: HolderKey | None = None) -> Credential:
    """An SD-JWT credential as ``formats.read`` would give it; bound to ``key`` where there is one."""
    full = {"iss": ISSUER_DID, "vct": "https://school.example/badge", **claims}
    if key:
        full["cnf"] = {"jwk": dict(key.jwk)}
    disclosures: list[str] = []
    payload = {**conceal(full, disclosures), "_sd_alg": "sha-256"}
    header = {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": METHOD}
    token = jws.sign(header, json.dumps(payload).encode(), ISSUER)
    return Credential(
        format=Format.SD_JWT_VC,
        securing=Securing.SD_JWT,
        raw="~".join([token, *disclosures, ""]).encode(),
        document=reveal(full),
        name="Badge",
        issuer=Issuer(id=ISSUER_DID, name="School"),
        subject=Subject(holder_key=key.id if key else ""),
    )


def badge(
    name: str = "Data analysis", *, holder: str = "", suite: str = "eddsa-jcs-2022", indent: int | None = None, **more: Any
) -> Credential:
    """A VCDM 2.0 credential with a Data Integrity proof."""
    subject = {"id": holder} if holder else {}
    document = {
        "@context": [VC2],
        "id": "urn:uuid:7a2f4b1c-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential"],
        "issuer": ISSUER_DID,
        "name": name,
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": subject or {"id": "did:example:nobody"},
        **more,
    }
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "created": "2026-05-01T00:00:00Z",
    }
    signed = data_integrity.sign(document, options, ISSUER, canonical.Contexts({}))
    return Credential(
        format=Format.VC2,
        securing=Securing.DATA_INTEGRITY,
        raw=json.dumps(signed, indent=indent, ensure_ascii=False).encode(),
        document=signed,
        name=name,
        issuer=Issuer(id=ISSUER_DID, name="School"),
        subject=Subject(id=holder),
    )


def jwt_credential(*, version: int = 2, holder: str = "") -> Credential:
    """A credential as a JWS: VC-JOSE-COSE for version 2, VC 1.1 section 6.3.1 for version 1."""
    body = {"type": ["VerifiableCredential"], "credentialSubject": {"id": holder, "degree": "BSc"}}
    if version == 2:
        claims: dict[str, Any] = {"@context": [VC2], "issuer": ISSUER_DID, **body}
    else:
        claims = {"iss": ISSUER_DID, "vc": {"@context": ["https://www.w3.org/2018/credentials/v1"], **body}}
    token = jws.sign({"alg": "EdDSA", "kid": METHOD}, json.dumps(claims).encode(), ISSUER)
    return Credential(
        format=Format.VC2 if version == 2 else Format.VC1,
        securing=Securing.JWS,
        raw=token.encode(),
        document=claims if version == 2 else {**claims, **claims["vc"]},
        subject=Subject(id=holder),
    )


__all__ = ["ISSUER", "ISSUER_DID", "NOON", "Hidden", "badge", "jwt_credential", "reveal", "sd_jwt_credential"]
