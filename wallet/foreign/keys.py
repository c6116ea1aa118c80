"""Private keys in the forms in which wallets write them down, each held to the public key that stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wallet.encoding import base64url, multibase
from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.foreign.refusals import not_needed
from wallet.model.foreign import ForeignKey
from wallet.model.holder import KeyKind
from wallet.proofs.did import method_key
from wallet.proofs.keys import SoftwareSigner

_SEED = 32
# Multicodec prefixes of private keys (varints): ed25519-priv and p256-priv.
_PREFIXES = {b"\x80\x26": KeyKind.ED25519, b"\x86\x26": KeyKind.P256}
_AGREEMENT = ("X25519KeyAgreementKey2019", "X25519KeyAgreementKey2020", "X25519KeyAgreementKey")
_TYPES = frozenset(
    {
        *_AGREEMENT,
        "Ed25519VerificationKey2018",
        "Ed25519VerificationKey2020",
        "EcdsaSecp256k1VerificationKey2019",
        "EcdsaSecp256r1VerificationKey2019",
        "JsonWebKey",
        "JsonWebKey2020",
        "Multikey",
        "P256Key2021",
    }
)


def is_key(types: frozenset[str]) -> bool:
    """Whether something of these types is a key."""
    return bool(types & _TYPES)


def read(place: str, entry: Mapping[str, Any], types: frozenset[str]) -> ForeignKey:
    """The private key in a key document.

    Raises InputRefused: "backup-not-needed" for a key that only agrees on secrets; "backup-key-elsewhere" where no private
    part is written down; "backup-key-unsupported"; "backup-key-malformed"; "backup-key-mismatch" for a public part that
    belongs to another key.
    """
    if types & set(_AGREEMENT):
        raise not_needed("A key for agreeing on secrets, which Satchel has no use for: it was not kept.")
    forms = [(name, entry[name]) for name in _FORMS if name in entry]
    if not forms:
        raise InputRefused("backup-key-elsewhere", "The private part of this key is not in the backup, so it was not kept.")
    if len(forms) > 1:
        raise _malformed()
    name, value = forms[0]
    kind, private = _FORMS[name](value)
    _check_public(entry, kind, private)
    return ForeignKey(place=place, kind=kind, private=private)


def seed(place: str, text: str) -> ForeignKey:
    """An Ed25519 seed as 64 hexadecimal digits. Raises InputRefused("backup-key-malformed")."""
    digits = text.strip()
    if len(digits) != 2 * _SEED or not set(digits.lower()) <= set("0123456789abcdef"):
        raise _malformed()
    return ForeignKey(place=place, kind=KeyKind.ED25519, private=bytes.fromhex(digits))


def did(key: ForeignKey) -> str:
    """The did:key of a key."""
    return f"did:key:{_signer(key.kind, key.private).public.to_multikey()}"


def _multibase(value: Any) -> tuple[KeyKind, bytes]:
    try:
        data = multibase.decode(value) if isinstance(value, str) else b""
    except InputRefused as error:
        raise _malformed() from error
    kind = _PREFIXES.get(data[:2])
    if kind is None:
        raise _unsupported()
    return kind, _private(kind, data[2:])


def _base58(value: Any) -> tuple[KeyKind, bytes]:
    try:
        data = multibase.base58_decode(value) if isinstance(value, str) else b""
    except InputRefused as error:
        raise _malformed() from error
    return KeyKind.ED25519, _private(KeyKind.ED25519, data)


def _jwk(value: Any) -> tuple[KeyKind, bytes]:
    if not isinstance(value, dict):
        raise _malformed()
    kind = {("OKP", "Ed25519"): KeyKind.ED25519, ("EC", "P-256"): KeyKind.P256}.get(
        (str(value.get("kty")), str(value.get("crv")))
    )
    if kind is None:
        raise _unsupported()
    try:
        private = base64url.decode(value["d"]) if isinstance(value.get("d"), str) else b""
    except InputRefused as error:
        raise _malformed() from error
    private = _private(kind, private)
    _check_public({"type": "JsonWebKey2020", "publicKeyJwk": _public_members(value)}, kind, private)
    return kind, private


def _public_members(jwk: Mapping[str, Any]) -> dict[str, Any]:
    return {name: jwk[name] for name in ("kty", "crv", "x", "y") if name in jwk}


_FORMS: Mapping[str, Callable[[Any], tuple[KeyKind, bytes]]] = {
    "privateKeyMultibase": _multibase,
    "secretKeyMultibase": _multibase,
    "privateKeyBase58": _base58,
    "privateKeyJwk": _jwk,
    "secretKeyJwk": _jwk,
}


def _private(kind: KeyKind, data: bytes) -> bytes:
    """32 private bytes; an Ed25519 key may have its public half behind it."""
    private = data[:_SEED]
    if len(data) not in ((_SEED, 2 * _SEED) if kind is KeyKind.ED25519 else (_SEED,)):
        raise _malformed()
    if data[_SEED:] and _signer(kind, private).public.encoded != data[_SEED:]:
        raise _mismatch()
    return private


def _check_public(entry: Mapping[str, Any], kind: KeyKind, private: bytes) -> None:
    """A key without any public part beside it is taken for what it is."""
    own = _signer(kind, private).public
    if not any(name.startswith("publicKey") for name in entry):
        return
    try:
        written = method_key.read(entry)
    except (CheckFailed, CheckUndecided, InputRefused) as error:
        raise _mismatch() from error
    if written.to_multikey() != own.to_multikey():
        raise _mismatch()


def _signer(kind: KeyKind, private: bytes) -> SoftwareSigner:
    try:
        return SoftwareSigner.from_private_bytes(kind.value, private)
    except CheckFailed as error:
        raise _malformed() from error


def _malformed() -> InputRefused:
    return InputRefused("backup-key-malformed", "This is no well-formed private key, so it was not kept.")


def _unsupported() -> InputRefused:
    return InputRefused("backup-key-unsupported", "This key is of a kind that Satchel cannot sign with, so it was not kept.")


def _mismatch() -> InputRefused:
    sentence = "The private and the public part of this key do not belong together, so it was not kept."
    return InputRefused("backup-key-mismatch", sentence)
