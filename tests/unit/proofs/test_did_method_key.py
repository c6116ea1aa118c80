"""The forms in which a document publishes a key, and what they may not say."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from tests.unit.proofs.did_worlds import BITCOIN, DID, KEY, OTHER, POINT, RSA, code, pem, world
from wallet.encoding import multibase
from wallet.proofs.did.resolve import find_method

_RAW = multibase.base58_encode(KEY.encoded)
_COMPRESSED = BITCOIN.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ({"type": "Multikey", "publicKeyMultibase": KEY.to_multikey()}, "Ed25519"),
        ({"type": "Multikey", "publicKeyMultibase": POINT.to_multikey()}, "P-256"),
        ({"type": ["Multikey"], "publicKeyMultibase": KEY.to_multikey()}, "Ed25519"),
        ({"type": "JsonWebKey", "publicKeyJwk": POINT.to_jwk()}, "P-256"),
        ({"type": "JsonWebKey2020", "publicKeyJwk": KEY.to_jwk()}, "Ed25519"),
        ({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": KEY.to_multikey()}, "Ed25519"),
        ({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": "z" + _RAW}, "Ed25519"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": _RAW}, "Ed25519"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyJwk": KEY.to_jwk()}, "Ed25519"),
        (
            {"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyBase58": multibase.base58_encode(_COMPRESSED)},
            "secp256k1",
        ),
        ({"type": "EcdsaSecp256r1VerificationKey2019", "publicKeyMultibase": POINT.to_multikey()}, "P-256"),
        ({"type": "P256Key2021", "publicKeyBase58": multibase.base58_encode(POINT.encoded)}, "P-256"),
        ({"type": "RsaVerificationKey2018", "publicKeyPem": pem(RSA)}, "RSA"),
        ({"type": "CryptographicKey", "publicKeyPem": pem(RSA)}, "RSA"),
        ({"type": ["CryptographicKey", "Key"], "publicKeyPem": pem(BITCOIN)}, "secp256k1"),
        ({"publicKeyPem": pem(RSA)}, "RSA"),
    ],
)
def test_forms_of_a_key(entry: dict[str, Any], kind: str) -> None:
    assert find_method(f"{DID}#k", world({"id": "#k", "controller": DID, **entry})).key.kind == kind


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"type": "Multikey"}, "key-unsupported"),
        ({"type": "NewKey2031", "publicKeyMultibase": KEY.to_multikey()}, "key-unsupported"),
        ({"publicKeyMultibase": KEY.to_multikey()}, "key-unsupported"),
        ({"type": 5, "publicKeyMultibase": KEY.to_multikey()}, "key-unsupported"),
        ({"type": [["Multikey"]], "publicKeyMultibase": KEY.to_multikey()}, "key-unsupported"),
        ({"type": "X25519KeyAgreementKey2020", "publicKeyMultibase": KEY.to_multikey()}, "key-unsupported"),
        ({"type": "X25519KeyAgreementKey2019", "publicKeyBase58": _RAW}, "key-unsupported"),
        ({"type": "EcdsaSecp256k1RecoveryMethod2020", "blockchainAccountId": "eip155:1:0x89"}, "key-unsupported"),
        ({"type": "Multikey", "publicKeyBase58": _RAW}, "key-unsupported"),
        ({"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyHex": _COMPRESSED.hex()}, "key-unsupported"),
        ({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": POINT.to_multikey()}, "key-malformed"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyPem": pem(RSA)}, "key-malformed"),
        ({"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyJwk": POINT.to_jwk()}, "key-malformed"),
        ({"type": "Multikey", "publicKeyMultibase": 5}, "key-malformed"),
        ({"type": "Multikey", "publicKeyMultibase": "z" + _RAW}, "key-unsupported"),
        ({"type": "Multikey", "publicKeyMultibase": "zO"}, "key-malformed"),
        ({"type": "JsonWebKey", "publicKeyJwk": "x"}, "key-malformed"),
        ({"type": "JsonWebKey", "publicKeyJwk": KEY.to_jwk() | {"d": "AA"}}, "key-private"),
        ({"type": "JsonWebKey", "publicKeyJwk": {**KEY.to_jwk(), "use": "enc"}}, "key-not-for-signing"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": "0"}, "key-malformed"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": "1"}, "key-malformed"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": None}, "key-malformed"),
        ({"type": "CryptographicKey", "publicKeyPem": "-----BEGIN"}, "key-malformed"),
        ({"type": "CryptographicKey", "publicKeyPem": ["x"]}, "key-malformed"),
        (
            {"type": "Multikey", "publicKeyMultibase": KEY.to_multikey(), "publicKeyJwk": OTHER.to_jwk()},
            "key-malformed",
        ),
        ({"publicKeyPem": pem(RSA), "publicKeyJwk": KEY.to_jwk()}, "key-malformed"),
    ],
)
def test_a_key_that_cannot_be_relied_on(entry: dict[str, Any], expected: str) -> None:
    assert code(find_method, f"{DID}#k", world({"id": "#k", "controller": DID, **entry})) == expected
