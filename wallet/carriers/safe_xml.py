"""XML without its dangers: no DTD is read, no entity expanded, nothing fetched (security.md B12, B14).

Adobe's and 1EdTech's SVG files name the public SVG DTD in their DOCTYPE.  That name alone is harmless, because nothing is
ever loaded for it; a DOCTYPE that declares something itself, or names anything else, is refused.
"""

from __future__ import annotations

import re
from typing import Any

from wallet.carriers import limits
from wallet.errors import InputRefused

_PROLOG_PART = re.compile(rb"[ \t\r\n]++|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(
    rb'<!DOCTYPE\s+svg(?:\s+PUBLIC\s+"-//W3C//DTD SVG [\w. ]{1,40}//EN"\s+"https?://www\.w3\.org/[\w./-]{1,80}")?\s*>'
)
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")


def prolog_end(data: bytes) -> int:
    """Where the byte order mark, declarations, comments and white space before the DOCTYPE or root element end."""
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while part := _PROLOG_PART.match(data, position):
        position = part.end()
    return position


def root(data: bytes, *, max_bytes: int = limits.XML_BYTES) -> Any:
    """The root element (lxml) of UTF-8 XML; comments and processing instructions are left out.

    Raises InputRefused("unsafe-svg", "bad-encoding", "damaged", "too-large").
    """
    if len(data) > max_bytes:
        raise InputRefused("too-large", f"This drawing is larger than {max_bytes // 1024 // 1024} MB. It was not opened.")
    _check_encoding(data)
    start = prolog_end(data)
    if data[start : start + 9].upper() == b"<!DOCTYPE" and _DOCTYPE.match(data, start) is None:
        raise _unsafe()
    return _parse(data)


def _parse(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        element = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputRefused("damaged", "This drawing is damaged or was cut off. Download the badge file again.") from error
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and (any(declared.iterentities()) or any(declared.iterelements())):
        raise _unsafe()
    return element


def _check_encoding(data: bytes) -> None:
    match = _ENCODING.match(data)
    declared = match.group(1).lower() if match else b"utf-8"
    if declared not in (b"utf-8", b"us-ascii", b"ascii") or not _is_utf8(data):
        raise InputRefused("bad-encoding", "This drawing is not in UTF-8. Open and save it as UTF-8, or download it again.")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unsafe() -> InputRefused:
    return InputRefused("unsafe-svg", "This drawing declares things that can hide or fetch data. It was not read.")
