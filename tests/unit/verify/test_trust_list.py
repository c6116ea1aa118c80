"""Lists of known issuers in four forms; a list that is not wholly readable is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import InputRefused
from wallet.model.trust import TrustedIssuer
from wallet.verify.trust_list import read_trust_list

DID = "did:web:uni.example"


def read(value: Any):
    return read_trust_list(json.dumps(value).encode())


def test_our_own_form() -> None:
    issuers = [{"id": DID, "name": "Uni", "url": "https://uni.example"}, {"id": "https://school.example/issuer"}]
    found = read({"name": "State list", "updated": "2026-11-01T00:00:00Z", "issuers": issuers})
    assert found.name == "State list"
    assert found.updated == datetime(2026, 11, 1, tzinfo=UTC)
    assert found.find(DID) == TrustedIssuer(id=DID, name="Uni", url="https://uni.example")
    assert found.find("https://school.example/issuer") is not None


def test_the_registry_of_the_dcc() -> None:
    registry = {DID: {"name": "Uni", "location": "Here", "url": "https://uni.example"}}
    found = read({"meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2025-03-01T23:07:03+0000"}, "registry": registry})
    assert found.updated == datetime(2025, 3, 1, 23, 7, 3, tzinfo=UTC)
    assert found.issuers == (TrustedIssuer(id=DID, name="Uni", url="https://uni.example"),)


def test_a_registry_that_names_one_issuer_twice_shows_both_names() -> None:
    entry = f'"{DID}": {{"name": "%s"}}'
    found = read_trust_list(f'{{"registry": {{{entry % "Uni"}, {entry % "Other"}}}}}'.encode())
    assert found.find(DID) == TrustedIssuer(id=DID, name="Uni / Other")


def test_plain_identifiers_with_and_without_names() -> None:
    assert read({DID: "Uni"}).find(DID) == TrustedIssuer(id=DID, name="Uni")
    assert read([DID]).find(DID) == TrustedIssuer(id=DID)


@pytest.mark.parametrize(
    "near", ["did:web:uni.example ", "did:web:UNI.example", "did:web:uni.example#k", "did:web:uni.example2"]
)
def test_identifiers_are_compared_letter_for_letter(near: str) -> None:
    assert read([DID]).find(near) is None


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        "did:web:uni.example",
        12,
        None,
        [DID, DID],
        ["uni.example"],
        ["http://uni.example"],
        ["did:web:uni.example\n"],
        [None],
        {DID: 12},
        {"issuers": {}},
        {"issuers": []},
        {"issuers": [{"name": "Uni"}]},
        {"issuers": [{"id": 7}]},
        {"issuers": [{"id": DID, "name": 7}]},
        {"issuers": [{"id": DID}], "name": 7},
        {"issuers": [{"id": DID}], "updated": "lately"},
        {"registry": [DID]},
        {"registry": {DID: "Uni"}},
        {"registry": {DID: {}}, "meta": []},
        {"@context": [], "type": "VerifiableCredential"},
    ],
)
def test_other_shapes_are_refused(value: Any) -> None:
    with pytest.raises(InputRefused) as refused:
        read(value)
    assert refused.value.code == "trust-list-unreadable"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 5000,
        b'{"a":"b","a":"c"}',
        b'{"did:web:a":{},"did:web:a":NaN}',
        b"[NaN]",
        b'{"x":{"a":1,"a":2}}',
    ],
)
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        read_trust_list(data)
    assert refused.value.code == "trust-list-unreadable"


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_no_other_error_leaves(value: Any) -> None:
    try:
        read_trust_list(json.dumps(value).encode())
    except InputRefused as refused:
        assert refused.code == "trust-list-unreadable"


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["community", "issuer", "sandbox"])
def test_real_registries(corpus: Path, name: str) -> None:
    data = (corpus / f"registries/open/dcc-registries/{name}-registry.json").read_bytes()
    found = read_trust_list(data)
    assert len(found.issuers) > 20
    assert found.updated is not None
    assert found.updated.year >= 2025
