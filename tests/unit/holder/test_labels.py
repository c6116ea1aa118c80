"""Claim names and values in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.holder import pointer
from wallet.holder.labels import labels, text, words


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("issuedOn", "issued on"),
        ("given_name", "given name"),
        ("date-of-birth", "date of birth"),
        ("achievementType", "achievement type"),
        ("GPA", "GPA"),
        ("creditsEarned2024", "credits earned2024"),
        ("vct", "type of credential"),
        ("credentialSubject", "subject"),
        ("Ελληνικά", "ελληνικά"),
        ("名前", "名前"),
        ("___", "___"),
        ("a\u202eb", "a⟨U+202E⟩b"),
    ],
)
def test_names_as_people_read_them(name: str, shown: str) -> None:
    assert words(name) == shown


def test_the_last_two_names_and_more_where_they_would_be_the_same() -> None:
    paths = [
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "id"),
        ("nationalities", "1"),
        ("credentialSubject", "result", "0", "value"),
        ("issuer", "name"),
        ("a", "issuer", "address", "city"),
        ("b", "issuer", "address", "city"),
        ("marks", "\u00b2"),
    ]
    assert labels(paths) == (
        "achievement name",
        "subject identifier",
        "nationalities 2",
        "1 value",
        "issuer name",
        "a issuer address city",
        "b issuer address city",
        "marks \u00b2",
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"),
        ("gro\u202elive\nline", "gro⟨U+202E⟩live line"),
        ("", "empty"),
        (True, "yes"),
        (False, "no"),
        (None, "nothing"),
        (3, "3"),
        (1.5, "1.5"),
        ([], "empty"),
        (["a", 1], "a, 1"),
        ({"streetAddress": "1 High St", "open": True}, "street address: 1 High St, open: yes"),
        ("data:image/png;base64," + "A" * 4000, "image/png inside, 4 kB"),
        ("data:,short", "data:,short"),
    ],
)
def test_values_as_one_line(value: Any, shown: str) -> None:
    assert text(value) == shown


@given(st.lists(st.text(min_size=1, max_size=8), max_size=6).map(tuple))
def test_pointers_name_their_path_and_nothing_else(path: tuple[str, ...]) -> None:
    assert pointer.read(pointer.write(path)) == path


@pytest.mark.parametrize("bad", ["no-slash", "/a~2b", "/~", "#/a"])
def test_what_is_no_pointer(bad: str) -> None:
    assert pointer.read(bad) is None


def test_only_what_is_there_exists() -> None:
    document = {"a": [{"b/c": 1}], "": {"~": None}}
    assert pointer.exists(document, ("a", "0", "b/c")) and pointer.exists(document, ("", "~")) and pointer.exists(document, ())
    for path in (("a", "1"), ("a", "-"), ("a", "\u0660"), ("a", "0", "b"), ("x",), ("a", "0", "b/c", "d")):
        assert not pointer.exists(document, path)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_any_value_has_a_text_on_one_line(value: Any) -> None:
    assert "\n" not in text(value)


@given(st.lists(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=4).map(tuple), max_size=5))
def test_any_path_has_a_label(paths: list[tuple[str, ...]]) -> None:
    assert len(labels(paths)) == len(paths) and all(labels(paths))
