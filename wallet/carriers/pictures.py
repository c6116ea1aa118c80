"""A picture of any kind: what is baked into it, else what its QR codes say."""

from __future__ import annotations

from collections.abc import Mapping

from wallet.carriers import links, png, qr, svg, text
from wallet.errors import InputRefused
from wallet.model.carried import Carried, Carrier

_CLEAR_ERRORS: Mapping[str, int] = {"vpqr-unsupported": 0, "damaged": 1, "bad-base45": 1, "too-large": 1, "encrypted": 2}


def read_png(picture: bytes) -> tuple[Carried, ...]:
    """A badge picture, or a picture of QR codes. Raises InputRefused with the codes of ``png.extract`` and ``read_codes``."""
    return png.extract(picture) or read_codes(picture)


def read_svg(picture: bytes) -> tuple[Carried, ...]:
    """A badge drawing. Raises InputRefused("no-credential") where there is none, and as ``svg.extract`` does."""
    found = svg.extract(picture)
    if not found:
        raise _no_credential()
    return found


def read_codes(picture: bytes) -> tuple[Carried, ...]:
    """What the QR codes in a picture carry.

    Raises InputRefused("no-credential") where there is no code, ("no-credential-in-qr") where none carries anything that
    Satchel knows, the reason where one nearly did, and ("damaged", "too-large") for the picture.
    """
    texts = qr.read(picture)
    if not texts:
        raise _no_credential()
    found: list[Carried] = []
    refused: list[InputRefused] = []
    for content in texts:
        try:
            found += text.recognise(content.encode("utf-8", "replace"), Carrier.QR)
        except InputRefused as error:
            refused.append(error)
    if not found:
        raise _nothing_in(texts, refused)
    return tuple(dict.fromkeys(found))


def _nothing_in(texts: tuple[str, ...], refused: list[InputRefused]) -> InputRefused:
    """The most telling reason; other QR texts are named by their scheme at most, and never opened (security.md Q3)."""
    telling = sorted((error for error in refused if error.code in _CLEAR_ERRORS), key=lambda error: _CLEAR_ERRORS[error.code])
    if telling:
        return telling[0]
    schemes = ", ".join(dict.fromkeys(f"{links.scheme(content)[:32]}:" for content in texts if links.scheme(content)))
    opened = f" It points to something else ({schemes}), which was not opened." if schemes else ""
    return InputRefused("no-credential-in-qr", f"The QR code in this picture holds no credential.{opened}")


def _no_credential() -> InputRefused:
    return InputRefused(
        "no-credential",
        "This picture has no credential inside. Some sites offer a plain picture. Download the badge file again, or paste "
        "the badge's link.",
    )
