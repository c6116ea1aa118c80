"""Embedded proofs: VC Data Integrity 1.0, with the suites of ``registry``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wallet.encoding import multibase
from wallet.errors import CheckFailed, CheckUndecided, InputRefused, UsageError
from wallet.proofs.contexts import Contexts
from wallet.proofs.keys import PublicKey, Signer
from wallet.proofs.registry import SUITES
from wallet.proofs.suite import Suite

_DATE_TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?\Z", re.ASCII)


def suite_of(proof: Mapping[str, Any]) -> Suite:
    """The suite that a proof names. Raises CheckFailed("bad-proof"), CheckUndecided("proof-unsupported")."""
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if not isinstance(kind, str) or (kind == "DataIntegrityProof" and not isinstance(name, str)):
        raise CheckFailed("bad-proof", "The proof does not say of what kind it is.")
    suite = SUITES.get(str(name) if kind == "DataIntegrityProof" else kind)
    if suite is None or suite.proof_type != kind:
        label = name if kind == "DataIntegrityProof" else kind
        raise CheckUndecided("proof-unsupported", f"Proofs of kind “{str(label)[:60]}” cannot be checked by this version.")
    return suite


def verify(document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey, contexts: Contexts) -> None:
    """Checks one proof of a secured document (VC Data Integrity 1.0 sections 4.4 and 4.5).

    ``document`` is whole, with its ``proof`` member (one or an array); ``proof`` is the one to check, ``key`` the key of its
    verification method.  Every proof of a set covers the document without any proof; one with ``previousProof`` covers
    those proofs too.  Whether key, purpose and dates are right is for the caller, and so is ``canonical.unsigned_terms``.

    Raises CheckFailed: "signature-mismatch", "bad-proof", "bad-proof-value", "wrong-key-kind", "previous-proof-missing",
    "unsigned-proof-options", "context-mismatch", "json-not-canonical"; CheckUndecided("proof-unsupported"); what
    ``canonical.canonize`` raises; and for selective suites what ``selective_proofs.verify`` raises.
    """
    suite = suite_of(proof)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    _check_options(options)
    if suite.selective:
        from wallet.proofs import selective_proofs

        selective_proofs.verify(suite.name, _unsecured(document, options), proof, key, contexts)
        return
    signature = _signature(proof.get("proofValue"), suite.signature_bytes(key.kind))
    key.verify(signature, suite.hash_data(_unsecured(document, options), options, key.kind, contexts))


def sign(document: Mapping[str, Any], options: Mapping[str, Any], signer: Signer, contexts: Contexts) -> dict[str, Any]:
    """``document`` with one proof more (VC Data Integrity 1.0 sections 4.2 and 4.3).

    ``options`` name the suite (``cryptosuite``, or ``type`` for a legacy one), ``verificationMethod``, ``proofPurpose``, and
    as needed ``created``, ``expires`` (aware datetimes or their text), ``challenge``, ``domain``, ``id``, ``previousProof``.

    Raises UsageError("bad-proof-options"); CheckFailed("unsigned-terms") where the suite would leave a member of the
    document unsigned; and what ``verify`` raises for the document.
    """
    proof = {"type": "DataIntegrityProof", **{name: _written(value) for name, value in options.items()}}
    proof.pop("proofValue", None)
    try:
        suite = suite_of(proof)
        _check_options(proof)
    except (CheckFailed, CheckUndecided) as error:
        raise UsageError("bad-proof-options", f"This proof cannot be made: {error}") from error
    if suite.selective:
        raise UsageError("bad-proof-options", f"A proof of kind {suite.name} is made with selective_proofs.issue.")
    suite.signature_bytes(signer.public.kind)
    if suite.signs_every_member:
        proof = {**({"@context": document["@context"]} if "@context" in document else {}), **proof}
    else:
        _refuse_unsigned(document, contexts)
    hash_data = suite.hash_data(_unsecured(document, proof), proof, signer.public.kind, contexts)
    proof["proofValue"] = multibase.encode_base58(signer.sign(hash_data))
    present = proofs_of(document)
    return {**document, "proof": [*present, proof] if present else proof}


def proofs_of(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The proofs of a document, in order. Raises CheckFailed("bad-proof") where ``proof`` is neither object nor array."""
    member = document.get("proof", [])
    proofs = member if isinstance(member, list) else [member]
    if not all(isinstance(proof, Mapping) for proof in proofs):
        raise CheckFailed("bad-proof", "The proof of this document is not an object.")
    return tuple(proofs)


def _check_options(options: Mapping[str, Any]) -> None:
    for name in ("verificationMethod", "proofPurpose"):
        if not isinstance(options.get(name), str) or not options[name]:
            raise CheckFailed("bad-proof", f"The proof has no {name}.")
    for name in ("created", "expires"):
        value = options.get(name, "0000-01-01T00:00:00Z")
        if not isinstance(value, str) or _DATE_TIME.match(value) is None:
            raise CheckFailed("bad-proof", f"“{name}” of the proof is not a date and time.")


def _signature(value: Any, length: int) -> bytes:
    """The bytes of ``proofValue``: base58btc, exactly as long as the key's signatures are."""
    try:
        data = multibase.base58_decode(value[1:]) if isinstance(value, str) and value.startswith("z") else b""
    except InputRefused as error:
        raise CheckFailed("bad-proof-value", "The signature in this proof is not base58 text.") from error
    if len(data) != length:
        raise CheckFailed("bad-proof-value", "The signature in this proof is missing, cut off or of another kind.")
    return data


def _unsecured(document: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """What the proof covers: the document without proofs, but with those that ``previousProof`` names (section 4.4)."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    if "previousProof" not in options:
        return bare
    named = options["previousProof"]
    named = named if isinstance(named, list) else [named]
    return {**bare, "proof": [_previous(document, identifier) for identifier in named or [None]]}


def _previous(document: Mapping[str, Any], identifier: Any) -> Mapping[str, Any]:
    found = [proof for proof in proofs_of(document) if isinstance(identifier, str) and proof.get("id") == identifier]
    if len(found) != 1:
        raise CheckFailed("previous-proof-missing", "This proof builds on another one that the document does not have.")
    return found[0]


def _refuse_unsigned(document: Mapping[str, Any], contexts: Contexts) -> None:
    from wallet.proofs.canonical import unsigned_terms

    bare = {name: value for name, value in document.items() if name != "proof"}
    unsigned = unsigned_terms(bare, contexts)
    if unsigned:
        listed = ", ".join(unsigned[:5])
        raise CheckFailed("unsigned-terms", f"The signature would not cover {listed}, because no context defines it.")


def _written(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise UsageError("bad-proof-options", "A time without a zone cannot be signed.")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
