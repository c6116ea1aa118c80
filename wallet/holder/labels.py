"""Names and values of claims in words: what a person reads instead of a JSON pointer and a JSON value."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from wallet.model.plain_text import visible

_KNOWN = {
    "@context": "vocabulary",
    "@id": "identifier",
    "@type": "type",
    "aud": "audience",
    "cnf": "key it is bound to",
    "credentialSubject": "subject",
    "exp": "valid until",
    "iat": "issued at",
    "id": "identifier",
    "iss": "issuer",
    "jti": "identifier",
    "nbf": "valid from",
    "proof": "signature",
    "sub": "subject identifier",
    "vct": "type of credential",
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z\s_\-.:/#]+|[A-Z]")
_PICTURE = re.compile(r"data:([a-z0-9.+-]+/[a-z0-9.+-]+)?[;,]", re.IGNORECASE)
_LONGEST_NAME = 60
_DATES = frozenset({"exp", "iat", "nbf"})
_YEAR_10000 = 253_402_300_800


def labels(pointers: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """One label for each path of member names: the last two in words, more of them where two labels would be the same."""
    short = [_label(path[-3:] if _is_index(path[-1]) else path[-2:]) for path in pointers]
    seen = Counter(short)
    return tuple(_label(path) if seen[label] > 1 else label for path, label in zip(pointers, short, strict=True))


def words(name: str) -> str:
    """``issuedOn``, ``issued_on``, ``issued-on`` as "issued on"; names that only machines use in plain words."""
    if name in _KNOWN:
        return _KNOWN[name]
    parts = [part if part.isupper() and len(part) > 1 else part.lower() for part in _WORD.findall(name)]
    return visible(" ".join(parts) or name, limit=_LONGEST_NAME)


def claim(name: str, value: Any) -> str:
    """The value of a claim of this name: a NumericDate (RFC 7519 section 2) as a date, a holder's key by its kind."""
    if name in _DATES and isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _YEAR_10000:
        return f"{datetime.fromtimestamp(value, UTC):%d %b %Y %H:%M} UTC"
    key = value.get("jwk") if name == "cnf" and isinstance(value, Mapping) else None
    if isinstance(key, Mapping) and isinstance(key.get("x"), str):
        return f"{text(key.get('crv', 'a'))} key {text(key['x'])[:12]}…"
    return text(value)


def text(value: Any) -> str:
    """A JSON value as one line of text, with invisible and reordering characters made visible."""
    match value:
        case str():
            return _string(value)
        case True | False:
            return "yes" if value else "no"
        case None:
            return "nothing"
        case Mapping():
            return ", ".join(f"{words(name)}: {text(member)}" for name, member in value.items()) or "empty"
        case list() | tuple():
            return ", ".join(text(item) for item in value) or "empty"
        case _:
            return json.dumps(value)


def _string(value: str) -> str:
    media_type = _PICTURE.match(value)
    if media_type and len(value) > 200:
        return f"{media_type[1] or 'text/plain'} inside, {len(value) * 3 // 4 // 1000 + 1} kB"
    return visible(value) or "empty"


def _label(path: Sequence[str]) -> str:
    named = [part for part in path if part != "credentialSubject"] or list(path)
    if len(named) == 1 and named != list(path):
        named = list(path) if named[0] in ("id", "type", "name") else named
    return " ".join(str(int(part) + 1) if _is_index(part) else words(part) for part in named)


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdecimal() and len(part) < 6
