"""The shape that W3C credentials must have (VCDM 2.0 section 4, VC Data Model 1.1 section 4), as a table of rules.

Each rule gives the codes of what is wrong. They are found while reading and make verification fail by name: a document that
breaks its own standard can be read in two ways.  Dates are judged by ``wallet.verify``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from wallet.formats.people import items

VC1 = "https://www.w3.org/2018/credentials/v1"
VC2 = "https://www.w3.org/ns/credentials/v2"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
# Members whose entries must say their type, and in which version of the data model they must have an id as well
# (VCDM 2.0 sections 4.10 to 5.6, VC Data Model 1.1 sections 4.9 and 5.4 to 5.6).
_TYPED = {"credentialStatus": (1,), "credentialSchema": (1, 2), "refreshService": (1,), "termsOfUse": (), "evidence": ()}
_PROTECTED = frozenset({"type", "id", "VerifiableCredential", "VerifiablePresentation", "@context"})


def problems(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of what is wrong with this credential; () for a well-formed one."""
    return tuple(dict.fromkeys(code for rule in _CREDENTIAL_RULES for code in rule(document)))


def presentation_problems(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of what is wrong with this presentation."""
    return tuple(dict.fromkeys(code for rule in _PRESENTATION_RULES for code in rule(document)))


def is_url(value: object) -> bool:
    """Whether this is an absolute URL (WHATWG and RFC 3986 agree on these)."""
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def _context(document: Mapping[str, Any]) -> list[str]:
    listed = items(document.get("@context"))
    if not listed or listed[0] not in (VC1, VC2):
        return ["context-order"]
    if not all(isinstance(item, dict) or is_url(item) for item in listed):
        return ["context-malformed"]
    redefined = [item for item in listed if isinstance(item, dict) and _PROTECTED & set(item)]
    both = VC1 in listed and VC2 in listed
    return ["context-redefines"] * bool(redefined) + ["context-mixed"] * both


def _type(document: Mapping[str, Any]) -> list[str]:
    return _type_of(document, "VerifiableCredential")


def _type_of(document: Mapping[str, Any], needed: str) -> list[str]:
    listed = items(document.get("type", document.get("@type")))
    if not all(isinstance(item, str) and item for item in listed):
        return ["type-malformed"]
    return [] if needed in listed else ["type-missing"]


def _own_id(document: Mapping[str, Any]) -> list[str]:
    return [] if "id" not in document or is_url(document["id"]) else ["id-not-url"]


def _issuer(document: Mapping[str, Any]) -> list[str]:
    value = document.get("issuer")
    named = value.get("id") if isinstance(value, dict) else value
    return [] if is_url(named) else ["issuer-malformed"]


def _subject(document: Mapping[str, Any]) -> list[str]:
    listed = items(document.get("credentialSubject"))
    if not listed:
        return ["subject-missing"]
    for item in listed:
        if not isinstance(item, dict) or not item:
            return ["subject-malformed"]
        if "id" in item and not is_url(item["id"]):
            return ["subject-id-not-url"]
    return []


def _typed(document: Mapping[str, Any]) -> list[str]:
    version = 1 if document_is_1(document) else 2
    return [code for name, versions in _TYPED.items() for code in _entries(document, name, needs_id=version in versions)]


def _entries(document: Mapping[str, Any], name: str, *, needs_id: bool) -> list[str]:
    found = []
    for item in items(document.get(name)):
        if not isinstance(item, dict):
            return [f"{name}-malformed"]
        kinds = items(item.get("type", item.get("@type")))
        if not kinds or not all(isinstance(kind, str) and kind for kind in kinds):
            found.append(f"{name}-without-type")
        if ("id" in item or needs_id) and not is_url(item.get("id")):
            found.append(f"{name}-id-not-url")
    return found


def _related(document: Mapping[str, Any]) -> list[str]:
    """VCDM 2.0 section 5.3: each related resource once, by its URL, with its hash."""
    listed = items(document.get("relatedResource"))
    named = [item.get("id") if isinstance(item, dict) else None for item in listed]
    if not all(is_url(name) for name in named) or len(set(named)) != len(named):
        return ["relatedResource-malformed"]
    hashed = all("digestSRI" in item or "digestMultibase" in item for item in listed)
    return [] if hashed else ["relatedResource-without-digest"]


def _proof(document: Mapping[str, Any]) -> list[str]:
    for item in items(document.get("proof")):
        if not isinstance(item, dict) or not isinstance(item.get("type"), str):
            return ["proof-without-type"]
    return []


def _dates(document: Mapping[str, Any]) -> list[str]:
    named = ("issuanceDate", "expirationDate") if document_is_1(document) else ("validFrom", "validUntil")
    found = [f"{name}-not-text" for name in named if name in document and not isinstance(document[name], str)]
    if document_is_1(document) and "issuanceDate" not in document:
        found.append("issuance-date-missing")
    return found


def _words(document: Mapping[str, Any]) -> list[str]:
    return [
        f"{name}-malformed" for name in ("name", "description") if name in document and not _is_language_value(document[name])
    ]


def _is_language_value(value: object) -> bool:
    if isinstance(value, list):
        return all(_is_language_value(item) and not isinstance(item, list) for item in value)
    if isinstance(value, dict):
        return isinstance(value.get("@value"), str) and set(value) <= {"@value", "@language", "@direction"}
    return isinstance(value, str)


def has_base_context(document: Mapping[str, Any]) -> bool:
    """Whether a base context of the W3C data models is named anywhere among the contexts."""
    listed = items(document.get("@context"))
    return VC1 in listed or VC2 in listed


def document_is_1(document: Mapping[str, Any]) -> bool:
    """Whether this follows VC Data Model 1.1."""
    return next(iter(items(document.get("@context"))), None) == VC1


def _holder(document: Mapping[str, Any]) -> list[str]:
    value = document.get("holder")
    named = value.get("id") if isinstance(value, dict) else value
    return [] if "holder" not in document or is_url(named) else ["holder-malformed"]


_CREDENTIAL_RULES: tuple[Callable[[Mapping[str, Any]], list[str]], ...] = (
    _context, _type, _own_id, _issuer, _subject, _typed, _related, _proof, _dates, _words,
)  # fmt: skip
_PRESENTATION_RULES: tuple[Callable[[Mapping[str, Any]], list[str]], ...] = (
    _context, lambda document: _type_of(document, "VerifiablePresentation"), _own_id, _holder, _proof,
)  # fmt: skip
