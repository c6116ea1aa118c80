"""Compressed lists: read in the right order, inflated within a limit, whole or not at all."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.encoding import base64url
from wallet.errors import CheckUndecided
from wallet.verify.status import bits


@pytest.mark.parametrize("index", [0, 1, 7, 8, 15])
def test_w3c_lists_count_from_the_left(index: int) -> None:
    data = (1 << 15 - index).to_bytes(2, "big")
    assert [bits.at(data, place, 1, left=True) for place in range(16)] == [int(place == index) for place in range(16)]


def test_ietf_lists_count_from_the_right() -> None:
    # Token Status List section 4.1: status values 1 2 0 3 0 1 0 1 1 2 3 3 of two bits
    data = bytes([0xC9, 0x44, 0xF9])
    assert [bits.at(data, place, 2, left=False) for place in range(12)] == [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]


@given(st.lists(st.integers(0, 7), min_size=1, max_size=40))
def test_numbers_of_three_bits_from_the_left(values: list[int]) -> None:
    number = int("".join(f"{value:03b}" for value in values).ljust((len(values) * 3 + 7) // 8 * 8, "0"), 2)
    data = number.to_bytes((len(values) * 3 + 7) // 8, "big")
    assert [bits.at(data, place, 3, left=True) for place in range(len(values))] == values


@pytest.mark.parametrize(("index", "size"), [(16, 1), (15, 2), (10**17, 1), (5, 3), (2, 8)])
@pytest.mark.parametrize("left", [True, False])
def test_a_place_beyond_the_end_is_open(index: int, size: int, left: bool) -> None:
    with pytest.raises(CheckUndecided) as open_:
        bits.at(b"\0\0", index, size, left=left)
    assert open_.value.code == "status-range"


def test_a_bomb_is_stopped() -> None:
    squeezer = zlib.compressobj(9, wbits=31)
    bomb = (
        squeezer.compress(bytes(1024 * 1024))
        + b"".join(squeezer.compress(bytes(1024 * 1024)) for _ in range(63))
        + squeezer.flush()
    )
    begun = time.process_time()
    with pytest.raises(CheckUndecided) as open_:
        bits.gunzip(bomb)
    assert open_.value.code == "status-too-large"
    assert time.process_time() - begun < 1


def test_a_list_at_the_limit_is_read() -> None:
    assert len(bits.gunzip(gzip.compress(bytes(bits.MAX_BYTES), 1))) == bits.MAX_BYTES


@pytest.mark.parametrize(
    "data",
    [b"", b"plain", gzip.compress(b"abc")[:-1], gzip.compress(b"abc") + b"x", gzip.compress(b"a") * 2, zlib.compress(b"abc")],
    ids=["empty", "plain", "cut short", "one byte more", "two members", "zlib"],
)
def test_what_is_not_one_whole_gzip_member_is_unreadable(data: bytes) -> None:
    with pytest.raises(CheckUndecided) as open_:
        bits.gunzip(data)
    assert open_.value.code == "status-unreadable"


@given(st.binary(max_size=200))
def test_no_other_error_leaves(data: bytes) -> None:
    for read in (bits.gunzip, bits.inflate):
        try:
            read(data)
        except CheckUndecided as open_:
            assert open_.code == "status-unreadable"


@pytest.mark.corpus
def test_the_vectors_of_token_status_list(corpus: Path) -> None:
    vectors = json.loads((corpus / "status-lists/open/ietf-token-status-list/test-vectors-parsed.json").read_bytes())
    assert vectors
    for vector in vectors:
        data = bits.inflate(base64url.decode(vector["json"]["lst"]))
        for index, value in vector["status"].items():
            assert bits.at(data, int(index), vector["bits"], left=False) == value
