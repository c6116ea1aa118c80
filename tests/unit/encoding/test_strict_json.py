"""security.md section 3, class A and its siblings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.encoding import strict_json
from wallet.errors import InputRefused

TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_characters="\0", codec="utf-8")), inner),
    max_leaves=20,
)


@given(TREES)
def test_round_trip(tree: object) -> None:
    assert strict_json.loads(strict_json.dumps(tree)) == tree


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b'{"a":', "not-json"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "too-deep"),
        (b'{"issuer":1,"issuer":2}', "duplicate-member"),
        (b'{"a":{"x":1,"\\u0078":2}}', "duplicate-member"),
        (b"[NaN]", "bad-number"),
        (b"[-Infinity]", "bad-number"),
        (b"[1e400]", "bad-number"),
        (b"[" + b"9" * 5000 + b"]", "bad-number"),
        ('{"a":1}'.encode("utf-16"), "bad-encoding"),
        ('{"a":1}'.encode("utf-16-le"), "bad-text-or-json"),
        (b'{"name":"a\\u0000b"}', "bad-text"),
        (b'{"a":["\\ud800"]}', "bad-text"),
        (b'{"a":[["\\ud800"]]}', "bad-text"),
        (b'["\\ud800"]', "bad-text"),
        (b'"\\udfff"', "bad-text"),
        (b'{"\\u0000":1}', "bad-text"),
        (b'"' + b"a" * strict_json.MAX_BYTES + b'"', "too-large"),
        (b"[1] [2]", "not-json"),
    ],
)
def test_what_a_lenient_parser_would_guess_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as caught:
        strict_json.loads(data)
    assert caught.value.code in (code, *(("not-json", "bad-text") if code == "bad-text-or-json" else ()))


def test_a_byte_order_mark_is_accepted() -> None:
    assert strict_json.loads(b"\xef\xbb\xbf" + json.dumps({"a": 1}).encode()) == {"a": 1}


def test_brackets_inside_strings_are_not_depth() -> None:
    assert strict_json.loads(json.dumps({"a": "[" * 500 + '\\"{'})) == {"a": "[" * 500 + '\\"{'}
