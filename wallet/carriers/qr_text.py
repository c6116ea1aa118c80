"""The text of our own QR codes: a credential or presentation, made small, in the letters that QR codes pack tightest.

Format, version 1 (everything that a second implementation needs)::

    text     = "SAT1:" base45(zlib(cbor))
    base45   : RFC 9285; its letters are those of a QR code's alphanumeric mode
    zlib     : one zlib stream (RFC 1950), any level, nothing after it, at most 262,144 bytes inflated
    cbor     : one array in deterministic encoding (RFC 8949 section 4.2.1), without tags; its first item says the kind

    [0, bytes]                                             the payload as it is: UTF-8 JSON or any text
    [1, header, payload, signature]                        a compact JWS: the three decoded parts
    [2, header, payload, signature, [disclosure…], kb]     an SD-JWT: the decoded parts of the issuer's JWS, the decoded
                                                           disclosures in their order, and kb = null or the array
                                                           [header, payload, signature] of the key binding JWT

All parts are byte strings.  The receiver joins kind 1 as ``h.p.s`` and kind 2 as ``h.p.s~d1~…~dn~`` or, with a key
binding JWT, ``h.p.s~d1~…~dn~h.p.s``, each part in base64url without padding.  A writer uses kind 1 or 2 only where that
gives the same text again, letter for letter; otherwise kind 0.  A reader refuses what is not exactly this.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wallet.carriers import tokens
from wallet.carriers.inflate import inflate
from wallet.encoding import base45, base64url
from wallet.errors import InputRefused

TAG = "SAT1:"
_MAX_INFLATED = 256 * 1024
_MAX_TEXT = 512 * 1024
_PLAIN, _JWS, _SD_JWT = 0, 1, 2
_JWS_PARTS = 3
_DEPTH = 4


def encode(payload: bytes) -> str:
    """The payload as text for a QR code. Raises InputRefused("too-large") beyond what a reader takes."""
    import cbor2

    packed = cbor2.dumps(_split(payload), canonical=True)
    if len(packed) > _MAX_INFLATED:
        raise InputRefused("too-large", "This is too large for a QR code. Save it as a file instead.")
    return TAG + base45.encode(zlib.compress(packed, 9))


def decode(text: str) -> bytes:
    """The payload of such a text, byte for byte as it was given to ``encode``.

    Raises InputRefused("not-satchel-text", "damaged", "too-large" or "bad-base45").
    """
    if not text.startswith(TAG):
        raise InputRefused("not-satchel-text", "This QR code was not made by Satchel.")
    if len(text) > _MAX_TEXT:
        raise InputRefused("too-large", "This text is longer than any QR code can hold.")
    packed = inflate(base45.decode(text.removeprefix(TAG)), limit=_MAX_INFLATED)
    return _join(_unpack(packed))


def _split(payload: bytes) -> list[Any]:
    """The smallest array that gives this payload again."""
    try:
        parts = _token_parts(payload.decode("ascii"))
        if parts is not None and _join(parts) == payload:
            return parts
    except (UnicodeDecodeError, InputRefused):
        pass  # not a token, or one with parts that are not canonical base64url: it travels as it is
    return [_PLAIN, payload]


def _token_parts(text: str) -> list[Any] | None:
    if not tokens.is_token(text):
        return None
    issuer, *rest = text.split("~")
    parts = _decoded(issuer)
    if not rest:
        return [_JWS, *parts]
    disclosures = [base64url.decode(part) for part in rest[:-1]]
    return [_SD_JWT, *parts, disclosures, _decoded(rest[-1]) if rest[-1] else None]


def _decoded(jws: str) -> list[bytes]:
    return [base64url.decode(part) for part in jws.split(".")]


def _join(parts: list[Any]) -> bytes:
    if not parts or type(parts[0]) is not int:  # not isinstance: Python takes true for 1, the format does not
        raise _damaged()
    match parts:
        case [0, bytes(payload)]:
            return payload
        case [1, bytes(h), bytes(p), bytes(s)]:
            return _encoded([h, p, s]).encode()
        case [2, bytes(h), bytes(p), bytes(s), list(disclosures), binding]:
            if _are_bytes(disclosures) and (binding is None or _is_jws(binding)):
                shown = [base64url.encode(disclosure) for disclosure in disclosures]
                return "~".join([_encoded([h, p, s]), *shown, _encoded(binding) if binding else ""]).encode()
    raise _damaged()


def _is_jws(parts: Any) -> bool:
    return isinstance(parts, list) and len(parts) == _JWS_PARTS and _are_bytes(parts)


def _are_bytes(parts: list[Any]) -> bool:
    return all(isinstance(part, bytes) for part in parts)


def _encoded(jws: list[bytes]) -> str:
    return ".".join(base64url.encode(part) for part in jws)


class _NoTags(Mapping[int, Callable[[Any, bool], Any]]):
    """CBOR tags can build regular expressions, dates and shared references: none of them has a place here."""

    def __getitem__(self, tag: int) -> Callable[[Any, bool], Any]:
        raise ValueError(f"tag {tag}")

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _unpack(packed: bytes) -> list[Any]:
    import cbor2

    try:
        value = cbor2.loads(packed, max_depth=_DEPTH, allow_indefinite=False, semantic_decoders=_NoTags())
        again = cbor2.dumps(value, canonical=True) if isinstance(value, list) else b""
    except (cbor2.CBORError, ValueError, TypeError, OverflowError) as error:
        raise _damaged() from error
    if again != packed:  # bytes after the array, long forms of small numbers: another text for the same payload
        raise _damaged()
    items: list[Any] = value
    return items


def _damaged() -> InputRefused:
    return InputRefused("damaged", "The text of this QR code is damaged. Scan it again, or ask for the file.")
