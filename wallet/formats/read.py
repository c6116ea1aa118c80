"""The one door: a payload in, the credentials and presentations that it holds out; decided by content alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.formats import envelope, jwt, looks, people, sd_jwt, slices
from wallet.formats.registry import FORMATS
from wallet.model.credential import Credential
from wallet.model.presentation import Presented

MAX_FOUND = 1000
_MAX_DEPTH = 6
# What wallets and platforms put around a credential (VC-API answers, public links), best first.
_WRAPPERS = ("vp", "verifiablePresentation", "credential", "verifiableCredential", "vc", "credentials", "assertion")
_PRESENTED = ("vp", "verifiablePresentation")
_WALLETS = frozenset({"UniversalWallet2020", "EncryptedWallet"})


def read(payload: bytes) -> tuple[Credential | Presented, ...]:
    """Every credential and presentation of a payload (JSON, compact JWS, SD-JWT), at least one.

    ``raw`` of each is its own text, exactly as it stands in the payload, whatever it is wrapped in.

    Raises InputRefused: "not-a-credential", "wallet-backup", "too-many-credentials", "too-deep", "ambiguous", "sd-jwt-cut",
    "presentation-unsupported", "envelope-malformed", "envelope-unsupported", and the codes of ``strict_json``, ``jws`` and
    ``sd_jwt``.
    """
    return _read(payload, 0)


def _read(payload: bytes, depth: int) -> tuple[Credential | Presented, ...]:
    if depth > _MAX_DEPTH:
        raise InputRefused("too-deep", "This holds credentials inside credentials inside credentials. Ask for the inner one.")
    start = payload.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"[", b'"') or not start:
        return _json(strict_json.loads(payload), payload, depth)
    return _token(payload, depth)


def _token(payload: bytes, depth: int) -> tuple[Credential | Presented, ...]:
    try:
        text = payload.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise looks.refused("neither JSON nor a signed token") from error
    if "~" in text:
        return (sd_jwt.read(text),)
    if text.count(".") != 2:
        raise looks.refused("neither JSON nor a signed token")
    return jwt.read(text, _read, depth)


def _json(value: Any, payload: bytes, depth: int) -> tuple[Credential | Presented, ...]:
    if isinstance(value, str):
        return _read(value.encode("utf-8"), depth + 1)
    if isinstance(value, list):
        return _array(payload.decode("utf-8-sig"), len(value), depth)
    if not isinstance(value, dict):
        raise looks.refused("a single value")
    if _WALLETS & set(people.types(value)):
        raise InputRefused(
            "wallet-backup", "This is a backup of another wallet, not a credential. Take it in with: satchel import"
        )
    if envelope.is_envelope(value):
        return _read(envelope.content(value), depth + 1)
    for recognises, reads in FORMATS.values():
        if recognises(value):
            return (reads(value, payload, _read, depth),)
    if "payload" in value and ("signature" in value or "signatures" in value):
        return (sd_jwt.read(payload.decode("utf-8-sig")),)
    return _unwrapped(value, payload.decode("utf-8-sig"), depth)


def _array(text: str, count: int, depth: int) -> tuple[Credential | Presented, ...]:
    if count > MAX_FOUND:
        raise _too_many()
    found: list[Credential | Presented] = []
    for place, entry in enumerate(slices.entries(text), start=1):
        try:
            found.extend(_read(entry.encode("utf-8"), depth + 1))
        except InputRefused as error:
            if not found:
                raise
            raise InputRefused(error.code, f"Number {place} of the {count} entries of this list: {error}") from error
        if sum(1 + len(item.credentials) if isinstance(item, Presented) else 1 for item in found) > MAX_FOUND:
            raise _too_many()
    if not found:
        raise looks.refused("an empty list")
    return tuple(found)


def _unwrapped(value: Mapping[str, Any], text: str, depth: int) -> tuple[Credential | Presented, ...]:
    """What the member holds that wallets use for it; of two that differ nobody can say which one is meant.

    Beside a presentation public links repeat what is in it, and the presentation alone is read.
    """
    held = {name: value[name] for name in _WRAPPERS if _may_hold(value.get(name))}
    if not held:
        raise looks.not_a_credential(value)
    first, inner = next(iter(held.items()))
    if first not in _PRESENTED and any(other != inner for other in held.values()):
        sentence = f"This file holds one thing as “{first}” and another beside it. Ask for them one by one."
        raise InputRefused("ambiguous", sentence)
    return _read(inner.encode("utf-8") if isinstance(inner, str) else slices.members(text)[first].encode("utf-8"), depth + 1)


def _may_hold(inner: Any) -> bool:
    if isinstance(inner, str):
        return inner.count(".") >= 2 or inner.startswith("{")
    return isinstance(inner, dict | list) and bool(inner)


def _too_many() -> InputRefused:
    return InputRefused("too-many-credentials", f"This file holds more than {MAX_FOUND} credentials. Split it.")
