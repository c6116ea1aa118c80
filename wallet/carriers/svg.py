"""Badge pictures in SVG: one element in a namespace of its own; baking leaves every other byte of the drawing as it was.

Open Badges 3.0 section 5.3.2: ``<openbadges:credential>`` with the JSON in CDATA, or a token in its attribute ``verify``.
Open Badges 2.0: ``<openbadges:assertion verify="address or JWS">`` with the JSON in CDATA.  CLR 2.0 has its own namespace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wallet.carriers import baked, safe_xml, svg_markup, tokens
from wallet.errors import InputRefused
from wallet.model.carried import Carried, Carrier

_ELEMENTS: Mapping[str, tuple[str, str, str]] = {  # keyword in a PNG: prefix, namespace and local name in an SVG
    baked.OB3: ("openbadges", "https://purl.imsglobal.org/ob/v3p0", "credential"),
    baked.OB2: ("openbadges", "http://openbadges.org", "assertion"),
    baked.CLR2: ("clr", "https://purl.imsglobal.org/clr/v2p0", "credential"),
}
_QUALIFIED = tuple(f"{{{namespace}}}{name}" for _, namespace, name in _ELEMENTS.values())
_ROOTS = ("svg", "{http://www.w3.org/2000/svg}svg")
# Characters that XML 1.0 section 2.2 has no way to write.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def extract(picture: bytes) -> tuple[Carried, ...]:
    """What is baked into the drawing: one payload, or () for a drawing without any.

    A signed token in ``verify`` is taken before the body, the body before an address in ``verify``.
    Raises InputRefused("unsafe-svg", "bad-encoding", "damaged", "ambiguous", "too-large", or what ``baked.carried`` raises).
    """
    return baked.single(_payload(element) for element in safe_xml.root(picture).iter(*_QUALIFIED))


def bake(picture: bytes, payload: bytes, *, keyword: str = baked.OB3) -> bytes:
    """The drawing with the payload as first child of its root, in place of what was baked into it before.

    Raises InputRefused("unsafe-svg", "bad-encoding", "damaged", "too-large") for the drawing and
    ("not-bakeable", "too-large") for the payload, or where the root is not ``svg``.
    """
    written = baked.payload_text(payload)
    written = written.strip() if tokens.is_token(written.strip()) else written
    prefix, namespace, name = _ELEMENTS[baked.known_keyword(keyword)]
    root = safe_xml.root(picture)
    if root.tag not in _ROOTS or _NOT_XML.search(written):
        raise baked.not_bakeable()
    declaration = f' xmlns:{prefix}="{namespace}"'
    bound = root.nsmap.get(prefix)
    element = f"<{prefix}:{name}{declaration if bound not in (None, namespace) else ''}{_content(written, f'{prefix}:{name}')}"
    out = _insert(picture, root, (declaration if bound is None else "").encode(), element.encode())
    _check(out, written.encode())
    return out


def _payload(element: Any) -> Carried:
    if len(element):  # an element or an unexpanded entity inside: what the text says cannot be known
        raise baked.damaged()
    verify = "".join((element.get("verify") or "").split())
    body = element.text or ""
    if tokens.is_token(verify):
        signed = Carried(payload=verify.encode(), carrier=Carrier.SVG)
        inside = [baked.carried(body.encode(), Carrier.SVG)] if tokens.is_token(body.strip()) else []
        return baked.single([signed, *inside])[0]
    return baked.carried((body if body.strip() else verify).encode(), Carrier.SVG)


def _content(written: str, qualified: str) -> str:
    """The rest of the element: tokens stand in ``verify``, JSON in CDATA."""
    if tokens.is_token(written):
        return f' verify="{written}"></{qualified}>'
    # A CDATA section cannot hold its own end, and a reader turns a bare carriage return into a line feed.
    cdata = written.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"><![CDATA[{cdata}]]></{qualified}>"


def _insert(picture: bytes, root: Any, on_root: bytes, element: bytes) -> bytes:
    tags = svg_markup.tags(picture)
    names = [found.tag for found in root.iter("*")]
    if len(tags) != len(names):  # the text and the tree must be the same drawing
        raise baked.not_bakeable()
    top = tags[0]
    out = bytearray(picture[: top.end - (2 if top.empty else 1)] + on_root + b">" + element)
    if top.empty:
        out += b"</" + top.name + b">"
    position = top.end
    for old, name in zip(tags, names, strict=True):
        if name in _QUALIFIED and old.start >= position:
            out += picture[position : old.start]
            position = old.closed_at
    return bytes(out + picture[position:])


def _check(out: bytes, payload: bytes) -> None:
    """What was written must read back as it was given; a surprise is a refusal, never a broken badge."""
    try:
        found = extract(out)
    except InputRefused as error:
        raise baked.not_bakeable() from error
    if [carried.payload for carried in found] != [payload]:
        raise baked.not_bakeable()
