"""RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation of 2024-05-21), with a limit on the work.

A quad is four texts: subject, predicate, object and graph name, each as N-Quads writes it (``<iri>``, ``_:label``,
``"text"^^<datatype>``), the graph name empty for the default graph.  Graphs exist whose blank nodes are so alike that the
algorithm takes factorial time (section 7.1, dataset poisoning); here the work is counted, so that the same document always
comes out the same way, on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from wallet.errors import CheckFailed

Quad: TypeAlias = tuple[str, str, str, str]

MAX_QUADS = 100_000
# One step is one quad looked at, or one order tried, in the hard part of the algorithm; real credentials need a few dozen.
MAX_STEPS = 100_000
# Python's own stack ends at about three times this.
MAX_DEPTH = 150

_POSITIONS = ((0, "s"), (2, "o"), (3, "g"))


class _Issuer:
    """Hands out ``prefix`` + number, once for every existing label (section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self._prefix = prefix
        self.issued = {} if issued is None else issued

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"{self._prefix}{len(self.issued)}")

    def copy(self) -> _Issuer:
        return _Issuer(self._prefix, dict(self.issued))


def canonical_labels(quads: Iterable[Quad], *, hash_name: str = "SHA256", max_steps: int = MAX_STEPS) -> dict[str, str]:
    """The canonical label of every blank node (section 4.4), both with ``_:``.

    Raises CheckFailed("canonicalization-too-complex").
    """
    return _Canonicalizer(set(quads), hash_name, max_steps).labels()


def canonical_nquads(quads: Iterable[Quad], *, hash_name: str = "SHA256", max_steps: int = MAX_STEPS) -> str:
    """The canonical N-Quads document. ``hash_name`` is SHA256 or SHA384. Raises CheckFailed("canonicalization-too-complex")."""
    quads = set(quads)
    labels = canonical_labels(quads, hash_name=hash_name, max_steps=max_steps)
    return "".join(sorted(_line(tuple(labels.get(term, term) for term in quad)) for quad in quads))


def _line(quad: tuple[str, ...]) -> str:
    subject, predicate, value, graph = quad
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def _too_complex() -> CheckFailed:
    return CheckFailed(
        "canonicalization-too-complex",
        "This document is built so that checking its signature would take forever. No real credential needs that.",
    )


class _Canonicalizer:
    """The canonicalization state of section 4.3."""

    def __init__(self, quads: set[Quad], hash_name: str, max_steps: int) -> None:
        if len(quads) > MAX_QUADS:
            raise _too_complex()
        self._hash: Callable[[bytes], Any] = {"SHA256": hashlib.sha256, "SHA384": hashlib.sha384}[hash_name]
        self._steps_left = max_steps
        self._depth = 0
        self._canonical = _Issuer("_:c14n")
        self._first: dict[str, str] = {}
        self._quads: dict[str, list[Quad]] = {}
        for quad in quads:
            for label in {quad[0], quad[2], quad[3]}:
                if label.startswith("_:"):
                    self._quads.setdefault(label, []).append(quad)

    def labels(self) -> dict[str, str]:
        groups: dict[str, list[str]] = {}
        for label in self._quads:
            groups.setdefault(self._first_degree(label), []).append(label)
        shared = []
        for digest in sorted(groups):
            if len(groups[digest]) == 1:
                self._canonical.issue(groups[digest][0])
            else:
                shared.append(groups[digest])
        for group in shared:
            self._label_group(group)
        return self._canonical.issued

    def _label_group(self, group: list[str]) -> None:
        results: list[tuple[str, _Issuer]] = []
        for label in group:
            if label in self._canonical.issued:
                continue
            issuer = _Issuer("_:b")
            issuer.issue(label)
            results.append(self._n_degree(label, issuer))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for existing in issuer.issued:
                self._canonical.issue(existing)

    def _digest(self, text: str) -> str:
        return str(self._hash(text.encode()).hexdigest())

    def _first_degree(self, label: str) -> str:
        """Hash First Degree Quads (section 4.6)."""
        if label not in self._first:
            lines = [_line(tuple(self._anonymous(term, label) for term in quad)) for quad in self._quads[label]]
            self._first[label] = self._digest("".join(sorted(lines)))
        return self._first[label]

    @staticmethod
    def _anonymous(term: str, label: str) -> str:
        if not term.startswith("_:"):
            return term
        return "_:a" if term == label else "_:z"

    def _related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Hash Related Blank Node (section 4.7)."""
        known = self._canonical.issued.get(related) or issuer.issued.get(related)
        predicate = "" if position == "g" else quad[1]
        return self._digest(f"{position}{predicate}{known or self._first_degree(related)}")

    def _work(self, steps: int) -> None:
        self._steps_left -= steps
        if self._steps_left < 0 or self._depth > MAX_DEPTH:
            raise _too_complex()

    def _n_degree(self, label: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Hash N-Degree Quads (section 4.8)."""
        self._depth += 1
        self._work(len(self._quads[label]))
        related: dict[str, list[str]] = {}
        for quad in self._quads[label]:
            for index, position in _POSITIONS:
                term = quad[index]
                if term.startswith("_:") and term != label:
                    related.setdefault(self._related(term, quad, issuer, position), []).append(term)
        data = []
        for digest in sorted(related):
            path, issuer = self._shortest_path(related[digest], issuer)
            data += [digest, path]
        self._depth -= 1
        return self._digest("".join(data)), issuer

    def _shortest_path(self, labels: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        """Steps 5.2 to 5.4: the least path over every order of ``labels``."""
        chosen: tuple[str, _Issuer] | None = None
        for order in _orders(labels):
            self._work(len(labels))
            found = self._path(order, issuer.copy(), chosen[0] if chosen else "")
            if found is not None and (chosen is None or found[0] < chosen[0]):
                chosen = found
        assert chosen is not None  # noqa: S101 - permutations of a non-empty list yield at least one, never given up
        return chosen

    def _path(self, order: tuple[str, ...], issuer: _Issuer, chosen: str) -> tuple[str, _Issuer] | None:
        """The path of one order, None as soon as it can only be longer or greater than ``chosen``."""
        path = ""
        later = []
        for label in order:
            canonical = self._canonical.issued.get(label)
            if canonical is None and label not in issuer.issued:
                later.append(label)
            path += canonical or issuer.issue(label)
            if _beaten(path, chosen):
                return None
        for label in later:
            digest, after = self._n_degree(label, issuer)
            path += f"{issuer.issue(label)}<{digest}>"
            issuer = after
            if _beaten(path, chosen):
                return None
        return path, issuer


def _orders(labels: list[str]) -> Iterator[tuple[str, ...]]:
    """Every different order of ``labels``.

    A blank node graph names the subject of each of its quads once a quad, so that one label may stand here a dozen times;
    exchanging a label with itself is no other order.
    """
    order = sorted(labels)
    while True:
        yield tuple(order)
        rise = next((place for place in range(len(order) - 2, -1, -1) if order[place] < order[place + 1]), None)
        if rise is None:
            return
        greater = next(place for place in range(len(order) - 1, rise, -1) if order[place] > order[rise])
        order[rise], order[greater] = order[greater], order[rise]
        order[rise + 1 :] = reversed(order[rise + 1 :])


def _beaten(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
