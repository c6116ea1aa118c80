"""Our QR text: one payload, one text, both ways, and a second reader written from the docstring alone."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.carriers import qr_text
from wallet.encoding import base45
from wallet.errors import InputRefused, WalletError

SEGMENT = st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=").decode())
LOOSE = st.text("ABCDEFGHabcdefgh0123456789-_", max_size=20)


def packed(value: Any, **options: Any) -> str:
    return "SAT1:" + base45.encode(zlib.compress(cbor2.dumps(value, **options)))


def second_reader(text: str) -> tuple[int, bytes]:
    """Written from the module's docstring."""

    def b64(part: bytes) -> str:
        return base64.urlsafe_b64encode(part).decode().rstrip("=")

    kind, *rest = cbor2.loads(zlib.decompress(base45.decode(text[5:])))
    if kind == 0:
        return kind, rest[0]
    joined = ".".join(b64(part) for part in rest[:3])
    if kind == 2:
        joined = "~".join([joined, *(b64(part) for part in rest[3]), ".".join(b64(part) for part in rest[4] or ())])
    return kind, joined.encode()


@pytest.mark.parametrize(("which", "kind"), [("credential", 0), ("jws", 1), ("sd_jwt", 2), ("sd_jwt_kb", 2)])
def test_round_trip_and_a_second_reader_agrees(which: str, kind: int, request: pytest.FixtureRequest) -> None:
    value = request.getfixturevalue(which)
    payload = value if isinstance(value, bytes) else value.encode()
    text = qr_text.encode(payload)
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert text == text.strip()
    assert qr_text.decode(text) == payload
    assert second_reader(text) == (kind, payload)


def test_tokens_become_smaller_than_their_own_text(sd_jwt_kb: str) -> None:
    text = qr_text.encode(sd_jwt_kb.encode())
    assert len(text) * 5.5 < len(sd_jwt_kb) * 8  # bits in a QR code: 11 for 2 letters, 8 for a byte


@given(payload=st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_survive(payload: bytes) -> None:
    assert qr_text.decode(qr_text.encode(payload)) == payload


@given(parts=st.lists(SEGMENT | LOOSE, min_size=2, max_size=2), more=st.lists(SEGMENT | LOOSE, max_size=4), tilde=st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_token_shape_survives(parts: list[str], more: list[str], tilde: bool) -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"x"}').rstrip(b"=").decode()
    token = ".".join([header, *parts]) + "".join(f"~{part}" for part in more) + ("~" if tilde or more else "")
    text = qr_text.encode(token.encode())
    assert qr_text.decode(text) == token.encode()
    assert second_reader(text)[1] == token.encode()


def test_a_token_that_is_not_canonical_travels_as_it_is() -> None:
    loose = b"eyJhbGciOiJ4In0.QQ.QR"  # "QR" leaves bits over that its canonical form "QQ" has not
    assert second_reader(qr_text.encode(loose)) == (0, loose)
    assert qr_text.decode(qr_text.encode(loose)) == loose


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"bytes",
        {},
        [],
        [0],
        [0, "text"],
        [0, b"a", b"b"],
        [0, [b"a"]],
        [1, b"h", b"p"],
        [1, b"h", b"p", b"s", b"x"],
        [1, b"h", b"p", "s"],
        [1, [b"h", b"p", b"s"]],
        [2, b"h", b"p", b"s"],
        [2, b"h", b"p", b"s", [], [b"h", b"p"]],
        [2, b"h", b"p", b"s", [1], None],
        [2, b"h", b"p", b"s", [[b"d"]], None],
        [2, b"h", b"p", b"s", {}, None],
        [2, b"h", b"p", b"s", [], []],
        [2, b"h", b"p", b"s", [], b""],
        [3, b"a"],
        [-1, b"a"],
        [False, b"a"],
        [True, b"h", b"p", b"s"],
        [0.0, b"a"],
        [cbor2.CBORTag(35, "("), b"a"],
        [0, cbor2.CBORTag(2, b"\1")],
        cbor2.CBORTag(55799, [0, b"a"]),
        [0, [[[[[[[b"deep"]]]]]]]],
    ],
)
def test_other_shapes_are_damage(value: Any) -> None:
    with pytest.raises(InputRefused) as caught:
        qr_text.decode(packed(value))
    assert caught.value.code == "damaged"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x82\x00\x41a\x00",  # a byte after the array
        b"\x82\x18\x00\x41a",  # the kind in a long form
        b"\x82\x00\x58\x01a",  # the length in a long form
        b"\x9f\x00\x41a\xff",  # indefinite length
        b"\x82\x00\x5f\x41a\xff",
        b"\x82\x00\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",  # a length beyond all memory
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x81" * 50_000,
        b"",
    ],
)
def test_other_encodings_of_the_array_are_damage(raw: bytes) -> None:
    with pytest.raises(InputRefused) as caught:
        qr_text.decode("SAT1:" + base45.encode(zlib.compress(raw)))
    assert caught.value.code == "damaged"


def test_garbage_after_the_stream_and_a_cut_stream_are_damage(credential: bytes) -> None:
    stream = base45.decode(qr_text.encode(credential)[5:])
    for spoiled in (stream + b"x", stream[:-1], stream[:-4] + bytes(4), b""):
        with pytest.raises(InputRefused) as caught:
            qr_text.decode("SAT1:" + base45.encode(spoiled))
        assert caught.value.code == "damaged"


def test_bombs_and_giants_are_too_large() -> None:
    bomb = "SAT1:" + base45.encode(zlib.compress(cbor2.dumps([0, bytes(300 * 1024)]), 9))
    assert len(bomb) < 1000
    for text in (bomb, "SAT1:" + "0" * 600_000):
        with pytest.raises(InputRefused) as caught:
            qr_text.decode(text)
        assert caught.value.code == "too-large"
    with pytest.raises(InputRefused) as caught:
        qr_text.encode(bytes(256 * 1024))
    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "not-satchel-text"), ("sat1:00", "not-satchel-text"), ("SAT2:00", "not-satchel-text"), ("SAT1:ä", "bad-base45")],
)
def test_what_is_not_ours(text: str, code: str) -> None:
    with pytest.raises(InputRefused) as caught:
        qr_text.decode(text)
    assert caught.value.code == code


def test_every_letter_changed_is_noticed(jws: str) -> None:
    text = qr_text.encode(json.dumps({"jws": jws}).encode())
    for at in range(5, len(text)):
        with pytest.raises(WalletError):
            qr_text.decode(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])
