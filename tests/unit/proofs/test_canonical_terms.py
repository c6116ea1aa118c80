"""Every claim that is shown is a claim that was signed: additions, drops and disguises."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.proofs.sample_badge import OB3, V2, badge, badge_with_context
from wallet.errors import WalletError
from wallet.proofs.canonical import Contexts, canonize, unsigned_terms
from wallet.proofs.json_ld import expand

NONE = Contexts({})
CRED = "https://www.w3.org/2018/credentials#"
DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"


def _at(document: dict[str, Any], *path: str, **members: Any) -> dict[str, Any]:
    place = document
    for name in path:
        place = place[name]
    place.update({name.replace("__", "@"): value for name, value in members.items()})
    return document


def test_a_sound_badge_has_none() -> None:
    assert unsigned_terms(badge(), NONE) == ()


def test_examples_and_undefined_terms_define_everything() -> None:
    for vocabulary in ("https://www.w3.org/ns/credentials/examples/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"):
        assert unsigned_terms(badge_with_context(vocabulary, grade="A"), NONE) == ()


ADDED_UNSEEN = [
    (badge(grade="A+"), "/grade"),
    (_at(badge(), "credentialSubject", grade="A+"), "/credentialSubject/grade"),
    (_at(badge(), "credentialSubject", "achievement", "criteria", grade="A+"), "/credentialSubject/achievement/criteria/grade"),
    (_at(badge(), "credentialSubject", **{"a/b~c": "A+"}), "/credentialSubject/a~1b~0c"),
    (badge(type=["VerifiableCredential", "OpenBadgeCredential", "Diploma"]), "/type/2"),
    (_at(badge(), "credentialSubject", type=["AchievementSubject", "Doctor"]), "/credentialSubject/type/1"),
    (badge(**{"@foo": "A+"}), "/@foo"),
    (badge(**{"@index": "A+"}), "/@index"),
    (badge(**{"@version": 1.1}), "/@version"),
    (badge(**{"@direction": "rtl"}), "/@direction"),
    (badge(**{"": "A+"}), "/"),
    (badge(**{"../x": "A+"}), "/..~1x"),
    (badge(name={"@value": "Beekeeping, first year", "@index": "A+"}), "/name/@index"),
    (badge(name={"@value": "Beekeeping, first year", "@direction": "rtl"}), "/name/@direction"),
    (badge(refreshService={"@language": "en"}), "/refreshService/@language"),
    (badge_with_context({"grade": None}, grade="A+"), "/grade"),
    (badge_with_context({"grade": "_:grade"}, grade="A+"), "/grade"),
    (badge_with_context({"@vocab": ""}, grade="A+"), "/grade"),
    (badge_with_context({"g": {"@id": "urn:g", "@type": "@id"}}, g="relative"), "/g"),
    (badge_with_context({"g": {"@id": "urn:g", "@type": "@id"}}, g=["", "also relative"]), "/g/0"),
    (badge_with_context({"g": {"@id": "urn:g", "@type": "@vocab"}}, g="Undefined"), "/g"),
    (badge_with_context({"g": {"@id": "urn:g", "@type": "@id"}}, g="has: space"), "/g"),
]


@pytest.mark.parametrize(("document", "pointer"), ADDED_UNSEEN, ids=[pointer for _, pointer in ADDED_UNSEEN])
def test_what_was_added_and_leaves_the_signature_whole(document: dict[str, Any], pointer: str) -> None:
    assert canonize(document, NONE) == canonize(badge(), NONE), "the case is meant to be invisible to the signature"
    assert pointer in unsigned_terms(document, NONE)


DROPPED = [
    (badge(id="no-scheme"), "/id"),
    (badge(id="https://a.example/with space"), "/id"),
    (badge(id="https://a.example/\n"), "/id"),
    (badge(id="@keyword"), "/id"),
    (badge(id="_:blank"), "/id"),
    (badge_with_context({"@base": "https://a.example/"}, id="resolved"), "/id"),
    (_at(badge(), "issuer", id="relative"), "/issuer/id"),
    (badge(issuer="relative"), "/issuer"),
    (badge(issuer="_:blank"), "/issuer"),
    (badge(name={"@value": None}), "/name/@value"),
    (badge_with_context({"g": {"@id": "urn:g", "@container": "@index"}}, g={"shown": "A+"}), "/g/shown"),
    (badge_with_context({"g": {"@id": "urn:g", "@container": "@id"}}, g={"relative": {"name": "x"}}), "/g/relative"),
    (badge_with_context({"g": {"@id": "urn:g", "@container": "@type"}}, g={"Undefined": {"id": "urn:x"}}), "/g/Undefined"),
    (badge_with_context({"g": {"@id": "urn:g", "@container": "@graph"}}, g={"id": "urn:x"}), "/g"),
    (badge_with_context({"g": {"@id": "urn:g", "@container": "@graph"}}, g=["text"]), "/g/0"),
    (badge(**{"@graph": ["text", {"id": "urn:x"}]}), "/@graph/0"),
    (badge(**{"@graph": ["text", {"id": "urn:x"}]}), "/@graph/1/id"),
    ({"@context": V2, "id": "urn:only"}, "/id"),
]


@pytest.mark.parametrize(("document", "pointer"), DROPPED, ids=[pointer for _, pointer in DROPPED])
def test_what_has_lost_its_meaning(document: dict[str, Any], pointer: str) -> None:
    assert pointer in unsigned_terms(document, NONE)


def _renamed(old: str, new: str, *contexts: Any) -> dict[str, Any]:
    document = badge_with_context(*contexts)
    document[new] = document.pop(old)
    return document


def _folded(keyword: str) -> dict[str, Any]:
    document = badge()
    status = document.pop("credentialStatus")
    document[keyword] = [{"id": document["id"], "type": "VerifiableCredential", "credentialStatus": status}]
    return document


def _wrapped() -> dict[str, Any]:
    document = badge()
    context = document.pop("@context")
    return {"@context": context, "@graph": [document]}


DISGUISED = {
    "full IRI": _renamed("credentialStatus", f"{CRED}credentialStatus"),
    "prefix": _renamed("credentialStatus", "c:credentialStatus", {"c": CRED}),
    "alias": _renamed("credentialStatus", "remarks", {"remarks": {"@id": f"{CRED}credentialStatus", "@type": "@id"}}),
    "alias of the start": _renamed(
        "validFrom", "validUntil2", {"validUntil2": {"@id": f"{CRED}validFrom", "@type": DATE_TIME}}
    ),
    "alias of id": _renamed("id", "uri", {"uri": "@id"}),
    "alias of type": _renamed("type", "kind", {"kind": "@type"}),
    "bare @id": _renamed("id", "@id"),
    "bare @type": _renamed("type", "@type"),
    "included": _folded("@included"),
    "graph": _wrapped(),
    "nest": badge_with_context({"notes": "@nest"}, notes={"name": badge()["name"]}, name=None),
    "set": badge(credentialStatus={"@set": [badge()["credentialStatus"]]}),
    "array in array": badge(credentialStatus=[[badge()["credentialStatus"]]]),
    "value object": badge(name={"@value": badge()["name"]}),
    "typed value object": badge(validFrom={"@value": badge()["validFrom"], "@type": DATE_TIME}),
    "alias of @value": badge_with_context({"v": "@value"}, name={"v": badge()["name"]}),
    "type by prefix": _at(
        badge_with_context({"ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"}),
        type=["VerifiableCredential", "ob:OpenBadgeCredential"],
    ),
    "type by IRI": badge(type=["VerifiableCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"]),
}


@pytest.mark.parametrize("document", DISGUISED.values(), ids=DISGUISED)
def test_what_was_signed_must_go_by_its_own_name(document: dict[str, Any]) -> None:
    """The signature holds, and a reader of the JSON no longer finds what it looks for."""
    assert canonize(document, NONE) == canonize(badge(), NONE), "the case is meant to be invisible to the signature"
    assert unsigned_terms(document, NONE) != ()


def test_exchanged_names() -> None:
    """With the badge's own context taken away, nothing protects its terms."""
    vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
    swapped = {"narrative": f"{vocabulary}achievementType", "achievementType": f"{vocabulary}narrative"}
    document = {
        "@context": [V2, swapped],
        "id": "urn:a",
        "type": "VerifiableCredential",
        "narrative": "x",
        "achievementType": "y",
    }
    assert unsigned_terms(document, NONE) == ("/achievementType", "/narrative")


def test_own_words_of_an_issuer_are_welcome() -> None:
    own = {
        "fullName": "https://schema.org/name",
        "hiveCount": "https://college.example/terms#hives",
        "Hive": "urn:example:Hive",
    }
    document = badge_with_context(own, fullName="B. Keeper", hiveCount=3, evidence={"type": ["Evidence", "Hive"]})
    assert unsigned_terms(document, NONE) == ()


def test_json_literals_are_covered_whole() -> None:
    context = {"j": {"@id": "urn:j", "@type": "@json"}}
    document = badge_with_context(context, j={"anything": [None, {"@foo": 1.5}], "at": {"all": ""}})
    assert unsigned_terms(document, NONE) == ()
    assert canonize(document, NONE) != canonize(badge_with_context(context, j={"anything": [None]}), NONE)


def test_language_maps_and_tagged_texts_are_covered() -> None:
    context = {"title": {"@id": "urn:title", "@container": "@language"}}
    document = badge_with_context(
        context, title={"en": "Bees", "fr": "Abeilles", "@none": "x"}, name={"@value": "x", "@language": "en"}
    )
    assert unsigned_terms(document, NONE) == ()
    document["title"]["zz zz"] = "y"
    assert unsigned_terms(document, NONE) == ("/title/zz zz",)


SOUND = (
    "clr/open/1edtech-clr20/simple.json",
    "data-integrity/open/db-suite-fixtures/ed25519-signature-2020/signedFixture.json",
    "data-integrity/open/w3c-eddsa/eddsa-rdfc-2022/signedDataInt.json",
    "data-integrity/open/w3c-eddsa/proof-set-chain/signedProofChain2.json",
    "ob3/open/1edtech-ob30/complete.json",
    "ob3/open/1edtech-ob30/simple.json",
    "ob3/open/1edtech-ob30/simple-did-key-method.json",
    "ob3/open/1edtech-ob30/simple-eddsa-2022.json",
    "ob3/open/spec-examples/linked-data-proof-clr-07-signed-credential.json",
    "ob3/open/spec-examples/linked-data-proof-ob-07-signed-credential.json",
)


@pytest.mark.corpus
@pytest.mark.parametrize("name", SOUND)
def test_published_credentials_have_none(corpus: Path, name: str) -> None:
    assert unsigned_terms(json.loads((corpus / name).read_bytes()), NONE) == ()


# Without those that say the same of one thing in two places, where one of the two is as good as both.
_SAID_ONCE = [name for name in SOUND if "clr" not in name and "complete" not in name]


@pytest.mark.corpus
@pytest.mark.parametrize("name", _SAID_ONCE)
def test_each_member_of_a_published_credential_is_signed(corpus: Path, name: str) -> None:
    """Removing any member that is not reported changes the canonical form, or makes the document invalid."""
    document = json.loads((corpus / name).read_bytes())
    whole = _canonical(document)
    for path in list(_members(document))[:80]:
        assert _canonical(_without(document, path)) != whole, path


def _canonical(document: dict[str, Any]) -> str:
    try:
        return canonize(document, NONE)
    except WalletError as error:
        return error.code


def _members(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for name, member in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if name != "@context":
            if isinstance(value, dict) and member not in (None, []):
                yield (*path, name)
            yield from _members(member, (*path, name))


def _without(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    changed: Any = copy.deepcopy(document)
    place = changed
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return changed  # type: ignore[no-any-return]


_PLACES = st.sampled_from(
    [(), ("issuer",), ("credentialSubject",), ("credentialSubject", "achievement"), ("credentialStatus",)]
)
_KEYWORDS = "@foo @index @direction @graph @included @reverse @nest @set @list @language @json"
_TERMS = (
    "grade image creator evidence result identifier proof url email inLanguage alignment related endorsement "
    "verifiableCredential type id name urn:x a:b _:b https://schema.org/name"
)
_NAMES = st.sampled_from([*_KEYWORDS.split(), *_TERMS.split(), f"{CRED}issuer"])
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["A+", "did:example:2", "relative", "_:b", "@foo", "Profile"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES | st.just("@value"), inner, max_size=2),
    max_leaves=5,
)


def _says_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(map(_says_nothing, value)))


@given(_PLACES, _NAMES, _VALUES)
@settings(max_examples=500, deadline=None)
def test_nothing_can_be_added_unnoticed(place: tuple[str, ...], name: str, value: Any) -> None:
    document = badge()
    target = document
    for step in place:
        target = target[step]
    if name in target or _says_nothing(value):
        return
    target[name] = value
    if _canonical(document) != _canonical(badge()):
        return
    pointer = "/".join(("", *place, name.replace("~", "~0").replace("/", "~1")))
    assert any(found == pointer or found.startswith(f"{pointer}/") for found in unsigned_terms(document, NONE))


@given(_PLACES, st.sampled_from(["grade", "@foo", "@index", "../x", "x y"]), _VALUES)
@settings(max_examples=100, deadline=None)
def test_what_is_reported_as_dropped_is_dropped(place: tuple[str, ...], name: str, value: Any) -> None:
    document = badge()
    target = document
    for step in place:
        target = target[step]
    target[name] = value
    if _canonical(document) in ("json-ld-invalid", "json-ld-unsupported"):
        return
    assert expand(document, NONE).unsigned
    assert _canonical(document) == _canonical(badge())


@pytest.mark.parametrize(
    "change", [lambda d: d.pop("name"), lambda d: d["credentialSubject"].pop("id"), lambda d: d["type"].pop()]
)
def test_what_is_signed_is_missed(change: Callable[[dict[str, Any]], Any]) -> None:
    document = badge()
    change(document)
    assert canonize(document, NONE) != canonize(badge(), NONE)


def test_the_sample_uses_the_shipped_contexts() -> None:
    assert badge()["@context"] == [V2, OB3]
