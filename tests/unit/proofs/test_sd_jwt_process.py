"""RFC 9901 section 7.1, step by step: what is disclosed, and each MUST that rejects the whole."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.unit.proofs.sd_jwt_making import code, digest, disclosure, issued, processed, text
from wallet.encoding import base64url
from wallet.errors import CheckFailed
from wallet.proofs import sd_jwt

NAME = disclosure("salt-1", "name", "Ada")
GRADE = disclosure("salt-2", "grade", 1.0)
ITEM = disclosure("salt-3", "DE")


def hidden(*disclosures: str) -> dict[str, Any]:
    return {"_sd": [digest(one) for one in disclosures]}


# ---------------------------------------------------------------- digests of the RFC


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
            "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
        ),
        ("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0", "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"),
    ],
)
def test_digests_of_section_4_2(encoded: str, expected: str) -> None:
    assert sd_jwt.digest_of(encoded, "sha-256") == expected


@pytest.mark.parametrize(("name", "made_with"), [("sha-256", "sha256"), ("sha-384", "sha384"), ("sha-512", "sha512")])
def test_functions_that_are_understood(name: str, made_with: str) -> None:
    assert processed({"_sd_alg": name, "_sd": [digest(NAME, made_with)]}, NAME) == {"name": "Ada"}


@pytest.mark.parametrize(
    "name", ["md5", "sha-1", "sha1", "SHA-256", "sha256", "sha-256-32", "sha3-256", "", None, 5, ["sha-256"]]
)
@pytest.mark.parametrize("disclosures", [(), (NAME,)])
def test_functions_that_are_not(name: Any, disclosures: tuple[str, ...]) -> None:
    assert code(processed, {"_sd_alg": name, **hidden(NAME)}, *disclosures) == "sd-alg-unsupported"


def test_a_digest_of_another_function_discloses_nothing() -> None:
    assert code(processed, {"_sd": [digest(NAME, "sha512")]}, NAME) == "sd-disclosure-unreferenced"


# ---------------------------------------------------------------- what is disclosed


def test_members_come_to_stand_beside_the_digest() -> None:
    payload = {"iss": "x", "person": {"age": 36, **hidden(NAME, GRADE)}, **hidden(disclosure("s", "hidden", 1))}
    assert processed(payload, GRADE, NAME) == {"iss": "x", "person": {"age": 36, "name": "Ada", "grade": 1.0}}
    assert processed(payload, NAME) == {"iss": "x", "person": {"age": 36, "name": "Ada"}}
    assert processed(payload) == {"iss": "x", "person": {"age": 36}}


def test_list_entries_come_to_stand_in_their_place_and_hidden_ones_vanish() -> None:
    other = disclosure("salt-4", ["a", {"b": 1}])
    payload = {"list": [0, {"...": digest(ITEM)}, {"...": digest(other)}, {"...": "decoy"}, [{"...": digest(NAME)}], 9]}
    assert processed(payload, ITEM, other) == {"list": [0, "DE", ["a", {"b": 1}], [], 9]}
    assert processed(payload, other) == {"list": [0, ["a", {"b": 1}], [], 9]}
    assert processed(payload) == {"list": [0, [], 9]}


def test_disclosures_inside_disclosures() -> None:
    city = disclosure("s1", "city", "London")
    entry = disclosure("s2", {"street": "St James's Square", **hidden(city)})
    address = disclosure("s3", "addresses", [{"...": digest(entry)}, "other"])
    payload = hidden(address)
    whole = {"addresses": [{"street": "St James's Square", "city": "London"}, "other"]}
    assert processed(payload, city, entry, address) == processed(payload, address, entry, city) == whole
    assert processed(payload, address, entry) == {"addresses": [{"street": "St James's Square"}, "other"]}
    assert processed(payload, address) == {"addresses": ["other"]}
    assert code(processed, payload, city, address) == "sd-disclosure-unreferenced"
    assert code(processed, payload, city, entry) == "sd-disclosure-unreferenced"


def test_what_is_left_of_an_object_is_an_empty_one() -> None:
    payload = {"a": hidden(NAME), "b": {"_sd": []}, "c": [hidden(GRADE)], "_sd_alg": "sha-256", "_sd": []}
    assert processed(payload) == {"a": {}, "b": {}, "c": [{}]}


@pytest.mark.parametrize("value", [None, True, 0, -1.5, "", "x", [], {}, [None], {"a": {"b": []}}])
def test_every_kind_of_value(value: Any) -> None:
    member, entry = disclosure("s", "name", value), disclosure("t", value)
    assert processed({**hidden(member), "list": [{"...": digest(entry)}]}, member, entry) == {"name": value, "list": [value]}


@pytest.mark.parametrize("name", ["", "a/b~c", "_sd_", "....", "sd", "ключ", "a" * 300])
def test_every_kind_of_name(name: str) -> None:
    one = disclosure("s", name, 1)
    held = sd_jwt.parse(text(hidden(one), one))
    assert sd_jwt.process(held) == {name: 1}
    assert list(sd_jwt.claim_paths(held)) == ["/" + name.replace("~", "~0").replace("/", "~1")]


def test_white_space_in_a_disclosure_belongs_to_its_digest() -> None:
    spaced = base64url.encode(b'[ "s",\n "name" , "Ada" ]')
    assert processed({"_sd": [digest(spaced)]}, spaced) == {"name": "Ada"}
    assert code(processed, hidden(disclosure("s", "name", "Ada")), spaced) == "sd-disclosure-unreferenced"


def test_what_the_issuer_signed_is_left_as_it_was() -> None:
    held = sd_jwt.parse(text({"a": [{"...": digest(ITEM)}], **hidden(NAME)}, NAME, ITEM))
    assert sd_jwt.process(held) == sd_jwt.process(held) == {"a": ["DE"], "name": "Ada"}


# ---------------------------------------------------------------- each MUST

_RESERVED = [disclosure("s", name, 1) for name in ("_sd", "...", "_sd_alg")]
_LATER = disclosure("s", "later", {"x": hidden(GRADE)})


@pytest.mark.parametrize(
    ("expected", "payload", "disclosures"),
    [
        ("sd-disclosure-unreferenced", {}, [NAME]),
        ("sd-disclosure-unreferenced", hidden(NAME), [NAME, GRADE]),
        ("sd-disclosure-unreferenced", {"x": digest(NAME)}, [NAME]),
        ("sd-disclosure-unreferenced", {"x": [digest(NAME)]}, [NAME]),
        ("sd-disclosure-unreferenced", {"_sd": [digest(NAME) + "="]}, [NAME]),
        ("sd-disclosure-unreferenced", {"_sd": [hashlib.sha256(NAME.encode()).hexdigest()]}, [NAME]),
        ("sd-disclosure-repeated", hidden(NAME), [NAME, NAME]),
        ("sd-disclosure-repeated", {"list": [{"...": digest(ITEM)}]}, [ITEM, ITEM]),
        ("sd-digest-repeated", hidden(NAME, NAME), [NAME]),
        ("sd-digest-repeated", hidden(NAME, NAME), []),
        ("sd-digest-repeated", {"_sd": ["decoy", "decoy"]}, []),
        ("sd-digest-repeated", {"a": hidden(NAME), **hidden(NAME)}, [NAME]),
        ("sd-digest-repeated", {"list": [{"...": digest(ITEM)}, {"...": digest(ITEM)}]}, [ITEM]),
        ("sd-digest-repeated", {"list": [{"...": digest(ITEM)}, {"...": digest(ITEM)}]}, []),
        ("sd-digest-repeated", {"list": [{"...": digest(NAME)}], **hidden(NAME)}, []),
        ("sd-digest-repeated", hidden(_LATER, GRADE), [_LATER]),
        ("sd-digest-repeated", hidden(_LATER, GRADE), [_LATER, GRADE]),
        ("sd-disclosure-shape", hidden(ITEM), [ITEM]),
        ("sd-disclosure-shape", {"list": [{"...": digest(NAME)}]}, [NAME]),
        ("sd-claim-repeated", {"name": "Eve", **hidden(NAME)}, [NAME]),
        ("sd-claim-repeated", {"a": {"name": None, **hidden(NAME)}}, [NAME]),
        ("sd-claim-repeated", hidden(NAME, disclosure("t", "name", "Eve")), [NAME, disclosure("t", "name", "Eve")]),
        *(("sd-reserved-name", hidden(one), [one]) for one in _RESERVED),
        ("sd-reserved-name", {"...": digest(NAME)}, [NAME]),
        ("sd-reserved-name", {"a": {"...": "x", "b": 1}}, []),
        ("sd-reserved-name", {"a": {"_sd_alg": "sha-256"}}, []),
        ("sd-reserved-name", hidden(disclosure("s", "a", {"_sd_alg": 1})), [disclosure("s", "a", {"_sd_alg": 1})]),
        ("sd-digests-malformed", {"_sd": digest(NAME)}, []),
        ("sd-digests-malformed", {"_sd": None}, []),
        ("sd-digests-malformed", {"_sd": {"0": digest(NAME)}}, []),
        ("sd-digests-malformed", {"_sd": [5]}, []),
        ("sd-digests-malformed", {"_sd": [None, digest(NAME)]}, [NAME]),
        ("sd-digests-malformed", {"a": [{"b": {"_sd": True}}]}, []),
        ("sd-digests-malformed", {"list": [{"...": digest(ITEM), "x": 1}]}, [ITEM]),
        ("sd-digests-malformed", {"list": [{"...": 5}]}, []),
        ("sd-digests-malformed", {"list": [{"...": [digest(ITEM)]}]}, [ITEM]),
        ("sd-digests-malformed", {"list": [{"...": digest(ITEM), "_sd": []}]}, [ITEM]),
        ("sd-payload", b"[]", []),
        ("sd-payload", b'"x"', []),
        ("sd-payload", b"{", []),
        ("sd-payload", b"\xff", []),
        ("sd-payload", b'{"a":1,"a":2}', []),
        ("sd-payload", b'{"a":NaN}', []),
        ("sd-payload", b'{"a":"\\u0000"}', []),
    ],
)
def test_one_broken_rule_rejects_the_whole(expected: str, payload: Any, disclosures: list[str]) -> None:
    held = sd_jwt.parse(text(payload, *disclosures))
    for act in (sd_jwt.process, sd_jwt.claim_paths):
        with pytest.raises(CheckFailed) as caught:
            act(held)
        assert caught.value.code == expected


def test_disclosures_inside_each_other_have_a_depth() -> None:
    def nested(depth: int) -> tuple[dict[str, Any], list[str]]:
        inner: Any = "bottom"
        made = []
        for _ in range(depth):
            made.append(disclosure("s", "n", inner))
            inner = hidden(made[-1])
        return inner, made

    payload, disclosures = nested(60)
    assert len(str(processed(payload, *disclosures)).split("'n'")) == 61
    for depth in (100, 2000):
        payload, disclosures = nested(depth)
        assert code(processed, payload, *disclosures) == "sd-too-deep"


def test_many_fields_take_no_long_time() -> None:
    claims = {f"claim-{number}": number for number in range(2000)}
    held = sd_jwt.parse(issued(claims, [f"/{name}" for name in claims]))
    assert sd_jwt.process(held) == claims
    assert len(sd_jwt.claim_paths(held)) == 2000
    assert sd_jwt.process(sd_jwt.parse(sd_jwt.select(held, ["/claim-7", "/claim-1999"]))) == {"claim-7": 7, "claim-1999": 1999}


# ---------------------------------------------------------------- where claims stand


def test_paths_name_the_disclosure_and_what_it_lies_in() -> None:
    claims = {"a": {"b": [{"c": 1}, 2], "d": 3}, "e": [4, 5], "f": 6}
    held = sd_jwt.parse(issued(claims, ["/a", "/a/b/0", "/a/b/0/c", "/e/1"]))
    paths = sd_jwt.claim_paths(held)
    assert set(paths) == {"/a", "/a/b/0", "/a/b/0/c", "/e/1"}
    names = {place: held.disclosures[path.disclosure].name for place, path in paths.items()}
    assert names == {"/a": "a", "/a/b/0": None, "/a/b/0/c": "c", "/e/1": None}
    assert [len(paths[place].ancestors) for place in ("/a", "/a/b/0", "/a/b/0/c", "/e/1")] == [0, 1, 2, 0]
    assert paths["/a/b/0/c"].ancestors == (paths["/a"].disclosure, paths["/a/b/0"].disclosure)


def test_paths_of_list_entries_count_what_is_shown() -> None:
    held = sd_jwt.parse(issued({"e": [1, 2, 3]}, ["/e/0", "/e/1", "/e/2"]))
    less = sd_jwt.parse(sd_jwt.select(held, ["/e/1", "/e/2"]))
    assert sd_jwt.process(less) == {"e": [2, 3]}
    assert set(sd_jwt.claim_paths(less)) == {"/e/0", "/e/1"}
