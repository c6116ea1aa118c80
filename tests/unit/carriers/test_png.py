"""PNG badges: what is baked comes out, nothing else is touched, and every lie is refused."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wallet.carriers import png
from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused, WalletError
from wallet.model.carried import Carrier

Chunk = Callable[[bytes, bytes], bytes]
WithChunks = Callable[..., bytes]
ITXT = b"openbadgecredential\0\0\0\0\0"


def code_of(picture: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        unwrap(picture)
    return caught.value.code


def test_baking_inserts_one_chunk_and_touches_nothing_else(plain_png: bytes, credential: bytes) -> None:
    baked = png.bake(plain_png, credential)
    end = plain_png.index(b"IEND") - 4
    added = len(baked) - len(plain_png)
    assert baked[:end] == plain_png[:end]
    assert baked[end + added :] == plain_png[end:]
    assert baked[end + 4 : end + 8] == b"iTXt"
    assert baked[end + 8 :].startswith(ITXT + credential)


def test_baked_payload_comes_back_and_pillow_still_opens_the_picture(plain_png: bytes, credential: bytes) -> None:
    baked = png.bake(plain_png, credential)
    (found,) = unwrap(baked)
    assert (found.payload, found.carrier, found.link) == (credential, Carrier.PNG, False)
    with Image.open(io.BytesIO(baked)) as opened:
        opened.load()
        assert opened.size == (3, 2)
        assert opened.text["openbadgecredential"] == credential.decode()  # type: ignore[attr-defined]


def test_baking_again_replaces_every_credential_chunk(plain_png: bytes, credential: bytes, jws: str) -> None:
    twice = png.bake(png.bake(plain_png, credential, keyword="openbadges"), jws.encode())
    assert twice == png.bake(plain_png, jws.encode())
    assert png.extract(twice)[0].payload == jws.encode()


_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40)


@given(payload=st.dictionaries(_TEXT, _TEXT, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_json_survives(payload: dict[str, str]) -> None:
    out = io.BytesIO()
    Image.new("1", (1, 1)).save(out, "PNG")
    raw = json.dumps(payload).encode()
    assert [found.payload for found in png.extract(png.bake(out.getvalue(), raw))] == [raw]


@pytest.mark.parametrize("payload", [b"", b"  ", b"\xff{", b'{"a":"\0"}'])
def test_what_a_text_chunk_cannot_hold_is_not_baked(plain_png: bytes, payload: bytes) -> None:
    with pytest.raises(InputRefused) as caught:
        png.bake(plain_png, payload)
    assert caught.value.code == "not-bakeable"


def test_unknown_keyword_is_refused(plain_png: bytes) -> None:
    with pytest.raises(InputRefused, match="file of its own"):
        png.bake(plain_png, b"{}", keyword="Comment")


@pytest.mark.parametrize("keyword", [b"openbadges", b"openbadgecredential", b"clrcredential"])
def test_all_text_chunks_of_all_standards_are_read(keyword: bytes, chunk: Chunk, with_chunks: WithChunks, jws: str) -> None:
    token = jws.encode()
    packed = zlib.compress(token)
    for picture in (
        with_chunks(chunk(b"tEXt", keyword + b"\0" + token)),
        with_chunks(chunk(b"zTXt", keyword + b"\0\0" + packed)),
        with_chunks(chunk(b"iTXt", keyword + b"\0\0\0en\0\xc3\xa4\0" + token)),
        with_chunks(chunk(b"iTXt", keyword + b"\0\1\0\0\0" + packed)),
    ):
        assert [found.payload for found in unwrap(picture)] == [token]


def test_a_badge_of_2012_is_a_link(chunk: Chunk, with_chunks: WithChunks) -> None:
    (found,) = unwrap(with_chunks(chunk(b"tEXt", b"openbadges\0https://badges.example.org/1.json\n")))
    assert (found.payload, found.link) == (b"https://badges.example.org/1.json", True)


@pytest.mark.parametrize("address", [b"file:///etc/passwd", b"javascript:alert(1)", b"data:application/json,{}", b"ftp://a/b"])
def test_other_schemes_are_no_links(address: bytes, chunk: Chunk, with_chunks: WithChunks) -> None:
    assert code_of(with_chunks(chunk(b"tEXt", b"openbadges\0" + address))) == "not-a-link"


def test_two_different_credentials_are_ambiguous_and_two_equal_ones_are_one(chunk: Chunk, with_chunks: WithChunks) -> None:
    one, other = chunk(b"iTXt", ITXT + b'{"a":1}'), chunk(b"iTXt", ITXT + b'{"a":2}')
    assert code_of(with_chunks(one, other)) == "ambiguous"
    assert code_of(with_chunks(one, chunk(b"tEXt", b"openbadges\0" + b'{"a":3}'))) == "ambiguous"
    assert len(unwrap(with_chunks(one, one))) == 1


def test_a_credential_after_iend_is_not_there(plain_png: bytes, chunk: Chunk) -> None:
    assert code_of(plain_png + chunk(b"iTXt", ITXT + b'{"a":1}')) == "no-credential"


def test_bytes_after_iend_survive_baking(plain_png: bytes) -> None:
    assert png.bake(plain_png + b"tail", b"{}").endswith(plain_png[-12:] + b"tail")


def test_lying_lengths_and_checksums_are_damage(plain_png: bytes, chunk: Chunk, with_chunks: WithChunks) -> None:
    sound = with_chunks(chunk(b"iTXt", ITXT + b'{"a":1}'))
    at = sound.index(b"iTXt")
    for length in (0x7FFFFFFF, 0xFFFFFFFF, 0):
        assert code_of(sound[: at - 4] + struct.pack(">I", length) + sound[at:]) == "damaged"
    assert code_of(sound.replace(b'{"a":1}', b'{"a":2}')) == "damaged"  # the CRC no longer holds
    assert code_of(plain_png[:8] + plain_png[-12:]) == "damaged"  # no IHDR first
    assert code_of(plain_png[:-12]) == "damaged"  # no IEND
    assert code_of(plain_png[:-12] + chunk(b"IEND", b"x")) == "damaged"
    assert code_of(with_chunks(chunk(b"i\0Xt", b""))) == "damaged"


@pytest.mark.parametrize(
    "data",
    [
        ITXT,
        ITXT + b"hello",
        ITXT + b'{"a":1',
        b"openbadges",
        b"openbadges\0\0\0en",
        b"openbadges\0\2\0\0\0{}",
        b"openbadges\0\1\1\0\0" + zlib.compress(b"{}"),
        b"openbadges\0\1\0\0\0" + zlib.compress(b"{}")[:-1],
        b"openbadges\0\1\0\0\0" + zlib.compress(b"{}") + b"x",
        b"openbadges\0\1\0\0\0no zlib",
    ],
)
def test_broken_badge_data_is_damage(data: bytes, chunk: Chunk, with_chunks: WithChunks) -> None:
    assert code_of(with_chunks(chunk(b"iTXt", data))) == "damaged"


def test_two_readings_of_one_json_are_refused(chunk: Chunk, with_chunks: WithChunks) -> None:
    assert code_of(with_chunks(chunk(b"iTXt", ITXT + b'{"issuer":"a","issuer":"b"}'))) == "duplicate-member"


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (20_001, 1), (1, 2**32 - 1), (15_000, 15_000)])
def test_pictures_that_claim_to_be_huge_are_refused(width: int, height: int, plain_png: bytes, chunk: Chunk) -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    assert code_of(plain_png[:8] + header + plain_png[33:]) == "too-large"


def test_millions_of_empty_chunks_are_refused(chunk: Chunk, with_chunks: WithChunks) -> None:
    assert code_of(with_chunks(chunk(b"teSt", b"") * 70_000)) == "too-large"


def test_a_bomb_of_100_mb_takes_no_memory(chunk: Chunk, with_chunks: WithChunks) -> None:
    packer = zlib.compressobj(9)
    block = bytes(1024 * 1024)
    bomb = b"".join([packer.compress(block) for _ in range(100)] + [packer.flush()])
    for data in (b"openbadges\0\1\0\0\0" + bomb, b"clrcredential\0\1\0\0\0" + bomb):
        picture = with_chunks(chunk(b"iTXt", data))
        program = (
            "import resource, sys\n"
            "from wallet.carriers.unwrap import unwrap\n"
            "from wallet.errors import InputRefused\n"
            "data = sys.stdin.buffer.read()\n"
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "try:\n    unwrap(data)\n"
            "except InputRefused as error:\n"
            "    print(error.code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
        )
        done = subprocess.run([sys.executable, "-c", program], input=picture, capture_output=True, check=True)
        code, grown = done.stdout.split()
        assert code == b"too-large"
        assert int(grown) < 64 * 1024


def test_cut_at_every_byte_and_flipped_at_every_byte(plain_png: bytes, jws: str) -> None:
    sound = png.bake(plain_png, jws.encode())
    for cut in range(len(sound)):
        with pytest.raises(WalletError):
            unwrap(sound[:cut])
    for at in range(len(sound)):
        spoiled = bytearray(sound)
        spoiled[at] ^= 0x20
        with pytest.raises(WalletError):
            unwrap(bytes(spoiled))
