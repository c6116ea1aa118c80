"""Public keys in the forms that credentials use, what they verify, and what signs with the private half.

The algorithm belongs to the key, never to the token: an Ed25519 key verifies EdDSA and nothing else, so that no header can
talk a verifier into another reading of the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from wallet.encoding import base64url, multibase
from wallet.errors import CheckFailed, CheckUndecided, InputRefused, UsageError
from wallet.ports import Entropy
from wallet.proofs import key_forms
from wallet.proofs.key_forms import BLS, CURVES, Native, PointOfG2

_ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
# Multicodec prefixes (varints) of the multicodec table, as did:key and Multikey use them.
_CODECS = {
    "Ed25519": b"\xed\x01",
    "P-256": b"\x80\x24",
    "P-384": b"\x81\x24",
    "secp256k1": b"\xe7\x01",
    "RSA": b"\x85\x24",
    BLS: b"\xeb\x01",
}
_KINDS = {prefix: kind for kind, prefix in _CODECS.items()}
_JWK_KINDS = {("OKP", "Ed25519"): "Ed25519", **{("EC", curve): curve for curve in CURVES}}
# What a JWK's ``alg`` may say of a key that we verify with (RFC 7517 section 4.4); another one means another use of the key.
_JWK_ALGORITHMS = {
    "Ed25519": ("EdDSA", "Ed25519"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "secp256k1": ("ES256K",),
    "RSA": ("RS256", "PS256"),
}
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_MIN_RSA_BITS = 2048
_MAX_RSA_BITS = 8192
# y of the points of small order on Curve25519's twin: whoever names one can make a signature that holds for many messages.
_SMALL_ORDER = frozenset(
    int.from_bytes(bytes.fromhex(text), "little")
    for text in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key.

    ``kind`` is Ed25519, P-256, P-384, secp256k1, RSA or BLS12-381-G2; ``encoded`` its bytes as in a Multikey.
    """

    kind: str
    encoded: bytes
    _native: Native = field(repr=False, compare=False)

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """From Multikey or did:key text, base58 only (CID 1.0 section 2.2.2; did:key section 3.1).

        Raises CheckFailed("key-malformed", "weak-key"), CheckUndecided("key-unsupported").
        """
        try:
            data = multibase.decode(text)
        except InputRefused as error:
            raise _malformed() from error
        kind = _KINDS.get(data[:2])
        if not text.startswith("z"):
            raise _malformed()
        if kind is None:
            raise _unsupported()
        return cls.from_encoded(kind, data[2:])

    @classmethod
    def from_encoded(cls, kind: str, data: bytes) -> PublicKey:
        """From bytes as they stand behind a Multikey's prefix. Raises CheckFailed("key-malformed", "weak-key")."""
        made = cls._checked(kind, lambda: key_forms.from_encoded(kind, data))
        if made.encoded != data:  # a second spelling of a key would be a second name of its owner
            raise _malformed()
        return made

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """From a public JWK (RFC 7517, RFC 8037).

        Raises CheckFailed("key-malformed", "key-private", "key-not-for-signing", "weak-key"),
        CheckUndecided("key-unsupported").
        """
        if _PRIVATE_MEMBERS & set(jwk):
            raise _private()
        kty, curve = jwk.get("kty"), jwk.get("crv")
        kind = "RSA" if kty == "RSA" else _JWK_KINDS.get((str(kty), str(curve)))
        if kind is None or jwk.get("alg", _JWK_ALGORITHMS[kind][0]) not in _JWK_ALGORITHMS[kind]:
            raise _unsupported()
        operations = jwk.get("key_ops", ["verify"])
        if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
            raise CheckFailed("key-not-for-signing", "The key that is named was published for another use than signing.")
        return cls._checked(kind, lambda: key_forms.from_jwk(kind, jwk))

    @classmethod
    def from_pem(cls, text: str) -> PublicKey:
        """From a PEM public key (Open Badges 2.0 CryptographicKey).

        Raises CheckFailed("key-malformed", "key-private", "weak-key"), CheckUndecided("key-unsupported").
        """
        if "PRIVATE KEY-----" in text:
            raise _private()
        return cls._checked("", lambda: key_forms.from_pem(text))

    @classmethod
    def _checked(cls, kind: str, load: Callable[[], Native | None]) -> PublicKey:
        """``kind`` is what the key says to be; "" where its form does not say."""
        try:
            native = load()
        except (ValueError, TypeError, KeyError, OverflowError, UnsupportedAlgorithm, InputRefused) as error:
            raise _malformed() from error
        if native is None or not key_forms.kind_of(native):
            raise _unsupported()
        if kind not in ("", key_forms.kind_of(native)):
            raise _malformed()
        return cls._of(native)

    @classmethod
    def _of(cls, native: Native) -> PublicKey:
        encoded = key_forms.encoded(native)
        if isinstance(native, rsa.RSAPublicKey):
            _check_rsa(native)
        elif isinstance(native, ed25519.Ed25519PublicKey) and int.from_bytes(encoded, "little") % 2**255 in _SMALL_ORDER:
            raise CheckFailed("weak-key", "The issuer's key is one of the few for which signatures prove nothing.")
        return cls(key_forms.kind_of(native), encoded, native)

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
        """The key as a public JWK, with the members that RFC 7638 counts and no others."""
        if isinstance(self._native, ed25519.Ed25519PublicKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(self.encoded)}
        if isinstance(self._native, ec.EllipticCurvePublicKey):
            numbers, size = self._native.public_numbers(), CURVES[self.kind][1]
            x, y = (base64url.encode(value.to_bytes(size, "big")) for value in (numbers.x, numbers.y))
            return {"kty": "EC", "crv": self.kind, "x": x, "y": y}
        if isinstance(self._native, PointOfG2):
            return {"kty": "OKP", "crv": "BLS12381G2", "x": base64url.encode(self.encoded)}
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
    """A private key in this process's memory: Ed25519, P-256 or P-384."""

    def __init__(self, kind: str, private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> None:
        self._kind = kind
        self._private = private

    @classmethod
    def from_private_bytes(cls, kind: str, private: bytes) -> SoftwareSigner:
        """From an Ed25519 seed or a big-endian scalar of the curve's full size. Raises CheckFailed("key-malformed")."""
        try:
            if kind == "Ed25519":
                return cls(kind, ed25519.Ed25519PrivateKey.from_private_bytes(private))
            if kind not in _ORDERS or len(private) != CURVES[kind][1]:
                raise _malformed()
            return cls(kind, ec.derive_private_key(int.from_bytes(private, "big"), CURVES[kind][0]))
        except ValueError as error:
            raise _malformed() from error

    @classmethod
    def generate(cls, kind: str, entropy: Entropy) -> SoftwareSigner:
        """A new key. Scalars outside the group's order are drawn again (FIPS 186-5 appendix A.2.2).

        Raises UsageError("key-kind-unknown").
        """
        if kind == "Ed25519":
            return cls.from_private_bytes(kind, entropy.token(32))
        if kind not in _ORDERS:
            raise UsageError("key-kind-unknown", f"Keys of the kind {kind[:40]} cannot be made here.")
        while True:
            drawn = entropy.token(CURVES[kind][1])
            if 0 < int.from_bytes(drawn, "big") < _ORDERS[kind]:
                return cls.from_private_bytes(kind, drawn)

    @property
    def public(self) -> PublicKey:
        return PublicKey._of(self._private.public_key())

    def sign(self, message: bytes) -> bytes:
        """ECDSA takes its nonce from key and message (RFC 6979): a repeated or guessed one would give the key away."""
        if isinstance(self._private, ed25519.Ed25519PrivateKey):
            return self._private.sign(message)
        _, size, digest = CURVES[self._kind]
        r, s = decode_dss_signature(self._private.sign(message, ec.ECDSA(digest, deterministic_signing=True)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    def __repr__(self) -> str:
        return f"SoftwareSigner({self._kind!r})"


def _verify(native: Native, kind: str, signature: bytes, message: bytes, *, pss: bool) -> None:
    if isinstance(native, PointOfG2):
        raise InvalidSignature  # what these keys sign is no message: see ``bbs``
    if isinstance(native, ed25519.Ed25519PublicKey):
        native.verify(signature, message)
    elif isinstance(native, ec.EllipticCurvePublicKey):
        _, size, digest = CURVES[kind]
        if len(signature) != 2 * size:
            raise InvalidSignature
        r, s = (int.from_bytes(part, "big") for part in (signature[:size], signature[size:]))
        native.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
    else:
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH) if pss else padding.PKCS1v15()
        native.verify(signature, message, scheme, hashes.SHA256())


def _check_rsa(native: rsa.RSAPublicKey) -> None:
    if not _MIN_RSA_BITS <= native.key_size <= _MAX_RSA_BITS:
        sentence = f"The issuer's RSA key has {native.key_size} bits; {_MIN_RSA_BITS} to {_MAX_RSA_BITS} are safe to rely on."
        raise CheckFailed("weak-key", sentence)
    exponent = native.public_numbers().e
    if exponent < 3 or exponent % 2 == 0 or exponent.bit_length() > 64:
        raise CheckFailed("weak-key", "The issuer's RSA key has an exponent with which signatures prove nothing.")


def _uint(value: int) -> str:
    return base64url.encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _malformed() -> CheckFailed:
    return CheckFailed("key-malformed", "The key that should prove this is not a well-formed public key.")


def _private() -> CheckFailed:
    return CheckFailed("key-private", "A private key was published in place of a public one. Nobody can rely on it.")


def _unsupported() -> CheckUndecided:
    return CheckUndecided("key-unsupported", "The issuer's key is of a kind that this version cannot use.")
