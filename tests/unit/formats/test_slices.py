"""The exact text of inner values: nothing is re-written on the way out of a wrapping."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.formats import slices

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_members_keep_their_spelling() -> None:
    text = ' \n{"a" : 1.50, "b\\u0062":[ 1 ,2 ] ,"c": {"x":"}"},\t"d":"\\"]" , "e":null}\n'
    assert slices.members(text) == {"a": "1.50", "bb": "[ 1 ,2 ]", "c": '{"x":"}"}', "d": '"\\"]"', "e": "null"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", ()),
        (" [ ] ", ()),
        ('[1e2, "a,b" ,{"c": [3]}]', ("1e2", '"a,b"', '{"c": [3]}')),
        (' {"a": [1]} ', ('{"a": [1]}',)),
        ('"[1]"', ('"[1]"',)),
    ],
)
def test_entries(text: str, expected: tuple[str, ...]) -> None:
    assert slices.entries(text) == expected


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), _VALUES, max_size=5), st.sampled_from([None, 0, 3]), st.booleans())
def test_what_is_cut_out_of_an_object_means_the_same(document: dict[str, Any], indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    found = slices.members(text)
    assert {name: json.loads(part) for name, part in found.items()} == document
    assert all(part in text for part in found.values())


@settings(max_examples=60, deadline=None)
@given(st.lists(_VALUES, max_size=6), st.sampled_from([None, 0, 3]))
def test_what_is_cut_out_of_a_list_means_the_same(values: list[Any], indent: int | None) -> None:
    assert [json.loads(part) for part in slices.entries(json.dumps(values, indent=indent))] == values
