"""A web page that holds or names its credential: data blocks first, else alternate links. Scripts never run here."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from wallet.carriers import html_tags, limits, links, shape, text, tokens
from wallet.carriers.html_tags import Tag
from wallet.errors import InputRefused
from wallet.model.carried import Carried, Carrier

_JSON_TYPES = frozenset(
    {
        "application/ld+json",
        "application/json",
        "application/vc",
        "application/vp",
        "application/vc+ld+json",
        "application/vp+ld+json",
    }
)
_TOKEN_TYPES = frozenset(
    {
        "application/jwt",
        "application/vc+jwt",
        "application/vp+jwt",
        "application/vc+ld+json+jwt",
        "application/vc+sd-jwt",
        "application/dc+sd-jwt",
        "application/sd-jwt",
        "text/plain",
    }
)
_MAX_FOUND = 50


def extract(page: bytes, *, base_url: str = "") -> tuple[Carried, ...]:
    """The credentials in the page's data blocks (``<script type="application/ld+json">`` and its like); where there are
    none, the addresses that the page names as its alternate forms, resolved against ``<base>`` and ``base_url``.

    Raises InputRefused("too-large", "no-credential").
    """
    if len(page) > limits.HTML_BYTES:
        raise InputRefused("too-large", "This page is larger than 5 MB. Paste the link of the credential itself.")
    tags = tuple(html_tags.tags(_decoded(page)))
    found = tuple(dict.fromkeys(_embedded(tags))) or tuple(dict.fromkeys(_named(tags, base_url)))
    if not found:
        raise InputRefused(
            "no-credential", "This page holds no credential and names none. Paste the link of the credential itself."
        )
    return found[:_MAX_FOUND]


def _decoded(page: bytes) -> str:
    """UTF-8, else the encoding that browsers fall back to; what matters here is ASCII in all pages but a few."""
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        return page.decode("cp1252", "replace")


def _embedded(tags: tuple[Tag, ...]) -> Iterator[Carried]:
    for tag in tags:
        if tag.name != "script":
            continue
        content = tag.text.strip().encode("utf-8", "replace")
        if _media_type(tag) in _JSON_TYPES and shape.claims_to_be_credential(content):
            yield Carried(payload=content, carrier=Carrier.HTML)
        elif _media_type(tag) in _TOKEN_TYPES and tokens.is_token("".join(tag.text.split())):
            yield from text.recognise(content, Carrier.HTML)


def _named(tags: tuple[Tag, ...], base_url: str) -> Iterator[Carried]:
    bases = (tag.attributes["href"] for tag in tags if tag.name == "base" and "href" in tag.attributes)
    base = _joined(base_url, next(bases, ""))
    for tag in tags:
        relations = tag.attributes.get("rel", "").lower().split()
        if tag.name != "link" or "alternate" not in relations or _media_type(tag) not in _JSON_TYPES | _TOKEN_TYPES:
            continue
        href = tag.attributes.get("href", "").strip()
        address = _joined(base, href) if href else ""
        if links.is_link(address):
            yield Carried(payload=address.encode("utf-8", "replace"), carrier=Carrier.HTML, link=True)


def _joined(base: str, address: str) -> str:
    """The address resolved against the base; "" for what is no address."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def _media_type(tag: Tag) -> str:
    return tag.attributes.get("type", "").partition(";")[0].strip().lower()
