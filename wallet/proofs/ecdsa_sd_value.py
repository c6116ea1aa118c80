"""The proof values of ecdsa-sd-2023 (vc-di-ecdsa 1.0 sections 3.5.2 to 3.5.7): CBOR behind three bytes that say which."""

from __future__ import annotations

from dataclasses import dataclass

from wallet.encoding import base64url
from wallet.proofs import sd_value
from wallet.proofs.sd_cbor import malformed

BASE = b"\xd9\x5d\x00"
DERIVED = b"\xd9\x5d\x01"
_KEY_BYTES, _SIGNATURE, _MAC = 35, 64, 32
_P256 = b"\x80\x24"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseValue:
    """What an issuer gives: one signature for what is mandatory, one by a key of its own for each other statement."""

    base_signature: bytes
    public_key: bytes  # with its multicodec prefix
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory: tuple[str, ...]

    def text(self) -> str:
        """As ``proofValue``."""
        parts = [self.base_signature, self.public_key, self.hmac_key, list(self.signatures), list(self.mandatory)]
        return sd_value.write(BASE, parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedValue:
    """What a holder shows: ``labels`` are the signed label of each node, ``mandatory`` the numbers of mandatory statements."""

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    labels: dict[str, str]
    mandatory: tuple[int, ...]

    def text(self) -> str:
        """As ``proofValue``."""
        labels = {sd_value.number(label, "c14n"): base64url.decode(signed[1:]) for label, signed in self.labels.items()}
        parts = [self.base_signature, self.public_key, list(self.signatures), labels, list(self.mandatory)]
        return sd_value.write(DERIVED, parts)


def read_base(value: object) -> BaseValue:
    """A base proof value. Raises CheckFailed("bad-proof-value")."""
    signature, key, hmac_key, signatures, mandatory = sd_value.read(value, BASE, 5)
    return BaseValue(
        base_signature=sd_value.exactly(signature, _SIGNATURE),
        public_key=_key(key),
        hmac_key=sd_value.exactly(hmac_key, _MAC),
        signatures=_signatures(signatures),
        mandatory=sd_value.texts(mandatory),
    )


def read_derived(value: object) -> DerivedValue:
    """A derived proof value. Raises CheckFailed("bad-proof-value")."""
    signature, key, signatures, labels, mandatory = sd_value.read(value, DERIVED, 5)
    if not isinstance(labels, dict):
        raise malformed()
    return DerivedValue(
        base_signature=sd_value.exactly(signature, _SIGNATURE),
        public_key=_key(key),
        signatures=_signatures(signatures),
        labels={f"c14n{number}": "u" + base64url.encode(sd_value.exactly(mac, _MAC)) for number, mac in labels.items()},
        mandatory=sd_value.numbers(mandatory),
    )


def _key(value: object) -> bytes:
    key = sd_value.exactly(value, _KEY_BYTES)
    if not key.startswith(_P256):
        raise malformed()
    return key


def _signatures(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list):
        raise malformed()
    return tuple(sd_value.exactly(item, _SIGNATURE) for item in value)
