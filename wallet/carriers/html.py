"""A web page that holds or names its credential: data blocks first, else alternate links. Scripts never run here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from wallet.carriers import limits, links, shape, text, tokens
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

    Raises InputRefused("too-large", "damaged", "no-credential").
    """
    if len(page) > limits.HTML_BYTES:
        raise InputRefused("too-large", "This page is larger than 5 MB. Paste the link of the credential itself.")
    root = _parse(page)
    found = tuple(dict.fromkeys(_embedded(root))) or tuple(dict.fromkeys(_named(root, base_url)))
    if not found:
        raise _no_credential()
    return found[:_MAX_FOUND]


def _parse(page: bytes) -> Any:
    from lxml import etree

    try:
        page.decode("utf-8")
        encoding: str | None = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # the page says so itself, or the parser falls back to Latin-1
    parser = etree.HTMLParser(encoding=encoding, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page, parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputRefused("damaged", "This page is damaged or was cut off. Save it again.") from error
    if root is None:
        raise _no_credential()
    return root


def _embedded(root: Any) -> Iterator[Carried]:
    for block in root.iter("script"):
        kind = _media_type(block)
        content = (block.text or "").strip().encode()
        if kind in _JSON_TYPES and shape.claims_to_be_credential(content):
            yield Carried(payload=content, carrier=Carrier.HTML)
        elif kind in _TOKEN_TYPES and tokens.is_token(content.decode("utf-8")):
            yield from text.recognise(content, Carrier.HTML)


def _named(root: Any, base_url: str) -> Iterator[Carried]:
    base = _base(root, base_url)
    for element in root.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        if "alternate" not in relations or _media_type(element) not in _JSON_TYPES | _TOKEN_TYPES:
            continue
        address = _joined(base, element.get("href"))
        if links.is_link(address):
            yield Carried(payload=address.encode(), carrier=Carrier.HTML, link=True)


def _base(root: Any, base_url: str) -> str:
    for element in root.iter("base"):
        if element.get("href"):
            return _joined(base_url, element.get("href"))
    return base_url


def _joined(base: str, address: str | None) -> str:
    try:
        return urljoin(base, (address or "").strip()) if address else ""
    except ValueError:
        return ""


def _media_type(element: Any) -> str:
    return (element.get("type") or "").partition(";")[0].strip().lower()


def _no_credential() -> InputRefused:
    return InputRefused(
        "no-credential", "This page holds no credential and names none. Paste the link of the credential itself."
    )
