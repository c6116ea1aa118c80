"""What kind of thing some bytes are, by their content alone: names and media types are claims, often wrong ones."""

from __future__ import annotations

import re
from enum import StrEnum

from wallet.carriers import safe_xml
from wallet.carriers.png_chunks import SIGNATURE

_PDF_HEADER_WITHIN = 1024  # ISO 32000 viewers accept the header anywhere in the first 1,024 bytes
_PICTURES = (b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_SVG = re.compile(rb"<!DOCTYPE\s+svg\b|<(?:[A-Za-z_][\w.-]{0,60}:)?svg[\s/>]", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Kind(StrEnum):
    """What a reader exists for; UNKNOWN is everything else."""

    PNG = "png"
    PICTURE = "picture"  # JPEG, GIF, WebP, BMP, TIFF
    SVG = "svg"
    PDF = "pdf"
    HTML = "html"
    TEXT = "text"  # JSON, tokens, addresses
    UNKNOWN = "unknown"


def sniff(data: bytes) -> Kind:
    """The kind of this input. Never raises."""
    if data.startswith(SIGNATURE[:4]):
        return Kind.PNG
    if data.startswith(_PICTURES) or _is_webp(data) or _is_bmp(data):
        return Kind.PICTURE
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN] and data.lstrip()[:1] not in (b"{", b"[", b"<"):
        return Kind.PDF
    start = safe_xml.prolog_end(data)
    if data[start : start + 1] == b"<":
        return Kind.SVG if _SVG.match(data, start) else Kind.HTML
    return Kind.TEXT if _is_text(data) else Kind.UNKNOWN


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _is_bmp(data: bytes) -> bool:
    return data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"


def _is_text(data: bytes) -> bool:
    """UTF-8, or a text in another encoding that deserves to be told so."""
    if data.startswith(_UTF16) or data.lstrip()[:1] in (b"{", b"["):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data
