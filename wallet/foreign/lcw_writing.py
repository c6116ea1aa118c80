"""What Learner Credential Wallet can import: a Universal Wallet in clear, a profile for each key, credentials verbatim.

It takes a profile only with a DID document and both of its keys; without keys the file is for other readers of the draft.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from wallet.encoding import multibase
from wallet.proofs.keys import SoftwareSigner

_ED25519_PRIVATE, _X25519_PUBLIC, _X25519_PRIVATE = b"\x80\x26", b"\xec\x01", b"\x82\x26"
_CONTEXTS = ("https://www.w3.org/2018/credentials/v1", "https://w3id.org/wallet/v1")
_DID_CONTEXTS = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "https://w3id.org/security/suites/x25519-2020/v1",
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile to write: its name, the seed of its Ed25519 key (None: without keys), and its credentials' texts."""

    name: str
    identifier: str
    seed: bytes | None = field(repr=False)
    credentials: Iterable[bytes]


def written(profiles: Iterable[Profile]) -> Iterator[bytes]:
    """The whole file, piece by piece."""
    before = b"["
    for profile in profiles:
        head = {
            "@context": _CONTEXTS,
            "id": f"urn:uuid:{profile.identifier}",
            "type": "UniversalWallet2020",
            "status": "UNLOCKED",
        }
        yield before + _json(head)[:-1] + b',"contents":['
        for credential in profile.credentials:
            yield b"\n" + credential + b","
        own = (*(_keys(profile.seed) if profile.seed is not None else ()), _metadata(profile))
        yield b"\n" + b",\n".join(_json(one) for one in own) + b"]}"
        before = b",\n"
    yield b"]\n"


def content(payload: bytes, media_type: str) -> bytes:
    """A credential as it stands among the contents: JSON as it is, a token in an envelope (VCDM 2.0 section 4.13.1)."""
    text = payload.removeprefix(_BOM).strip()
    if text[:1] == b"{":
        return text
    token = text.decode("ascii", "replace")
    context = "https://www.w3.org/ns/credentials/v2"
    return _json({"@context": [context], "id": f"data:{media_type},{token}", "type": "EnvelopedVerifiableCredential"})


def _keys(seed: bytes) -> tuple[dict[str, Any], ...]:
    """The DID document of a seed's did:key, its key, and the key for agreeing on secrets that is made of it (RFC 7748)."""
    own = SoftwareSigner.from_private_bytes("Ed25519", seed).public
    did = f"did:key:{own.to_multikey()}"
    agreeing = hashlib.sha512(seed).digest()[:32]
    public = multibase.encode_base58(
        _X25519_PUBLIC + X25519PrivateKey.from_private_bytes(agreeing).public_key().public_bytes_raw()
    )
    signing = {"id": f"{did}#{own.to_multikey()}", "type": "Ed25519VerificationKey2020", "controller": did}
    agreement = {"id": f"{did}#{public}", "type": "X25519KeyAgreementKey2020", "controller": did}
    signing_public, agreement_public = {"publicKeyMultibase": own.to_multikey()}, {"publicKeyMultibase": public}
    document = {
        "@context": _DID_CONTEXTS,
        "id": did,
        "verificationMethod": [signing | signing_public],
        **{
            use: [signing["id"]]
            for use in ("authentication", "assertionMethod", "capabilityDelegation", "capabilityInvocation")
        },
        "keyAgreement": [agreement | agreement_public],
    }
    private = {"privateKeyMultibase": multibase.encode_base58(_ED25519_PRIVATE + seed + own.encoded)}
    agreement_private = {"privateKeyMultibase": multibase.encode_base58(_X25519_PRIVATE + agreeing)}
    return document, signing | signing_public | private, agreement | agreement_public | agreement_private


def _metadata(profile: Profile) -> dict[str, Any]:
    return {
        "@context": _CONTEXTS[1:],
        "id": f"urn:uuid:{profile.identifier}#profile",
        "type": "ProfileMetadata",
        "data": {"profileName": profile.name},
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
