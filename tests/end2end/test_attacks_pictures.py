"""Class B: pictures that unpack to too much, hold several credentials, reach for files or run programs (security.md 3)."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.attack_bench import ISSUER, OTHER, Attack, Bench, json_lines
from tests.fakes import MemoryFetcher
from tests.issuers import as_bytes, badge
from wallet.intake.reader import Reader
from wallet.model.given import Question

_PNG = b"\x89PNG\r\n\x1a\n"
_KEY = b"openbadgecredential"
_ONE = as_bytes(ISSUER.sign(badge(ISSUER), cryptosuite="eddsa-jcs-2022"))
_TWO = as_bytes(OTHER.sign(badge(OTHER, name="Doctorate"), cryptosuite="eddsa-jcs-2022"))
_OB3 = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
_BOMB = zlib.compress(b"[" + b" " * 100_000_000 + b"]", 9)


def chunk(kind: bytes, data: bytes, *, length: int | None = None, crc: int | None = None) -> bytes:
    real = zlib.crc32(kind + data)
    return (
        struct.pack(">I", len(data) if length is None else length)
        + kind
        + data
        + struct.pack(">I", real if crc is None else crc)
    )


def header(width: int, height: int, *, depth: int = 8, colour: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


_PIXEL, _END = chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")


def png(*chunks: bytes, first: bytes = header(1, 1), after: bytes = b"") -> bytes:
    return _PNG + first + b"".join(chunks) + _PIXEL + _END + after


def itxt(payload: bytes, *, keyword: bytes = _KEY, **lies: int) -> bytes:
    return chunk(b"iTXt", keyword + b"\0\0\0\0\0" + payload, **lies)


def packed(payload: bytes) -> bytes:
    return chunk(b"iTXt", _KEY + b"\0\1\0\0\0" + payload)


def svg(inside: str, *, before: str = "", attributes: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {_OB3} {attributes}>{inside}</svg>'.encode()


def carrying(payload: bytes) -> str:
    return f"<openbadges:credential><![CDATA[{payload.decode()}]]></openbadges:credential>"


def laughs(levels: int = 10) -> str:
    lines = ['<!ENTITY l0 "ha">'] + [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels)]
    return f"<!DOCTYPE svg [{''.join(lines)}]>"


def raster(kind: str, size: tuple[int, int]) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", size, 1).save(out, kind)
    return out.getvalue()


def _bmp_that_claims(width: int, height: int) -> bytes:
    fields = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 1, 0, 0, 0, 0, 2, 0)
    return b"BM" + struct.pack("<IHHI", 62, 0, 0, 62) + fields + b"\0\0\0\0\xff\xff\xff\0"


def _gif_that_claims(width: int, height: int) -> bytes:
    made = bytearray(raster("GIF", (1, 1)))
    made[6:10] = struct.pack("<HH", width, height)
    return bytes(made)


_SECRET = "root:x:0:0"
_INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
_SCRIPT = "<script>alert(1)</script>"
_FOREIGN = '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(2)"/></foreignObject>'
ATTACKS = [
    Attack(id="B1 iTXt that unpacks to 100 MB", data=lambda: png(packed(_BOMB)), code="too-large"),
    Attack(id="B1b zTXt that unpacks to 100 MB", data=lambda: png(chunk(b"zTXt", _KEY + b"\0\0" + _BOMB)), code="too-large"),
    Attack(
        id="B1c a colour profile that unpacks to 100 MB",
        data=lambda: png(chunk(b"iCCP", b"p\0\0" + _BOMB)),
        code="no-credential",
    ),
    Attack(
        id="B1d other texts that unpack to 100 MB each",
        data=lambda: png(*[chunk(b"zTXt", b"Comment\0\0" + _BOMB)] * 20),
        code="no-credential",
    ),
    Attack(
        id="B1e one pixel whose data unpack to 100 MB",
        data=lambda: _PNG + header(1, 1) + chunk(b"IDAT", _BOMB) + _END,
        code="damaged",
    ),
    Attack(id="B2 a stream that never ends", data=lambda: png(packed(zlib.compress(_ONE)[:-4])), code="damaged"),
    Attack(id="B3 60,000 by 60,000", data=lambda: png(first=header(60_000, 60_000)), code="too-large"),
    Attack(
        id="B3b 19,000 by 5,000, all there",
        data=lambda: _PNG + header(19_000, 5_000, depth=1) + chunk(b"IDAT", zlib.compress(bytes(5_000 * 2376))) + _END,
        code="too-large",
    ),
    Attack(id="B3c no width", data=lambda: png(first=header(0, 1)), code="damaged"),
    Attack(id="B3d the largest width there is", data=lambda: png(first=header(0x7FFFFFFF, 0x7FFFFFFF)), code="too-large"),
    Attack(id="B3e a GIF that claims 60,000 by 60,000", data=lambda: _gif_that_claims(60_000, 60_000), code="too-large"),
    Attack(id="B3f a BMP that claims 2 billion pixels", data=lambda: _bmp_that_claims(100_000, 20_000), code="too-large"),
    Attack(id="B3g a TIFF of 12,000 by 12,000", data=lambda: raster("TIFF", (12_000, 12_000)), code="too-large"),
    Attack(id="B5 two credentials", data=lambda: png(itxt(_ONE), itxt(_TWO)), code="ambiguous"),
    Attack(
        id="B5b two credentials, the second packed", data=lambda: png(itxt(_ONE), packed(zlib.compress(_TWO))), code="ambiguous"
    ),
    Attack(
        id="B5c two credentials under two keywords",
        data=lambda: png(itxt(_ONE), itxt(_TWO, keyword=b"openbadges")),
        code="ambiguous",
    ),
    Attack(id="B5d two credentials in a drawing", data=lambda: svg(carrying(_ONE) + carrying(_TWO)), code="ambiguous"),
    Attack(id="B7 a credential after the end", data=lambda: png(after=itxt(_ONE)), code="no-credential"),
    Attack(id="B7b a whole second picture after the end", data=lambda: png(after=png(itxt(_ONE))), code="no-credential"),
    Attack(
        id="B7c a credential before the header", data=lambda: _PNG + itxt(_ONE) + header(1, 1) + _PIXEL + _END, code="damaged"
    ),
    Attack(id="B9 a length of 2 GiB", data=lambda: png(itxt(_ONE, length=0x7FFFFFFF)), code="damaged"),
    Attack(id="B9b a checksum that is wrong", data=lambda: png(itxt(_ONE, crc=1)), code="damaged"),
    Attack(id="B9c cut within the credential", data=lambda: png(itxt(_ONE))[:200], code="damaged"),
    Attack(id="B9d a million empty chunks", data=lambda: png(chunk(b"tEXt", b"") * 1_000_000), code="too-large"),
    Attack(id="B12 billion laughs", data=lambda: svg("<text>&l9;</text>", before=laughs()), code="unsafe-svg"),
    Attack(
        id="B12b billion laughs as the credential",
        data=lambda: svg("<openbadges:credential>&l9;</openbadges:credential>", before=laughs()),
        code="unsafe-svg",
    ),
    Attack(
        id="B12c one long entity, often",
        data=lambda: svg("&a;" * 50_000, before=f'<!DOCTYPE svg [<!ENTITY a "{"a" * 50_000}">]>'),
        code="unsafe-svg",
    ),
    Attack(
        id="B12d laughs in an attribute, in UTF-16",
        data=lambda: svg("", before=laughs(), attributes='a="&l9;"').decode().encode("utf-16"),
        code="bad-encoding",
    ),
    Attack(
        id="B12e parameter entities",
        data=lambda: svg("", before='<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'),
        code="unsafe-svg",
    ),
    Attack(
        id="B14 XXE",
        data=lambda: svg(
            "<openbadges:credential>&x;</openbadges:credential>",
            before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        code="unsafe-svg",
        absent=_SECRET,
    ),
    Attack(
        id="B14b a DTD elsewhere",
        data=lambda: svg(carrying(_ONE), before='<!DOCTYPE svg SYSTEM "file:///etc/passwd">'),
        code="unsafe-svg",
        absent=_SECRET,
    ),
    Attack(
        id="B14c XInclude",
        data=lambda: svg(f"<openbadges:credential>{_INCLUDE}</openbadges:credential>"),
        code="damaged",
        absent=_SECRET,
    ),
    Attack(
        id="B14d an image and a stylesheet",
        data=lambda: svg(
            '<image href="file:///etc/passwd"/>' + carrying(_ONE), before='<?xml-stylesheet href="file:///etc/passwd"?>'
        ),
        headline="issuer-unknown",
        absent=_SECRET,
    ),
    Attack(id="B15 100,000 elements deep", data=lambda: svg("<g>" * 100_000 + "</g>" * 100_000), code="damaged"),
    Attack(
        id="B17 scripts",
        data=lambda: svg(
            _SCRIPT + _FOREIGN + carrying(_ONE),
            attributes='onload="alert(3)"',
        ),
        headline="issuer-unknown",
        absent="alert(",
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_pictures(attack: Attack, survives: Any) -> None:
    survives(attack)


_BOUNDED = ("B1 ", "B1b", "B1c", "B1d", "B1e", "B3 ", "B3d", "B3e", "B3f", "B12 ", "B12b", "B12c")


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.id.startswith(_BOUNDED)], ids=lambda attack: attack.id
)
def test_a_bomb_takes_less_than_64_mb_of_memory(clock: Any, attack: Attack) -> None:
    data = attack.bytes
    with Reader() as reader:
        reader.read(Question(source="warm", data=png(), now=clock.now()))
        idle = _peak(reader)
        reader.read(Question(source="bomb", data=data, now=clock.now()))
        assert _peak(reader) - idle < 64 * 1024


def _peak(reader: Reader) -> int:
    """The most memory that the one worker held so far, in KiB."""
    (pid,) = reader._pool.pids
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    assert found is not None
    return int(found[1])


def test_b17_a_script_does_not_come_along_into_what_is_made(bench: Bench, tmp_path: Path) -> None:
    drawing = tmp_path / "script.svg"
    drawing.write_bytes(next(attack for attack in ATTACKS if attack.id.startswith("B17")).bytes)
    (added,) = json_lines(bench("import", drawing, "--json", "--offline"))
    assert bench("portfolio", "new", "p", "--add", added["id"], "--json").code == 0
    made = tmp_path / "portfolio.pdf"
    assert bench("portfolio", "export", "p", "--format", "pdf", "--out", made, "--json").code == 0
    import pikepdf

    with pikepdf.open(made) as document:
        whole = b"".join(item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream))
        assert "/JavaScript" not in document.Root.get("/Names", {})
        assert "/OpenAction" not in document.Root
    assert b"alert(" not in whole
    assert b"/JavaScript" not in whole


@pytest.mark.parametrize(
    "image",
    ["http://tracker.example/pixel.png", "https://tracker.example/pixel.png", "file:///etc/passwd", "//tracker.example/a.png"],
)
def test_b20_a_picture_elsewhere_is_never_fetched(bench: Bench, tmp_path: Path, image: str) -> None:
    bench.fetcher = MemoryFetcher({})
    document = badge(ISSUER)
    document["credentialSubject"]["achievement"]["image"] = {"id": image, "type": "Image"}
    file = tmp_path / "badge.json"
    file.write_bytes(as_bytes(ISSUER.sign(document, cryptosuite="eddsa-jcs-2022")))
    assert bench("verify", file, "--online", "--json").code == 0
    (added,) = json_lines(bench("import", file, "--online", "--json"))
    assert bench("show", added["id"]).code == 0
    assert bench("portfolio", "new", "p", "--add", added["id"], "--json").code == 0
    assert bench("portfolio", "export", "p", "--format", "pdf", "--out", tmp_path / "p.pdf", "--json").code == 0
    assert bench.fetcher.asked == []


def test_b20_a_picture_of_fifty_megabytes_inside_is_refused(survives: Any) -> None:
    inside = "data:image/png;base64," + base64.b64encode(bytes(36_000_000)).decode()
    document = as_bytes(badge(ISSUER, image={"id": inside, "type": "Image"}))
    survives(Attack(id="B20", data=lambda: document, code="too-large"))


@pytest.mark.parametrize(
    "picture", [attack for attack in ATTACKS if attack.id.startswith(("B12 ", "B14 ", "B3 ", "B9 ", "B17"))], ids=lambda a: a.id
)
def test_baking_into_a_hostile_picture(bench: Bench, tmp_path: Path, picture: Attack) -> None:
    """A holder is talked into using a hostile picture for a good credential."""
    file = tmp_path / "given.bin"
    file.write_bytes(picture.bytes)
    (first, *_) = bench.originals()
    out = tmp_path / "baked.bin"
    said = bench("export", first, "--picture", file, "--out", out, "--json")
    if said.code == 0:
        assert json_lines(bench("verify", out, "--json", "--offline"))[0]["error"] is None
    else:
        assert not out.exists()
        assert json_lines(said)[0]["error"]["code"] in ("unsafe-svg", "too-large", "damaged")
