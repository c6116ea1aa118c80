"""The shape that Open Badges assertions must have (versions 1.0, 1.1 and 2.0, section "Assertion"), as a table of rules.

Version 1.0 had neither context nor type, and ``uid`` for ``id``.  A revoked assertion may keep its id only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from wallet.formats import people
from wallet.formats.vc_rules import is_url

V1 = "https://w3id.org/openbadges/v1"
V2 = "https://w3id.org/openbadges/v2"
Rule: TypeAlias = Callable[[Mapping[str, Any]], list[str]]


def problems(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of what is wrong with this assertion; () for a well-formed one."""
    rules = _REVOKED if document.get("revoked") is True else _RULES
    return tuple(dict.fromkeys(code for rule in rules for code in rule(document)))


def _context(document: Mapping[str, Any]) -> list[str]:
    listed = people.items(document.get("@context"))
    if not listed:
        return ["context-missing"] if people.types(document) else []
    return [] if V1 in listed or V2 in listed else ["context-order"]


def _type(document: Mapping[str, Any]) -> list[str]:
    if "@context" not in document and "type" not in document:
        return []
    return [] if "Assertion" in people.types(document) else ["type-missing"]


def _own_id(document: Mapping[str, Any]) -> list[str]:
    if "@context" not in document and "id" not in document:
        return [] if isinstance(document.get("uid"), str) and document["uid"] else ["uid-missing"]
    return [] if is_url(document.get("id")) else ["id-not-url"]


def _revoked(document: Mapping[str, Any]) -> list[str]:
    return [] if isinstance(document.get("revoked", False), bool) else ["revoked-malformed"]


def _recipient(document: Mapping[str, Any]) -> list[str]:
    value = document.get("recipient")
    if value is None:
        return ["recipient-missing"]
    if not isinstance(value, dict) or not people.string(value.get("identity")) or not people.types(value):
        return ["recipient-malformed"]
    return [] if isinstance(value.get("hashed"), bool) else ["recipient-malformed"]


def _badge(document: Mapping[str, Any]) -> list[str]:
    value = document.get("badge")
    if value is None:
        return ["badge-missing"]
    return [] if (isinstance(value, dict) and value) or is_url(value) else ["badge-malformed"]


def _issued(document: Mapping[str, Any]) -> list[str]:
    return [] if "issuedOn" in document or "@context" not in document else ["issued-on-missing"]


def _verification(document: Mapping[str, Any]) -> list[str]:
    """``verification`` since 2.0, ``verify`` before; documents of 1.1 in the field have either."""
    value = document.get("verification", document.get("verify"))
    if value is None:
        return ["verification-missing"]
    return [] if isinstance(value, dict) and people.types(value) else ["verification-malformed"]


_RULES: tuple[Rule, ...] = (_context, _type, _own_id, _revoked, _recipient, _badge, _issued, _verification)
_REVOKED: tuple[Rule, ...] = (_own_id,)
