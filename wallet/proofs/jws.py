"""Compact JWS (RFC 7515): read strictly, verified by a key that was found elsewhere, and written.

Verification speaks to ``PublicKey.verify`` directly instead of through a JOSE library: the whole of it is one signing input
and one signature, and what libraries add (key lookup in headers, algorithm choice, lenient base64) is what attacks use.
A key, certificate or address in the header (``jwk``, ``x5c``, ``jku``) is never used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.proofs.keys import PublicKey, Signer

MAX_TOKEN = 4 * 1024 * 1024
_KIND_OF = {
    "EdDSA": "Ed25519",
    "Ed25519": "Ed25519",
    "ES256": "P-256",
    "ES384": "P-384",
    "ES256K": "secp256k1",
    "RS256": "RSA",
    "PS256": "RSA",
}
"""The kind of key that each algorithm needs (RFC 7518, RFC 8037, RFC 8812, RFC 9864)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """One compact JWS, taken apart but not judged. ``signing_input`` is the ASCII text that was signed."""

    header: Mapping[str, Any]
    payload: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @property
    def token(self) -> str:
        """The compact text again."""
        return f"{self.signing_input.decode('ascii')}.{base64url.encode(self.signature)}"

    def text(self, name: str) -> str:
        """A header member that is text; "" where it is missing or something else."""
        value = self.header.get(name)
        return value if isinstance(value, str) else ""


def parse(token: str) -> Jws:
    """Take a compact JWS apart. Raises InputRefused("not-a-jws", "bad-base64url", or a strict_json code)."""
    if len(token) > MAX_TOKEN:
        raise InputRefused("too-large", "This token is longer than any credential needs.")
    parts = token.split(".")
    if len(parts) != 3 or not all(parts[:2]):
        raise InputRefused("not-a-jws", "This is not a complete signed token: it has not three parts. Copy it again, whole.")
    header = strict_json.loads(base64url.decode(parts[0]), max_bytes=64 * 1024)
    if not isinstance(header, dict):
        raise InputRefused("not-a-jws", "The header of this token is not a JSON object.")
    return Jws(
        header=header,
        payload=base64url.decode(parts[1]),
        signing_input=f"{parts[0]}.{parts[1]}".encode("ascii"),
        signature=base64url.decode(parts[2]),
    )


def verify(jws: Jws, key: PublicKey) -> None:
    """Check the signature with this key.

    Raises CheckFailed("alg-none", "alg-symmetric", "alg-missing", "crit-not-understood", "alg-key-mismatch",
    "signature-mismatch") and CheckUndecided("alg-unsupported").
    """
    alg = check_header(jws)
    if _KIND_OF[alg] != key.kind:
        sentence = f"The token says {alg}, but the issuer's key is {key.kind}: somebody tried to pass one for the other."
        raise CheckFailed("alg-key-mismatch", sentence)
    key.verify(jws.signature, jws.signing_input, pss=alg == "PS256")


def check_header(jws: Jws) -> str:
    """The algorithm, if the header asks for nothing that we may not do (RFC 7515 section 4.1.11, RFC 8725 section 3.1)."""
    alg = jws.header.get("alg")
    if not isinstance(alg, str) or not alg:
        raise CheckFailed("alg-missing", "The token does not say how it was signed.")
    if alg.lower() == "none":
        raise CheckFailed("alg-none", "The token says that it is not signed at all.")
    if alg.startswith("HS"):
        raise CheckFailed("alg-symmetric", "The token uses a shared secret, with which anybody who can check can also forge.")
    if "crit" in jws.header or "b64" in jws.header:
        raise CheckFailed(
            "crit-not-understood", "The token demands that something be understood which is not part of credentials."
        )
    if alg not in _KIND_OF:
        raise CheckUndecided("alg-unsupported", f"The token is signed with {alg[:40]}, which this version cannot check.")
    return alg


def sign(header: Mapping[str, Any], payload: bytes, signer: Signer) -> str:
    """A compact JWS. Raises CheckFailed("alg-key-mismatch") when the header's ``alg`` is not the signer's."""
    if _KIND_OF.get(str(header.get("alg"))) != signer.public.kind:
        raise CheckFailed("alg-key-mismatch", "This key does not sign with the algorithm that the header names.")
    signing_input = f"{base64url.encode(strict_json.dumps(dict(header)))}.{base64url.encode(payload)}"
    return f"{signing_input}.{base64url.encode(signer.sign(signing_input.encode('ascii')))}"
