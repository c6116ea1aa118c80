"""Sample issuers and holders: small signed credentials of every kind, made from fixed seeds and fixed times.

Everything is the same for the same arguments, so that a test may flip one byte and know what it changed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.fakes import NOON, snapshot
from wallet.encoding import base64url
from wallet.model.snapshot import Material, Snapshot
from wallet.proofs import data_integrity, jws
from wallet.proofs.canonical import Contexts
from wallet.proofs.keys import PublicKey, SoftwareSigner

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB2 = "https://w3id.org/openbadges/v2"
ISSUED = NOON - timedelta(days=30)
NO_MATERIAL: Material = {}


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def kept(url: str, value: Any, *, at: datetime = NOON, media_type: str = "application/json") -> Snapshot:
    """A kept document: JSON for anything but bytes."""
    return snapshot(url, value if isinstance(value, bytes) else json.dumps(value).encode(), media_type, at)


def material(*snapshots: Snapshot) -> dict[str, Snapshot]:
    return {item.url: item for item in snapshots}


@dataclass(frozen=True)
class Party:
    """Somebody with a key: an issuer or a holder. ``did`` is what credentials call them, ``method`` the key's identifier."""

    signer: SoftwareSigner
    did: str
    method: str

    @classmethod
    def with_did_key(cls, seed: str, kind: str = "Ed25519") -> Party:
        signer = _signer(seed, kind)
        did = f"did:key:{signer.public.to_multikey()}"
        return cls(signer, did, f"{did}#{signer.public.to_multikey()}")

    @classmethod
    def with_did_jwk(cls, seed: str, kind: str = "P-256") -> Party:
        signer = _signer(seed, kind)
        did = "did:jwk:" + base64url.encode(json.dumps(signer.public.to_jwk()).encode())
        return cls(signer, did, f"{did}#0")

    @classmethod
    def with_did_web(cls, seed: str, host: str = "uni.example", kind: str = "Ed25519") -> Party:
        return cls(_signer(seed, kind), f"did:web:{host}", f"did:web:{host}#key-1")

    @classmethod
    def at_url(cls, seed: str, url: str = "https://uni.example/issuer", kind: str = "Ed25519") -> Party:
        return cls(_signer(seed, kind), url, f"{url}#key-1")

    @property
    def alg(self) -> str:
        return {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}[self.signer.public.kind]

    @property
    def document_url(self) -> str:
        if self.did.startswith("did:web:"):
            return f"https://{self.did.removeprefix('did:web:')}/.well-known/did.json"
        return self.did

    def document(self, **changes: Any) -> dict[str, Any]:
        """The party's controller document, for parties whose identifier does not contain their key."""
        method = {
            "id": self.method,
            "type": "Multikey",
            "controller": self.did,
            "publicKeyMultibase": self.signer.public.to_multikey(),
        }
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.did,
            "verificationMethod": [method],
            "assertionMethod": [self.method],
            "authentication": [self.method],
        } | changes

    def snapshot(self, *, at: datetime = NOON, **changes: Any) -> Snapshot:
        return kept(self.document_url, self.document(**changes), at=at)

    def sign(self, document: Mapping[str, Any], *, contexts: Material = NO_MATERIAL, **options: Any) -> dict[str, Any]:
        """The document with an embedded proof; an option of None is left out."""
        chosen = {
            "cryptosuite": "eddsa-jcs-2022" if self.signer.public.kind == "Ed25519" else "ecdsa-jcs-2019",
            "verificationMethod": self.method,
            "proofPurpose": "assertionMethod",
            "created": stamp(ISSUED),
        } | options
        chosen = {name: value for name, value in chosen.items() if value is not None}
        return data_integrity.sign(document, chosen, self.signer, Contexts(contexts))

    def token(self, claims: Mapping[str, Any], **header: Any) -> str:
        """A compact JWS; a header of None is left out."""
        chosen = {"alg": self.alg, "typ": "vc+jwt", "kid": self.method} | header
        chosen = {name: value for name, value in chosen.items() if value is not None}
        return jws.sign(chosen, json.dumps(claims).encode(), self.signer)


def badge(issuer: Party, holder: Party | None = None, /, **changes: Any) -> dict[str, Any]:
    """An unsigned Open Badges 3.0 credential; a change to None leaves the member out."""
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://uni.example/achievements/teamwork",
            "type": ["Achievement"],
            "name": "Teamwork",
            "description": "Works well with others.",
            "criteria": {"narrative": "Nominated by peers."},
        },
    }
    if holder is not None:
        subject = {"id": holder.did} | subject
    document = {
        "@context": [V2, OB3],
        "id": "https://uni.example/credentials/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": "Example University"},
        "validFrom": stamp(ISSUED),
        "name": "Teamwork Badge",
        "credentialSubject": subject,
    } | changes
    return {name: value for name, value in document.items() if value is not None}


def as_bytes(value: Mapping[str, Any] | str) -> bytes:
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def presentation(holder: Party, /, *credentials: Any, challenge: str = "", domain: str = "", **options: Any) -> dict[str, Any]:
    """A verifiable presentation signed by the holder."""
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": holder.did,
        "verifiableCredential": list(credentials),
    }
    asked = {"challenge": challenge, "domain": domain}
    chosen = {"proofPurpose": "authentication", "created": stamp(NOON - timedelta(hours=1))}
    return holder.sign(document, **(chosen | {name: value for name, value in asked.items() if value} | options))


# ---------------------------------------------------------------- status lists


def bitstring(*set_bits: int, length: int = 131_072) -> bytes:
    data = bytearray(length // 8)
    for index in set_bits:
        data[index // 8] |= 0x80 >> index % 8
    return gzip.compress(bytes(data), mtime=0)


def status_list(
    by: Party, url: str, /, *set_bits: int, purpose: Any = "revocation", length: int = 131_072, **changes: Any
) -> dict[str, Any]:
    """An unsigned BitstringStatusListCredential; ``subject`` changes its credentialSubject."""
    subject = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": "u" + base64url.encode(bitstring(*set_bits, length=length)),
    } | changes.pop("subject", {})
    document = {
        "@context": [V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": by.did,
        "validFrom": stamp(ISSUED),
        "credentialSubject": subject,
    } | changes
    return {name: value for name, value in document.items() if value is not None}


def status_list_2021(issuer: Party, url: str, *set_bits: int, **subject: Any) -> dict[str, Any]:
    """An unsigned StatusList2021Credential."""
    return {
        "@context": [V1, "https://w3id.org/vc/status-list/2021/v1"],
        "id": url,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": issuer.did,
        "issuanceDate": stamp(ISSUED),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": base64.urlsafe_b64encode(bitstring(*set_bits)).decode().rstrip("="),
        }
        | subject,
    }


def status_entry(
    url: str, index: Any, *, purpose: Any = "revocation", kind: str = "BitstringStatusListEntry", **more: Any
) -> dict[str, Any]:
    return {
        "id": f"{url}#{index}",
        "type": kind,
        "statusPurpose": purpose,
        "statusListIndex": str(index) if isinstance(index, int) else index,
        "statusListCredential": url,
    } | more


# ---------------------------------------------------------------- tokens


def vc_jwt(issuer: Party, document: Mapping[str, Any], **header: Any) -> str:
    """A VC Data Model 2.0 credential as a JWS (VC-JOSE-COSE section 3.1.1)."""
    return issuer.token(document, **header)


def disclosure(salt: str, *claim: Any) -> str:
    return base64url.encode(json.dumps([salt, *claim]).encode())


def digest(text: str) -> str:
    return base64url.encode(hashlib.sha256(text.encode()).digest())


def sd_jwt_vc(issuer: Party, holder: Party | None = None, /, *, hidden: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """An SD-JWT VC with every ``hidden`` claim as a disclosure; a claim of None is left out."""
    hidden = {"given_name": "Ada", "grade": "A"} if hidden is None else hidden
    disclosures = [disclosure(f"salt-{name:_<16}", name, value) for name, value in hidden.items()]
    payload = {
        "iss": issuer.did,
        "iat": seconds(ISSUED),
        "vct": "https://uni.example/types/diploma",
        "_sd_alg": "sha-256",
        "_sd": sorted(digest(text) for text in disclosures),
    } | claims
    if holder is not None:
        payload = {"cnf": {"jwk": holder.signer.public.to_jwk()}} | payload
    payload = {name: value for name, value in payload.items() if value is not None}
    return "~".join([issuer.token(payload, typ="dc+sd-jwt"), *disclosures, ""])


def key_binding(text: str, holder: Party, **claims: Any) -> str:
    """The SD-JWT with a key binding JWT over it (RFC 9901 section 4.3); a claim of None is left out."""
    made = seconds(NOON - timedelta(hours=1))
    payload = {"iat": made, "aud": "Employer", "nonce": "7KQ4MP", "sd_hash": digest(text)} | claims
    payload = {name: value for name, value in payload.items() if value is not None}
    return text + holder.token(payload, typ="kb+jwt", kid=None)


def token_status_list(issuer: Party, url: str, values: bytes, *, bits: int = 1, **claims: Any) -> str:
    """A Status List Token as a JWT; ``values`` is the list before it is compressed."""
    import zlib

    payload = {
        "sub": url,
        "iat": seconds(ISSUED),
        "status_list": {"bits": bits, "lst": base64url.encode(zlib.compress(values))},
    } | claims
    return issuer.token(payload, typ="statuslist+jwt")


# ---------------------------------------------------------------- Open Badges 2.0

OB2_ASSERTION = "https://uni.example/assertions/1.json"
OB2_BADGE = "https://uni.example/badges/robots.json"
OB2_ISSUER = "https://uni.example/issuer.json"
OB2_KEY = "https://uni.example/key.json"
OB2_REVOKED = "https://uni.example/revoked.json"


def assertion(**changes: Any) -> dict[str, Any]:
    """An Open Badges 2.0 assertion, hosted unless ``verification`` is changed."""
    document = {
        "@context": OB2,
        "type": "Assertion",
        "id": OB2_ASSERTION,
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "issuedOn": stamp(ISSUED),
        "badge": OB2_BADGE,
        "verification": {"type": "hosted"},
    } | changes
    return {name: value for name, value in document.items() if value is not None}


def badge_class(**changes: Any) -> dict[str, Any]:
    return {
        "@context": OB2,
        "type": "BadgeClass",
        "id": OB2_BADGE,
        "name": "Robots",
        "description": "Builds robots.",
        "image": "https://uni.example/robots.png",
        "criteria": {"narrative": "Build one."},
        "issuer": OB2_ISSUER,
    } | changes


def profile(**changes: Any) -> dict[str, Any]:
    known = {"@context": OB2, "type": "Issuer", "id": OB2_ISSUER, "name": "Example University"}
    return known | {"url": "https://uni.example"} | changes


def hosted_world(document: Mapping[str, Any], *, at: datetime = NOON) -> dict[str, Snapshot]:
    """Everything a hosted assertion needs, as its issuer's site would serve it."""
    pages = {document["id"]: document, OB2_BADGE: badge_class(), OB2_ISSUER: profile()}
    return material(*(kept(url, page, at=at) for url, page in pages.items()))


def signed_assertion(**changes: Any) -> dict[str, Any]:
    verification = {"type": "SignedBadge", "creator": OB2_KEY}
    return assertion(**({"id": "urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b", "verification": verification} | changes))


def ob2_signed(document: Mapping[str, Any] | None = None, **header: Any) -> str:
    """A signed assertion as a JWS, by the RSA key of ``ob2_key``."""
    payload = json.dumps(signed_assertion() if document is None else document).encode()
    signing_input = f"{base64url.encode(json.dumps({'alg': 'RS256'} | header).encode())}.{base64url.encode(payload)}"
    signature = _rsa().sign(signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signing_input}.{base64url.encode(signature)}"


def ob2_key(**changes: Any) -> dict[str, Any]:
    public = _rsa().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    known = {"@context": OB2, "type": "CryptographicKey", "id": OB2_KEY, "owner": OB2_ISSUER}
    return known | {"publicKeyPem": public.decode()} | changes


def signed_world(**profile_changes: Any) -> dict[str, Snapshot]:
    """Everything a signed assertion needs: badge class, issuer, key, and an empty list of withdrawn badges."""
    issuer = profile(publicKey=OB2_KEY, revocationList=OB2_REVOKED) | profile_changes
    revoked = {"@context": OB2, "id": OB2_REVOKED, "type": "RevocationList", "issuer": OB2_ISSUER, "revokedAssertions": []}
    pages = {OB2_BADGE: badge_class(), OB2_ISSUER: issuer, OB2_KEY: ob2_key(), OB2_REVOKED: revoked}
    return material(*(kept(url, page) for url, page in pages.items()))


def _signer(seed: str, kind: str) -> SoftwareSigner:
    size = 48 if kind == "P-384" else 32
    raw = hashlib.sha512(seed.encode()).digest()[:size]
    return SoftwareSigner.from_private_bytes(kind, b"\x01" + raw[1:] if kind != "Ed25519" else raw)


def thumbprint(party: Party) -> str:
    key: PublicKey = party.signer.public
    return key.thumbprint()


_RSA_KEYS: dict[str, rsa.RSAPrivateKey] = {}


def _rsa() -> rsa.RSAPrivateKey:
    """One RSA key a run: made anew, since a private key has no place in a repository."""
    if "ob2" not in _RSA_KEYS:
        _RSA_KEYS["ob2"] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _RSA_KEYS["ob2"]
