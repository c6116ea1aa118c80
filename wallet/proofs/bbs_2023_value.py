"""The proof values of bbs-2023 (vc-di-bbs sections 3.3.1 to 3.3.8): CBOR behind three bytes that say which.

A credential can bind its holder's secret or a pseudonym; such features are told by name and not checked by this version.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from wallet.errors import CheckUndecided
from wallet.proofs import bbs, sd_value
from wallet.proofs.sd_cbor import malformed

BASE = b"\xd9\x5d\x02"
DERIVED = b"\xd9\x5d\x03"
FEATURES = MappingProxyType(
    {
        b"\xd9\x5d\x04": "anonymous holder binding",
        b"\xd9\x5d\x05": "anonymous holder binding",
        b"\xd9\x5d\x06": "pseudonym",
        b"\xd9\x5d\x07": "pseudonym",
        b"\xd9\x5d\x08": "holder binding with pseudonym",
        b"\xd9\x5d\x09": "holder binding with pseudonym",
    }
)
_HEADER_BYTES, _KEY_BYTES, _MAC = 64, 96, 32
_MAX_PRESENTATION_HEADER = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseValue:
    """What an issuer gives. ``header`` is the hash of the proof options, then that of the mandatory statements."""

    signature: bytes
    header: bytes
    public_key: bytes
    hmac_key: bytes
    mandatory: tuple[str, ...]

    def text(self) -> str:
        """As ``proofValue``."""
        parts = [self.signature, self.header, self.public_key, self.hmac_key, list(self.mandatory)]
        return sd_value.write(BASE, parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedValue:
    """What a holder shows.

    ``mandatory`` numbers the mandatory statements among those shown, ``shown`` the others among all that are not mandatory.
    """

    proof: bytes
    labels: dict[str, str]
    mandatory: tuple[int, ...]
    shown: tuple[int, ...]
    presentation_header: bytes

    def text(self) -> str:
        """As ``proofValue``."""
        labels = {sd_value.number(label, "c14n"): sd_value.number(signed, "b") for label, signed in self.labels.items()}
        parts = [self.proof, labels, list(self.mandatory), list(self.shown), self.presentation_header]
        return sd_value.write(DERIVED, parts)


def refuse_features(value: object) -> None:
    """Raises CheckUndecided("proof-feature-unsupported") for a proof with a feature that this version does not check."""
    feature = FEATURES.get(sd_value.header(value))
    if feature is not None:
        raise CheckUndecided("proof-feature-unsupported", f"Proofs with {feature} cannot be checked by this version.")


def read_base(value: object) -> BaseValue:
    """A base proof value. Raises CheckFailed("bad-proof-value"), CheckUndecided("proof-feature-unsupported")."""
    refuse_features(value)
    signature, header, key, hmac_key, mandatory = sd_value.read(value, BASE, 5)
    return BaseValue(
        signature=sd_value.exactly(signature, bbs.SIGNATURE_BYTES),
        header=sd_value.exactly(header, _HEADER_BYTES),
        public_key=sd_value.exactly(key, _KEY_BYTES),
        hmac_key=sd_value.exactly(hmac_key, _MAC),
        mandatory=sd_value.texts(mandatory),
    )


def read_derived(value: object) -> DerivedValue:
    """A derived proof value. Raises CheckFailed("bad-proof-value"), CheckUndecided("proof-feature-unsupported")."""
    refuse_features(value)
    proof, labels, mandatory, shown, presentation_header = sd_value.read(value, DERIVED, 5)
    if not isinstance(proof, bytes) or not isinstance(labels, dict) or not isinstance(presentation_header, bytes):
        raise malformed()
    if len(presentation_header) > _MAX_PRESENTATION_HEADER or not all(isinstance(signed, int) for signed in labels.values()):
        raise malformed()
    return DerivedValue(
        proof=proof,
        labels={f"c14n{number}": f"b{signed}" for number, signed in labels.items()},
        mandatory=sd_value.numbers(mandatory),
        shown=sd_value.numbers(shown),
        presentation_header=presentation_header,
    )
