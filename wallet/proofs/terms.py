"""Finds what a document shows and its signature does not cover: the "safe mode" that JSON-LD 1.1 leaves to its users.

Expansion drops, without a word, members that no context defines and identifiers that are no absolute IRIs.  Every claim that
is shown must be a claim that was signed, so ``TermWatch`` looks at each object as it is expanded, with the context that is
active there, and notes by JSON pointer (RFC 6901) what leaves no quad, or leaves it under a name that is not its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from wallet.proofs.names import is_disguised
from wallet.proofs.quads import is_iri, is_language

# These move or fold members, so that a program that reads the JSON looks for them in the wrong place; credentials use none.
_FOLDING = ("@graph", "@included", "@reverse", "@nest", "@set")
# The keywords whose values leave quads; the others (@index, @direction, @version …) leave none.
_CARRIED = ("@id", "@type", "@value", "@language", "@list", *_FOLDING)
# What says who issued a credential, from when, until when and where it is withdrawn: read at the top of the document only.
_READ_AT_THE_TOP = "https://www.w3.org/2018/credentials#"


class Expander(Protocol):
    """What is needed of the JSON-LD processor."""

    def iri(self, context: Any, value: Any, *, vocab: bool) -> Any:
        """``value`` expanded without a base: unchanged where it stays relative, None where it is ignored."""

    def scoped(self, context: Any, term: str) -> Any:
        """The active context for the value of ``term``."""


class TermWatch:
    """Notes what is not covered: ``unsigned`` leaves no quad, ``disguised`` leaves one under a foreign name."""

    def __init__(self, expander: Expander, pointers: Mapping[int, str]) -> None:
        self._expander = expander
        self._pointers = pointers
        self._top: str | None = None  # the identifier of the whole document, "" where it has none, None before it was looked at
        self._graphs: list[str] = []  # places whose statements stand in graphs of their own
        self.unsigned: dict[str, None] = {}
        self.disguised: dict[str, None] = {}

    def look(self, context: Any, type_context: Any, element: Mapping[str, Any], term: str | None, *, floating: bool) -> None:
        """Looks at one object that is about to be expanded as a value of ``term`` (None at the top).

        ``floating``: it stands where nothing refers to it, so that it leaves no quad unless it says something.
        """
        place = self._pointers.get(id(element), "")
        meanings = {key: self._expander.iri(context, key, vocab=True) for key in element if key != "@context"}
        if floating and _says_nothing(meanings.values()):
            self.unsigned.update(dict.fromkeys(f"{place}/{_token(key)}" for key in meanings))
        if self._is_second_top(context, element, meanings, place):
            self.disguised[place] = None
        if term is not None and _is_wrapped(element, meanings, context["mappings"].get(term) or {}):
            self.disguised[place] = None
        for key, meaning in meanings.items():
            where = f"{place}/{_token(key)}"
            if not isinstance(meaning, str) or not (is_iri(meaning) or meaning.startswith("@")):
                self.unsigned[where] = None
            elif meaning.startswith("@"):
                self._check_alias(context, key, meaning, where)
                self._keyword(context, type_context, meaning, element[key], where, term, "@value" in meanings.values())
            else:
                if is_disguised(key, meaning):
                    self.disguised[where] = None
                self._property(context, key, element[key], where)

    def _is_second_top(self, context: Any, element: Mapping[str, Any], meanings: Mapping[str, Any], place: str) -> bool:
        """Whether statements about the whole document stand deeper in it: they are signed there, and nobody looks there."""
        own = next((element[key] for key, meaning in meanings.items() if meaning == "@id"), None)
        own = self._expander.iri(context, own, vocab=False) if isinstance(own, str) else None
        if self._top is None:
            self._top = own or ""
            return False
        elsewhere = any(place.startswith(f"{graph}/") or place == graph for graph in self._graphs)
        said = any(isinstance(meaning, str) and meaning.startswith(_READ_AT_THE_TOP) for meaning in meanings.values())
        return bool(own) and own == self._top and said and not elsewhere

    def _check_alias(self, context: Any, key: str, meaning: str, where: str) -> None:
        aliased = key == meaning and {"@id": "id", "@type": "type"}.get(key, "") in context["mappings"]
        if aliased or meaning in _FOLDING or is_disguised(key, meaning):
            self.disguised[where] = None

    def _keyword(
        self, context: Any, type_context: Any, keyword: str, value: Any, where: str, term: str | None, is_literal: bool
    ) -> None:
        if _is_dropped(keyword, value, is_literal=is_literal):
            self.unsigned[where] = None
        elif keyword == "@id":
            self._check_iri(self._expander.iri(context, value, vocab=False), where)
        elif keyword == "@type" and not is_literal:
            for place, kind in _scalars(value, where):
                self._check_name(type_context, kind, place)
        elif keyword in ("@set", "@list") and term is not None:
            self._values(context, term, value, where)
        elif keyword == "@graph":
            self.unsigned.update({place: None for place, _ in _scalars(value, where)})

    def _check_iri(self, iri: Any, where: str) -> None:
        if not isinstance(iri, str) or not is_iri(iri):
            self.unsigned[where] = None

    def _check_name(self, context: Any, name: Any, where: str) -> None:
        iri = self._expander.iri(context, name, vocab=True)
        self._check_iri(iri, where)
        if isinstance(iri, str) and isinstance(name, str) and is_disguised(name, iri):
            self.disguised[where] = None

    def _property(self, context: Any, key: str, value: Any, where: str) -> None:
        definition = context["mappings"].get(key) or {}
        container = definition.get("@container") or ()
        if definition.get("reverse"):
            self.disguised[where] = None
        if "@graph" in container:
            self._graphs.append(where)
        scoped = self._expander.scoped(context, key)
        if isinstance(value, dict) and set(container) & {"@language", "@index", "@id", "@type"}:
            self._map(scoped, key, value, where, container)
            return
        if definition.get("@type") == "@json":
            return  # covered as it stands, whatever is in it
        self._check_nesting(value, where, container)
        if "@graph" in container:
            self._graph(scoped, value, where)
        else:
            self._values(scoped, key, value, where)

    def _map(self, context: Any, key: str, value: Mapping[str, Any], where: str, container: Any) -> None:
        """A container whose member names are indexes (never signed), languages, identifiers or types."""
        for name, member in value.items():
            place = f"{where}/{_token(name)}"
            if "@index" in container or ("@language" in container and name != "@none" and not is_language(name)):
                self.unsigned[place] = None
            elif "@language" not in container and name != "@none":
                meant = self._expander.iri(context, name, vocab="@type" in container)
                self._check_iri(meant, place)
                if "@id" in container and meant == self._top:
                    self.disguised[place] = None
            self._values(context, key, member, place)

    def _check_nesting(self, value: Any, where: str, container: Any) -> None:
        """An array inside an array is flattened, and a list term's @list is its array: readers of JSON see less there."""
        if isinstance(value, dict) and "@list" in container and "@list" in value:
            self.disguised[where] = None
        if isinstance(value, list) and "@list" not in container:
            self.disguised.update({f"{where}/{index}": None for index, item in enumerate(value) if isinstance(item, list)})

    def _graph(self, context: Any, value: Any, where: str) -> None:
        """A graph of its own for each value: one that says nothing leaves no quad, not even of its identifier."""
        self.unsigned.update({place: None for place, _ in _scalars(value, where)})
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                meanings = [self._expander.iri(context, key, vocab=True) for key in item if key != "@context"]
                if _says_nothing(meanings) and meanings:
                    self.unsigned[self._pointers.get(id(item), where)] = None

    def _values(self, context: Any, key: str, value: Any, where: str) -> None:
        kind = (context["mappings"].get(key) or {}).get("@type")
        if kind not in ("@id", "@vocab"):
            return
        for place, text in _scalars(value, where):
            if not isinstance(text, str):
                continue
            if kind == "@vocab":
                self._check_name(context, text, place)
            else:
                self._check_iri(self._expander.iri(context, text, vocab=False), place)


def _is_dropped(keyword: str, value: Any, *, is_literal: bool) -> bool:
    if keyword == "@language":
        return not (is_literal and isinstance(value, str) and is_language(value))
    return keyword not in _CARRIED or (keyword == "@value" and value is None)


def _is_wrapped(element: Mapping[str, Any], meanings: Mapping[str, Any], definition: Mapping[str, Any]) -> bool:
    """Whether a value object means no more than its bare value would."""
    if set(meanings.values()) - {"@value", "@type"} or "@value" not in meanings.values():
        return False
    kinds = [element[key] for key, meaning in meanings.items() if meaning == "@type"]
    return not kinds or kinds[0] == definition.get("@type")


def _says_nothing(meanings: Any) -> bool:
    meanings = set(meanings)
    return meanings <= {"@id"} or bool(meanings & {"@value", "@list"})


def _scalars(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Every text, number and truth value in a value or in its arrays, with its pointer; null says nothing."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _scalars(item, f"{where}/{index}")
    elif value is not None and not isinstance(value, dict):
        yield where, value


def _token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
