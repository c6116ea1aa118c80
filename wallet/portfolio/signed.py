"""What a portfolio adds to a presentation, and how it is read again: title, words, and which words go with which credential.

``name`` and ``description`` are terms of the base context (VCDM 2.0 section 4.6).  ``portfolio`` is one JSON literal (JSON-LD
1.1 section 4.2.2), defined by an inline context, so that every suite signs all of it: with JCS because it signs the text,
with RDF canonicalization because the literal is canonicalized as a whole.  Words are tied to a credential by the SHA-256 of
its JCS form as it stands in the presentation: RDF canonicalization does not sign the order of ``verifiableCredential``, so a
place in that list would tie them to nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wallet.errors import CheckFailed
from wallet.model.portfolio import Portfolio
from wallet.proofs import jcs

_TERM = "urn:satchel:portfolio"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioPart:
    """One credential's place: ``index`` counts in the presentation's ``verifiableCredential`` from 0."""

    index: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioView:
    """A portfolio as somebody else reads it; ``parts`` in the learner's order. Untrusted text, whatever the proof says."""

    title: str
    words: str = ""
    learner: str = ""
    parts: tuple[PortfolioPart, ...] = ()


def members(portfolio: Portfolio, enclosed: Sequence[Mapping[str, Any]], *, learner: str = "") -> dict[str, Any]:
    """The members that this portfolio adds to the presentation; ``enclosed`` stands for its items, in their order."""
    items = [
        {"credential": _digest(member), **({"words": item.words} if item.words else {})}
        for item, member in zip(portfolio.items, enclosed, strict=True)
    ]
    return {
        "@context": {"portfolio": {"@id": _TERM, "@type": "@json"}},
        "name": portfolio.title,
        **({"description": portfolio.words} if portfolio.words else {}),
        "portfolio": {"version": _VERSION, **({"learner": learner} if learner else {}), "items": items},
    }


def read(document: Mapping[str, Any]) -> PortfolioView | None:
    """The portfolio in a presentation (its JSON object, or the claims of a VP-JWT); None where there is none.

    A stranger wrote this: parts that name no credential of the presentation, or one a second time, are left out.
    """
    stated = document.get("portfolio")
    if not isinstance(stated, Mapping) or stated.get("version") != _VERSION or not isinstance(stated.get("items"), list):
        return None
    return PortfolioView(
        title=_text(document.get("name")),
        words=_text(document.get("description")),
        learner=_text(stated.get("learner")),
        parts=tuple(_parts(stated["items"], document.get("verifiableCredential"))),
    )


def _parts(items: list[Any], inside: Any) -> list[PortfolioPart]:
    credentials = inside if isinstance(inside, list) else [inside]
    places: dict[str, int] = {}
    for index, member in enumerate(credentials):
        if isinstance(member, Mapping) and (digest := _digest_or_none(member)):
            places.setdefault(digest, index)
    found: dict[int, PortfolioPart] = {}
    for item in items:
        place = places.get(_text(item.get("credential"))) if isinstance(item, Mapping) else None
        if place is not None and place not in found:
            found[place] = PortfolioPart(index=place, words=_text(item.get("words")))
    return list(found.values())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _digest(member: Mapping[str, Any]) -> str:
    return hashlib.sha256(jcs.dumps(member)).hexdigest()


def _digest_or_none(member: Mapping[str, Any]) -> str:
    try:
        return _digest(member)
    except CheckFailed:
        return ""
