"""Whatever comes in: something is read, or InputRefused with a code and a sentence. Nothing else leaves the door."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.formats.documents import (
    JWK,
    as_payload,
    assertion,
    badge,
    credential,
    credential_1,
    envelope,
    presentation,
    sd_jwt,
    token,
)
from wallet.errors import InputRefused
from wallet.formats.read import read
from wallet.model.credential import Credential
from wallet.model.presentation import Presented

_STATUS = {"id": "urn:x:1", "type": "BitstringStatusListEntry", "statusListCredential": "urn:x"}
_DOCUMENTS = (
    badge(credentialStatus=[_STATUS], credentialSchema={"id": "urn:x", "type": "JsonSchema"}, termsOfUse={"type": "X"}),
    badge(iss="did:web:uni.example", sub="did:example:ada", nbf=1767225600, exp=1893456000, jti="urn:x"),
    credential_1(expirationDate="2030-01-01T00:00:00Z", proof={"type": "Ed25519Signature2020"}),
    {"vc": credential_1(), "iss": "did:web:uni.example", "sub": "x", "nbf": 1767225600, "exp": 1893456000},
    {"vp": presentation(credential_1(), token(credential())), "aud": "Employer", "nonce": "n", "iss": "did:example:ada"},
    assertion(badge={"name": "Robots", "issuer": {"id": "urn:x", "name": "Uni"}}, evidence=[{"id": "https://e.example"}]),
    presentation(badge(), envelope(sd_jwt({"grade": "A"}), "dc+sd-jwt"), token(credential())),
    {"vct": "urn:x:1", "iss": "urn:x", "cnf": {"jwk": JWK}, "status": {"status_list": {"idx": 1, "uri": "urn:x"}}, "_sd": []},
    {"payload": "e30", "signatures": [{"protected": "e30", "signature": "AA", "header": {"disclosures": [], "kb_jwt": ""}}]},
    {"credentials": [{"credential": badge()}]},
    envelope(token(badge())),
)
_WORDS = ("VerifiableCredential", "VerifiablePresentation", "Assertion", "did:x:y", "no url", "", "e30.e30.", "~", "data:,")
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(_WORDS),
    st.text(max_size=8),
    st.lists(st.none() | st.integers() | st.sampled_from(_WORDS), max_size=3),
    st.dictionaries(
        st.sampled_from(["id", "type", "@value", "name", "x"]), st.none() | st.integers() | st.sampled_from(_WORDS)
    ),
    st.sampled_from([badge(), token(badge()), presentation(), [[[]]], {"@value": {"@value": "x"}}]),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every member and entry inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in ((*path, key), *places(item, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A document of a known kind with a few values, anywhere, replaced, renamed or left out."""
    document = copy.deepcopy(draw(st.sampled_from(_DOCUMENTS)))
    for _ in range(draw(st.integers(1, 3))):
        everywhere = places(document)
        if not everywhere:
            break
        *path, last = draw(st.sampled_from(everywhere))
        place = document
        for key in path:
            place = place[key]
        if draw(st.integers(0, 4)) == 0:
            del place[last]
        else:
            place[last] = copy.deepcopy(draw(_VALUES))
    return document


def sound(payload: bytes) -> None:
    """What is read has the types it promises; what is not is refused by a code and a sentence."""
    try:
        found = read(payload)
    except InputRefused as error:
        assert error.code
        assert error.message[:1].isupper() or error.message[:1] == "“"
        return
    assert found
    for item in found:
        assert isinstance(item, Credential | Presented)
        _check(item)
        for inner in item.credentials if isinstance(item, Presented) else ():
            _check(inner)


def _check(item: Credential | Presented) -> None:
    assert isinstance(item.document, dict)
    assert all(isinstance(code, str) and code for code in item.problems)
    assert isinstance(item.name, str)
    if isinstance(item, Credential):
        texts = (item.issuer.id, item.issuer.name, item.subject.id, item.subject.name, item.credential_id, *item.types)
        assert all(isinstance(text, str) for text in (*texts, *(entry.url for entry in item.status), *item.evidence))
        assert read(item.raw) == (item,), "what was read once is read again from its own bytes"
    else:
        assert all(isinstance(text, str) for text in (item.holder, item.audience, item.nonce, *item.unreadable))


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_mutated_json(document: Any) -> None:
    sound(json.dumps(document).encode())


@settings(max_examples=250, deadline=None)
@given(mutated(), st.sampled_from(["vc+jwt", "vp+jwt", "JWT", "dc+sd-jwt", ..., 5]), st.sampled_from(["", "~", "~e30~", "~~"]))
def test_mutated_claims_in_tokens(claims: Any, typ: Any, tail: str) -> None:
    sound((token(claims, typ=typ) + tail).encode())


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([as_payload(document) for document in _DOCUMENTS] + [token(badge()).encode(), sd_jwt({"a": 1}).encode()]),
    st.data(),
)
def test_mutated_bytes(payload: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(payload) - 1))
    length = data.draw(st.integers(0, 4))
    sound(payload[:start] + data.draw(st.binary(max_size=4)) + payload[start + length :])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:~.ey0 \\', max_size=60).map(str.encode))
def test_any_bytes(payload: bytes) -> None:
    sound(payload)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "exp", "...", "_sd"]), _VALUES, max_size=3), mutated())
def test_any_disclosures(hidden: dict[str, Any], claims: Any) -> None:
    more = claims if isinstance(claims, dict) else {}
    sound(sd_jwt(hidden, **{name: value for name, value in more.items() if name not in ("typ", "binding", "hidden")}).encode())


@pytest.mark.parametrize("document", _DOCUMENTS)
def test_every_cut(document: Any) -> None:
    payload = as_payload(document)
    for end in range(0, len(payload), 11):
        sound(payload[:end])
