"""From a JSON-LD document to the text that is signed: RDFC-1.0 over its quads, and what that text leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.proofs.contexts import Contexts

__all__ = ["Contexts", "canonize", "unsigned_terms"]


def canonize(document: Mapping[str, Any], contexts: Contexts, *, hash_name: str = "SHA256") -> str:
    """The canonical N-Quads of a document (VC Data Integrity 1.0 section 4.1; RDFC-1.0).

    ``hash_name`` is the hash inside RDFC-1.0: SHA256, or SHA384 for P-384 keys.

    Raises CheckUndecided("context-missing", ``needs`` names every missing one), ("context-unreadable"),
    ("context-unsupported"), ("context-damaged"), and CheckFailed("json-ld-invalid"), ("too-many-contexts"),
    ("canonicalization-too-complex").
    """
    return expanded_and_canonized(document, contexts, hash_name=hash_name)[1]


def unsigned_terms(document: Mapping[str, Any], contexts: Contexts) -> tuple[str, ...]:
    """JSON pointers of everything in ``document`` that its canonical form does not cover, or covers under another name.

    Covered is not: a member that no context defines, or defines as null or as a blank node; an ``@id``, type or reference
    that is no absolute IRI; an index, base direction or malformed language tag; a node that says nothing.  Under another
    name is: what a shipped context defines, reached through a full IRI, a prefix, an alias from another context, or folded
    away with @graph, @included, @reverse or @nest.  () is what a sound credential gives.  Only for what is signed as RDF;
    the suites on JCS cover every byte.  Raises as ``canonize`` does.
    """
    from wallet.proofs.json_ld import expand

    expansion = expand(document, contexts)
    return tuple(sorted({*expansion.unsigned, *expansion.disguised}))


def expanded_and_canonized(document: Mapping[str, Any], contexts: Contexts, *, hash_name: str) -> tuple[tuple[str, ...], str]:
    """The pointers of ``unsigned_terms`` and the canonical N-Quads, from one expansion."""
    from wallet.errors import CheckFailed
    from wallet.proofs.json_ld import expand
    from wallet.proofs.quads import to_quads
    from wallet.proofs.rdfc import canonical_nquads

    expansion = expand(document, contexts)
    try:
        text = canonical_nquads(to_quads(expansion.nodes), hash_name=hash_name)
        text.encode()  # a lone surrogate has no UTF-8 form, so nobody can have signed it
    except (RecursionError, UnicodeEncodeError, OverflowError) as error:
        raise CheckFailed("json-ld-invalid", "A value in this document cannot be written as linked data.") from error
    return tuple(sorted({*expansion.unsigned, *expansion.disguised})), text
