"""JSON as RFC 8259 and I-JSON (RFC 7493) mean it: what a lenient parser would guess is refused.

A credential that two programs read differently is a way to show one thing and sign another, so duplicate members, NaN,
numbers beyond a double, lone surrogates and control characters are refused here, once, for every format.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from wallet.errors import InputRefused

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 64
_MAX_DIGITS = 64
_BOM = b"\xef\xbb\xbf"
_TEXT = re.compile(rb'"[^"]*+"?')  # once no text has a quotation mark inside; one that is left open reaches to the end
_OPENING = b"[{"
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def loads(data: bytes | str, *, max_bytes: int = MAX_BYTES) -> Any:
    """Parse JSON text (UTF-8, a byte order mark is accepted) into dict, list, str, int, float, bool and None.

    Raises InputRefused with code ``empty``, ``too-large``, ``bad-encoding``, ``too-deep``, ``duplicate-member``,
    ``bad-number``, ``bad-text`` or ``not-json``.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    raw = raw.removeprefix(_BOM)
    if not raw.strip():
        raise InputRefused("empty", "This file is empty. Download the credential again.")
    if len(raw) > max_bytes:
        limit = f"{max_bytes // 1024 // 1024} MB" if max_bytes >= 1024 * 1024 else f"{max_bytes // 1024} kB"
        raise InputRefused("too-large", f"This is larger than {limit}, more than any credential needs.")
    text = _text(raw)
    limit_depth(raw)
    try:
        value = json.loads(text, object_pairs_hook=_members, parse_constant=_constant, parse_float=_float, parse_int=_int)
    except (ValueError, RecursionError) as error:
        raise InputRefused("not-json", "This is not complete JSON. The file may have been cut off on its way.") from error
    if "\\u" in text:  # only an escape can name a character that UTF-8 cannot
        _check_texts(value)
    return value


def dumps(value: Any) -> bytes:
    """Compact UTF-8 JSON, members in their order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputRefused("bad-encoding", "This file is not UTF-8 text. Save it as UTF-8 and try again.") from error


def limit_depth(raw: bytes, *, most: int = MAX_DEPTH) -> None:
    """Before anything is built, in time and memory of the input's own length whatever it holds.

    Raises InputRefused("too-deep") for brackets inside more than ``most`` others.
    """
    plain = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    depth = 0
    for bracket in _TEXT.sub(b"", plain).translate(None, _NO_BRACKETS):
        depth += 1 if bracket in _OPENING else -1
        if depth > most:
            raise InputRefused("too-deep", f"This nests deeper than {most} levels, which no credential does.")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise InputRefused("duplicate-member", f"“{_shown(name)}” appears twice in one object, so its meaning is unclear.")
        members[name] = value
    return members


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value or _SURROGATE.search(value):
            raise InputRefused("bad-text", "A text in this file holds a character that cannot be shown or stored.")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_texts(name)
            _check_texts(member)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:60]


def _constant(name: str) -> Any:
    raise InputRefused("bad-number", f"{name} is not a JSON number.")


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise InputRefused("bad-number", "A number in this file is larger than numbers can be.")
    return value


def _int(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise InputRefused("bad-number", "A number in this file has more digits than any credential needs.")
    return int(text)
