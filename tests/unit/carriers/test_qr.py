"""QR codes: drawn ones are read back at every size, from PNG, SVG and a terminal, also after a bad camera."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from wallet.carriers import qr, qr_text
from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused
from wallet.model.carried import Carrier

LETTERS = "SAT1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 42


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("L")


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(InputRefused) as caught:
        act()
    return caught.value.code


@pytest.mark.parametrize("length", [1, 20, 100, 400, 758, 1249, 1600, 1852, 1853])
def test_every_size_is_read_back(length: int) -> None:
    text = LETTERS[:length]
    assert qr.fits(text)
    assert qr.read(qr.draw_png(text)) == (text,)


@pytest.mark.parametrize("text", ["é", "Zoë ✓ 漢字", "a" * 1273, "ab\ncd\t", '{"a":[1,2]}', "éè" * 300])
def test_byte_mode_is_read_back(text: str) -> None:
    assert qr.read(qr.draw_png(text)) == (text,)


@pytest.mark.parametrize("text", [LETTERS[:1854], "a" * 1274, "é" * 637])
def test_what_does_not_fit_is_refused(text: str) -> None:
    assert not qr.fits(text)
    assert code_of(lambda: qr.draw_png(text)) == "too-large-for-qr"
    assert code_of(lambda: qr.draw_svg(text)) == "too-large-for-qr"
    assert code_of(lambda: qr.draw_terminal(text)) == "too-large-for-qr"


def test_a_text_that_cannot_be_written_is_refused() -> None:
    assert code_of(lambda: qr.draw_png("\ud800")) == "bad-text"


def test_the_largest_code_is_version_25_black_on_white_with_a_quiet_zone() -> None:
    image = opened(qr.draw_png(LETTERS[:1853], module=3))
    assert image.size == (125 * 3, 125 * 3)  # 117 modules and 4 on each side
    assert {value for _, value in image.getcolors() or ()} == {0, 255}
    assert image.getpixel((0, 0)) == 255
    assert image.crop((0, 0, 375, 12)).getextrema() == (255, 255)
    assert image.getpixel((12, 12)) == 0


@pytest.mark.parametrize("length", [200, 1000, 1853])
def test_a_bad_camera_still_reads_it(length: int) -> None:
    image = opened(qr.draw_png(LETTERS[:length], module=6))
    smaller = image.resize((image.width * 2 // 3, image.height * 2 // 3), Image.Resampling.BILINEAR)
    turned = smaller.rotate(7, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    assert qr.read(saved(turned, "JPEG", quality=80)) == (LETTERS[:length],)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_all_kinds_of_pictures_are_opened(kind: str) -> None:
    assert qr.read(saved(opened(qr.draw_png("HELLO")), kind)) == ("HELLO",)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "CMYK", "I;16"])
def test_all_kinds_of_pixels_are_opened(mode: str) -> None:
    image = opened(qr.draw_png("HELLO"))
    changed = image.convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else image.convert(mode)
    assert qr.read(saved(changed, "TIFF" if mode == "CMYK" else "PNG")) == ("HELLO",)


def test_a_code_on_a_transparent_ground_is_read() -> None:
    dark = opened(qr.draw_png("HELLO")).point(lambda value: 255 - value)
    image = Image.new("RGBA", dark.size, (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=dark)
    assert qr.read(saved(image)) == ("HELLO",)


def test_the_svg_shows_the_same_code() -> None:
    text = LETTERS[:300]
    drawing = qr.draw_svg(text)
    side = int(re.search(r'viewBox="0 0 (\d+)', drawing)[1])  # type: ignore[index]
    image = Image.new("L", (side, side), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H", drawing):
        ImageDraw.Draw(image).line([(int(x), int(y)), (int(x) + int(width) - 1, int(y))], fill=0)
    assert qr.read(saved(image.resize((side * 4, side * 4), Image.Resampling.NEAREST))) == (text,)
    assert not re.search("script|href|http(?!://www.w3.org/2000/svg)", drawing)


@pytest.mark.parametrize("colour", [True, False])
def test_the_terminal_shows_the_same_code(colour: bool) -> None:
    text = LETTERS[:120]
    lines = qr.draw_terminal(text, colour=colour).splitlines()
    if colour:
        assert all(line.startswith("\x1b[30;107m") and line.endswith("\x1b[0m") for line in lines)
        lines = [line.removeprefix("\x1b[30;107m").removesuffix("\x1b[0m") for line in lines]
    ink, ground = (0, 255) if colour else (255, 0)  # black on painted white, or light text on a dark terminal
    image = Image.new("L", (len(lines[0]), 2 * len(lines)), ground)
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            if letter in "█▀":
                image.putpixel((column, 2 * row), ink)
            if letter in "█▄":
                image.putpixel((column, 2 * row + 1), ink)
    bigger = image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
    assert qr.read(saved(bigger)) == (text,)


def test_several_codes_are_read_in_reading_order_and_each_once() -> None:
    codes = [opened(qr.draw_png(text)) for text in ("ONE", "TWO", "THREE", "ONE")]
    sheet = Image.new("L", (500, 400), 255)
    for place, image in zip(((10, 20), (250, 8), (10, 220), (250, 205)), codes, strict=True):
        sheet.paste(image, place)
    assert qr.read(saved(sheet)) == ("ONE", "TWO", "THREE")


def test_a_picture_without_a_code_has_none(plain_png: bytes) -> None:
    assert qr.read(plain_png) == ()


def test_an_animation_shows_its_first_frame() -> None:
    first, second = (opened(qr.draw_png(text)) for text in ("FIRST", "OTHER"))
    assert qr.read(saved(first, "GIF", save_all=True, append_images=[second])) == ("FIRST",)


def test_huge_pictures_are_refused_before_they_are_unpacked(chunk: Callable[[bytes, bytes], bytes], plain_png: bytes) -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 8, 6, 0, 0, 0))
    assert code_of(lambda: qr.read(plain_png[:8] + header + plain_png[33:])) == "too-large"
    gif = b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + b"\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0" + b"\x60\xea\x60\xea\0\2\0\0;"
    assert code_of(lambda: qr.read(gif)) == "too-large"


def test_a_picture_of_our_code_is_unwrapped(sd_jwt_kb: str, credential: bytes) -> None:
    for payload in (sd_jwt_kb.encode(), credential):
        (found,) = unwrap(qr.draw_png(qr_text.encode(payload)))
        assert (found.payload, found.carrier, found.link) == (payload, Carrier.QR, False)


def test_a_plain_token_or_link_in_a_code_is_unwrapped(jws: str) -> None:
    (found,) = unwrap(qr.draw_png(jws))
    assert (found.payload, found.carrier) == (jws.encode(), Carrier.QR)
    (found,) = unwrap(qr.draw_png("HTTPS://A.EXAMPLE/B"))
    assert (found.payload, found.link) == (b"HTTPS://A.EXAMPLE/B", True)


@pytest.mark.parametrize("text", ["file:///etc/passwd", "javascript:alert(1)", "data:,x", "openid4vp://?a=b", "WIFI:S:a;;"])
def test_other_addresses_in_a_code_are_named_and_not_opened(text: str) -> None:
    with pytest.raises(InputRefused, match=rf"{text.partition(':')[0].lower()}:.*not opened") as caught:
        unwrap(qr.draw_png(text))
    assert caught.value.code == "no-credential-in-qr"


def test_ordinary_text_in_a_code_is_no_credential() -> None:
    assert code_of(lambda: unwrap(qr.draw_png("Room 12, 3 pm"))) == "no-credential-in-qr"
    assert code_of(lambda: unwrap(qr.draw_png("SAT1:00"))) == "damaged"
    assert code_of(lambda: unwrap(qr.draw_png("VP1-ABC"))) == "vpqr-unsupported"


def test_a_useful_code_beside_useless_ones_counts(jws: str) -> None:
    sheet = Image.new("L", (900, 500), 255)
    sheet.paste(opened(qr.draw_png("javascript:alert(1)")), (0, 0))
    sheet.paste(opened(qr.draw_png(jws)), (250, 0))
    assert [found.payload for found in unwrap(saved(sheet))] == [jws.encode()]
