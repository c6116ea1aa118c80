"""bbs-2023 (vc-di-bbs section 3.4): some statements shown out of one BBS signature, with a proof made afresh each time.

Two showings of one credential share what they show and nothing else, so they cannot be linked by the proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wallet.errors import CheckFailed
from wallet.ports import Entropy
from wallet.proofs import bbs
from wallet.proofs.bbs_2023_value import BaseValue, DerivedValue, read_base, read_derived
from wallet.proofs.contexts import Contexts
from wallet.proofs.key_forms import BLS
from wallet.proofs.keys import PublicKey
from wallet.proofs.sd_cbor import malformed
from wallet.proofs.selective import Statements, shuffled_labels, statements_shown
from wallet.proofs.suite import canonical_options

_HMAC_BYTES = 32


def create(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    mandatory: Sequence[str],
    secret: bytes,
    contexts: Contexts,
    entropy: Entropy,
) -> str:
    """The ``proofValue`` of a base proof (section 3.4.1). ``document`` is without proof, ``options`` without proof value.

    ``secret`` are the 32 bytes of a BBS secret key, ``mandatory`` JSON pointers of what every showing must show.
    Raises PresentationRefused for pointers that name nothing, and what ``Statements`` raises.
    """
    hmac_key = entropy.token(_HMAC_BYTES)
    statements = Statements(document, contexts, shuffled_labels(hmac_key))
    kept, others = _divided(statements.lines, statements.matching(mandatory))
    header = _header(document, options, kept, contexts)
    return BaseValue(
        signature=bbs.sign(secret, header, others),
        header=header,
        public_key=bbs.public_key(secret),
        hmac_key=hmac_key,
        mandatory=tuple(mandatory),
    ).text()


def mandatory_of(proof: Mapping[str, Any]) -> tuple[str, ...]:
    """The JSON pointers that a base proof makes every showing show. Raises as ``read_base`` does."""
    return read_base(proof.get("proofValue")).mandatory


def derive(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    pointers: Iterable[str],
    contexts: Contexts,
    entropy: Entropy,
    presentation_header: bytes = b"",
) -> tuple[dict[str, Any], str]:
    """The part of ``document`` (without proof) that shows what is mandatory and ``pointers``, and its ``proofValue``.

    Section 3.4.5; ``presentation_header`` is what the proof is made for, and stands readable in it.
    Raises CheckFailed("bad-proof-value"), CheckUndecided("proof-feature-unsupported"), and what ``Statements.part`` raises.
    """
    base = read_base(proof.get("proofValue"))
    statements = Statements(document, contexts, shuffled_labels(base.hmac_key))
    kept = statements.matching(base.mandatory)
    part = statements.part((*base.mandatory, *pointers))
    others = [number for number in range(len(statements.lines)) if number not in kept]
    place_of = {number: place for place, number in enumerate(others)}
    shown = tuple(place_of[number] for number in part.indexes if number not in kept)
    messages = [statements.lines[number].encode() for number in others]
    value = DerivedValue(
        proof=bbs.prove(base.public_key, base.signature, base.header, presentation_header, messages, shown, entropy),
        labels=dict(part.labels),
        mandatory=tuple(place for place, number in enumerate(part.indexes) if number in kept),
        shown=shown,
        presentation_header=presentation_header,
    )
    return part.document, value.text()


def verify(document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey, contexts: Contexts) -> None:
    """Checks a derived proof (section 3.4.7). ``document`` is without proof.

    Raises CheckFailed("bad-proof-value", "signature-mismatch", "wrong-key-kind"),
    CheckUndecided("proof-feature-unsupported"), and what ``canonical.canonize`` raises.
    """
    _check_kind(key)
    value = read_derived(proof.get("proofValue"))
    lines = statements_shown(document, contexts, value.labels)
    if any(number >= len(lines) for number in value.mandatory):
        raise malformed()
    kept, others = _divided(lines, frozenset(value.mandatory))
    if len(others) != len(value.shown):
        raise malformed()
    header = _header(document, proof, kept, contexts)
    shown = dict(zip(value.shown, others, strict=True))
    bbs.verify_proof(key.encoded, value.proof, header, value.presentation_header, shown)


def verify_base(document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey, contexts: Contexts) -> None:
    """Checks a base proof as its holder can: that everything in it is signed. Raises as ``verify`` does."""
    _check_kind(key)
    base = read_base(proof.get("proofValue"))
    statements = Statements(document, contexts, shuffled_labels(base.hmac_key))
    kept, others = _divided(statements.lines, statements.matching(base.mandatory))
    header = _header(document, proof, kept, contexts)
    if base.header != header or base.public_key != key.encoded:
        raise CheckFailed("signature-mismatch", "The signature does not match: this was changed after it was signed.")
    bbs.verify(key.encoded, base.signature, header, others)


def _divided(lines: Sequence[str], kept: frozenset[int]) -> tuple[list[str], list[bytes]]:
    """The mandatory statements, and the others as messages."""
    mandatory = [line for number, line in enumerate(lines) if number in kept]
    return mandatory, [line.encode() for number, line in enumerate(lines) if number not in kept]


def _header(document: Mapping[str, Any], proof: Mapping[str, Any], mandatory: Iterable[str], contexts: Contexts) -> bytes:
    """The BBS header: what is signed and always shown."""
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    proof_hash = hashlib.sha256(canonical_options(document, options, contexts, "SHA256")).digest()
    return proof_hash + hashlib.sha256("".join(mandatory).encode()).digest()


def _check_kind(key: PublicKey) -> None:
    if key.kind != BLS:
        raise CheckFailed("wrong-key-kind", f"A proof of kind bbs-2023 cannot be made with a {key.kind} key.")
