"""PDF: attached files (PDF/A-3 associated files) and the metadata where one issuer keeps badges.

What is printed on a page proves nothing and is not read; QR codes on scanned pages are the one exception, because what
they hold is signed data again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wallet.carriers import limits, pictures, qpdf_limits, safe_xml, shape, text, tokens
from wallet.errors import InputRefused
from wallet.model.carried import Carried, Carrier

if TYPE_CHECKING:
    from pikepdf import Pdf

_MAX_FILES = 100
_MAX_TOTAL = 64 * 1024 * 1024
_MAX_PAGES = 50
_MAX_REPAIRED = 2 * 1024 * 1024  # looking for the objects of a broken file takes 150 times its size in memory
_MAX_XMP = 1024 * 1024
_MAX_SCANS = 4
_MAX_SCAN_PIXELS = 12_000_000  # an A4 page at 300 dpi is 9 million
_BADGE = "openbadges"


def extract(data: bytes) -> tuple[Carried, ...]:
    """The credentials and presentations in a PDF: attachments first, then metadata, then QR codes of scanned pages.

    Raises InputRefused("pdf-encrypted", "damaged", "too-large", or "no-credential" where it is only paper).
    """
    from pikepdf import PasswordError

    try:
        with qpdf_limits.reading():
            found = _extract(data)
    except PasswordError as error:
        raise InputRefused(
            "pdf-encrypted", "This PDF is locked with a password. Save it without one, and try again."
        ) from error
    except InputRefused:
        raise
    except Exception as error:  # qpdf's binding raises whatever a stranger's file makes it stumble over
        raise InputRefused("damaged", "This PDF is damaged or was cut off. Download or send it again.") from error
    if not found:
        raise InputRefused(
            "no-credential",
            "This PDF has no signed data attached. What is printed on the page proves nothing by itself. Ask for the "
            "credential file.",
        )
    return found


def _extract(data: bytes) -> tuple[Carried, ...]:
    import pikepdf

    with pikepdf.open(io.BytesIO(data), attempt_recovery=len(data) <= _MAX_REPAIRED) as pdf:
        found = [carried for content in _attached(pdf) for carried in _credentials(content)]
        found += [] if found else [carried for content in _metadata(pdf) for carried in _recognised(content)]
        return tuple(dict.fromkeys(found)) or _scanned(pdf)


def _credentials(content: bytes) -> tuple[Carried, ...]:
    """Attachments can be anything: only what claims to be a credential counts."""
    found = _recognised(content)
    return tuple(c for c in found if not c.link and (_is_token(c.payload) or shape.claims_to_be_credential(c.payload)))


def _is_token(payload: bytes) -> bool:
    return tokens.is_token(payload.decode("ascii", "replace"))


def _recognised(content: bytes) -> tuple[Carried, ...]:
    try:
        return text.recognise(content, Carrier.PDF)
    except InputRefused:
        return ()


def _attached(pdf: Pdf) -> Iterator[bytes]:
    """The bytes of attached files, each stream once, within the limits."""
    import pikepdf

    seen: set[tuple[int, int]] = set()
    total = 0
    for spec in _file_specs(pdf):
        if not isinstance(spec, pikepdf.Dictionary) or not isinstance(spec.get("/EF"), pikepdf.Dictionary):
            continue
        stream = spec.EF.get("/UF", spec.EF.get("/F"))
        if not isinstance(stream, pikepdf.Stream) or stream.objgen in seen or not _is_plain(stream):
            continue
        seen.add(stream.objgen)
        content = _unpacked(stream)
        total += len(content)
        if len(seen) > _MAX_FILES or total > _MAX_TOTAL:
            raise InputRefused("too-large", "This PDF has more attached to it than Satchel reads. Ask for the file itself.")
        yield content


def _file_specs(pdf: Pdf) -> Iterator[Any]:
    """All file specifications: the document's, its associated files, those of its pages and their annotations."""
    import pikepdf

    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    if isinstance(tree, pikepdf.Dictionary):
        yield from (spec for _, spec in zip(range(_MAX_FILES + 1), pikepdf.NameTree(tree).values(), strict=False))
    yield from _items(pdf.Root.get("/AF"))
    for page in _pages(pdf):
        yield from _items(page.get("/AF"))
        for annotation in _items(page.get("/Annots")):
            if isinstance(annotation, pikepdf.Dictionary):
                yield annotation.get("/FS")


def _pages(pdf: Pdf) -> Iterator[Any]:
    for _, page in zip(range(_MAX_PAGES), pdf.pages, strict=False):
        yield page.obj


def _items(value: Any) -> Iterator[Any]:
    import pikepdf

    if isinstance(value, pikepdf.Array):
        yield from (value[index] for index in range(min(len(value), 4 * _MAX_FILES)))


def _is_plain(stream: Any) -> bool:
    """Uncompressed or deflated only: qpdf has no limit for LZW, and nobody attaches a credential as a JPEG."""
    filters = stream.get("/Filter", None)
    return filters is None or str(filters) == "/FlateDecode" or [str(item) for item in _items(filters)] == ["/FlateDecode"]


def _unpacked(stream: Any) -> bytes:
    """The content of a stream; b"" where it unpacks to more than a credential, or does not unpack."""
    import pikepdf

    try:
        with qpdf_limits.unpacking():
            content = bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""
    return content if len(content) <= limits.PAYLOAD_BYTES else b""


def _metadata(pdf: Pdf) -> Iterator[bytes]:
    """The values named "openbadges": custom document information, and XMP elements or attributes."""
    info = pdf.trailer.get("/Info")
    badge = info.get(f"/{_BADGE}") if info is not None else None
    if badge is not None:
        yield str(badge).encode("utf-8", "replace")
    stream = pdf.Root.get("/Metadata")
    if stream is None or not _is_plain(stream):
        return
    try:
        root = safe_xml.root(_unpacked(stream), max_bytes=_MAX_XMP)
    except InputRefused:
        return
    for element in root.iter("*"):
        if element.tag.rpartition("}")[2] == _BADGE and element.text:
            yield element.text.encode()
        yield from (value.encode() for name, value in element.attrib.items() if name.rpartition("}")[2] == _BADGE)


def _scanned(pdf: Pdf) -> tuple[Carried, ...]:
    """What the QR codes on scanned pages carry; only JPEG scans, which can be handed over without unpacking them here."""
    found: dict[Carried, None] = {}
    for scan in _scans(pdf):
        try:
            found.update(dict.fromkeys(pictures.read_codes(scan)))
        except InputRefused:
            continue
    return tuple(found)


def _scans(pdf: Pdf) -> Iterator[bytes]:
    left = _MAX_SCANS
    for page in _pages(pdf):
        resources = page.get("/Resources")
        images = resources.get("/XObject") if resources is not None else None
        for image in images.values() if images is not None else ():
            pixels = int(image.get("/Width", 0)) * int(image.get("/Height", 0))
            if str(image.get("/Filter", None)) == "/DCTDecode" and 0 < pixels <= _MAX_SCAN_PIXELS and left:
                left -= 1
                yield bytes(image.read_raw_bytes())
