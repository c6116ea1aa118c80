"""What is common to badge pictures of every kind: which chunk holds which standard, and what may stand in it.

Open Badges 3.0 section 5.3, Open Badges 2.0 "Baking" and CLR 2.0 name the places; what a place really holds is decided by
its content, because issuers mix the names up.
"""

from __future__ import annotations

from collections.abc import Iterable

from wallet.carriers import limits, text, tokens
from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.model.carried import Carried, Carrier

OB2 = "openbadges"
OB3 = "openbadgecredential"
CLR2 = "clrcredential"
KEYWORDS = (OB3, OB2, CLR2)


def carried(data: bytes, carrier: Carrier) -> Carried:
    """The payload in one place of a picture.

    Raises InputRefused("damaged") for what is no JSON, token or address, and what strict JSON and links raise.
    """
    found = text.recognise(data, carrier)
    if len(found) != 1:
        raise damaged()
    if not found[0].link and not tokens.is_token(found[0].payload.decode("ascii", "replace")):
        _check_json(found[0].payload)
    return found[0]


def single(found: Iterable[Carried]) -> tuple[Carried, ...]:
    """None or one: a picture that says one thing twice says it once; one that says two things is refused (B5).

    Raises InputRefused("ambiguous").
    """
    distinct = tuple(dict.fromkeys(found))
    if len(distinct) > 1:
        raise InputRefused("ambiguous", "This picture holds two different credentials in one. Ask the issuer for a clean one.")
    return distinct


def payload_text(payload: bytes) -> str:
    """The text of a payload that is to be baked.

    Raises InputRefused("not-bakeable") for what the picture could not give back, ("too-large") beyond 10 MB.
    """
    if len(payload) > limits.PAYLOAD_BYTES:
        raise InputRefused("too-large", "This credential is too large to put into a picture.")
    try:
        written = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        raise not_bakeable() from error
    if "\0" in written or not written.strip():
        raise not_bakeable()
    return written


def known_keyword(keyword: str) -> str:
    """The keyword itself. Raises InputRefused("not-bakeable") for one that no standard knows."""
    if keyword not in KEYWORDS:
        raise not_bakeable()
    return keyword


def damaged() -> InputRefused:
    return InputRefused("damaged", "The badge data inside this picture is damaged. Download the badge file again.")


def not_bakeable() -> InputRefused:
    return InputRefused("not-bakeable", "This cannot be put into this picture. Save the credential as a file of its own.")


def _check_json(payload: bytes) -> None:
    try:
        strict_json.loads(payload, max_bytes=limits.PAYLOAD_BYTES)
    except InputRefused as error:
        if error.code == "not-json":
            raise damaged() from error
        raise
