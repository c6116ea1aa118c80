"""The one door: a payload in, the credentials and presentations that it holds out; decided by content alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.formats import envelope, jwt, people, sd_jwt
from wallet.formats.registry import FORMATS
from wallet.model.credential import Credential
from wallet.model.presentation import Presented

MAX_FOUND = 1000
_MAX_DEPTH = 4
# What wallets and platforms put around a credential (VC-API answers, public links), best first.
_WRAPPERS = ("vp", "verifiablePresentation", "credential", "verifiableCredential", "vc", "credentials", "assertion")
_LOOKS = {
    "Profile": "an issuer's profile",
    "Issuer": "an issuer's profile",
    "BadgeClass": "a description of a badge",
    "Achievement": "a description of an achievement",
    "CryptographicKey": "a key",
    "RevocationList": "a list of withdrawn badges",
}


def read(payload: bytes) -> tuple[Credential | Presented, ...]:
    """Every credential and presentation of a payload (JSON, compact JWS, SD-JWT), at least one; ``raw`` is kept exactly.

    Raises InputRefused: "not-a-credential", "wallet-backup", "too-many-credentials", "envelope-…", and the codes of
    ``strict_json``, ``jws`` and ``sd_jwt``.
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
        raise _not_a_credential("neither JSON nor a signed token") from error
    if "~" in text:
        return (sd_jwt.read(text),)
    if text.count(".") != 2:
        raise _not_a_credential("neither JSON nor a signed token")
    return jwt.read(text, _read, depth)


def _json(value: Any, payload: bytes, depth: int) -> tuple[Credential | Presented, ...]:
    if isinstance(value, str):
        return _read(value.encode("utf-8"), depth + 1)
    if isinstance(value, list):
        return _array(value, depth)
    if not isinstance(value, dict):
        raise _not_a_credential("a single value")
    if "UniversalWallet2020" in people.types(value) or "EncryptedWallet" in people.types(value):
        raise InputRefused(
            "wallet-backup", "This is a backup of another wallet, not a credential. This version cannot open it yet."
        )
    if envelope.is_envelope(value):
        return _read(envelope.content(value), depth + 1)
    if "payload" in value and ("signature" in value or "signatures" in value):
        return (sd_jwt.read(payload.decode("utf-8-sig")),)
    for recognises, reads in FORMATS.values():
        if recognises(value):
            return (reads(value, payload, _read, depth),)
    return _unwrapped(value, depth)


def _array(values: list[Any], depth: int) -> tuple[Credential | Presented, ...]:
    if len(values) > MAX_FOUND:
        raise InputRefused("too-many-credentials", f"This file holds more than {MAX_FOUND} entries. Split it.")
    found = tuple(item for value in values for item in _read(strict_json.dumps(value), depth + 1))
    if not found:
        raise _not_a_credential("an empty list")
    return found


def _unwrapped(value: Mapping[str, Any], depth: int) -> tuple[Credential | Presented, ...]:
    for name in _WRAPPERS:
        inner = value.get(name)
        if isinstance(inner, dict | list) and inner:
            return _read(strict_json.dumps(inner), depth + 1)
        if isinstance(inner, str) and (inner.count(".") >= 2 or inner.startswith("{")):
            return _read(inner.encode("utf-8"), depth + 1)
    raise _not_a_credential(_look(value))


def _look(value: Mapping[str, Any]) -> str:
    found = next((words for kind, words in _LOOKS.items() if kind in people.types(value)), "")
    if found:
        return found
    return "an issuer's keys" if "verificationMethod" in value else "JSON data"


def _not_a_credential(looks: str) -> InputRefused:
    return InputRefused(
        "not-a-credential", f"This file holds {looks}, not a credential. Ask the issuer for the credential itself."
    )
