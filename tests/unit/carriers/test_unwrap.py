"""The door: content decides, the cap comes first, and real badges give what their sources say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wallet.carriers.sniff import Kind, sniff
from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused
from wallet.model.carried import Carrier


def code_of(data: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        unwrap(data)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"\x89PNG", Kind.PNG),
        (b"\xff\xd8\xff\xe0", Kind.PICTURE),
        (b"GIF89a", Kind.PICTURE),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.PICTURE),
        (b"BM\x36\0\0\0\0\0\0\0", Kind.PICTURE),
        (b"MM\0*", Kind.PICTURE),
        (b"%PDF-1.7", Kind.PDF),
        (b"junk\n%PDF-1.4\n\xff", Kind.PDF),
        (b'{"a":"%PDF-1.7"}', Kind.TEXT),
        (b"<svg/>", Kind.SVG),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- <html> --><s:svg xmlns:s='x'>", Kind.SVG),
        (b"<!DOCTYPE svg [", Kind.SVG),
        (b"<!doctype html>", Kind.HTML),
        (b"<html><svg/>", Kind.HTML),
        (b"<?xml version='1.0'?><note/>", Kind.HTML),
        (b"hello", Kind.TEXT),
        (b"PK\x03\x04\0\0", Kind.UNKNOWN),
        (b"\x1f\x8b\x08", Kind.UNKNOWN),
        (b"\0\1\2\3", Kind.UNKNOWN),
    ],
)
def test_content_decides(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


def test_the_cap_comes_before_everything() -> None:
    assert code_of(b'{"a":"' + b"x" * (60 * 1024 * 1024) + b'"}') == "too-large"


def test_an_archive_is_an_unknown_file() -> None:
    assert code_of(b"PK\x03\x04\x14\0\0\0\x08\0") == "unknown-file"


def test_a_plain_picture_says_what_to_do(plain_png: bytes) -> None:
    with pytest.raises(InputRefused) as caught:
        unwrap(plain_png)
    assert caught.value.code == "no-credential"
    assert caught.value.message == (
        "This picture has no credential inside. Some sites offer a plain picture. Download the badge file again, or paste "
        "the badge's link."
    )


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "carrier", "start"),
    [
        ("simple-json.png", Carrier.PNG, b"{"),
        ("simple-json.svg", Carrier.SVG, b"{"),
        ("simple-jwt.png", Carrier.PNG, b"eyJ"),
        ("simple-jwt.svg", Carrier.SVG, b"eyJ"),
    ],
)
def test_badges_of_1edtech(corpus: Path, name: str, carrier: Carrier, start: bytes) -> None:
    (found,) = unwrap((corpus / "baked/open/1edtech-ob30" / name).read_bytes())
    assert (found.carrier, found.link) == (carrier, False)
    assert found.payload.strip().startswith(start)


@pytest.mark.corpus
def test_badges_of_mozilla(corpus: Path) -> None:
    folder = corpus / "baked/open/mozilla-bakery"
    (found,) = unwrap((folder / "baked.svg").read_bytes())
    assert (found.payload.strip(), found.link) == (b'{"verify":{"url":"http://example.org"}}', False)
    (found,) = unwrap((folder / "no-json.svg").read_bytes())
    assert (found.payload, found.link) == (b"http://example.org", True)
    assert code_of((folder / "bad-json.svg").read_bytes()) == "damaged"
    assert code_of((folder / "unbaked.svg").read_bytes()) == "no-credential"
    assert code_of((folder / "unbaked.png").read_bytes()) == "no-credential"


@pytest.mark.corpus
def test_vpqr_pictures_are_named_as_such(corpus: Path) -> None:
    pictures = sorted((corpus / "cborld-vpqr/open/vpqr").glob("*.gif"))
    assert len(pictures) == 3
    assert {code_of(path.read_bytes()) for path in pictures} == {"vpqr-unsupported"}


def test_reading_text_loads_no_heavy_package() -> None:
    program = (
        "import sys\nfrom wallet.carriers.unwrap import unwrap\nunwrap(b'{}')\n"
        "print([name for name in ('PIL', 'pikepdf', 'lxml', 'zxingcpp', 'qrcode', 'cbor2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
