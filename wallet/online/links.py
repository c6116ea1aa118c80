"""The documents behind public links: what people copy is a page, what a wallet needs is its machine-readable twin.

Pure text: nothing is fetched here.  Paths are those that the platforms use (the page itself always comes last, since a site
may answer a request for JSON there as well).  An unknown site is its own only candidate.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import SplitResult as Parts
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

_Rule: TypeAlias = Callable[[Parts], tuple[str, ...]]

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ENTITY = r"[A-Za-z0-9_-]{1,64}"
_BADGR = re.compile(r"((?:[a-z0-9-]+\.){0,3})(badges\.parchment\.com|badgr\.io|badgr\.com)")
_REGIONS = ("eu", "au", "ca", "sg")


def candidates(url: str) -> tuple[str, ...]:
    """Addresses to try in turn for the credential behind ``url``, best first, at least one, each once; no fragments.

    >>> candidates("https://verifierplus.org/credentials/123e4567-e89b-12d3-a456-426614174000")[0]
    'https://verifierplus.org/api/credentials/123e4567-e89b-12d3-a456-426614174000'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return (url,)
    rule = None if parts.scheme != "https" or port not in (None, 443) else _rule((parts.hostname or "").removesuffix("."))
    found = rule(parts) if rule else ()
    # Only a rule may read the fragment: it never leaves the machine otherwise.
    return tuple(dict.fromkeys((*found, urlunsplit(parts._replace(fragment="")))))


def _rule(host: str) -> _Rule | None:
    for pattern, rule in _RULES:
        if pattern.fullmatch(host):
            return rule
    return None


def _verifier_plus(parts: Parts) -> tuple[str, ...]:
    shared = re.fullmatch(r"verify\?(.+)", parts.fragment)
    if shared:
        # Storage links: the page is only a viewer, the credential's own address is in the fragment.
        inner = dict(parse_qsl(shared[1])).get("vc", "")
        return (inner,) if inner.startswith("https://") and len(inner) < 4096 else ()
    found = re.fullmatch(rf"/credentials/({_UUID})/?", parts.path)
    return (_at(parts, f"/api/credentials/{found[1]}"),) if found else ()


def _badgr(parts: Parts) -> tuple[str, ...]:
    found = re.fullmatch(rf"/public/(assertions|collections)/({_ENTITY})(?:\.json|/image|/baked)?/?", parts.path)
    if not found:
        return ()
    base = f"https://{_badgr_api((parts.hostname or '').removesuffix('.'))}/public/{found[1]}/{found[2]}"
    if found[1] == "collections":
        return (f"{base}.json",)
    expand = urlencode([("v", "2_0"), ("expand", "badge"), ("expand", "badge.issuer")])
    return (f"{base}?v=3_0", f"{base}.json?{expand}", f"{base}.json?v=2_0", f"{base}/baked?v=2_0")


def _badgr_api(host: str) -> str:
    """The API behind a page's host; schools have sub-domains of their own, regions a label before the platform's name."""
    region = next((f"{label}." for label in host.split(".") if label in _REGIONS), "")
    site = "badges.parchment.com" if host.endswith("badges.parchment.com") else "badgr.io"
    return f"api.{region}{site}"


def _credly(parts: Parts) -> tuple[str, ...]:
    found = re.fullmatch(
        rf"(?:/(?:users/[^/]+/)?badges/({_UUID})(?:/(?:public_url|linked_in_profile|print|linked_in|embedded))?"
        rf"|/(?:api/)?v1/obi/v[23]/(?:badge_assertions|open_badge_credentials)/({_UUID}))/?",
        parts.path,
    )
    if not found:
        return ()
    uuid = (found[1] or found[2]).lower()
    return (
        f"https://www.credly.com/api/v1/obi/v3/open_badge_credentials/{uuid}",
        f"https://www.credly.com/api/v1/obi/v2/badge_assertions/{uuid}",
    )


def _open_badge_factory(parts: Parts) -> tuple[str, ...]:
    found = re.fullmatch(rf"/v([12])/assertion/({_ENTITY})(?:\.html|\.json)?/?", parts.path)
    return (_at(parts, f"/v{found[1]}/assertion/{found[2]}"),) if found else ()


def _accredible(parts: Parts) -> tuple[str, ...]:
    found = re.fullmatch(rf"(?:/embed)?/({_UUID}|\d{{3,12}})(?:/.*)?", parts.path)
    return (f"https://api.accredible.com/v1/obi/badge_assertions/{found[1]}",) if found else ()


def _learner_wallet(parts: Parts) -> tuple[str, ...]:
    # The wallet's own deep links carry the address of what they offer.
    inner = unquote(dict(parse_qsl(parts.query)).get("vc", ""))
    return (inner,) if inner.startswith("https://") and len(inner) < 4096 else ()


def _at(parts: Parts, path: str) -> str:
    return urlunsplit(parts._replace(path=path, query="", fragment=""))


_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (re.compile(r"(?:www\.)?(?:stage\.|staging\.)?verifierplus\.org"), _verifier_plus),
    (_BADGR, _badgr),
    (re.compile(r"(?:www\.|api\.)?(?:credly|youracclaim)\.com"), _credly),
    (re.compile(r"(?:www\.)?openbadgefactory\.com"), _open_badge_factory),
    (re.compile(r"(?:www\.)?credential\.net|(?:www\.)?(?:credentials\.)?accredible\.com"), _accredible),
    (re.compile(r"(?:www\.)?lcw\.app"), _learner_wallet),
)
