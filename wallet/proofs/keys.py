"""Public keys in the forms that credentials use, what they verify, and what signs with the private half.

The algorithm belongs to the key, never to the token: an Ed25519 key verifies EdDSA and nothing else, so that no header can
talk a verifier into another reading of the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from wallet.encoding import base64url, multibase
from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.ports import Entropy

_CURVES: Mapping[str, tuple[ec.EllipticCurve, int, hashes.HashAlgorithm]] = {
    "P-256": (ec.SECP256R1(), 32, hashes.SHA256()),
    "P-384": (ec.SECP384R1(), 48, hashes.SHA384()),
    "secp256k1": (ec.SECP256K1(), 32, hashes.SHA256()),
}
_ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
# Multicodec prefixes (varints) of the multicodec table, as did:key and Multikey use them.
_CODECS = {"Ed25519": b"\xed\x01", "P-256": b"\x80\x24", "P-384": b"\x81\x24", "secp256k1": b"\xe7\x01", "RSA": b"\x85\x24"}
_KINDS = {prefix: kind for kind, prefix in _CODECS.items()}
_MIN_RSA_BITS = 2048
_MAX_RSA_BITS = 8192
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
# RFC 8032 keys of small order: whoever names one can make a signature that holds for many messages.
_SMALL_ORDER = frozenset(
    {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    }
)

_Native = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key. ``kind`` is Ed25519, P-256, P-384, secp256k1 or RSA; ``encoded`` its bytes as in a Multikey."""

    kind: str
    encoded: bytes
    _native: _Native = field(repr=False, compare=False)

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """From Multikey or did:key text (CID 1.0 section 2.2.2). Raises CheckFailed("key-malformed"), CheckUndecided."""
        try:
            data = multibase.decode(text)
        except InputRefused as error:
            raise _malformed() from error
        kind = _KINDS.get(data[:2])
        if kind is None:
            raise CheckUndecided("key-unsupported", "The issuer's key is of a kind that this version cannot use.")
        return cls._checked(kind, lambda: _from_encoded(kind, data[2:]))

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """From a public JWK (RFC 7517, RFC 8037). Raises CheckFailed("key-malformed", "key-private", "weak-key")."""
        if _PRIVATE_MEMBERS & set(jwk):
            raise CheckFailed("key-private", "A private key was published in place of a public one. Nobody can rely on it.")
        kind = {"OKP": jwk.get("crv"), "EC": jwk.get("crv"), "RSA": "RSA"}.get(str(jwk.get("kty")))
        if kind not in _CODECS or (kind == "Ed25519") != (jwk.get("kty") == "OKP"):
            raise CheckUndecided("key-unsupported", "The issuer's key is of a kind that this version cannot use.")
        return cls._checked(str(kind), lambda: _from_jwk(str(kind), jwk))

    @classmethod
    def from_pem(cls, text: str) -> PublicKey:
        """From a PEM public key (Open Badges 2.0 CryptographicKey). Raises CheckFailed("key-malformed", "weak-key")."""
        return cls._of(_loaded_pem(text))

    @classmethod
    def from_raw_ed25519(cls, data: bytes) -> PublicKey:
        """From the 32 bytes of an Ed25519 key. Raises CheckFailed("key-malformed")."""
        return cls._checked("Ed25519", lambda: _from_encoded("Ed25519", data))

    @classmethod
    def _checked(cls, kind: str, load: Callable[[], _Native]) -> PublicKey:
        try:
            native = load()
        except (ValueError, TypeError, KeyError, OverflowError, UnsupportedAlgorithm, InputRefused) as error:
            raise _malformed() from error
        made = cls._of(native)
        if made.kind != kind:
            raise _malformed()
        return made

    @classmethod
    def _of(cls, native: _Native) -> PublicKey:
        kind = _kind_of(native)
        encoded = _encoded(native)
        if isinstance(native, rsa.RSAPublicKey) and not _MIN_RSA_BITS <= native.key_size <= _MAX_RSA_BITS:
            raise CheckFailed(
                "weak-key", f"The issuer's RSA key has {native.key_size} bits; at least {_MIN_RSA_BITS} are safe."
            )
        if kind == "Ed25519" and encoded.hex() in _SMALL_ORDER:
            raise CheckFailed("weak-key", "The issuer's key is one of the few for which signatures prove nothing.")
        return cls(kind, encoded, native)

    def verify(self, signature: bytes, message: bytes, *, pss: bool = False) -> None:
        """Check a signature: Ed25519, ECDSA as r‖s of fixed length, RSA with SHA-256 (PKCS #1 v1.5, or PSS with ``pss``).

        Raises CheckFailed("signature-mismatch").
        """
        try:
            _verify(self._native, self.kind, signature, message, pss=pss)
        except (InvalidSignature, ValueError) as error:
            sentence = "The signature does not match: this was changed after it was signed, or another key signed it."
            raise CheckFailed("signature-mismatch", sentence) from error

    def to_multikey(self) -> str:
        """The key as Multikey text, base58btc."""
        return multibase.encode_base58(_CODECS[self.kind] + self.encoded)

    def to_jwk(self) -> dict[str, str]:
        """The key as a public JWK."""
        if isinstance(self._native, ed25519.Ed25519PublicKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(self.encoded)}
        if isinstance(self._native, ec.EllipticCurvePublicKey):
            numbers, size = self._native.public_numbers(), _CURVES[self.kind][1]
            x, y = (base64url.encode(value.to_bytes(size, "big")) for value in (numbers.x, numbers.y))
            return {"kty": "EC", "crv": self.kind, "x": x, "y": y}
        modulus = self._native.public_numbers()
        return {"kty": "RSA", "n": _uint(modulus.n), "e": _uint(modulus.e)}

    def thumbprint(self) -> str:
        """The RFC 7638 thumbprint with SHA-256, base64url."""
        text = json.dumps(self.to_jwk(), sort_keys=True, separators=(",", ":"))
        return base64url.encode(hashlib.sha256(text.encode()).digest())

    def __reduce__(self) -> tuple[Any, ...]:
        return PublicKey.from_multikey, (self.to_multikey(),)


class Signer(Protocol):
    """Signs with a private key that it does not show."""

    @property
    def public(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """Ed25519, or ECDSA as r‖s of fixed length."""
        ...


class SoftwareSigner:
    """A private key in this process's memory."""

    def __init__(self, kind: str, private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> None:
        self._kind = kind
        self._private = private

    @classmethod
    def from_private_bytes(cls, kind: str, private: bytes) -> SoftwareSigner:
        """From an Ed25519 seed or a big-endian scalar. Raises CheckFailed("key-malformed")."""
        try:
            if kind == "Ed25519":
                return cls(kind, ed25519.Ed25519PrivateKey.from_private_bytes(private))
            if kind not in _ORDERS or len(private) != _CURVES[kind][1]:
                raise _malformed()
            return cls(kind, ec.derive_private_key(int.from_bytes(private, "big"), _CURVES[kind][0]))
        except ValueError as error:
            raise _malformed() from error

    @classmethod
    def generate(cls, kind: str, entropy: Entropy) -> SoftwareSigner:
        """A new key. Scalars outside the group's order are drawn again (FIPS 186-5 appendix A.2.2)."""
        if kind == "Ed25519":
            return cls.from_private_bytes(kind, entropy.token(32))
        while True:
            drawn = entropy.token(_CURVES[kind][1])
            if 0 < int.from_bytes(drawn, "big") < _ORDERS[kind]:
                return cls.from_private_bytes(kind, drawn)

    @property
    def public(self) -> PublicKey:
        return PublicKey._of(self._private.public_key())

    def sign(self, message: bytes) -> bytes:
        if isinstance(self._private, ed25519.Ed25519PrivateKey):
            return self._private.sign(message)
        _, size, digest = _CURVES[self._kind]
        r, s = decode_dss_signature(self._private.sign(message, ec.ECDSA(digest)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    def __repr__(self) -> str:
        return f"SoftwareSigner({self._kind!r})"


def _verify(native: _Native, kind: str, signature: bytes, message: bytes, *, pss: bool) -> None:
    if isinstance(native, ed25519.Ed25519PublicKey):
        native.verify(signature, message)
    elif isinstance(native, ec.EllipticCurvePublicKey):
        _, size, digest = _CURVES[kind]
        if len(signature) != 2 * size:
            raise InvalidSignature
        r, s = (int.from_bytes(part, "big") for part in (signature[:size], signature[size:]))
        native.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
    else:
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH) if pss else padding.PKCS1v15()
        native.verify(signature, message, scheme, hashes.SHA256())


def _from_encoded(kind: str, data: bytes) -> _Native:
    if kind == "Ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(data)
    if kind == "RSA":
        return _rsa_only(serialization.load_der_public_key(_spki_of_pkcs1(data)))
    curve, size, _ = _CURVES[kind]
    if len(data) != size + 1:
        raise ValueError("a compressed point has one byte more than a coordinate")
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, data)


def _from_jwk(kind: str, jwk: Mapping[str, Any]) -> _Native:
    if kind == "Ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(base64url.decode(jwk["x"]))
    if kind == "RSA":
        n, e = (int.from_bytes(base64url.decode(jwk[name]), "big") for name in ("n", "e"))
        return rsa.RSAPublicNumbers(e, n).public_key()
    curve, size, _ = _CURVES[kind]
    x, y = (base64url.decode(jwk[name]) for name in ("x", "y"))
    if len(x) != size or len(y) != size:
        raise ValueError("RFC 7518 section 6.2.1: coordinates have the full size of the field")
    return ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), curve).public_key()


def _encoded(native: _Native) -> bytes:
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    if isinstance(native, ed25519.Ed25519PublicKey):
        return native.public_bytes(*raw)
    if isinstance(native, ec.EllipticCurvePublicKey):
        return native.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    return native.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)


def _kind_of(native: _Native) -> str:
    if isinstance(native, ed25519.Ed25519PublicKey):
        return "Ed25519"
    if isinstance(native, rsa.RSAPublicKey):
        return "RSA"
    names = {"secp256r1": "P-256", "secp384r1": "P-384", "secp256k1": "secp256k1"}
    kind = names.get(native.curve.name)
    if kind is None:
        raise CheckUndecided("key-unsupported", "The issuer's key is of a kind that this version cannot use.")
    return kind


def _loaded_pem(text: str) -> _Native:
    try:
        native = serialization.load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _malformed() from error
    if isinstance(native, ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return native
    raise CheckUndecided("key-unsupported", "The issuer's key is of a kind that this version cannot use.")


def _spki_of_pkcs1(data: bytes) -> bytes:
    """A PKCS #1 key as SubjectPublicKeyInfo text would hold it; PEM is the one door that reads PKCS #1."""
    pem = b"-----BEGIN RSA PUBLIC KEY-----\n" + base64.encodebytes(data) + b"-----END RSA PUBLIC KEY-----\n"
    key = serialization.load_pem_public_key(pem)
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _rsa_only(native: object) -> rsa.RSAPublicKey:
    if not isinstance(native, rsa.RSAPublicKey):
        raise TypeError("not an RSA key")
    return native


def _uint(value: int) -> str:
    return base64url.encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _malformed() -> CheckFailed:
    return CheckFailed("key-malformed", "The key that should prove this is not a well-formed public key.")
