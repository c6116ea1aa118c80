"""Whatever comes in, only a named refusal or payloads come out, and soon."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wallet.carriers import png, qr, qr_text, svg
from wallet.carriers.png_chunks import SIGNATURE, walk
from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused, WalletError

ROUNDS = 150
SECONDS = 5.0
HEADS = (
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"\xff\xd8\xff",
    b"%PDF-1.7\n",
    b"<svg>",
    b"<html>",
    b"SAT1:",
    b"{",
    b"eyJ",
    b"II*\0",
)


def judged(data: bytes) -> None:
    """Unwraps; anything but a WalletError fails the test."""
    begun = time.process_time()
    try:
        found = unwrap(data, base_url="https://a.example/")
    except WalletError as error:
        assert isinstance(error, InputRefused)
        assert error.code
        assert len(error.message) < 400
    else:
        assert found
    assert time.process_time() - begun < SECONDS


def mutated(data: bytes, dice: random.Random) -> bytes:
    """One to four changes: flips, cuts, repeats, insertions."""
    spoiled = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(spoiled) + 1)
        match dice.randrange(5):
            case 0 if at < len(spoiled):
                spoiled[at] ^= 1 << dice.randrange(8)
            case 1:
                del spoiled[at : at + dice.randint(1, 40)]
            case 2:
                spoiled[at:at] = spoiled[at : at + dice.randint(1, 40)] * dice.randint(1, 3)
            case 3:
                spoiled[at:at] = dice.randbytes(dice.randint(1, 8))
            case _:
                spoiled[at : at + 4] = dice.choice(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"<!--", b"]]>", b"&x;")
                )
    return bytes(spoiled)


@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_random_bytes(head: bytes, tail: bytes) -> None:
    judged(head + tail)


@given(text=st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_random_text(text: str) -> None:
    judged(text.encode())


def _picture(kind: str) -> Callable[[bytes], bytes]:
    def draw(payload: bytes) -> bytes:
        out = io.BytesIO()
        with Image.open(io.BytesIO(qr.draw_png(qr_text.encode(payload), module=2))) as code:
            code.convert("L").save(out, kind)
        return out.getvalue()

    return draw


def _baked_png(payload: bytes) -> bytes:
    return png.bake(qr.draw_png("HELLO"), payload)


def _baked_svg(payload: bytes) -> bytes:
    return svg.bake(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><g a="1">x</g><!-- y --></svg>', payload)


def _pdf(payload: bytes) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["a"] = payload
    pdf.docinfo["/openbadges"] = "https://a.example/"
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _page(payload: bytes) -> bytes:
    return b'<html><script type="application/ld+json">' + payload + b'</script><link rel=alternate type="text/plain" href="a">'


@pytest.mark.parametrize(
    "make",
    [_baked_png, _baked_svg, _pdf, _page, lambda payload: qr_text.encode(payload).encode(), bytes]
    + [_picture(kind) for kind in ("PNG", "GIF", "JPEG", "WEBP", "BMP", "TIFF")],
    ids=["png", "svg", "pdf", "html", "text", "json", "qr-png", "qr-gif", "qr-jpeg", "qr-webp", "qr-bmp", "qr-tiff"],
)
def test_mutations_of_sound_input(make: Callable[[bytes], bytes], credential: bytes) -> None:
    sound = make(credential)
    assert [found.payload for found in unwrap(sound)] == [credential]
    dice = random.Random(20261123)
    for _ in range(ROUNDS):
        judged(mutated(sound, dice))


def test_mutated_drawings_are_baked_or_refused(credential: bytes) -> None:
    dice = random.Random(7)
    sound = _baked_svg(b"{}")
    for _ in range(ROUNDS):
        try:
            baked = svg.bake(mutated(sound, dice), credential)
        except InputRefused:
            continue
        assert [found.payload for found in svg.extract(baked)] == [credential]


def test_mutated_pictures_are_baked_or_refused(credential: bytes) -> None:
    dice = random.Random(8)
    sound = _baked_png(b"{}")
    for _ in range(ROUNDS):
        try:
            baked = png.bake(mutated(sound, dice), credential)
        except InputRefused:
            continue
        assert [found.payload for found in png.extract(baked)] == [credential]


def test_mutations_behind_sound_checksums(credential: bytes, chunk: Callable[[bytes, bytes], bytes]) -> None:
    sound = _baked_png(credential)
    parts = [(part.kind, part.data(sound)) for part in walk(sound)]
    dice = random.Random(9)
    for _ in range(ROUNDS):
        spoiled = dice.randrange(len(parts))
        judged(SIGNATURE + b"".join(chunk(kind, mutated(d, dice) if n == spoiled else d) for n, (kind, d) in enumerate(parts)))
        pixels = [(kind, mutated(d, dice) if kind == b"IDAT" else d) for kind, d in parts if kind != b"iTXt"]
        judged(SIGNATURE + b"".join(chunk(kind, d) for kind, d in pixels))
