"""The key inside one verification method: whichever of the published forms it has, held to what its type says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wallet.encoding import multibase
from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.proofs.keys import PublicKey

_KIND_OF_TYPE: Mapping[str, str] = {
    "Multikey": "",
    "JsonWebKey": "",
    "JsonWebKey2020": "",
    "CryptographicKey": "",
    "Key": "",
    "Ed25519VerificationKey2018": "Ed25519",
    "Ed25519VerificationKey2020": "Ed25519",
    "EcdsaSecp256k1VerificationKey2019": "secp256k1",
    "EcdsaSecp256r1VerificationKey2019": "P-256",
    "P256Key2021": "P-256",
    "P384Key2021": "P-384",
    "RsaVerificationKey2018": "RSA",
}
"""The kind of key that a type of method holds; "" where its form says it."""


def read(entry: Mapping[str, Any]) -> PublicKey:
    """The public key of a verification method (CID 1.0 section 2.2; the older suites; Open Badges 2.0 CryptographicKey).

    A type that is not listed may mean anything, so its key is not used; only Open Badges 2.0 keys go without a type.
    Raises CheckUndecided("key-unsupported") and CheckFailed("key-malformed", and what ``PublicKey`` raises).
    """
    forms = [(name, entry[name]) for name in _FORMS if name in entry]
    kind = _kind(entry)
    if kind is None or not forms:
        raise CheckUndecided("key-unsupported", "The issuer's key is published in a form that this version cannot read.")
    if len(forms) > 1:
        raise _malformed("The key that should prove this is published in several forms at once, which may differ.")
    name, value = forms[0]
    key = _FORMS[name](value, kind)
    if kind not in ("", key.kind):
        raise _malformed("The key that should prove this is of another kind than its document says.")
    return key


def _kind(entry: Mapping[str, Any]) -> str | None:
    types = entry.get("type")
    if types is None and "publicKeyPem" in entry:
        return ""
    named = types if isinstance(types, list) else [types]
    kinds = {_KIND_OF_TYPE[name] for name in named if isinstance(name, str) and name in _KIND_OF_TYPE}
    return max(kinds, default=None)


def _multibase(value: Any, kind: str) -> PublicKey:
    text = _text(value)
    try:
        data = multibase.decode(text)
    except InputRefused as error:
        raise _malformed() from error
    if kind == "Ed25519" and len(data) == 32:
        return PublicKey.from_encoded(kind, data)  # early documents leave the multicodec prefix out
    return PublicKey.from_multikey(text)


def _base58(value: Any, kind: str) -> PublicKey:
    if kind not in ("Ed25519", "secp256k1", "P-256", "P-384"):
        raise CheckUndecided("key-unsupported", "The issuer's key is published in a form that this version cannot read.")
    try:
        return PublicKey.from_encoded(kind, multibase.base58_decode(_text(value)))
    except InputRefused as error:
        raise _malformed() from error


def _jwk(value: Any, _kind: str) -> PublicKey:
    if not isinstance(value, dict):
        raise _malformed()
    return PublicKey.from_jwk(value)


def _pem(value: Any, _kind: str) -> PublicKey:
    return PublicKey.from_pem(_text(value))


_FORMS: Mapping[str, Callable[[Any, str], PublicKey]] = {
    "publicKeyMultibase": _multibase,
    "publicKeyJwk": _jwk,
    "publicKeyPem": _pem,
    "publicKeyBase58": _base58,
}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _malformed()
    return value


def _malformed(sentence: str = "The key that should prove this is not a well-formed public key.") -> CheckFailed:
    return CheckFailed("key-malformed", sentence)
