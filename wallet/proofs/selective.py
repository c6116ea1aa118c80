"""A credential as numbered statements, and a part of it as a choice among them (vc-di-ecdsa 1.0 section 3.4).

Nodes without a name are labelled so that the labels say nothing of what is hidden (``Relabel``).  The specification gives
nodes names in the compact document (skolemization); here each has one by its place in the JSON, with the same result.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from wallet.encoding import base64url
from wallet.errors import CheckFailed, PresentationRefused
from wallet.proofs.contexts import Contexts
from wallet.proofs.rdfc import Quad, canonical_labels
from wallet.proofs.selective_pointers import objects, select

Relabel: TypeAlias = Callable[[Iterable[str]], dict[str, str]]
"""Canonical labels (``c14n0``) to the labels that are signed."""

_NAME = "urn:x-satchel:node:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a credential: what it shows, the statements it makes, and what the verifier will call its nodes.

    ``document`` is without proof; ``indexes`` number its statements in the whole; ``labels`` are the signed label for every
    canonical label of the part.
    """

    document: dict[str, Any]
    indexes: tuple[int, ...]
    labels: Mapping[str, str]


class Statements:
    """The statements (canonical N-Quads, each with its newline) of a whole credential, in their order."""

    def __init__(self, document: Mapping[str, Any], contexts: Contexts, relabel: Relabel) -> None:
        """``document`` is without proof. Raises what ``canonical.canonize`` raises, and CheckFailed("unsigned-terms")."""
        self._document, self._contexts = document, contexts
        self._names = {pointer: f"{_NAME}{number}" for number, pointer in enumerate(objects(document))}
        quads = self._quads(document, self._names)
        canonical = _canonical(quads)
        signed = relabel(canonical.values())
        self._labels = {given: signed[label] for given, label in canonical.items()}
        self.lines = lines_of(quads, self._labels)
        self._numbers = {line: number for number, line in enumerate(self.lines)}

    def matching(self, pointers: Iterable[str]) -> frozenset[int]:
        """The numbers of the statements that ``pointers`` choose; none for no pointers. Raises as ``part`` does."""
        pointers = tuple(pointers)
        return frozenset(self._chosen(pointers)[1]) if pointers else frozenset()

    def part(self, pointers: Iterable[str]) -> Part:
        """The part of the credential that ``pointers`` choose.

        Raises what ``select`` raises, and PresentationRefused("cannot-be-split") where the part would say what the whole does
        not: an entry of an ordered list without the others, or a piece of a JSON literal.
        """
        document, indexes, quads = self._chosen(tuple(pointers))
        labels = {verifier[2:]: self._labels[given] for given, verifier in _canonical(quads).items()}
        return Part(document=document, indexes=indexes, labels=labels)

    def _chosen(self, pointers: tuple[str, ...]) -> tuple[dict[str, Any], tuple[int, ...], set[Quad]]:
        selection = select(self._document, pointers)
        quads = self._quads(selection.document, {new: self._names[old] for new, old in selection.origins.items()})
        try:
            indexes = tuple(sorted(self._numbers[line] for line in lines_of(quads, self._labels)))
        except KeyError as error:
            sentence = "A part that was chosen means something else without its neighbours; choose the whole of it."
            raise PresentationRefused("cannot-be-split", sentence) from error
        return selection.document, indexes, quads

    def _quads(self, document: Mapping[str, Any], names: Mapping[str, str]) -> set[Quad]:
        from wallet.proofs.json_ld import expand
        from wallet.proofs.quads import to_quads

        expansion = expand(document, self._contexts, names=names)
        unsigned = sorted({*expansion.unsigned, *expansion.disguised})
        if unsigned:
            listed = ", ".join(unsigned[:5])
            raise CheckFailed("unsigned-terms", f"The signature would not cover {listed}, because no context defines it.")
        try:
            _name_graphs(expansion.nodes)
            return {_unnamed(quad) for quad in to_quads(expansion.nodes)}
        except (RecursionError, OverflowError) as error:
            raise _not_linked_data() from error


def statements_shown(document: Mapping[str, Any], contexts: Contexts, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The statements of a part as a verifier reads them, each node under the label that ``labels`` has for its canonical one.

    Raises what ``canonical.canonize`` raises, and CheckFailed("bad-proof-value") where ``labels`` are not one for each node.
    """
    from wallet.proofs.json_ld import expand
    from wallet.proofs.quads import to_quads

    try:
        quads = to_quads(expand(document, contexts).nodes)
    except (RecursionError, OverflowError) as error:
        raise _not_linked_data() from error
    canonical = _canonical(quads)
    if {label[2:] for label in canonical.values()} != set(labels) or len(set(labels.values())) != len(labels):
        raise CheckFailed("bad-proof-value", "The signature in this proof belongs to another part of a credential.")
    return lines_of(quads, {given: labels[label[2:]] for given, label in canonical.items()})


def lines_of(quads: Iterable[Quad], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Quads as sorted N-Quads lines; ``labels`` replaces nodes' labels (``_:x``) with others, without ``_:``."""
    return tuple(sorted(_line(tuple(f"_:{labels[term]}" if term in labels else term for term in quad)) for quad in quads))


def hmac_labels(key: bytes) -> Relabel:
    """Labels that say nothing without ``key`` (32 bytes): ``u`` and the base64url of their HMAC-SHA-256 (section 3.4.3)."""

    def relabel(labels: Iterable[str]) -> dict[str, str]:
        return {label: "u" + base64url.encode(_mac(key, label)) for label in labels}

    return relabel


def shuffled_labels(key: bytes) -> Relabel:
    """Labels ``b0``, ``b1`` … in the order of their HMACs: short, and the same in every part (vc-di-bbs section 3.2.1)."""

    def relabel(labels: Iterable[str]) -> dict[str, str]:
        # The specification sorts the base64url texts, whose order is not that of the bytes.
        order = sorted(labels, key=lambda label: base64url.encode(_mac(key, label)))
        return {label: f"b{number}" for number, label in enumerate(order)}

    return relabel


def _mac(key: bytes, label: str) -> bytes:
    return hmac.digest(key, label.removeprefix("_:").encode(), hashlib.sha256)


def _canonical(quads: Iterable[Quad]) -> dict[str, str]:
    try:
        return canonical_labels(quads)
    except (RecursionError, UnicodeEncodeError) as error:
        raise _not_linked_data() from error


def _name_graphs(value: Any) -> None:
    """A graph container's graph has no object in the JSON: it is named after the first node in it."""
    if isinstance(value, list):
        for item in value:
            _name_graphs(item)
    elif isinstance(value, dict):
        for member in value.values():
            _name_graphs(member)
        first = value.get("@graph")
        if "@id" not in value and isinstance(first, list) and first and isinstance(first[0], dict):
            inner = str(first[0].get("@id", ""))
            value["@id"] = f"{_NAME}in:{inner.removeprefix(_NAME)}" if inner.startswith(_NAME) else f"{_NAME}of:{inner}"


def _unnamed(quad: Quad) -> Quad:
    subject, predicate, value, graph = (f"_:{term[1:-1]}" if term.startswith(f"<{_NAME}") else term for term in quad)
    return subject, predicate, value, graph


def _line(quad: tuple[str, ...]) -> str:
    subject, predicate, value, graph = quad
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def _not_linked_data() -> CheckFailed:
    return CheckFailed("json-ld-invalid", "A value in this document cannot be written as linked data.")
