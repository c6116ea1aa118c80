"""The names that shipped contexts give to an IRI: the ones under which every program looks for it.

Canonicalization knows IRIs only.  Whoever adds an inline context may rename ``credentialStatus`` and keep the signature, and a
program that looks for ``credentialStatus`` finds none.  So what a shipped context names must go by one of those names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from wallet.proofs.contexts import Contexts
from wallet.resources import shipped

# Here any foreign name is refused; elsewhere (schema.org and the like) only one that shipped contexts use for something else.
_GUARDED = (
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials",
    "https://w3id.org/security#",
    "https://purl.imsglobal.org/spec/",
)
_STEPS = re.compile(r"[/#:]")


def is_disguised(name: str, iri: str) -> bool:
    """Whether ``name`` stands for something that shipped contexts call otherwise; ``iri`` may be a JSON-LD keyword."""
    by_iri, every_name = _names()
    expected = by_iri.get(iri)
    if iri.startswith("@"):
        return name != iri and name not in (expected or ())
    ours = iri.startswith(_GUARDED) or name in every_name
    if expected is None:  # an IRI that only others know: a name that everybody reads must at least be the IRI's own last word
        return ours and _last_word(name) != _last_word(iri)
    return ours and name not in expected


def _last_word(text: str) -> str:
    return _STEPS.split(text)[-1]


@cache
def _names() -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    found: dict[str, set[str]] = {}
    contexts = Contexts({})
    for url in shipped():
        _collect(contexts.find(url).document["@context"], {}, found)
    return {iri: frozenset(names) for iri, names in found.items()}, frozenset().union(*found.values())


def _collect(context: Any, prefixes: Mapping[str, str], found: dict[str, set[str]]) -> None:
    if isinstance(context, list):
        for item in context:
            _collect(item, prefixes, found)
    elif isinstance(context, dict):
        here = {**prefixes, **{term: iri for term, value in context.items() if (iri := _own_iri(value))}}
        for term, value in context.items():
            if term.startswith("@"):
                continue
            found.setdefault(_expanded(_own_iri(value) or term, here), set()).add(term)
            if isinstance(value, dict):
                _collect(value.get("@context"), here, found)


def _own_iri(definition: Any) -> str:
    iri = definition.get("@id") if isinstance(definition, dict) else definition
    return iri if isinstance(iri, str) else ""


def _expanded(iri: str, prefixes: Mapping[str, str], depth: int = 4) -> str:
    """A term or compact IRI of a context, as far as its prefixes go."""
    prefix, _, suffix = iri.partition(":")
    if suffix.startswith("//") or prefix not in prefixes or not depth:
        return iri
    return _expanded(prefixes[prefix], prefixes, depth - 1) + suffix
