"""Reads lists of known issuers: our own form, the registry form of the Digital Credentials Consortium, or plain identifiers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import CheckFailed, InputRefused
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.verify import times

_MAX_NAME = 300
_MAX_ISSUERS = 100_000


def read_trust_list(data: bytes) -> TrustList:
    """A trust list from JSON in one of four forms.

    ``{"name", "updated", "issuers": [{"id", "name", "url"}, …]}`` (ours), ``{"meta": {"updated"}, "registry": {did: {"name",
    "url"}}}`` (DCC legacy registry), ``{did: name}``, or ``[id, …]``.  Identifiers are kept letter for letter; one that is no
    DID or https URL makes the whole list unreadable, since a list that half works misleads.

    Raises InputRefused("trust-list-unreadable").
    """
    value = _parse(data)
    if isinstance(value, list):
        return _list("", None, [{"id": item} if isinstance(item, str) else item for item in value])
    if not isinstance(value, dict):
        raise _unreadable("It is neither an object nor an array.")
    if "issuers" in value:
        return _list(value.get("name", ""), value.get("updated"), value["issuers"])
    if "registry" in value:
        return _registry(value)
    return _list("", None, [{"id": key, "name": name} for key, name in value.items()])


def _parse(data: bytes) -> Any:
    try:
        return strict_json.loads(data)
    except InputRefused as error:
        if error.code != "duplicate-member":
            raise _unreadable(f"It is not JSON: {error}") from error
    # The registry of the Digital Credentials Consortium names one issuer twice, under two names: show both, hide neither.
    try:
        return json.loads(data.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=_joined, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _unreadable("It is not JSON.") from error


def _joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        earlier = members.get(name)
        if name not in members:
            members[name] = value
        elif isinstance(earlier, dict) and isinstance(value, dict):
            members[name] = _both(earlier, value)
        else:
            raise _unreadable(f"“{name[:80]}” appears twice in it.")
    return members


def _both(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    names = [entry["name"] for entry in (first, second) if isinstance(entry.get("name"), str)]
    return {**first, **second, "name": " / ".join(dict.fromkeys(names))}


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _registry(value: Mapping[str, Any]) -> TrustList:
    registry, meta = value["registry"], value.get("meta", {})
    if not isinstance(registry, dict) or not isinstance(meta, dict):
        raise _unreadable("Its “registry” is not an object of issuers by identifier.")
    entries = [{**entry, "id": key} if isinstance(entry, dict) else None for key, entry in registry.items()]
    return _list(meta.get("name", value.get("name", "")), meta.get("updated"), entries)


def _list(name: Any, updated: Any, entries: Any) -> TrustList:
    if not isinstance(entries, list) or not entries or len(entries) > _MAX_ISSUERS:
        raise _unreadable("It names no issuers.")
    if not isinstance(name, str):
        raise _unreadable("Its name is not text.")
    issuers = tuple(_issuer(entry) for entry in entries)
    repeated = _repeated(issuer.id for issuer in issuers)
    if repeated:
        raise _unreadable(f"It names {repeated} twice.")
    return TrustList(name=name[:_MAX_NAME], issuers=issuers, updated=None if updated is None else _updated(updated))


def _issuer(entry: Any) -> TrustedIssuer:
    if not isinstance(entry, dict):
        raise _unreadable("One of its entries is not an object with an “id”.")
    texts = {key: entry.get(key, "") for key in ("id", "name", "url")}
    if any(not isinstance(text, str) for text in texts.values()):
        raise _unreadable("An entry's id, name or url is not text.")
    identifier = texts["id"]
    if not identifier.startswith(("did:", "https://")) or any(letter.isspace() for letter in identifier):
        raise _unreadable(f"“{identifier[:80]}” is neither a DID nor an https address.")
    return TrustedIssuer(id=identifier, name=texts["name"][:_MAX_NAME], url=texts["url"])


def _updated(value: Any) -> datetime:
    try:
        span = times.lenient(value, "updated")
    except CheckFailed as error:
        raise _unreadable(str(error)) from error
    return span.first.astimezone(UTC)


def _repeated(identifiers: Iterable[str]) -> str:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            return identifier
        seen.add(identifier)
    return ""


def _unreadable(why: str) -> InputRefused:
    return InputRefused("trust-list-unreadable", f"This is not a list of known issuers. {why}")
