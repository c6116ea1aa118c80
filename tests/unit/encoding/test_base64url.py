from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.encoding import base64url
from wallet.errors import InputRefused


@given(st.binary(max_size=200))
def test_round_trip(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data


@pytest.mark.parametrize("text", ["AA==", "A", "AB", "A+", "A/AA", " AAA", "AAA\n", "ÄÄ", "AAAA="])
def test_only_the_canonical_text_is_accepted(text: str) -> None:
    with pytest.raises(InputRefused) as caught:
        base64url.decode(text)
    assert caught.value.code == "bad-base64url"
