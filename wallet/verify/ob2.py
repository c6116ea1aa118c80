"""The documents around an Open Badges 1 or 2 assertion: its badge class, its issuer, and what of them is kept.

An assertion names a BadgeClass, which names an issuer Profile; either may be embedded or a URL.  What is embedded was written
by whoever made the assertion, so it says which issuer is meant, never what that issuer allows: keys and scope come from the
kept Profile alone (Open Badges 2.0 sections "Verification" and "Profile").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.snapshot import Material, Snapshot
from wallet.verify import kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an assertion stands on. ``profile`` is None where no copy of the issuer's own Profile is kept or needed."""

    issuer_id: str
    profile: Mapping[str, Any] | None
    snapshots: tuple[Snapshot, ...]

    @property
    def as_of(self) -> datetime | None:
        """The date of the oldest copy; None where nothing outside the assertion was needed."""
        return min((snapshot.fetched_at for snapshot in self.snapshots), default=None)


def assertion_url(document: Mapping[str, Any]) -> str:
    """Where the issuer's site says it: the assertion's ``id``, or ``verify.url`` in Open Badges 1; "" where nowhere."""
    verify = document.get("verify")
    named = document.get("id") or (verify.get("url") if isinstance(verify, dict) else None)
    return named if isinstance(named, str) else ""


def surroundings(document: Mapping[str, Any], material: Material, *, missing: str) -> Surroundings:
    """Follows the assertion to its issuer through kept documents.

    Raises CheckUndecided with the code ``missing`` (and the URLs), "issuer-unreadable", "issuer-unresolvable", and what
    ``check_answered`` raises; CheckFailed("issuer-mismatch") for a document that calls itself another.
    """
    badge, used = _follow(document.get("badge"), material, "issuer", missing)
    issuer = badge.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(identifier, str) or not identifier.startswith(("https://", "http://")):
        raise CheckUndecided("issuer-unresolvable", "The badge names no issuer with an address of its own.")
    if not isinstance(issuer, dict) or identifier in material:
        profile, snapshot = kept.json_object(identifier, material, missing=missing, unreadable="issuer-unreadable")
        check_answered(snapshot)
        _check_own_id(profile, identifier)
        return Surroundings(issuer_id=identifier, profile=profile, snapshots=(*used, snapshot))
    return Surroundings(issuer_id=identifier, profile=None, snapshots=used)


def check_answered(snapshot: Snapshot) -> None:
    """A copy counts only when https carried it from the named host itself: an open redirect there speaks for nobody.

    Raises CheckUndecided("hosted-not-https" or "hosted-redirected").
    """
    if not snapshot.url.startswith("https://"):
        raise CheckUndecided("hosted-not-https", f"Anybody on the way could have changed {snapshot.url}.")
    if origin(snapshot.final_url or snapshot.url) != origin(snapshot.url):
        raise CheckUndecided("hosted-redirected", f"{snapshot.url} was answered by another site, {snapshot.final_url}.")


def origin(url: str) -> str:
    """Scheme and host with port, lower case, as browsers compare them; "" for what is no http address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc or "\\" in url:
        return ""
    if not parts.hostname.isascii() or "%" in parts.hostname:  # two hosts may look alike, or one be written twice
        return ""
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port not in (None, usual) else "")


def in_scope(url: str, around: Surroundings) -> bool:
    """Whether the issuer speaks at this address.

    Its Profile's ``verification`` may name ``startsWith`` texts and ``allowedOrigins`` hosts; both must be met where both are
    given.  Without them the assertion must be on the origin of the issuer's own id.  An address that climbs (``/../``) lies
    elsewhere than it says.
    """
    if _climbs(url):
        return False
    rules = around.profile.get("verification") if around.profile else None
    rules = rules if isinstance(rules, dict) else {}
    prefixes, hosts = _texts(rules.get("startsWith")), _texts(rules.get("allowedOrigins"))
    if not prefixes and not hosts:
        return origin(url) == origin(around.issuer_id) != ""
    return _starts(url, prefixes) and (not hosts or _host(url) in {_host_of(text) for text in hosts})


def _climbs(url: str) -> bool:
    """Whether a server or a client may take a step of the path for a step up; ``..;`` is one to some servers."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return True
    return any(step.partition(";")[0] in (".", "..") for step in re.split(r"[/\\\\]", path))


def _starts(url: str, prefixes: tuple[str, ...]) -> bool:
    # A prefix that ends inside a host name would admit every longer name: the origins must agree as well.
    return not prefixes or any(url.startswith(prefix) and origin(prefix) == origin(url) != "" for prefix in prefixes)


def _host(url: str) -> str:
    return origin(url).partition("://")[2]


def _host_of(text: str) -> str:
    return _host(text) if "://" in text else text.lower()


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item)


def _follow(value: Any, material: Material, needed: str, missing: str) -> tuple[Mapping[str, Any], tuple[Snapshot, ...]]:
    if isinstance(value, dict) and value.get(needed):
        return value, ()
    url = value.get("id") if isinstance(value, dict) else value
    if not isinstance(url, str):
        raise CheckUndecided("issuer-unresolvable", "The assertion names no badge.")
    document, snapshot = kept.json_object(url, material, missing=missing, unreadable="issuer-unreadable")
    check_answered(snapshot)
    _check_own_id(document, url)
    return document, (snapshot,)


def _check_own_id(document: Mapping[str, Any], url: str) -> None:
    if document.get("id", url) != url:
        raise CheckFailed("issuer-mismatch", f"The document at {url} calls itself {document['id']!s:.200}.")
