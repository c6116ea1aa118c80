"""Taking an SD-JWT apart: compact, and both JSON serializations of RFC 9901 section 8."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import NOON
from tests.unit.proofs.sd_jwt_making import code, diploma, disclosure, in_json, shown, text
from wallet.encoding import base64url
from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.proofs import jws, sd_jwt, sd_jwt_json
from wallet.proofs.sd_jwt_text import MAX_DISCLOSURES

HELD = diploma()
SHOWN = shown()


def test_the_parts_of_the_compact_form() -> None:
    held = sd_jwt.parse(HELD)
    assert [one.name for one in held.disclosures] == ["name", "grade"]
    assert [one.value for one in held.disclosures] == ["Ada", "1.0"]
    assert (held.key_binding, held.presented) == (None, HELD)
    bound = sd_jwt.parse(SHOWN)
    assert bound.key_binding is not None
    assert bound.key_binding.text("typ") == "kb+jwt"
    assert bound.presented == HELD
    assert bound.presented + bound.key_binding.token == SHOWN


def test_an_array_element_has_no_name() -> None:
    (one,) = sd_jwt.parse(text({}, disclosure("salt", {"a": 1}))).disclosures
    assert (one.salt, one.name, one.value) == ("salt", None, {"a": 1})


@pytest.mark.parametrize("general", [False, True])
@pytest.mark.parametrize("whole", [HELD, SHOWN])
def test_json_is_the_compact_form_in_other_clothes(whole: str, general: bool) -> None:
    plain, dressed = sd_jwt.parse(whole), sd_jwt.parse("\n " + json.dumps(in_json(whole, general=general, kid="issuer-key-1")))
    assert dressed == plain
    assert sd_jwt.process(dressed) == sd_jwt.process(plain)


def test_of_several_signatures_the_first_counts() -> None:
    document = in_json(SHOWN, general=True)
    other = {"protected": base64url.encode(b'{"alg":"none"}'), "signature": "", "header": {"kid": "2"}}
    document["signatures"].append(other)
    assert sd_jwt.parse(json.dumps(document)) == sd_jwt.parse(SHOWN)
    document["signatures"].reverse()
    assert code(sd_jwt.parse, json.dumps(document)) == "not-an-sd-jwt"


@pytest.mark.parametrize("name", ["disclosures", "kb_jwt"])
def test_fields_beside_a_later_signature_are_refused(name: str) -> None:
    document = in_json(SHOWN, general=True)
    second = json.loads(json.dumps(document["signatures"][0]))
    second["header"] = {name: second["header"][name]}
    document["signatures"].append(second)
    assert code(sd_jwt.parse, json.dumps(document)) == "not-an-sd-jwt"


_FLAT = in_json(SHOWN)
_GENERAL = in_json(SHOWN, general=True)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"payload": _FLAT["payload"]},
        {**_FLAT, "payload": None},
        {**_FLAT, "payload": ""},
        {**_FLAT, "payload": {"a": 1}},
        {**_FLAT, "signature": None},
        {**_FLAT, "protected": 5},
        {**_FLAT, "header": []},
        {**_FLAT, "header": None},
        {**_FLAT, "header": {"disclosures": "text"}},
        {**_FLAT, "header": {"disclosures": [5]}},
        {**_FLAT, "header": {"disclosures": [""]}},
        {**_FLAT, "header": {"disclosures": None}},
        {**_FLAT, "header": {"kb_jwt": ""}},
        {**_FLAT, "header": {"kb_jwt": None}},
        {**_FLAT, "header": {"kb_jwt": ["x"]}},
        {**_FLAT, "header": {"alg": "none"}},
        {**_FLAT, "header": {"typ": "vc+sd-jwt"}},
        {**_FLAT, "header": {"crit": ["x"], "x": 1}},
        {**_FLAT, "signatures": _GENERAL["signatures"]},
        {**_GENERAL, "header": {"disclosures": []}},
        {**_GENERAL, "signatures": []},
        {**_GENERAL, "signatures": {}},
        {**_GENERAL, "signatures": None},
        {**_GENERAL, "signatures": ["x"]},
        {**_GENERAL, "signatures": [*_GENERAL["signatures"], 5]},
        {**_GENERAL, "signatures": [*_GENERAL["signatures"], {"header": []}]},
    ],
)
def test_json_that_is_no_sd_jwt(document: Any) -> None:
    assert code(sd_jwt.parse, json.dumps(document)) == "not-an-sd-jwt"


@pytest.mark.parametrize("whole", ["[]", '"x"', "5", "null"])
def test_json_that_is_no_object(whole: str) -> None:
    assert code(sd_jwt_json.parts, whole) == "not-an-sd-jwt"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ('{"payload":', "not-json"),
        ('{"payload":"x","payload":"y"}', "duplicate-member"),
        (json.dumps({**_FLAT, "payload": _FLAT["payload"] + "."}), "not-a-jws"),
        (json.dumps({**_FLAT, "protected": _FLAT["protected"] + ".AA"}), "bad-base64url"),
        (json.dumps({**_FLAT, "signature": "="}), "bad-base64url"),
        (json.dumps({**_FLAT, "header": {"disclosures": ["a~b"]}}), "disclosure-malformed"),
        (json.dumps({**_FLAT, "header": {"kb_jwt": "a~b"}}), "not-a-jws"),
    ],
)
def test_json_with_a_broken_part(document: str, expected: str) -> None:
    assert code(sd_jwt.parse, document) == expected


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("", "not-an-sd-jwt"),
        (HELD.split("~")[0], "not-an-sd-jwt"),
        ("~", "not-a-jws"),
        (HELD[:-1], "not-a-jws"),
        ("~" + HELD, "not-a-jws"),
        (HELD + "~", "disclosure-malformed"),
        (HELD.replace("~", "~~", 1), "disclosure-malformed"),
        (HELD + "x", "not-a-jws"),
        (SHOWN + "~", "disclosure-malformed"),
        (" " + HELD, "bad-base64url"),
        (HELD + "\n", "not-a-jws"),
        (HELD + "é.é.é", "bad-base64url"),
        ("A" * jws.MAX_TOKEN + "~", "too-large"),
        (text({}, *["WyJzIiwxXQ"] * (MAX_DISCLOSURES + 1)), "too-many-disclosures"),
    ],
)
def test_text_that_is_no_sd_jwt(broken: str, expected: str) -> None:
    assert code(sd_jwt.parse, broken) == expected


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b'"text"', b"[]", b'["salt"]', b'["salt","name",1,2]', b'[1,"name",2]', b"[1,2]", b'["salt",1,2]',
        b'["salt",null,2]', b'["salt","name",', b'["salt","name",NaN]', b'["salt","name",{"a":1,"a":2}]',
        b'["salt","na\\u0000me",1]', b'["salt","\\ud800",1]', b'["salt","name","\xff"]',
        b'["salt","name",' + b"[" * 70 + b"]" * 70 + b"]",
    ],
)  # fmt: skip
def test_disclosures_that_are_none(raw: bytes) -> None:
    assert code(sd_jwt.parse, text({}, base64url.encode(raw))) == "disclosure-malformed"


@pytest.mark.parametrize("encoded", ["WyJzIiwxXQ==", "WyJzIiwxXR", "WyJzIiwxXQ\n", "+/", "é", " "])
def test_disclosures_in_another_spelling(encoded: str) -> None:
    assert code(sd_jwt.parse, text({}, encoded)) == "disclosure-malformed"


def test_what_is_held_stays_out_of_logs() -> None:
    logged = repr(sd_jwt.parse(SHOWN))
    assert "Ada" not in logged
    assert not [one for one in sd_jwt.parse(SHOWN).disclosures if one.text in logged or one.salt in logged]


# ---------------------------------------------------------------- nothing but our own errors


def judged(whole: str) -> None:
    try:
        held = sd_jwt.parse(whole)
        sd_jwt.process(held)
        sd_jwt.select(held, [""])
        sd_jwt.verify_binding(held, now=NOON)
    except (InputRefused, CheckFailed, CheckUndecided) as error:
        assert error.message


@given(st.text(max_size=80), st.sampled_from(["", "{", HELD, "~"]))
def test_any_text(any_text: str, start: str) -> None:
    judged(start + any_text)


@given(st.integers(0, len(SHOWN) - 1), st.sampled_from('~.A_={"x\u00e9'), st.integers(0, 40))
def test_any_cut_and_paste(at: int, letter: str, length: int) -> None:
    judged(SHOWN[:at] + letter + SHOWN[at + length :])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["sha-256", "x", disclosure("s", "n", 1), disclosure("s", 1)]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["_sd", "...", "_sd_alg", "cnf", "jwk", "n"]), inner)
    ),
    max_leaves=10,
)


@given(_JSON, st.lists(_JSON.map(lambda value: base64url.encode(json.dumps(value).encode())), max_size=3))
def test_any_payload_and_any_disclosures(payload: Any, disclosures: list[str]) -> None:
    judged(text(payload, *disclosures, binding=SHOWN.split("~")[-1]))


@given(st.dictionaries(st.sampled_from(["payload", "protected", "signature", "header", "signatures"]), _JSON))
def test_any_json(changes: dict[str, Any]) -> None:
    judged(json.dumps({**_FLAT, **changes}))
    judged(json.dumps({**_GENERAL, **changes}))
