"""Keys in every form in which wallets write them; and those that are none, or not what stands beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.foreign.backups import agreement_key, did, public, seed, verification_key
from wallet.encoding import base64url, multibase
from wallet.errors import InputRefused
from wallet.foreign import keys, outline
from wallet.model.holder import KeyKind
from wallet.proofs.keys import SoftwareSigner

ED = b"\x80\x26"


def read(entry: dict[str, Any]) -> Any:
    return keys.read("content 1", entry, outline.names(entry.get("type")))


def refusal(entry: dict[str, Any]) -> str:
    with pytest.raises(InputRefused) as caught:
        read(entry)
    assert caught.value.message
    return caught.value.code


def secret(prefix: bytes, private: bytes) -> str:
    return multibase.encode_base58(prefix + private)


def _p256() -> SoftwareSigner:
    return SoftwareSigner.from_private_bytes("P-256", seed("p"))


def p256_jwk() -> dict[str, str]:
    return _p256().public.to_jwk() | {"d": base64url.encode(seed("p"))}


def test_as_learner_credential_wallet_writes_it() -> None:
    found = read(verification_key("ada"))
    assert (found.kind, found.private, keys.did(found)) == (KeyKind.ED25519, seed("ada"), did("ada"))
    assert seed("ada").hex() not in repr(found)


@pytest.mark.parametrize(
    "entry",
    [
        verification_key("ada", privateKeyMultibase=multibase.encode_base58(b"\x80\x26" + seed("ada"))),
        {
            "type": ["Multikey"],
            "publicKeyMultibase": public("ada"),
            "secretKeyMultibase": "u" + base64url.encode(b"\x80\x26" + seed("ada")),
        },
        {"type": "Multikey", "secretKeyMultibase": multibase.encode_base58(b"\x80\x26" + seed("ada"))},
        {"type": "Ed25519VerificationKey2018", "privateKeyBase58": multibase.base58_encode(seed("ada"))},
    ],
)
def test_the_same_key_in_other_forms(entry: dict[str, Any]) -> None:
    assert read(entry).private == seed("ada")


def test_p256() -> None:
    jwk = p256_jwk()
    public_jwk = {name: jwk[name] for name in ("kty", "crv", "x", "y")}
    for entry in (
        {"type": "JsonWebKey2020", "publicKeyJwk": public_jwk, "privateKeyJwk": jwk},
        {
            "type": "Multikey",
            "publicKeyMultibase": _p256().public.to_multikey(),
            "secretKeyMultibase": multibase.encode_base58(b"\x86\x26" + seed("p")),
        },
    ):
        found = read(entry)
        assert (found.kind, found.private) == (KeyKind.P256, seed("p"))


def test_the_examples_of_the_draft(corpus: Path) -> None:
    folder = corpus / "wallet-backup" / "open" / "universal-wallet"
    jwk = read(json.loads((folder / "data-model-11-a-jwk-key-example.json").read_bytes()))
    assert jwk.private == base64url.decode("tP7VWE16yMQWUO2G250yvoevfbfxY25GjHglTP3ZOyU")
    base58 = read(json.loads((folder / "data-model-12-a-base58-key-example.json").read_bytes()))
    assert keys.did(base58) == "did:key:z6MkjjCpsoQrwnEmqHzLdxWowXk5gjbwor4urC1RPDmGeV8r"
    for name in ("data-model-13-a-remote-key-example.json", "data-model-14-a-remote-key-example.json"):
        assert refusal(json.loads((folder / name).read_bytes())) == "backup-key-elsewhere"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (agreement_key("ada"), "backup-not-needed"),
        (verification_key("ada", publicKeyMultibase=public("eve")), "backup-key-mismatch"),
        (verification_key("ada", publicKeyMultibase="z6Mk"), "backup-key-mismatch"),
        (verification_key("ada", publicKeyJwk={}), "backup-key-mismatch"),
        (verification_key("ada", privateKeyMultibase=secret(ED, seed("ada") + seed("eve"))), "backup-key-mismatch"),
        (verification_key("ada", privateKeyMultibase=secret(ED, seed("ada")[:31])), "backup-key-malformed"),
        (verification_key("ada", privateKeyMultibase="z0OIl"), "backup-key-malformed"),
        (verification_key("ada", privateKeyMultibase=""), "backup-key-malformed"),
        (verification_key("ada", privateKeyMultibase=7), "backup-key-unsupported"),
        (verification_key("ada", privateKeyMultibase="z" + "1" * 9000), "backup-key-malformed"),
        (verification_key("ada", privateKeyJwk={}), "backup-key-malformed"),
        ({"type": "Multikey", "secretKeyMultibase": secret(b"\x81\x26", seed("s"))}, "backup-key-unsupported"),
        ({"type": "Multikey", "secretKeyMultibase": secret(b"\x86\x26", b"\0" * 32)}, "backup-key-malformed"),
        ({"type": "JsonWebKey2020", "privateKeyJwk": p256_jwk() | {"x": p256_jwk()["y"]}}, "backup-key-mismatch"),
        ({"type": "JsonWebKey2020", "privateKeyJwk": p256_jwk() | {"d": "AAAA"}}, "backup-key-malformed"),
        ({"type": "JsonWebKey2020", "privateKeyJwk": p256_jwk() | {"d": 5}}, "backup-key-malformed"),
        ({"type": "JsonWebKey2020", "privateKeyJwk": p256_jwk() | {"d": "a+b="}}, "backup-key-malformed"),
        ({"type": "JsonWebKey2020", "privateKeyJwk": {"kty": "EC", "crv": "secp256k1", "d": "AA"}}, "backup-key-unsupported"),
        ({"type": "JsonWebKey2020", "privateKeyJwk": [1]}, "backup-key-malformed"),
        ({"type": "Ed25519VerificationKey2018", "privateKeyBase58": "0"}, "backup-key-malformed"),
        ({"type": "Ed25519VerificationKey2020"}, "backup-key-elsewhere"),
    ],
)  # fmt: skip
def test_what_is_not_kept(entry: dict[str, Any], code: str) -> None:
    assert refusal(entry) == code


@pytest.mark.parametrize("text", ["", "ab" * 31, "ab" * 33, "zz" * 32, "ab" * 32 + " x", "\u0661" * 64])
def test_what_is_no_seed(text: str) -> None:
    with pytest.raises(InputRefused) as caught:
        keys.seed("keys/private-key-seed.txt.enc", text)
    assert caught.value.code == "backup-key-malformed"


def test_a_seed() -> None:
    assert keys.did(keys.seed("keys", seed("ada").hex().upper() + "\n")) == did("ada")
