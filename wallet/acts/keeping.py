"""Looking at what is kept, and letting a credential leave as the file that it is."""

from __future__ import annotations

from wallet.acts.parts import Parts
from wallet.errors import InputRefused
from wallet.model.card import Card, Original
from wallet.model.carried import Carrier
from wallet.model.presentation import PresentationRecord

_PAGE = 200
_PNG = b"\x89PNG\r\n\x1a\n"


def card(parts: Parts, name: str) -> Card:
    """One credential, read from its bytes and judged now with what is kept."""
    stored = parts.vault.credentials.get(parts.resolve(name))
    credential, report, _ = parts.reread(stored)
    return Card(
        id=stored.id,
        credential=credential,
        report=report,
        added_at=stored.added_at,
        note=stored.note,
        holder_key=stored.holder_key,
    )


def original(parts: Parts, name: str) -> Original:
    """The first file that it came in, byte for byte."""
    stored = parts.vault.credentials.get(parts.resolve(name))
    return parts.vault.credentials.original(stored.id, stored.originals[0].sha256)


def bake(parts: Parts, name: str, picture: bytes) -> Original:
    """A copy of the picture that carries the credential. Raises InputRefused for a picture that cannot carry one."""
    from wallet.carriers import png, svg

    stored = parts.vault.credentials.get(parts.resolve(name))
    if picture.startswith(_PNG):
        baked = png.bake(picture, stored.payload)
        return Original(name=f"{stored.id}.png", media_type="image/png", carrier=Carrier.PNG, data=baked)
    if b"<svg" in picture[:4096]:
        baked = svg.bake(picture, stored.payload)
        return Original(name=f"{stored.id}.svg", media_type="image/svg+xml", carrier=Carrier.SVG, data=baked)
    raise InputRefused("not-a-picture", "A credential can be baked into a PNG or SVG picture only.")


def log(parts: Parts) -> tuple[PresentationRecord, ...]:
    """What was shown, newest first."""
    records: list[PresentationRecord] = []
    after = ""
    while True:
        page = parts.vault.presentations.list(limit=_PAGE, after=after)
        records.extend(page.items)
        after = page.next
        if not after:
            return tuple(records)
