from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.encoding import multibase
from wallet.errors import InputRefused


@given(st.binary(max_size=100))
def test_round_trip(data: bytes) -> None:
    assert multibase.decode(multibase.encode_base58(data)) == data


def test_base58_of_the_bitcoin_alphabet() -> None:
    """draft-msporny-base58 section 5, test vectors."""
    assert multibase.base58_encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert multibase.base58_encode(bytes.fromhex("0000287fb4cd")) == "11233QC4"


@pytest.mark.parametrize("text", ["z0OIl", "m12", "", "z" + "2" * 9000])
def test_what_is_not_multibase_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        multibase.decode(text)
