from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.encoding import base45
from wallet.errors import InputRefused


@given(st.binary(max_size=200))
def test_round_trip(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


def test_examples_of_rfc_9285() -> None:
    """RFC 9285 sections 4.3 and 4.4."""
    assert base45.encode(b"AB") == "BB8"
    assert base45.encode(b"base-45") == "UJCLQE7W581"
    assert base45.decode("QED8WEX0") == b"ietf!"


@pytest.mark.parametrize("text", ["A", "ab", "GGW", "::", "AAAA"])
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(InputRefused) as caught:
        base45.decode(text)
    assert caught.value.code == "bad-base45"
