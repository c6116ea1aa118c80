"""The text of an SD-JWT (RFC 9901 sections 4 and 8): issuer JWS, disclosures, key binding JWT; apart, not yet believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import InputRefused
from wallet.proofs import jws, sd_jwt_json
from wallet.proofs.jws import Jws

MAX_DISCLOSURES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One disclosure: its base64url ``text``, ``salt`` and ``value``; ``name`` is None for an array element."""

    text: str = field(repr=False)
    salt: str = field(repr=False)
    name: str | None
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SdJwt:
    """One SD-JWT. ``presented`` is its compact text up to and with the last ``~``: what a key binding JWT binds to."""

    issuer_jws: Jws
    disclosures: tuple[Disclosure, ...]
    key_binding: Jws | None
    presented: str = field(repr=False)


def parse(text: str) -> SdJwt:
    """Take an SD-JWT apart, compact or in JWS JSON serialization (section 8; the first signature is the issuer's).

    Raises InputRefused("not-an-sd-jwt", "disclosure-malformed", "too-many-disclosures", and jws and strict_json codes).
    """
    if len(text) > jws.MAX_TOKEN:
        raise InputRefused("too-large", "This token is longer than any credential needs.")
    if text.lstrip().startswith("{"):
        issuer, disclosures, binding = sd_jwt_json.parts(text)
    else:
        issuer, *disclosures, binding = _tilde_parts(text)
    if len(disclosures) > MAX_DISCLOSURES:
        raise InputRefused("too-many-disclosures", f"This credential has more than {MAX_DISCLOSURES} separate fields.")
    return SdJwt(
        issuer_jws=jws.parse(issuer),
        disclosures=tuple(_disclosure(part) for part in disclosures),
        key_binding=jws.parse(binding) if binding else None,
        presented="~".join((issuer, *disclosures, "")),
    )


def _tilde_parts(text: str) -> list[str]:
    parts = text.split("~")
    if len(parts) < 2:
        raise InputRefused("not-an-sd-jwt", "This token has no part that could be shown or hidden.")
    return parts


def _disclosure(text: str) -> Disclosure:
    try:
        parts = strict_json.loads(base64url.decode(text))
    except InputRefused as error:
        raise _malformed() from error
    if not isinstance(parts, list) or len(parts) not in (2, 3) or not all(isinstance(part, str) for part in parts[:-1]):
        raise _malformed()
    name = parts[1] if len(parts) == 3 else None
    return Disclosure(text=text, salt=parts[0], name=name, value=parts[-1])


def _malformed() -> InputRefused:
    return InputRefused(
        "disclosure-malformed", "One of the fields of this credential is damaged. Copy the credential again, whole."
    )
