"""Plain text: JSON, compact tokens, our QR text, web addresses; from a file, the clipboard, a QR code or inside a picture."""

from __future__ import annotations

from wallet.carriers import limits, links, qr_text, tokens
from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.model.carried import Carried, Carrier

_BOM = b"\xef\xbb\xbf"
_VPQR = ("VP1-", "VC1-")
_MAX_WORDS = 1000


def read(data: bytes) -> tuple[Carried, ...]:
    """What a text file or pasted text carries; JSON keeps its bytes unchanged, tokens and addresses lose white space around.

    Raises InputRefused("bad-encoding", "too-large", "no-credential", "not-a-link", "encrypted", "vpqr-unsupported", or what
    our own QR text raises).
    """
    if b"\0" in data:
        raise _not_utf8()
    found = recognise(data, Carrier.TEXT)
    if not found:
        raise InputRefused("no-credential", "This text holds no credential. Paste the whole text of it, or its link.")
    return found


def recognise(data: bytes, carrier: Carrier) -> tuple[Carried, ...]:
    """What this text carries; () where it is ordinary text. ``carrier`` is what it was found in. Raises as ``read`` does."""
    if len(data) > limits.PAYLOAD_BYTES:
        raise InputRefused("too-large", "This is larger than 10 MB, more than any credential needs. It was not opened.")
    try:
        text = data.removeprefix(_BOM).decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    if text.startswith(("{", "[")) or _is_quoted(text):
        return (Carried(payload=data, carrier=Carrier.JSON if carrier is Carrier.TEXT else carrier),)
    if text.startswith(qr_text.TAG):
        return (_own(text, carrier),)
    if text.startswith(_VPQR):
        raise InputRefused("vpqr-unsupported", "This QR code is in a form (VPQR) that Satchel cannot read. Ask for the file.")
    return _words(text, carrier)


def _is_quoted(text: str) -> bool:
    """Whether this is JSON or a token inside a JSON string, as programs write it that encode once too often."""
    if not text.startswith('"'):
        return False
    try:
        inner = str(strict_json.loads(text)).strip()
    except InputRefused:
        return False
    return inner.startswith(("{", "[")) or tokens.is_token(inner)


def _words(text: str, carrier: Carrier) -> tuple[Carried, ...]:
    """One token, also where line breaks were put into it; or several tokens and addresses, with white space between."""
    words = text.split()
    whole = "".join(words)
    if tokens.is_token(whole):
        return (Carried(payload=whole.encode(), carrier=carrier),)
    if len(words) <= _MAX_WORDS and words and all(tokens.is_token(word) or links.is_link(word) for word in words):
        distinct = dict.fromkeys(words)
        return tuple(Carried(payload=word.encode(), carrier=carrier, link=links.is_link(word)) for word in distinct)
    if tokens.is_encrypted(whole):
        raise InputRefused("encrypted", "This is encrypted for another person's key. Ask for the credential itself.")
    if links.scheme(text):
        raise links.not_a_link(text)
    return ()


def _own(text: str, carrier: Carrier) -> Carried:
    """The payload of our QR text, which must itself be JSON or a token: no text in a text, no address in disguise."""
    payload = qr_text.decode(text)
    start = payload.removeprefix(_BOM).lstrip()[:1]
    if start in (b"{", b"[") or tokens.is_token(payload.decode("ascii", "replace").strip()):
        return Carried(payload=payload, carrier=carrier)
    raise InputRefused("no-credential", "This QR code was made by Satchel, and holds no credential.")


def _not_utf8() -> InputRefused:
    return InputRefused("bad-encoding", "This text is not UTF-8. Save it as UTF-8 and try again, or download it again.")
