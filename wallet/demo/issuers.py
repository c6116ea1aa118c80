"""Sample issuers: each has a key made just now, a did:key or an identifier under ``.example``, and what publishes it."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.model.snapshot import Snapshot
from wallet.ports import Entropy
from wallet.proofs import data_integrity, jws
from wallet.proofs.canonical import Contexts
from wallet.proofs.keys import Signer, SoftwareSigner

_LIST_BITS = 131_072  # the smallest list that Bitstring Status List 1.0 section 3.2 allows


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleIssuer:
    """One made-up issuer. ``id`` is its DID, ``method`` the absolute name of its key, ``documents`` what it publishes."""

    id: str
    name: str
    method: str
    signer: Signer = field(repr=False)
    documents: tuple[Snapshot, ...] = field(default=(), repr=False)

    def sign(self, document: Mapping[str, Any], *, suite: str, created: datetime) -> bytes:
        """The document with an embedded proof, as JSON text."""
        options = {
            "verificationMethod": self.method,
            "proofPurpose": "assertionMethod",
            "created": stamp(created),
            **_suite(suite),
        }
        return strict_json.dumps(data_integrity.sign(document, options, self.signer, Contexts({})))

    def sign_jwt(self, payload: Mapping[str, Any], *, typ: str) -> bytes:
        """The payload as a compact JWS."""
        alg = "EdDSA" if self.signer.public.kind == "Ed25519" else "ES256"
        header = {"alg": alg, "typ": typ, "kid": self.method}
        return jws.sign(header, strict_json.dumps(payload), self.signer).encode()


def with_did_key(name: str, kind: str, entropy: Entropy) -> SampleIssuer:
    """An issuer whose identifier is its key: nothing has to be fetched."""
    signer = _signer(kind, entropy)
    multikey = signer.public.to_multikey()
    return SampleIssuer(id=f"did:key:{multikey}", name=name, method=f"did:key:{multikey}#{multikey}", signer=signer)


def with_did_web(name: str, host: str, kind: str, entropy: Entropy, published: datetime) -> SampleIssuer:
    """An issuer whose key stands in a DID document at its host."""
    signer = _signer(kind, entropy)
    did = f"did:web:{host}"
    method = {"id": f"{did}#key-1", "type": "Multikey", "controller": did, "publicKeyMultibase": signer.public.to_multikey()}
    document = {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
    }
    kept = kept_document(f"https://{host}/.well-known/did.json", document, published)
    return SampleIssuer(id=did, name=name, method=method["id"], signer=signer, documents=(kept,))


def status_list(issuer: SampleIssuer, url: str, withdrawn: frozenset[int], at: datetime) -> Snapshot:
    """A signed Bitstring Status List with these indexes set (W3C Bitstring Status List 1.0 section 3)."""
    bits = bytearray(_LIST_BITS // 8)
    for index in withdrawn:
        bits[index // 8] |= 0x80 >> index % 8
    encoded = "u" + base64url.encode(gzip.compress(bytes(bits), mtime=0))
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": stamp(at),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }
    body = issuer.sign(document, suite="eddsa-rdfc-2022", created=at)
    return Snapshot(url=url, final_url=url, body=body, media_type="application/vc", fetched_at=at)


def kept_document(url: str, document: Mapping[str, Any], at: datetime) -> Snapshot:
    """A JSON document as if it had been fetched at that time."""
    return Snapshot(url=url, final_url=url, body=strict_json.dumps(document), media_type="application/json", fetched_at=at)


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def data_uri(picture: bytes, media_type: str) -> str:
    """A picture inside the credential itself."""
    return f"data:{media_type};base64,{base64.b64encode(picture).decode()}"


def _suite(name: str) -> dict[str, str]:
    if name == "Ed25519Signature2020":
        return {"type": name}
    return {"type": "DataIntegrityProof", "cryptosuite": name}


def _signer(kind: str, entropy: Entropy) -> Signer:
    return SoftwareSigner.generate(kind, entropy)
