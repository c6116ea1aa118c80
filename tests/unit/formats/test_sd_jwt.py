"""SD-JWTs: what is disclosed, what their standard demands, and what a key binding makes of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.formats.documents import (
    ADA,
    JWK,
    UNI,
    badge,
    credential,
    credential_1,
    digest,
    disclosure,
    envelope,
    one,
    one_credential,
    one_presented,
    presentation,
    sd_jwt,
    token,
)
from wallet.errors import InputRefused
from wallet.model.credential import Format, StatusEntry, TimeClaim
from wallet.model.presentation import PresentationKind
from wallet.model.proof import Securing

HIDDEN = {"given_name": "Ada", "family_name": "Lovelace", "grade": "A"}
# RFC 7638 thumbprint of the key of RFC 7517 appendix A.1.
THUMBPRINT = "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"


def binding(**claims: Any) -> str:
    made = {"iat": 1767225600, "aud": "Employer", "nonce": "7KQ4MP", "sd_hash": "x"} | claims
    return token({name: value for name, value in made.items() if value is not ...}, typ="kb+jwt", kid=..., alg="ES256")


def test_an_sd_jwt_vc() -> None:
    text = sd_jwt(HIDDEN, sub=ADA, jti="urn:x:1", issuing_authority="Example University")
    found = one_credential(text)
    assert (found.format, found.securing, found.problems) == (Format.SD_JWT_VC, Securing.SD_JWT, ())
    assert found.raw == text.encode()
    assert (found.name, found.types) == ("Robot diploma", ("https://uni.example/types/robot_diploma",))
    assert (found.issuer.id, found.issuer.name) == (UNI, "Example University")
    assert (found.subject.id, found.subject.name, found.credential_id) == (ADA, "Ada Lovelace", "urn:x:1")
    assert found.times == (TimeClaim(name="exp", bound="end", value=1893456000),)
    assert found.document["grade"] == "A"
    assert not {"_sd", "_sd_alg"} & set(found.document)


def test_the_name_of_a_person_is_not_the_name_of_the_credential() -> None:
    found = one_credential(sd_jwt({"name": "Ada Lovelace"}))
    assert (found.name, found.subject.name) == ("Robot diploma", "Ada Lovelace")


@pytest.mark.parametrize(
    ("vct", "name"),
    [
        ("urn:eudi:pid:1", "Pid"),
        ("https://uni.example/types/UniversityDegree/v1.2", "University degree"),
        ("https://uni.example/", "Uni example"),
        ("42", "42"),
    ],
)
def test_a_name_out_of_a_type(vct: str, name: str) -> None:
    assert one_credential(sd_jwt(vct=vct)).name == name


def test_the_holders_key_is_named_by_its_thumbprint() -> None:
    assert one_credential(sd_jwt(cnf={"jwk": JWK})).subject.holder_key == THUMBPRINT
    assert one_credential(sd_jwt()).subject.holder_key == ""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (
            {"status_list": {"idx": 3, "uri": "https://l.example/1"}},
            [("TokenStatusList", "https://l.example/1")],
        ),
        ({"identifier_list": {"id": "x", "uri": "https://l.example/2"}}, [("identifier_list", "https://l.example/2")]),
        ({"status_list": "https://l.example/1"}, [("TokenStatusList", "")]),
        ({"status_list": {"uri": ["https://l.example/1"]}, "other": 5}, [("TokenStatusList", ""), ("other", "")]),
        ({}, []),
    ],
)
def test_status(status: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = one_credential(sd_jwt(status=status))
    assert [(entry.type, entry.url) for entry in found.status] == expected
    assert found.problems == ()


def test_a_status_entry_is_kept_as_it_is() -> None:
    entry = {"idx": 3, "uri": "https://l.example/1"}
    assert one_credential(sd_jwt(status={"status_list": entry})).status == (
        StatusEntry(type="TokenStatusList", url="https://l.example/1", entry=entry),
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"typ": "JWT"}, "typ-mismatch"),
        ({"typ": "example+sd-jwt"}, "typ-mismatch"),
        ({"typ": ...}, "typ-mismatch"),
        ({"vct": ...}, "vct-missing"),
        ({"vct": 5}, "vct-malformed"),
        ({"vct": ["https://uni.example/types/x"]}, "vct-malformed"),
        ({"vct": " "}, "vct-malformed"),
        ({"iss": 5}, "issuer-malformed"),
        ({"iss": {"id": UNI}}, "issuer-malformed"),
        ({"iss": ""}, "issuer-malformed"),
        ({"sub": {"en": ADA}}, "jwt-claims-malformed"),
        ({"cnf": JWK["x"]}, "cnf-malformed"),
        ({"status": []}, "status-malformed"),
        ({"status": None}, "status-malformed"),
    ],
)
def test_what_sd_jwt_vc_demands(changes: dict[str, Any], problem: str) -> None:
    assert one_credential(sd_jwt(HIDDEN, **changes)).problems == (problem,)


def test_the_name_of_it_before_november_2024() -> None:
    assert one_credential(sd_jwt(HIDDEN, typ="vc+sd-jwt")).problems == ()


@pytest.mark.parametrize("name", ["iss", "nbf", "exp", "cnf", "vct", "status"])
def test_what_the_holder_must_not_be_able_to_leave_out(name: str) -> None:
    values = {"iss": UNI, "vct": "https://uni.example/types/x", "cnf": {"jwk": JWK}, "status": {}}
    hidden = {name: values.get(name, 1767225600)}
    assert one_credential(sd_jwt(hidden, **{name: ...})).problems == ("sd-claim-not-disclosable",)


def test_an_identifier_of_another_shape_stands_for_nobody() -> None:
    found = one_credential(sd_jwt(iss={"en": UNI}, sub=[ADA], jti=[{"@value": "x"}]))
    assert (found.issuer.id, found.subject.id, found.credential_id) == ("", "", "")


# ---------------------------------------------------------------- disclosures that do not fit


def test_an_unreferenced_disclosure_shows_nothing_and_is_named() -> None:
    """RFC 9901 section 7.1 step 5 (D1): nothing of it is shown as if it had been signed."""
    text = sd_jwt(HIDDEN) + disclosure("salt-of-mine", "grade", "A+") + "~"
    found = one_credential(text)
    assert found.problems == ("sd-disclosure-unreferenced",)
    assert not {"grade", "given_name", "_sd"} & set(found.document)
    assert found.raw == text.encode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"_sd_alg": "md5"}, "sd-alg-unsupported"),
        ({"_sd_alg": 5}, "sd-alg-unsupported"),
        ({"_sd": "text"}, "sd-digests-malformed"),
        ({"_sd": ["a", "a"]}, "sd-digest-repeated"),
        ({"given_name": "Eve"}, "sd-claim-repeated"),
        ({"inside": {"_sd": 5}}, "sd-digests-malformed"),
        ({"...": "x"}, "sd-reserved-name"),
    ],
)
def test_what_rfc_9901_rejects_is_a_problem_by_its_name(changes: dict[str, Any], code: str) -> None:
    found = one_credential(sd_jwt({"given_name": "Ada"}, **changes))
    assert code in found.problems
    assert found.issuer.id == UNI


def test_digests_inside_are_not_shown_where_nothing_is_disclosed() -> None:
    hidden = disclosure("salt", "street", "Main Street")
    text = sd_jwt(address={"_sd": [digest(hidden)], "country": "GB"}) + disclosure("salt", "x", 1) + "~"
    assert one_credential(text).document["address"] == {"country": "GB"}


@pytest.mark.parametrize("text", [sd_jwt() + "x~", sd_jwt() + "~", sd_jwt() + disclosure("salt") + "~"])
def test_a_damaged_disclosure(text: str) -> None:
    with pytest.raises(InputRefused) as raised:
        one(text)
    assert raised.value.code == "disclosure-malformed"


# ---------------------------------------------------------------- other things with a tilde


def test_a_w3c_credential_as_an_sd_jwt() -> None:
    found = one_credential(f"{token(badge(exp=1893456000, cnf={'jwk': JWK}), typ='vc+sd-jwt')}~")
    assert (found.format, found.securing, found.problems) == (Format.OB3, Securing.SD_JWT, ())
    assert found.name == "Robot Badge"
    assert found.subject.holder_key == THUMBPRINT
    assert "exp" in {claim.name for claim in found.times}


def test_a_w3c_credential_as_an_sd_jwt_that_contradicts_itself() -> None:
    assert one_credential(f"{token(credential(iss='did:web:other'), typ='vc+sd-jwt')}~").problems == ("jwt-claims-contradict",)
    assert one_credential(f"{token(credential_1(issuer=5), typ='vc+sd-jwt')}~").problems == ("issuer-malformed",)


def test_a_plain_sd_jwt_has_no_type_and_no_name() -> None:
    found = one_credential(sd_jwt(HIDDEN, typ="example+sd-jwt", vct=...))
    assert (found.format, found.name, found.types, found.problems) == (Format.SD_JWT_VC, "", (), ())


def test_a_plain_sd_jwt_without_a_type_of_its_own_is_known_by_its_digests() -> None:
    hidden = disclosure("salt", "street", "Main Street")
    found = one_credential(token({"iss": UNI, "address": {"_sd": [digest(hidden)]}}, typ="JWT") + f"~{hidden}~")
    assert found.document["address"] == {"street": "Main Street"}
    assert found.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        token({"iss": "https://login.example", "sub": "ada", "nonce": "n"}, typ="JWT") + "~",
        token({"iss": "https://login.example"}, typ=...) + "~",
        token({"iss": "https://login.example"}, typ="JWT") + "~" + disclosure("salt", "degree", "Doctor") + "~",
        token({"vct": "https://x.example", "nonce": "n"}, typ="kb+jwt") + "~",
        token({"sub": "https://l.example/1", "status_list": {}}, typ="statuslist+jwt") + "~",
        token([1], typ="dc+sd-jwt") + "~",
    ],
)
def test_a_tilde_makes_no_credential(text: str) -> None:
    """A log-in token or a status list is signed by the same issuer; with a tilde behind it, it is still no credential (C13)."""
    with pytest.raises(InputRefused) as raised:
        one(text)
    assert raised.value.code == "not-a-credential"


@pytest.mark.parametrize(
    "text",
    [
        token(presentation(badge()), typ="vp+sd-jwt") + "~",
        token(presentation(badge()), typ="dc+sd-jwt") + "~",
        token(credential(), typ="vp+sd-jwt") + "~",
        token(envelope(token(credential())), typ="vc+sd-jwt") + "~",
    ],
)
def test_presentations_as_sd_jwts_are_not_mistaken_for_credentials(text: str) -> None:
    with pytest.raises(InputRefused) as raised:
        one(text)
    assert raised.value.code == "presentation-unsupported"


# ---------------------------------------------------------------- with key binding


def test_with_a_key_binding_it_is_a_presentation() -> None:
    credential_text = sd_jwt(HIDDEN, cnf={"jwk": JWK})
    text = credential_text + binding(exp=1767229200, nbf=1767225600)
    found = one_presented(text)
    assert (found.kind, found.securing) == (PresentationKind.SD_JWT_KB, Securing.SD_JWT)
    assert found.raw == text.encode()
    assert (found.holder, found.audience, found.nonce, found.name) == (THUMBPRINT, "Employer", "7KQ4MP", "Robot diploma")
    assert [(claim.name, claim.bound) for claim in found.times] == [("iat", "start"), ("nbf", "start"), ("exp", "end")]
    assert found.document["sd_hash"] == "x"
    (held,) = found.credentials
    assert held.raw == credential_text.encode()
    assert held == one_credential(credential_text)


@pytest.mark.parametrize(
    ("claims", "audience", "nonce"),
    [
        ({"aud": ["Employer", "Other"]}, "Employer", "7KQ4MP"),
        ({"aud": 5, "nonce": {"en": "7KQ4MP"}}, "", ""),
        ({"aud": ..., "nonce": ...}, "", ""),
    ],
)
def test_whom_it_is_for(claims: dict[str, Any], audience: str, nonce: str) -> None:
    found = one_presented(sd_jwt(HIDDEN) + binding(**claims))
    assert (found.audience, found.nonce) == (audience, nonce)


def test_a_credential_with_problems_inside_a_presentation() -> None:
    found = one_presented(sd_jwt({"given_name": "Ada"}, given_name="Eve") + binding())
    assert found.credentials[0].problems == ("sd-claim-repeated",)


@pytest.mark.parametrize("payload", [b"not json", [], None])
def test_a_key_binding_that_says_nothing(payload: Any) -> None:
    with pytest.raises(InputRefused) as raised:
        one(sd_jwt(HIDDEN) + token(payload, typ="kb+jwt"))
    assert raised.value.code == "not-a-credential"


# ---------------------------------------------------------------- JSON serialization


def as_json(text: str, *, general: bool, bom: bool = False) -> bytes:
    """RFC 9901 section 8: disclosures and key binding in the unprotected header of the first signature."""
    issuer, *disclosures, kb = text.split("~")
    protected, payload, signature = issuer.split(".")
    header = {"disclosures": disclosures} | ({"kb_jwt": kb} if kb else {})
    signed = {"protected": protected, "signature": signature, "header": header}
    document = {"payload": payload} | ({"signatures": [signed]} if general else signed)
    return (b"\xef\xbb\xbf" if bom else b"") + json.dumps(document, indent=1).encode()


@pytest.mark.parametrize("general", [True, False])
def test_both_json_serializations_say_the_same(general: bool) -> None:
    text = sd_jwt(HIDDEN, cnf={"jwk": JWK})
    found = one_credential(as_json(text, general=general))
    assert found.document == one_credential(text).document
    assert found.raw == as_json(text, general=general)
    shown = one_presented(as_json(text + binding(), general=general))
    assert shown.raw == as_json(text + binding(), general=general)
    assert shown.credentials[0].raw == text.encode()


def test_raw_can_be_read_again_without_its_byte_order_mark() -> None:
    found = one_credential(as_json(sd_jwt(HIDDEN), general=False, bom=True))
    assert found.raw == as_json(sd_jwt(HIDDEN), general=False)
    assert one_credential(found.raw) == found


@pytest.mark.parametrize(
    "document", [{"payload": {}, "signature": "x"}, {"payload": "e30", "signatures": []}, {"payload": "e30", "signature": 5}]
)
def test_json_that_only_looks_serialized(document: Any) -> None:
    with pytest.raises(InputRefused) as raised:
        one(document)
    assert raised.value.code == "not-an-sd-jwt"
