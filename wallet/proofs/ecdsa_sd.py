"""ecdsa-sd-2023 (vc-di-ecdsa 1.0 section 3.6): each statement signed alone, so that a holder can show some of them.

The issuer signs every statement that may be hidden with a key made for this credential, and that key together with the
mandatory statements with its own.  Two showings of one credential carry the same signatures: they can be linked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wallet.encoding import multibase
from wallet.errors import CheckFailed
from wallet.ports import Entropy
from wallet.proofs.contexts import Contexts
from wallet.proofs.ecdsa_sd_value import BaseValue, DerivedValue, read_base, read_derived
from wallet.proofs.keys import PublicKey, Signer, SoftwareSigner
from wallet.proofs.sd_cbor import malformed
from wallet.proofs.selective import Statements, hmac_labels, statements_shown
from wallet.proofs.suite import canonical_options

_HMAC_BYTES = 32


def create(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    mandatory: Sequence[str],
    signer: Signer,
    contexts: Contexts,
    entropy: Entropy,
) -> str:
    """The ``proofValue`` of a base proof (section 3.6.1). ``document`` is without proof, ``options`` without proof value.

    ``mandatory`` are JSON pointers of what every showing must show.
    Raises PresentationRefused for pointers that name nothing, and what ``Statements`` raises.
    """
    own = SoftwareSigner.generate("P-256", entropy)
    hmac_key = entropy.token(_HMAC_BYTES)
    statements = Statements(document, contexts, hmac_labels(hmac_key))
    kept = statements.matching(mandatory)
    public_key = multibase.decode(own.public.to_multikey())
    lines = [statements.lines[number] for number in sorted(kept)]
    return BaseValue(
        base_signature=signer.sign(_signed(document, options, public_key, lines, contexts)),
        public_key=public_key,
        hmac_key=hmac_key,
        signatures=tuple(own.sign(line.encode()) for number, line in enumerate(statements.lines) if number not in kept),
        mandatory=tuple(mandatory),
    ).text()


def mandatory_of(proof: Mapping[str, Any]) -> tuple[str, ...]:
    """The JSON pointers that a base proof makes every showing show. Raises CheckFailed("bad-proof-value")."""
    return read_base(proof.get("proofValue")).mandatory


def derive(
    document: Mapping[str, Any], proof: Mapping[str, Any], pointers: Iterable[str], contexts: Contexts
) -> tuple[dict[str, Any], str]:
    """The part of ``document`` (without proof) that shows what is mandatory and ``pointers``, and its ``proofValue``.

    Section 3.6.5.  Raises CheckFailed("bad-proof-value"), and what ``Statements.part`` raises.
    """
    base = read_base(proof.get("proofValue"))
    statements = Statements(document, contexts, hmac_labels(base.hmac_key))
    kept = statements.matching(base.mandatory)
    part = statements.part((*base.mandatory, *pointers))
    others = [number for number in range(len(statements.lines)) if number not in kept]
    if len(others) != len(base.signatures):
        raise malformed()
    signature_of = dict(zip(others, base.signatures, strict=True))
    value = DerivedValue(
        base_signature=base.base_signature,
        public_key=base.public_key,
        signatures=tuple(signature_of[number] for number in part.indexes if number not in kept),
        labels=dict(part.labels),
        mandatory=tuple(place for place, number in enumerate(part.indexes) if number in kept),
    )
    return part.document, value.text()


def verify(document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey, contexts: Contexts) -> None:
    """Checks a derived proof (section 3.6.7). ``document`` is without proof.

    Raises CheckFailed("bad-proof-value", "signature-mismatch", "key-malformed"), and what ``canonical.canonize`` raises.
    """
    value = read_derived(proof.get("proofValue"))
    lines = statements_shown(document, contexts, value.labels)
    kept = frozenset(value.mandatory)
    if any(number >= len(lines) for number in kept) or len(lines) - len(kept) != len(value.signatures):
        raise malformed()
    mandatory = [line for number, line in enumerate(lines) if number in kept]
    others = [line for number, line in enumerate(lines) if number not in kept]
    _check(document, proof, key, contexts, mandatory, others, value.base_signature, value.public_key, value.signatures)


def verify_base(document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey, contexts: Contexts) -> None:
    """Checks a base proof as its holder can: that everything in it is signed. Raises as ``verify`` does."""
    base = read_base(proof.get("proofValue"))
    statements = Statements(document, contexts, hmac_labels(base.hmac_key))
    kept = statements.matching(base.mandatory)
    mandatory = [line for number, line in enumerate(statements.lines) if number in kept]
    others = [line for number, line in enumerate(statements.lines) if number not in kept]
    if len(others) != len(base.signatures):
        raise malformed()
    _check(document, proof, key, contexts, mandatory, others, base.base_signature, base.public_key, base.signatures)


def _check(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    key: PublicKey,
    contexts: Contexts,
    mandatory: Sequence[str],
    others: Sequence[str],
    base_signature: bytes,
    public_key: bytes,
    signatures: Sequence[bytes],
) -> None:
    if key.kind != "P-256":
        raise CheckFailed("wrong-key-kind", f"A proof of kind ecdsa-sd-2023 cannot be made with a {key.kind} key.")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    key.verify(base_signature, _signed(document, options, public_key, mandatory, contexts))
    own = PublicKey.from_multikey(multibase.encode_base58(public_key))
    for line, signature in zip(others, signatures, strict=True):
        own.verify(signature, line.encode())


def _signed(
    document: Mapping[str, Any], options: Mapping[str, Any], public_key: bytes, mandatory: Iterable[str], contexts: Contexts
) -> bytes:
    """What the issuer's own key signs (section 3.5.1)."""
    proof_hash = hashlib.sha256(canonical_options(document, options, contexts, "SHA256")).digest()
    return proof_hash + public_key + hashlib.sha256("".join(mandatory).encode()).digest()
