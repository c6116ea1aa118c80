"""Web addresses in place of a credential: recognised, carried, never opened here."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wallet.errors import InputRefused

_MAX_LENGTH = 4096
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\s<>\"]")


def scheme(text: str) -> str:
    """The scheme of a text that is shaped like one URI, in lower case; "" where it is not."""
    match = _SCHEME.match(text)
    if match is None or _UNSAFE.search(text):
        return ""
    return match.group(1).lower()


def is_link(text: str) -> bool:
    """Whether the text is one absolute http or https address with a host."""
    if len(text) > _MAX_LENGTH or scheme(text) not in ("http", "https"):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def not_a_link(text: str) -> InputRefused:
    """The refusal for an address that Satchel does not go to: InputRefused("not-a-link"). Says the scheme, not the rest."""
    name = scheme(text)[:32]
    return InputRefused("not-a-link", f"“{name}:” is not a web address. Paste a link that starts with https.")
