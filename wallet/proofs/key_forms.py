"""The forms in which public keys are published, each read strictly: Multikey bytes, JWK and PEM.

What these functions give is a well-formed key of its kind on its curve; whether it is strong enough is ``keys`` to say.
They raise ValueError, TypeError, KeyError, UnsupportedAlgorithm and InputRefused: ``keys`` is the only caller, and
turns all of them into one.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from wallet.encoding import base64url

BLS = "BLS12-381-G2"


@dataclass(frozen=True, slots=True)
class PointOfG2:
    """A public key for BBS signatures: the 96 bytes of a point of G2 that was checked. It verifies nothing by itself."""

    data: bytes


Native: TypeAlias = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey | PointOfG2

CURVES: Mapping[str, tuple[ec.EllipticCurve, int, hashes.HashAlgorithm]] = {
    "P-256": (ec.SECP256R1(), 32, hashes.SHA256()),
    "P-384": (ec.SECP384R1(), 48, hashes.SHA384()),
    "secp256k1": (ec.SECP256K1(), 32, hashes.SHA256()),
}
"""Curve, bytes of a coordinate, and the hash function that signatures with it use (RFC 7518 section 3.4, RFC 8812)."""

_NAMES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp256k1": "secp256k1"}
_FIELD = 2**255 - 19
_D = 0x52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3


def from_encoded(kind: str, data: bytes) -> Native:
    """A key from the bytes behind its multicodec: raw Ed25519, a point, a PKCS #1 RSA key; more spellings than one are read."""
    if kind == "Ed25519":
        return _ed25519(data)
    if kind == "RSA":
        return _rsa_of_pkcs1(data)
    if kind == BLS:
        from wallet.proofs.bbs_points import read_g2

        read_g2(data)
        return PointOfG2(data)
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[kind][0], data)


def from_jwk(kind: str, jwk: Mapping[str, Any]) -> Native:
    """A key from the members of a public JWK (RFC 7518 section 6, RFC 8037 section 2)."""
    if kind == "Ed25519":
        return _ed25519(base64url.decode(jwk["x"]))
    if kind == "RSA":
        n, e = (int.from_bytes(base64url.decode(jwk[name]), "big") for name in ("n", "e"))
        return rsa.RSAPublicNumbers(e, n).public_key()
    curve, size, _ = CURVES[kind]
    x, y = (base64url.decode(jwk[name]) for name in ("x", "y"))
    if len(x) != size or len(y) != size:
        raise ValueError("RFC 7518 section 6.2.1: coordinates have the full size of the field")
    return ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), curve).public_key()


def from_pem(text: str) -> Native | None:
    """A key from PEM text; None for a kind that signs no credential we know."""
    native = serialization.load_pem_public_key(text.encode())
    if isinstance(native, ed25519.Ed25519PublicKey):
        return _ed25519(encoded(native))
    return native if isinstance(native, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) else None


def kind_of(native: Native) -> str:
    """Ed25519, RSA, P-256, P-384, secp256k1 or BLS12-381-G2; "" for another curve."""
    if isinstance(native, PointOfG2):
        return BLS
    if isinstance(native, ed25519.Ed25519PublicKey):
        return "Ed25519"
    return "RSA" if isinstance(native, rsa.RSAPublicKey) else _NAMES.get(native.curve.name, "")


def encoded(native: Native) -> bytes:
    """The bytes of a key as ``from_encoded`` reads them."""
    if isinstance(native, PointOfG2):
        return native.data
    if isinstance(native, ed25519.Ed25519PublicKey):
        return native.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    if isinstance(native, ec.EllipticCurvePublicKey):
        return native.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    return native.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)


def _ed25519(data: bytes) -> ed25519.Ed25519PublicKey:
    """The library loads any 32 bytes; this decodes the point (RFC 8032 section 5.1.3), so that a key has one form only."""
    native = ed25519.Ed25519PublicKey.from_public_bytes(data)
    y = int.from_bytes(data, "little") & (2**255 - 1)
    if y >= _FIELD:
        raise ValueError("a coordinate beyond the field")
    above, below = y * y - 1, _D * y * y + 1
    if pow(above * below, (_FIELD - 1) // 2, _FIELD) == _FIELD - 1:
        raise ValueError("no point of the curve has this coordinate")
    if above % _FIELD == 0 and data[31] & 0x80:
        raise ValueError("zero has no sign")
    return native


def _rsa_of_pkcs1(data: bytes) -> rsa.RSAPublicKey:
    """PEM is the one door of the library that reads a bare PKCS #1 key."""
    pem = b"-----BEGIN RSA PUBLIC KEY-----\n" + base64.encodebytes(data) + b"-----END RSA PUBLIC KEY-----\n"
    native = serialization.load_pem_public_key(pem)
    if not isinstance(native, rsa.RSAPublicKey):
        raise TypeError("not an RSA key")
    return native
