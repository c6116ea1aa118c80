"""Suite: what one Data Integrity cryptosuite signs, and how long its signatures are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wallet.errors import CheckFailed
from wallet.proofs import jcs
from wallet.proofs.canonical import expanded_and_canonized
from wallet.proofs.contexts import Contexts

_SIGNATURE_BYTES = {"Ed25519": 64, "P-256": 64, "P-384": 96}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One cryptosuite.

    ``canonical_form`` is "rdfc" (RDFC-1.0: what no context defines is not signed, see ``canonical.unsigned_terms``) or
    "jcs" (RFC 8785: every member is signed).  ``kinds`` are the kinds of keys it takes.  ``successor`` names the suite that
    a superseded name stands for, "" for a current one.  A ``selective`` suite signs statement by statement, so that a part can
    be shown; its proofs are checked and made in ``selective_proofs``.
    """

    name: str
    canonical_form: Literal["rdfc", "jcs"]
    kinds: tuple[str, ...]
    proof_type: str = "DataIntegrityProof"
    successor: str = ""
    selective: bool = False

    @property
    def signs_every_member(self) -> bool:
        """Whether ``unsigned_terms`` has nothing to ask of a document with this proof."""
        return self.canonical_form == "jcs"

    def signature_bytes(self, kind: str) -> int:
        """Length of a signature by a key of ``kind``. Raises CheckFailed("wrong-key-kind")."""
        if kind not in self.kinds:
            raise CheckFailed("wrong-key-kind", f"A proof of kind {self.name} cannot be made with a {kind} key.")
        return _SIGNATURE_BYTES[kind]

    def hash_data(self, document: Mapping[str, Any], options: Mapping[str, Any], kind: str, contexts: Contexts) -> bytes:
        """What is signed: the hash of the proof options, then that of the document (vc-di-eddsa and vc-di-ecdsa section 3).

        ``document`` is without the proof, ``options`` the proof without ``proofValue``.
        Raises what ``canonize`` raises, and CheckFailed("unsigned-proof-options" or "context-mismatch").
        """
        # P-384 takes SHA-384 everywhere, inside RDFC-1.0 too (vc-di-ecdsa section 3.2.3).
        hash_name = "SHA384" if kind == "P-384" else "SHA256"
        if self.canonical_form == "jcs":
            texts = [jcs.dumps(options), jcs.dumps(_with_signed_context(document, options))]
        else:
            texts = [canonical_options(document, options, contexts, hash_name)]
            texts.append(expanded_and_canonized(document, contexts, hash_name=hash_name)[1].encode())
        digest = hashlib.sha384 if hash_name == "SHA384" else hashlib.sha256
        return b"".join(digest(text).digest() for text in texts)


def canonical_options(document: Mapping[str, Any], options: Mapping[str, Any], contexts: Contexts, hash_name: str) -> bytes:
    """Proof configuration (vc-di-eddsa section 3.2.5): the options mean what the document's own context says.

    Raises what ``canonize`` raises, and CheckFailed("unsigned-proof-options").
    """
    configuration = dict(options)
    configuration.pop("@context", None)
    if "@context" in document:
        configuration = {"@context": document["@context"], **configuration}
    unsigned, text = expanded_and_canonized(configuration, contexts, hash_name=hash_name)
    if unsigned:
        listed = ", ".join(unsigned[:5])
        raise CheckFailed("unsigned-proof-options", f"The proof itself has members that no context defines: {listed}.")
    return text.encode()


def _with_signed_context(document: Mapping[str, Any], options: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with the context that was signed (vc-di-eddsa section 3.3.2, steps 4 and 5)."""
    if "@context" not in options:
        return document
    signed, present = _as_list(options["@context"]), _as_list(document.get("@context", []))
    if present[: len(signed)] != signed:
        raise CheckFailed("context-mismatch", "The contexts of this document are not the ones that were signed.")
    return {**document, "@context": options["@context"]}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
