"""The one door for bytes from outside: whatever they are, the payloads inside, or a named refusal."""

from __future__ import annotations

from wallet.carriers import limits
from wallet.carriers.registry import READERS
from wallet.carriers.sniff import sniff
from wallet.errors import InputRefused
from wallet.model.carried import Carried


def unwrap(data: bytes, *, base_url: str = "") -> tuple[Carried, ...]:
    """The payloads in a file, a picture, a page or pasted text, told by content and never by name; at least one.

    ``base_url`` is where a page came from, for the links in it.  A payload with ``link`` set is only an address.

    Raises InputRefused: ``empty``; ``too-large``; ``unknown-file``; ``no-credential`` and ``no-credential-in-qr``;
    ``not-a-link``; ``damaged``; ``ambiguous``; ``bad-encoding``; ``unsafe-svg``; ``pdf-encrypted``; ``encrypted``;
    ``vpqr-unsupported``; ``bad-base45``; and, for JSON inside a picture, what ``encoding.strict_json`` raises.
    """
    if len(data) > limits.INPUT_BYTES:
        raise InputRefused("too-large", "This is larger than 50 MB, more than any credential needs. It was not opened.")
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputRefused("empty", "This is empty. Download the credential again.")
    reader = READERS.get(sniff(data))
    if reader is None:
        raise InputRefused(
            "unknown-file",
            "Satchel cannot tell what this file is. It reads badge pictures, PDF, JSON, tokens, web pages and QR codes.",
        )
    return reader(data, base_url)
