"""The parts that people read, taken from JSON of any shape: what is not of the expected type is passed over, never a crash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wallet.model.credential import Achievement, Issuer, Subject

_LONGEST = 20_000
_LANGUAGES = ("en", "en-us", "en-gb")
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_VERSION = re.compile(r"v?\d+(?:[._-]\d+)*")
_PLAIN_TYPES = frozenset({"VerifiableCredential", "AchievementCredential", "OpenBadgeCredential", "Assertion"})


def items(value: Any) -> tuple[Any, ...]:
    """One or many: a list's items, a single value, nothing for None."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The JSON objects among one or many."""
    return (item for item in items(value) if isinstance(item, dict))


def string(value: Any) -> str:
    """Text and nothing else: for identifiers, where another shape must not stand for one."""
    return value if isinstance(value, str) else ""


def text(value: Any) -> str:
    """Words for people out of text, a language value ({"@value", "@language"}), a list (English first) or a language map."""
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, list):
        return _of_languages(value)
    if isinstance(value, dict):
        if "@value" in value:
            return text(value["@value"]) if not isinstance(value["@value"], dict | list) else ""
        named = {name.lower(): said for name, said in value.items() if isinstance(said, str)}
        found = next((named[language] for language in _LANGUAGES if language in named), None)
        return (found or next(iter(named.values()), ""))[:_LONGEST]
    return ""


def identifier(value: Any) -> str:
    """The id of something given by its id or as an object with one."""
    return string(value.get("id", value.get("@id")) if isinstance(value, dict) else value)


def types(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The type names of an object."""
    return tuple(item for item in items(document.get("type", document.get("@type"))) if isinstance(item, str))


def issuer(value: Any) -> Issuer:
    """Who says so."""
    if isinstance(value, dict):
        return Issuer(id=identifier(value), name=text(value.get("name")), url=identifier(value.get("url")))
    return Issuer(id=identifier(value))


def subject(value: Any) -> Subject:
    """Whom it is about: the first subject that has an id, or a hashed identifier of Open Badges."""
    for found in objects(value):
        named = identifier(found) or next((text(item.get("identityHash")) for item in objects(found.get("identifier"))), "")
        if named:
            return Subject(id=named, name=text(found.get("name")))
    first = next(objects(value), {})
    return Subject(name=text(first.get("name")))


def achievement(value: Mapping[str, Any]) -> Achievement:
    """What was achieved: an Open Badges 3.0 Achievement or an Open Badges 1 or 2 BadgeClass."""
    criteria = value.get("criteria")
    narrative = text(criteria.get("narrative")) if isinstance(criteria, dict) else ""
    return Achievement(
        id=identifier(value),
        name=text(value.get("name")),
        description=text(value.get("description")),
        criteria=narrative or identifier(criteria),
        kind=text(value.get("achievementType")),
        skills=_skills(value),
        image=identifier(value.get("image")),
    )


def name_of(document: Mapping[str, Any], found: Achievement | None) -> str:
    """The name people know it by: its own, its achievement's, or its most specific type in words."""
    own = text(document.get("name")) or (found.name if found else "")
    if own:
        return own
    specific = [name for name in types(document) if name not in _PLAIN_TYPES]
    return prettified(specific[-1]) if specific else ""


def prettified(name: str) -> str:
    """``UniversityDegreeCredential``, ``…/degree_certificate`` or ``urn:eudi:pid:1`` as words."""
    parts = [part for part in re.split(r"[/#:]", name[-200:]) if part]
    told = [part for part in parts if not _VERSION.fullmatch(part)] or parts
    words = _WORDS.findall(told[-1]) if told else []
    joined = " ".join(word if word.isupper() else word.lower() for word in words)
    return joined[:1].upper() + joined[1:]


def urls(value: Any) -> tuple[str, ...]:
    """The web addresses among one or many things that may have an id."""
    found = (identifier(item) for item in items(value))
    return tuple(url for url in found if url.startswith(("https://", "http://")))


def _skills(value: Mapping[str, Any]) -> tuple[str, ...]:
    tags = [item for name in ("tag", "tags") for item in items(value.get(name)) if isinstance(item, str)]
    aligned = [text(item.get("targetName")) for name in ("alignment", "alignments") for item in objects(value.get(name))]
    return tuple(dict.fromkeys(skill[:200] for skill in (*tags, *aligned) if skill))[:100]


def _of_languages(values: list[Any]) -> str:
    said = [(str(item.get("@language", "")).lower(), text(item)) for item in objects(values)]
    said += [("", item) for item in values if isinstance(item, str)]
    english = next((words for language, words in said if language in _LANGUAGES), "")
    return english or next((words for _, words in said if words), "")
