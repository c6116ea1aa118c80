"""A university's kept documents, for tests of identifiers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.fakes import NOON, SeededEntropy, snapshot
from wallet.errors import CheckFailed, CheckUndecided, WalletError
from wallet.model.snapshot import Material
from wallet.proofs.keys import SoftwareSigner

KEY = SoftwareSigner.generate("Ed25519", SeededEntropy(b"issuer")).public
OTHER = SoftwareSigner.generate("Ed25519", SeededEntropy(b"other")).public
POINT = SoftwareSigner.generate("P-256", SeededEntropy(b"point")).public
BITCOIN = ec.derive_private_key(5, ec.SECP256K1()).public_key()
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
NONE: Material = {}
DID = "did:web:uni.example"
PLACE = "https://uni.example/.well-known/did.json"
ISSUER = "https://uni.example/issuer"
AT = NOON - timedelta(days=3)


def pem(native: Any) -> str:
    return native.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def code(act: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(WalletError) as caught:
        act(*args)
    assert isinstance(caught.value, CheckFailed | CheckUndecided)
    assert len(caught.value.message) < 700
    return caught.value.code


def kept(url: str, document: Any) -> Material:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return {url: snapshot(url, body, at=AT)}


def world(method: dict[str, Any] | None = None, **changes: Any) -> Material:
    """The DID document of a university with one key."""
    multikey = {"id": f"{DID}#k", "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY.to_multikey()}
    document = {"id": DID, "verificationMethod": [method or multikey], "assertionMethod": [f"{DID}#k"]} | changes
    return kept(PLACE, {name: value for name, value in document.items() if value is not None})
