"""Words for people out of JSON of any shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.formats import people

_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "@id", "type", "name", "@value", "@language", "en", "narrative", "criteria", "tag", "alignment",
                 "targetName", "identifier", "identityHash", "image", "url", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Robots", "Robots"),
        ({"@value": "Roboter", "@language": "de"}, "Roboter"),
        ({"@value": {"en": "x"}}, ""),
        ({"@value": 5}, ""),
        ({"de": "Roboter", "en": "Robots"}, "Robots"),
        ({"DE": "Roboter", "EN-GB": "Robots"}, "Robots"),
        ({"de": "Roboter"}, "Roboter"),
        ({"de": 5}, ""),
        ([{"@value": "Roboter", "@language": "de"}, {"@value": "Robots", "@language": "en-US"}], "Robots"),
        ([{"@value": "Roboter", "@language": "de"}], "Roboter"),
        (["Roboter", {"@value": "Robots", "@language": "en"}], "Robots"),
        ([5, [], None], ""),
        ([{"@language": 5, "@value": "x"}], "x"),
        (5, ""),
        (None, ""),
        ({}, ""),
        ("x" * 30_000, "x" * 20_000),
        ({"en": "x" * 30_000}, "x" * 20_000),
    ],
)
def test_text(value: Any, expected: str) -> None:
    assert people.text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("urn:x", "urn:x"),
        ({"id": "urn:x"}, "urn:x"),
        ({"@id": "urn:x"}, "urn:x"),
        ({"id": ["urn:x"]}, ""),
        (["urn:x"], ""),
        (5, ""),
    ],
)
def test_identifier(value: Any, expected: str) -> None:
    assert people.identifier(value) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UniversityDegreeCredential", "University degree credential"),
        ("https://uni.example/types/robot_diploma", "Robot diploma"),
        ("https://uni.example/types/Diploma/", "Diploma"),
        ("HNCFacilities", "HNC facilities"),
        ("ex:Diploma2", "Diploma 2"),
        ("urn:eudi:pid:1", "Pid"),
        ("", ""),
        ("///", ""),
        ("\u5b66\u4f4d", ""),
    ],
)
def test_type_names_as_words(name: str, expected: str) -> None:
    assert people.prettified(name) == expected


def test_skills_are_each_named_once_and_bounded() -> None:
    value = {"tag": ["a", "b", "a", 5, "", "x" * 300], "alignments": {"targetName": "b"}, "tags": "c"}
    assert people.achievement(value).skills == ("a", "b", "x" * 200, "c")
    assert len(people.achievement({"tag": [f"{number}" for number in range(500)]}).skills) == 100


def test_only_web_addresses_are_evidence() -> None:
    found = people.urls(["https://a.example", {"id": "http://b.example"}, "file:///etc/passwd", "javascript:alert(1)", 5])
    assert found == ("https://a.example", "http://b.example")


@settings(max_examples=150, deadline=None)
@given(_ANYTHING)
def test_no_shape_crashes(value: Any) -> None:
    assert isinstance(people.text(value), str)
    assert isinstance(people.issuer(value).name, str)
    assert isinstance(people.subject(value).id, str)
    assert all(isinstance(url, str) for url in people.urls(value))
    if isinstance(value, dict):
        assert all(isinstance(skill, str) for skill in people.achievement(value).skills)
        assert isinstance(people.name_of(value, None), str)
