"""SD-JWTs made by hand, so that each may break one rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.fakes import NOON, SeededEntropy
from wallet.encoding import base64url
from wallet.errors import WalletError
from wallet.proofs import jws, sd_jwt
from wallet.proofs.keys import SoftwareSigner
from wallet.proofs.sd_jwt_issue import issue

ISSUER = SoftwareSigner.generate("P-256", SeededEntropy(b"issuer"))
HOLDER = SoftwareSigner.generate("Ed25519", SeededEntropy(b"holder"))
MALLORY = SoftwareSigner.generate("Ed25519", SeededEntropy(b"mallory"))
HEADER = {"alg": "ES256", "typ": "dc+sd-jwt"}
NONCE, AUDIENCE = "7KQ4MP", "Employer"
SHOWN_AT = NOON - timedelta(hours=1)


def code(act: Callable[..., Any], *args: Any, **named: Any) -> str:
    with pytest.raises(WalletError) as caught:
        act(*args, **named)
    assert caught.value.message
    return caught.value.code


def disclosure(*parts: Any) -> str:
    """A disclosure of these elements: salt, name and value, or salt and value."""
    return base64url.encode(json.dumps(parts).encode())


def digest(text: str, algorithm: str = "sha256") -> str:
    return base64url.encode(hashlib.new(algorithm, text.encode()).digest())


def text(payload: Any, *disclosures: str, binding: str = "") -> str:
    """An SD-JWT around any payload, well signed."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return "~".join((jws.sign(HEADER, body, ISSUER), *disclosures, binding))


def processed(payload: Any, *disclosures: str) -> dict[str, Any]:
    return sd_jwt.process(sd_jwt.parse(text(payload, *disclosures)))


def issued(claims: Mapping[str, Any], disclosable: Iterable[str] = (), decoys: int = 0) -> str:
    return issue(claims, list(disclosable), ISSUER, HEADER, SeededEntropy(b"salts"), decoys)


def diploma(**changes: Any) -> str:
    """Bound to HOLDER, with two claims to choose from."""
    claims = {"vct": "https://uni.example/diploma", "cnf": {"jwk": HOLDER.public.to_jwk()}, "name": "Ada", "grade": "1.0"}
    return issued({**claims, **changes}, ["/name", "/grade"])


def shown(of: str = "", *, at: datetime = SHOWN_AT, signer: SoftwareSigner = HOLDER, **claims: Any) -> str:
    """A presentation whose key binding says these claims; one of None is left out."""
    of = of or diploma()
    said = {"iat": int(at.timestamp()), "aud": AUDIENCE, "nonce": NONCE, "sd_hash": digest(of), **claims}
    said = {name: value for name, value in said.items() if value is not None}
    alg = "EdDSA" if signer.public.kind == "Ed25519" else "ES256"
    return of + jws.sign({"alg": alg, "typ": "kb+jwt"}, json.dumps(said).encode(), signer)


def in_json(of: str, *, general: bool = False, **header: Any) -> dict[str, Any]:
    """The same SD-JWT in JWS JSON serialization (RFC 9901 section 8)."""
    token, *disclosures, binding = of.split("~")
    protected, payload, signature = token.split(".")
    unprotected = {"disclosures": disclosures, **({"kb_jwt": binding} if binding else {}), **header}
    one = {"protected": protected, "header": unprotected, "signature": signature}
    return {"payload": payload, "signatures": [one]} if general else {"payload": payload, **one}
