"""What a holder sees before choosing, and that it is what a verifier sees afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import NOON, SeededEntropy
from tests.unit.holder.issuing import Hidden, badge, reveal, sd_jwt_credential
from wallet.errors import PresentationRefused
from wallet.holder import keys, pointer
from wallet.holder.fields import fields
from wallet.holder.preview import preview
from wallet.holder.selection import everything, select
from wallet.model.credential import Credential
from wallet.model.holder import KeyKind
from wallet.model.presentation import DisclosureChoice, Field, PresentationRequest

CLAIMS: Mapping[str, Any] = {
    "given_name": Hidden("Ada"),
    "address": Hidden({"street": Hidden("1 High St"), "country": "UK", "geo": {"lat": Hidden(51.5), "long": 0}}),
    "nationalities": [Hidden("UK"), Hidden("IT")],
    "achievement": {"name": "Data analysis", "grade": Hidden("A"), "skills": ["Python", "R"]},
    "parts": Hidden({"a/b": 1, "c~d": 2}),
}


def choose(*pointers: str) -> DisclosureChoice:
    return DisclosureChoice(pointers=pointers)


def by_pointer(credential: Credential, *pointers: str) -> dict[str, Field]:
    return {field.pointer: field for field in fields(credential, choose(*pointers))}


def test_every_claim_is_there_once_with_what_can_be_chosen() -> None:
    found = by_pointer(sd_jwt_credential(CLAIMS))
    assert {place: field.selectable for place, field in found.items()} == {
        "/iss": False,
        "/vct": False,
        "/given_name": True,
        "/address": True,
        "/address/street": True,
        "/address/geo/lat": True,
        "/nationalities": False,
        "/nationalities/0": True,
        "/nationalities/1": True,
        "/achievement/name": False,
        "/achievement/grade": True,
        "/achievement/skills": False,
        "/parts": True,
    }
    assert found["/address"].value == "country: UK, geo: long: 0"
    assert found["/nationalities"].value == "only what is chosen of it"
    assert found["/parts"].value == "a b: 1, c~d: 2"
    assert list(found) == [
        *("/iss", "/vct", "/nationalities", "/nationalities/0", "/nationalities/1", "/achievement/name", "/achievement/skills"),
        *("/achievement/grade", "/given_name", "/address", "/address/geo/lat", "/address/street", "/parts"),
    ]
    assert [place for place, field in found.items() if field.shown] == [
        "/iss",
        "/vct",
        "/nationalities",
        "/achievement/name",
        "/achievement/skills",
    ]


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("/given_name", {"/given_name"}),
        ("/address/geo/lat", {"/address", "/address/geo/lat"}),
        ("/address", {"/address", "/address/street", "/address/geo/lat"}),
        ("/address/geo", {"/address", "/address/geo/lat"}),
        ("/nationalities/1", {"/nationalities/1"}),
        ("/nationalities", {"/nationalities/0", "/nationalities/1"}),
        ("/achievement/name", set()),
    ],
)
def test_a_choice_shows_what_it_names_and_what_that_needs(chosen: str, shown: set[str]) -> None:
    found = by_pointer(sd_jwt_credential(CLAIMS), chosen)
    assert {place for place, field in found.items() if field.shown and field.selectable} == shown


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ("/family_name", "unknown-claim"),
        ("given_name", "unknown-claim"),
        ("/nationalities/2", "unknown-claim"),
        ("/nationalities/-", "unknown-claim"),
        ("/_sd", "unknown-claim"),
        ("/parts/a~1b", "shown-only-together"),
        ("/address/country", "shown-only-together"),
    ],
)
def test_choices_that_cannot_be_kept(chosen: str, code: str) -> None:
    with pytest.raises(PresentationRefused) as refused:
        fields(sd_jwt_credential(CLAIMS), choose(chosen))
    assert refused.value.code == code


def test_a_damaged_sd_jwt_is_refused_by_name() -> None:
    sound = sd_jwt_credential(CLAIMS)
    for raw in (b"\xff", b"", b"a.b.c~", sound.raw + sound.raw.split(b"~")[1] + b"~", sound.raw[:-9]):
        with pytest.raises(PresentationRefused) as refused:
            select(Credential(format=sound.format, securing=sound.securing, raw=raw, document={}), choose())
        assert refused.value.code == "damaged-credential"


def test_a_credential_in_one_piece_shows_everything_and_reads_signatures_as_one_claim() -> None:
    found = by_pointer(badge(credentialSubject={"id": "did:example:a", "achievement": {"name": "X"}}))
    assert all(field.shown and not field.selectable for field in found.values())
    assert found["/credentialSubject/achievement/name"].label == "achievement name"
    assert "/proof" in found and "/proof/proofValue" not in found and "/@context" in found


def test_a_preview_names_what_cannot_be_hidden_and_what_stays() -> None:
    key, _ = keys.create(KeyKind.ED25519, SeededEntropy(), NOON)
    bound = preview(sd_jwt_credential(CLAIMS, key), choose(), PresentationRequest(nonce="n", audience="a"), keys=[key])
    assert bound.warnings[0] == (
        "Always shown, whatever you choose: issuer, type of credential, nationalities, achievement name, achievement skills, "
        "key it is bound to."
    )
    assert "same signature" in bound.warnings[1] and len(bound.warnings) == 3
    elsewhere = preview(sd_jwt_credential(CLAIMS, key), choose(), PresentationRequest()).warnings
    assert any("not in this wallet" in sentence for sentence in elsewhere)
    assert any("check code" in sentence for sentence in elsewhere) and any("names nobody" in sentence for sentence in elsewhere)
    whole = preview(sd_jwt_credential({"a": 1}), choose(), PresentationRequest()).warnings
    assert "nothing in it to choose" in whole[0] and any("whoever has a copy" in sentence for sentence in whole)


names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=6).filter(
    lambda name: name not in ("_sd", "...", "_sd_alg", "iss", "vct", "cnf", "proof", "@context", "signature")
)
leaves = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6) | st.integers(-9, 9) | st.booleans()
claims = st.recursive(
    leaves,
    lambda inner: (
        st.dictionaries(names, inner | inner.map(Hidden), max_size=3) | st.lists(inner | inner.map(Hidden), max_size=3)
    ),
    max_leaves=8,
)
documents = st.dictionaries(names, claims | claims.map(Hidden), max_size=4)


def prune(value: Any, path: tuple[str, ...], selectable: frozenset[str], shown: frozenset[str]) -> Any:
    """What is left of a document when every selectable claim that is not shown is taken out of it."""

    def stays(below: tuple[str, ...]) -> bool:
        place = pointer.write(below)
        return place not in selectable or place in shown

    if isinstance(value, Mapping):
        return {name: prune(member, (*path, name), selectable, shown) for name, member in value.items() if stays((*path, name))}
    if isinstance(value, list):
        return [
            prune(item, (*path, str(place)), selectable, shown)
            for place, item in enumerate(value)
            if stays((*path, str(place)))
        ]
    return value


@settings(max_examples=60, deadline=None)
@given(documents, st.data())
def test_the_preview_is_what_the_verifier_sees(document: Mapping[str, Any], data: st.DataObject) -> None:
    credential = sd_jwt_credential(document)
    selectable = sorted(select(credential, choose()).selectable)
    chosen = data.draw(st.lists(st.sampled_from(selectable), unique=True)) if selectable else []
    seen = select(credential, choose(*chosen)).seen
    shown = preview(credential, choose(*chosen), PresentationRequest()).fields
    left = prune(
        credential.document,
        (),
        frozenset(field.pointer for field in shown if field.selectable),
        frozenset(field.pointer for field in shown if field.shown),
    )
    assert json.loads(json.dumps(seen)) == json.loads(json.dumps(left))
    assert set(chosen) <= {field.pointer for field in shown if field.shown}
    assert credential.document == {**reveal(document), **credential.document}


@settings(max_examples=30, deadline=None)
@given(documents)
def test_showing_everything_shows_everything(document: Mapping[str, Any]) -> None:
    credential = sd_jwt_credential(document)
    whole = select(credential, everything(credential))
    assert whole.seen == credential.document == whole.held
    assert all(field.shown for field in fields(credential, everything(credential)))
