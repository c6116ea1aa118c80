"""Selective disclosure inside Data Integrity: issue with a base proof, derive what is shown, check either.

A base proof is between issuer and holder: it carries the key to every hidden label.  Who verifies gets a derived proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided, InputRefused, PresentationRefused, UsageError
from wallet.ports import Entropy
from wallet.proofs import bbs, bbs_2023, bbs_2023_value, ecdsa_sd, ecdsa_sd_value, sd_value
from wallet.proofs.contexts import Contexts
from wallet.proofs.key_forms import BLS
from wallet.proofs.keys import PublicKey, Signer

ECDSA_SD, BBS = "ecdsa-sd-2023", "bbs-2023"
_BASE = {ECDSA_SD: (ecdsa_sd_value.BASE,), BBS: (bbs_2023_value.BASE, *list(bbs_2023_value.FEATURES)[::2])}
_HIDES_NOTHING = "can-only-be-shown-whole"


@dataclass(frozen=True, slots=True)
class BbsKey:
    """A secret key for bbs-2023, 32 bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, entropy: Entropy) -> BbsKey:
        """A new one."""
        return cls(bbs.secret_key(entropy.token(48)))

    @property
    def public(self) -> PublicKey:
        """Its public key."""
        return PublicKey.from_encoded(BLS, bbs.public_key(self.secret))


def issue(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    mandatory: Sequence[str],
    key: Signer | BbsKey,
    *,
    contexts: Contexts,
    entropy: Entropy,
) -> dict[str, Any]:
    """``document`` with a base proof: by a P-256 signer of ecdsa-sd-2023, by a BbsKey of bbs-2023.

    ``options`` are ``verificationMethod``, ``proofPurpose`` and what else the proof says, as text; ``mandatory`` are JSON
    pointers of what every showing must show.
    Raises UsageError("bad-proof-options"), PresentationRefused("pointer-missing" …), and CheckFailed and CheckUndecided where
    the document cannot be signed.
    """
    suite = BBS if isinstance(key, BbsKey) else ECDSA_SD
    if not isinstance(key, BbsKey) and key.public.kind != "P-256":
        raise UsageError("bad-proof-options", f"A {key.public.kind} key makes no proof of which parts can be shown.")
    proof = {"type": "DataIntegrityProof", **options, "cryptosuite": suite}
    bare = _unproven(document)
    if isinstance(key, BbsKey):
        value = bbs_2023.create(bare, proof, mandatory, key.secret, contexts, entropy)
    else:
        value = ecdsa_sd.create(bare, proof, mandatory, key, contexts, entropy)
    return {**bare, "proof": {**proof, "proofValue": value}}


def base_proof(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first base proof of a document, None where it has none: such a document is shown whole."""
    member = document.get("proof", [])
    for proof in member if isinstance(member, list) else [member]:
        if isinstance(proof, Mapping) and proof.get("type") == "DataIntegrityProof" and _is_base(proof):
            return proof
    return None


def mandatory(document: Mapping[str, Any]) -> tuple[str, ...]:
    """JSON pointers of what every showing of a document must show, as its issuer wrote them.

    Raises PresentationRefused("can-only-be-shown-whole", "damaged-credential", "proof-feature-unsupported").
    """
    proof = _base_of(document)
    try:
        return ecdsa_sd.mandatory_of(proof) if proof["cryptosuite"] == ECDSA_SD else bbs_2023.mandatory_of(proof)
    except (CheckFailed, CheckUndecided) as error:
        raise _refused(error) from error


def derive(
    document: Mapping[str, Any],
    pointers: Iterable[str],
    *,
    contexts: Contexts,
    entropy: Entropy,
    presentation_header: bytes = b"",
) -> dict[str, Any]:
    """The part of a credential that shows what is mandatory and what ``pointers`` name, with a derived proof.

    Every other proof of the document is left out: it covers the whole.  ``presentation_header`` binds a bbs-2023 proof to an
    occasion; ecdsa-sd-2023 has no place for one.
    Raises PresentationRefused: "can-only-be-shown-whole", "nothing-to-show", "pointer-missing", "pointer-malformed",
    "cannot-be-split", "damaged-credential", "proof-feature-unsupported"; CheckUndecided("context-missing", ``needs``).
    """
    proof = _base_of(document)
    pointers = tuple(pointers)
    if not pointers and not mandatory(document):
        raise PresentationRefused("nothing-to-show", "Nothing was chosen, and the issuer made nothing mandatory.")
    bare = _unproven(document)
    try:
        if proof["cryptosuite"] == ECDSA_SD:
            part, value = ecdsa_sd.derive(bare, proof, pointers, contexts)
        else:
            part, value = bbs_2023.derive(bare, proof, pointers, contexts, entropy, presentation_header)
    except (CheckFailed, CheckUndecided, InputRefused) as error:
        raise _refused(error) from error
    return {**part, "proof": {**proof, "proofValue": value}}


def verify(suite: str, document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey, contexts: Contexts) -> None:
    """Checks a derived proof over ``document`` (without proof).

    Raises CheckFailed: "bad-proof-value", "signature-mismatch", "wrong-key-kind", "key-malformed", "unsigned-proof-options";
    CheckUndecided: "base-proof" for a base proof that holds but was never meant for a verifier (both specifications: only
    derived proofs are verified), "proof-feature-unsupported"; and what ``canonical.canonize`` raises.
    """
    module = bbs_2023 if suite == BBS else ecdsa_sd
    if not _is_base(proof):
        module.verify(document, proof, key, contexts)
        return
    try:
        module.verify_base(document, proof, key, contexts)
    except PresentationRefused as error:
        sentence = "What this proof names as mandatory is not in the credential, so it is not as it was signed."
        raise CheckFailed("bad-proof-value", sentence) from error
    sentence = "The signature holds, but it is the holder's own copy. Ask for a presentation made from it."
    raise CheckUndecided("base-proof", sentence)


def _is_base(proof: Mapping[str, Any]) -> bool:
    suite = proof.get("cryptosuite")
    return isinstance(suite, str) and sd_value.header(proof.get("proofValue")) in _BASE.get(suite, ())


def _base_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    proof = base_proof(document)
    if proof is None:
        raise PresentationRefused(_HIDES_NOTHING, "This credential has no proof from which a part could be shown.")
    return proof


def _unproven(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def _refused(error: CheckFailed | CheckUndecided | InputRefused) -> CheckUndecided | PresentationRefused:
    if isinstance(error, CheckUndecided) and error.needs:
        return error
    if error.code == "proof-feature-unsupported":
        return PresentationRefused(error.code, str(error))
    sentence = "This credential is damaged, so no part of it can be shown. Ask the issuer for a new copy."
    return PresentationRefused("damaged-credential", sentence)
