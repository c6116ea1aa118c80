"""The holder's choice: exactly what was chosen and what it lies in, and not a trace of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import SeededEntropy
from tests.unit.proofs.sd_jwt_making import HEADER, ISSUER, code, digest, disclosure, issued, processed, text
from wallet.encoding import base64url
from wallet.errors import UsageError
from wallet.proofs import jws, sd_jwt
from wallet.proofs.sd_jwt_issue import issue

CLAIMS = {
    "iss": "https://uni.example",
    "name": "Ada",
    "address": {"street": "St James's Square", "city": "London"},
    "courses": [{"title": "Maths", "grade": 1}, {"title": "Logic", "grade": 2}, "none"],
}
OPEN = ["/name", "/address", "/address/city", "/courses/0", "/courses/1", "/courses/1/grade"]
HELD = sd_jwt.parse(issued(CLAIMS, OPEN))


def seen(*pointers: str) -> dict[str, Any]:
    return sd_jwt.process(sd_jwt.parse(sd_jwt.select(HELD, pointers)))


# ---------------------------------------------------------------- choosing


@pytest.mark.parametrize(
    ("pointers", "expected"),
    [
        ((), {"courses": ["none"]}),
        (("/iss",), {"courses": ["none"]}),
        (("/name",), {"name": "Ada", "courses": ["none"]}),
        (("/address",), {"address": CLAIMS["address"], "courses": ["none"]}),
        (("/address/city",), {"address": CLAIMS["address"], "courses": ["none"]}),
        (("/address/street",), {"address": {"street": "St James's Square"}, "courses": ["none"]}),
        (("/courses/1",), {"courses": [{"title": "Logic", "grade": 2}, "none"]}),
        (("/courses/1/title",), {"courses": [{"title": "Logic"}, "none"]}),
        (("/courses/1/grade", "/courses/0"), {"courses": CLAIMS["courses"]}),
        (("/courses",), {"courses": CLAIMS["courses"]}),
        (("",), CLAIMS),
    ],
)
def test_what_a_choice_shows(pointers: tuple[str, ...], expected: dict[str, Any]) -> None:
    assert seen(*pointers) == {"iss": CLAIMS["iss"], **expected}


def test_disclosures_stay_in_the_order_of_the_issuer() -> None:
    texts = [one.text for one in HELD.disclosures]
    for pointers in (["/courses/1/grade", "/name"], ["/name", "/courses/1/grade"], ["/courses/1/grade", "/name", "/name"]):
        chosen = sd_jwt.select(HELD, pointers).split("~")
        assert chosen[0] == HELD.issuer_jws.token
        assert chosen[-1] == ""
        assert chosen[1:-1] == [one for one in texts if one in chosen]
        assert len(chosen) == 5
    assert sd_jwt.select(HELD, [""]).split("~")[1:-1] == texts


@pytest.mark.parametrize(
    "pointer",
    [
        "name", "/", "/Name", "/name/", "/name/0", "/iss/x", "/address/country", "/courses/3", "/courses/-1", "/courses/-",
        "/courses/00", "/courses/1 ", "/courses/\u0661", "/courses/" + "9" * 5000, "/courses/1/grade/x", "/address/ci~ty",
        "/address/ci~2ty", "#/name", "~",
    ],
)  # fmt: skip
def test_a_pointer_that_names_nothing(pointer: str) -> None:
    assert code(sd_jwt.select, HELD, ["/name", pointer]) == "no-such-claim"


def test_names_that_need_escapes() -> None:
    claims = {"a/b": 1, "c~d": 2, "": 3, "~1": 4}
    held = sd_jwt.parse(issued(claims, ["/a~1b", "/c~0d", "/", "/~01"]))
    for pointer, name in (("/a~1b", "a/b"), ("/c~0d", "c~d"), ("/", ""), ("/~01", "~1")):
        assert sd_jwt.process(sd_jwt.parse(sd_jwt.select(held, [pointer]))) == {name: claims[name]}
    assert code(sd_jwt.select, held, ["/a/b"]) == "no-such-claim"


def test_a_name_is_not_the_beginning_of_another() -> None:
    held = sd_jwt.parse(issued({"ab": 1, "a": {"b": 2}, "abc": 3}, ["/ab", "/a/b", "/abc"]))
    assert sd_jwt.process(sd_jwt.parse(sd_jwt.select(held, ["/ab"]))) == {"ab": 1, "a": {}}
    assert sd_jwt.process(sd_jwt.parse(sd_jwt.select(held, ["/a"]))) == {"a": {"b": 2}}


def test_a_presentation_can_be_chosen_from_again_and_its_binding_falls_away() -> None:
    less = sd_jwt.select(HELD, ["/name", "/address/city"])
    bound = sd_jwt.parse(less + jws.sign(HEADER, b"{}", ISSUER))
    assert sd_jwt.select(bound, ["/name"]) == sd_jwt.select(HELD, ["/name"])
    assert sd_jwt.select(bound, [""]) == less


def test_a_broken_credential_gives_nothing_to_choose() -> None:
    held = sd_jwt.parse(text({"name": "Eve", "_sd": [digest(disclosure("s", "name", "Ada"))]}, disclosure("s", "name", "Ada")))
    assert code(sd_jwt.select, held, ["/name"]) == "sd-claim-repeated"


def test_a_long_name_is_not_copied_for_everything_below_it() -> None:
    held = {"n" * 5000: {f"c{number}": 1 for number in range(1000)}}
    assert code(processed, held) == "sd-too-deep"


# ---------------------------------------------------------------- issuing


def test_decoys_stand_for_nothing_and_cannot_be_told() -> None:
    made = issued({"a": 1, "b": {"c": 2}}, ["/a", "/b/c"], decoys=5)
    payload = json.loads(sd_jwt.parse(made).issuer_jws.payload)
    assert len(payload["_sd"]) == 6
    assert payload["_sd"] == sorted(payload["_sd"])
    assert {len(one) for one in payload["_sd"]} == {43}
    assert sd_jwt.process(sd_jwt.parse(made)) == {"a": 1, "b": {"c": 2}}


def test_every_salt_is_new_and_long() -> None:
    held = sd_jwt.parse(issued({"list": ["x"] * 50}, [f"/list/{index}" for index in range(50)]))
    salts = {one.salt for one in held.disclosures}
    assert len(salts) == 50
    assert {len(base64url.decode(salt)) for salt in salts} == {16}


@pytest.mark.parametrize("pointers", [["/b"], ["a"], [""], ["/a/0"], ["/list/2"], ["/list/00"]])
def test_issuing_what_is_not_there(pointers: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        issued({"a": 1, "list": [1, 2]}, pointers)
    assert caught.value.code == "no-such-claim"


@pytest.mark.parametrize("claims", [{"_sd": []}, {"a": {"...": 1}}, {"a": [{"_sd_alg": "sha-256"}]}])
def test_issuing_under_a_reserved_name(claims: dict[str, Any]) -> None:
    assert code(issued, claims) == "reserved-name"


def test_nothing_disclosable_is_a_plain_token_with_a_tilde() -> None:
    made = issued({"a": 1})
    assert made.count("~") == 1
    assert json.loads(sd_jwt.parse(made).issuer_jws.payload) == {"a": 1, "_sd_alg": "sha-256"}


# ---------------------------------------------------------------- any claims, any choice


@st.composite
def choices(draw: st.DrawFn) -> tuple[dict[str, Any], list[str], list[str]]:
    """Claims whose leaves are all different, which of them can be chosen, and a choice of places."""
    count = iter(range(10_000))
    leaf = st.builds(lambda: f"leaf-{next(count)}-end")
    names = st.sampled_from(["a", "b", "c/d", "e~f", "", "ключ"])
    tree = st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=12
    )
    claims = draw(st.dictionaries(names, tree, min_size=1, max_size=4))
    places = [place for place in everywhere(claims) if place]
    disclosable = draw(st.lists(st.sampled_from(places), unique=True))
    return claims, disclosable, draw(st.lists(st.sampled_from([*places, ""]), max_size=3))


def everywhere(value: Any, place: str = "") -> list[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [everywhere(inner, f"{place}/{str(name).replace('~', '~0').replace('/', '~1')}") for name, inner in members]
    return [place, *(one for some in below for one in some)]


def inside(place: str, outer: str) -> bool:
    return place == outer or place.startswith(outer + "/")


def pruned(value: Any, kept: set[str], disclosable: set[str], place: str = "") -> Any:
    """The model: what remains when every disclosable place that is not kept is cut off."""

    def below(members: Any) -> Any:
        for name, inner in members:
            at = f"{place}/{str(name).replace('~', '~0').replace('/', '~1')}"
            if at not in disclosable or at in kept:
                yield name, pruned(inner, kept, disclosable, at)

    if isinstance(value, dict):
        return dict(below(value.items()))
    return [inner for _, inner in below(enumerate(value))] if isinstance(value, list) else value


def leaves(value: Any) -> set[str]:
    if isinstance(value, dict | list):
        return set().union(*map(leaves, value.values() if isinstance(value, dict) else value))
    return {value}


@given(choices(), st.integers(0, 3))
def test_exactly_what_was_chosen_and_no_trace_of_the_rest(
    choice: tuple[dict[str, Any], list[str], list[str]], decoys: int
) -> None:
    claims, disclosable, chosen = choice
    held = sd_jwt.parse(issue(claims, disclosable, ISSUER, HEADER, SeededEntropy(), decoys))
    assert sd_jwt.process(held) == claims
    assert set(sd_jwt.claim_paths(held)) == set(disclosable)

    made = sd_jwt.select(held, chosen)
    sent = sd_jwt.parse(made)
    touched = {place for place in disclosable for wanted in chosen if inside(place, wanted) or inside(wanted, place)}
    kept = {place for place in disclosable if any(inside(inner, place) for inner in touched)}
    expected = pruned(claims, kept, set(disclosable))
    assert sd_jwt.process(sent) == expected

    words = " ".join([sent.issuer_jws.payload.decode(), *(base64url.decode(one).decode() for one in made.split("~")[1:-1])])
    hidden = leaves(claims) - leaves(expected)
    assert not [leaf for leaf in hidden if leaf in words]
    left_out = [one for one in held.disclosures if one not in sent.disclosures]
    assert not [one for one in left_out if one.text in made or one.salt in words]
    assert len(sent.disclosures) == len(kept)
