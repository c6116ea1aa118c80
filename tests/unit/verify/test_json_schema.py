"""JSON Schema as a stranger's program: it is obeyed within limits, and never makes the wallet fetch or hang."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.errors import CheckUndecided
from wallet.verify.json_schema import first_fault

DRAFT7 = "http://json-schema.org/draft-07/schema#"


def nothing(url: str) -> Mapping[str, Any]:
    raise CheckUndecided("schema-not-offline", f"No copy of {url}.", needs=(url,))


def undecided(document: Any, schema: Any, library: Any = nothing, *, trusted: bool = False) -> CheckUndecided:
    begun = time.process_time()
    with pytest.raises(CheckUndecided) as raised:
        first_fault(document, schema, library, trusted=trusted)
    assert time.process_time() - begun < 5
    return raised.value


def test_a_match_has_no_fault_and_a_mismatch_says_where() -> None:
    schema = {"properties": {"a": {"items": {"type": "integer"}}}}
    assert first_fault({"a": [1]}, schema, nothing) == ""
    assert first_fault({"a": [1, "x"]}, schema, nothing).startswith("/a/1 ")


@pytest.mark.parametrize(
    "dialect", ["https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema", DRAFT7]
)
def test_dialects_that_credentials_use(dialect: str) -> None:
    schema = {"$schema": dialect, "type": "object", "required": ["id"]}
    assert first_fault({"id": 1}, schema, nothing) == ""
    assert first_fault({}, schema, nothing)


@pytest.mark.parametrize("dialect", ["https://evil.example/schema", 7, "http://json-schema.org/draft-03/schema#"])
def test_unknown_dialects_are_unsupported(dialect: Any) -> None:
    assert undecided({}, {"$schema": dialect}).code == "schema-unsupported"


def test_a_reference_is_looked_up_in_what_is_kept_only() -> None:
    schema = {"$ref": "https://school.example/other.json"}
    assert undecided({}, schema).needs == ("https://school.example/other.json",)
    assert first_fault({}, schema, lambda url: {"required": ["id"]})
    assert first_fault({"id": 1}, schema, lambda url: {"required": ["id"]}) == ""


@pytest.mark.parametrize(
    "schema",
    [
        {"type": 12},
        {"type": "nonsense"},
        {"$ref": "#/$defs/absent"},
        {"$id": "https://[bad", "$ref": "x"},
        {"properties": {"a": {"pattern": "(("}}},
        {"properties": []},
        {"$ref": 7},
    ],
)
def test_broken_schemas_are_unreadable(schema: Any) -> None:
    assert undecided({"a": "x"}, schema).code == "schema-unreadable"


DOUBLING = {f"a{i}": {"allOf": [{"$ref": f"#/$defs/a{i + 1}"}] * 2} for i in range(40)} | {"a40": {}}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        {"$ref": "#/$defs/a0", "$defs": DOUBLING},
        {"properties": {"a": {"pattern": "^(x+)+$"}}},
        {"properties": {"a": {"$schema": DRAFT7, "pattern": "^(x+)+$"}}},
        {"properties": {"a": {"pattern": "x*x*x*x*y"}}},
        {"properties": {"a": {"pattern": "(x|xx){1,900}y"}}},
        {"patternProperties": {"^(a+)+$": {}}},
        {"propertyNames": {"pattern": "^(a*)*$"}},
    ],
)
def test_endless_schemas_are_stopped(schema: Any) -> None:
    assert undecided({"a": "x" * 60 + "!", "a" * 60 + "!": 1}, schema).code == "schema-too-complex"


def test_the_limits_hold_in_what_a_schema_refers_to() -> None:
    other = {"$schema": DRAFT7, "properties": {"a": {"allOf": [{"pattern": "^(x+)+$"}]}}}
    assert undecided({"a": "x" * 60 + "!"}, {"$ref": "https://e.example/s"}, lambda url: other).code == "schema-too-complex"


def test_a_shipped_schema_may_use_patterns_of_its_own() -> None:
    schema = {"properties": {"a": {"pattern": "^(ab)+$"}}}
    assert first_fault({"a": "abab"}, schema, nothing, trusted=True) == ""
    assert undecided({"a": "abab"}, schema).code == "schema-too-complex"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYWORDS = st.sampled_from(
    [
        "type",
        "$ref",
        "$id",
        "$schema",
        "$defs",
        "allOf",
        "not",
        "items",
        "properties",
        "pattern",
        "const",
        "minimum",
        "multipleOf",
        "$dynamicRef",
        "$anchor",
        "if",
        "unevaluatedProperties",
        "dependentRequired",
        "format",
    ]
)


@settings(max_examples=150)
@given(
    schema=st.dictionaries(_KEYWORDS, st.one_of(_JSON, st.dictionaries(_KEYWORDS, _JSON, max_size=3)), max_size=4),
    document=st.dictionaries(st.text(max_size=5), _JSON, max_size=3),
)
def test_no_other_error_leaves(schema: dict[str, Any], document: dict[str, Any]) -> None:
    try:
        assert isinstance(first_fault(document, schema, nothing), str)
    except CheckUndecided as error:
        assert error.code.startswith("schema-")
