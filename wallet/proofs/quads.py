"""Expanded JSON-LD as RDF quads (JSON-LD 1.1 API section 8), straight from the tree and in linear time.

Each quad is written as canonical N-Quads wants it.  An IRI, datatype or language tag that N-Quads cannot carry is refused,
because two different documents could then come out as the same text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from wallet.errors import CheckFailed
from wallet.proofs import jcs
from wallet.proofs.rdfc import MAX_QUADS, Quad

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = f"<{_RDF}type>"
_FIRST, _REST, _NIL = f"<{_RDF}first>", f"<{_RDF}rest>", f"<{_RDF}nil>"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"\\]*\Z")
_SPACE = re.compile(r"\s")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?\Z", re.ASCII)
_EXPONENT = re.compile(r"(\d)0*E([+-])0*(\d)")
_MAX_INTEGER = 10**21  # JSON-LD 1.1 API section 8.2.2: from here on a number is a double


def is_iri(text: str) -> bool:
    """Whether ``text`` is an absolute IRI that a quad can carry; a blank node label is none."""
    return _IRI.match(text) is not None


def is_language(text: str) -> bool:
    """Whether ``text`` has the shape of a language tag (BCP 47)."""
    return _LANGUAGE.match(text) is not None


def escape(text: str) -> str:
    """The inside of a literal as canonical N-Quads writes it (RDF 1.2 N-Quads section 3)."""
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match.group(), f"\\u{ord(match.group()):04X}"), text)


def to_quads(expanded: list[Any]) -> set[Quad]:
    """Every quad of an expanded document.

    Properties without an absolute IRI, and nodes whose ``@id`` is none, leave no quad: see ``terms``.
    Raises CheckFailed("json-ld-invalid") or ("canonicalization-too-complex").
    """
    writer = _Writer()
    for node in expanded:
        writer.node(node, "")
    return writer.quads


class _Writer:
    def __init__(self) -> None:
        self.quads: set[Quad] = set()
        self._fresh = itertools.count()
        self._blank: dict[str, str] = {}

    def _blank_label(self, label: str) -> str:
        return self._blank.setdefault(label, self._new_label())

    def _new_label(self) -> str:
        return f"_:b{next(self._fresh)}"

    def _resource(self, iri: Any) -> str:
        """An IRI or blank node as N-Quads writes it, "" for what is neither."""
        if not isinstance(iri, str) or ":" not in iri or _SPACE.search(iri):
            return ""
        if iri.startswith("_:"):
            return self._blank_label(iri)
        if not is_iri(iri):
            raise _not_carried(iri)
        return f"<{iri}>"

    def _add(self, subject: str, predicate: str, value: str, graph: str) -> None:
        if subject and predicate.startswith("<") and value:
            self.quads.add((subject, predicate, value, graph))
            if len(self.quads) > MAX_QUADS:
                raise CheckFailed("canonicalization-too-complex", "This document says more than any credential does.")

    def node(self, node: Mapping[str, Any], graph: str) -> str:
        """Writes a node and returns its resource ("" where its statements cannot be written)."""
        subject = self._resource(node["@id"]) if "@id" in node else self._new_label()
        for name, values in node.items():
            if name == "@type":
                for kind in values:
                    self._add(subject, _TYPE, self._resource(kind), graph)
            elif name.startswith("@"):
                self._keyword(subject, name, values, graph)
            else:
                predicate = self._resource(name)
                for value in values:
                    self._add(subject, predicate, self._value(value, graph), graph)
        return subject

    def _keyword(self, subject: str, name: str, values: Any, graph: str) -> None:
        if name == "@reverse":
            self._reverse(subject, values, graph)
        elif name == "@included" or (name == "@graph" and subject):
            for member in values:
                self.node(member, graph if name == "@included" else subject)

    def _reverse(self, subject: str, properties: Mapping[str, Any], graph: str) -> None:
        for name, nodes in properties.items():
            predicate = self._resource(name)
            for node in nodes:
                self._add(self.node(node, graph), predicate, subject, graph)

    def _value(self, value: Mapping[str, Any], graph: str) -> str:
        if "@value" in value:
            return _literal(value)
        if "@list" in value:
            return self._list(value["@list"], graph)
        return self.node(value, graph)

    def _list(self, items: list[Any], graph: str) -> str:
        head = _NIL
        for item in reversed(items):
            cell = self._new_label()
            written = self._value(item, graph)
            if written:
                self._add(cell, _FIRST, written, graph)
            self._add(cell, _REST, head, graph)
            head = cell
        return head


def _not_carried(text: str) -> CheckFailed:
    return CheckFailed("json-ld-invalid", f"“{text[:80]}” is not an address or language that a signature can cover.")


def _literal(value: Mapping[str, Any]) -> str:
    """A value object as N-Quads writes it (JSON-LD 1.1 API section 8.2.2)."""
    kind = value.get("@type")
    if kind == "@json":
        return f'"{escape(jcs.dumps(value["@value"]).decode())}"^^<{_RDF}JSON>'
    text, datatype = _lexical(value["@value"], kind)
    language = value.get("@language")
    if datatype is None and language is not None:
        if not isinstance(language, str) or not is_language(language):
            raise _not_carried(str(language))
        return f'"{escape(text)}"@{language}'
    if datatype is None or datatype == f"{_XSD}string":
        return f'"{escape(text)}"'
    if not is_iri(datatype):
        raise _not_carried(str(datatype))
    return f'"{escape(text)}"^^<{datatype}>'


def _lexical(value: Any, kind: Any) -> tuple[str, Any]:
    """The text of a scalar and its datatype."""
    if isinstance(value, bool):
        return ("true" if value else "false"), kind or f"{_XSD}boolean"
    if isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        if whole and abs(value) < _MAX_INTEGER and kind != f"{_XSD}double":
            return str(int(value)), kind or f"{_XSD}integer"
        return _double(float(value)), kind or f"{_XSD}double"
    if kind == f"{_XSD}double" and _NUMBER.match(str(value)):
        return _double(float(value)), kind  # as every JSON-LD library does with a number in quotation marks
    return str(value), kind


def _double(value: float) -> str:
    """xsd:double in canonical form: one digit, fifteen places without trailing zeros, and the exponent."""
    return _EXPONENT.sub(lambda found: f"{found[1]}E{'-' if found[2] == '-' else ''}{found[3]}", f"{value:1.15E}")
