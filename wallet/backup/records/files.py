"""``bytes``: every file once, under its SHA-256; ``document``: kept documents with their dates."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

from wallet.backup import problems
from wallet.backup.lines import bytes_line
from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members
from wallet.backup.records.seen import Seen
from wallet.vault.holding_rows import DocumentRow
from wallet.vault.holdings import Holdings
from wallet.vault.times import to_text

BYTES = "bytes"
_DOCUMENT = frozenset({"number", "url", "final_url", "media_type", "fetched_at", "sha256"})


def byte_lines(holdings: Holdings) -> Iterator[bytes]:
    """The lines of every file; by far the largest part of a backup, so they are not built as objects first."""
    for sha256, data in holdings.contents():
        yield bytes_line(sha256, b64encode(data))


def take_bytes(sha256: str, base64: bytes, seen: Seen) -> bytes:
    """The bytes of one line, proved to be those that it names. Raises InputRefused("backup-inconsistent")."""
    try:
        data = binascii.a2b_base64(base64, strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise problems.inconsistent("a file in it is not whole") from error
    digest = hashlib.sha256(data)
    if not hmac.compare_digest(digest.hexdigest().encode(), sha256.encode("utf-8", "replace")):
        raise problems.inconsistent("a file in it is not the one that its hash names")
    seen.add_content(digest.digest())
    return data


def _documents(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for row in holdings.documents():
        yield {
            "number": row.number,
            "url": row.url,
            "final_url": row.final_url,
            "media_type": row.media_type,
            "fetched_at": to_text(row.fetched_at),
            "sha256": row.content,
        }


def _document(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    row = DocumentRow(
        number=members.number("number"),
        url=members.text("url"),
        final_url=members.text("final_url"),
        media_type=members.text("media_type"),
        fetched_at=members.time("fetched_at"),
        content=members.digest("sha256"),
    )
    seen.need_content(row.content)
    seen.add_document(row.number)
    seen.add_name("document", f"{row.fetched_at.isoformat()} {row.content} {row.url}")
    return lambda holdings: holdings.put_document(row)


DOCUMENT = Kind(name="document", members=_DOCUMENT, write=_documents, read=_document)
