"""Tokens: credentials whole or in a ``vc`` claim, contradictions kept visible, and tokens that are no credentials."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.formats.documents import (
    ADA,
    UNI,
    VC1,
    assertion,
    badge,
    credential,
    credential_1,
    one,
    one_credential,
    token,
)
from wallet.errors import InputRefused
from wallet.model.credential import Format, TimeClaim
from wallet.model.proof import Securing

START, END = 1767225600, 1798761600  # 2026-01-01 and 2027-01-01, midnight UTC
BARE = {"@context": [VC1], "type": ["VerifiableCredential", "DiplomaCredential"], "credentialSubject": {"degree": "Bachelor"}}


def vc_claims(vc: Any = None, **claims: Any) -> dict[str, Any]:
    """VC Data Model 1.1 section 6.3.1: what registered claims can say, only they say."""
    registered = {"iss": UNI, "sub": ADA, "jti": "https://uni.example/credentials/1", "nbf": START, "exp": END}
    merged = registered | claims | {"vc": BARE if vc is None else vc}
    return {name: value for name, value in merged.items() if value is not ...}


def test_the_payload_is_the_credential() -> None:
    text = token(badge(iss=UNI, sub=ADA, jti="https://uni.example/credentials/1", exp=END), alg="ES256")
    found = one_credential(text)
    assert (found.format, found.securing, found.problems) == (Format.OB3, Securing.JWS, ())
    assert found.raw == text.encode()
    assert (found.proofs[0].suite, found.proofs[0].verification_method) == ("ES256", f"{UNI}#key-1")
    assert found.proofs[0].options["typ"] == "vc+jwt"
    assert TimeClaim(name="exp", bound="end", value=END) in found.times


def test_a_key_that_is_not_named() -> None:
    assert one_credential(token(badge(), kid=...)).proofs[0].verification_method is None
    assert one_credential(token(badge(), kid=7)).proofs[0].verification_method is None


def test_registered_claims_become_members() -> None:
    found = one_credential(token(vc_claims(), typ="JWT"))
    assert (found.format, found.problems) == (Format.VC1, ())
    assert found.document == BARE | {
        "id": "https://uni.example/credentials/1",
        "issuer": UNI,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "expirationDate": "2027-01-01T00:00:00Z",
        "credentialSubject": {"id": ADA, "degree": "Bachelor"},
    }
    assert {claim.name for claim in found.times} == {"issuanceDate", "expirationDate", "nbf", "exp"}


def test_members_that_are_there_keep_what_they_say() -> None:
    said = credential_1(issuer={"id": UNI, "name": "Example University"}, expirationDate="2027-01-01T00:00:00.25Z")
    found = one_credential(token(vc_claims(said)))
    assert (found.document, found.problems) == (said, ())


def test_an_issuer_object_without_id_gets_it_from_iss() -> None:
    found = one_credential(token(vc_claims(BARE | {"issuer": {"name": "Example University"}})))
    assert (found.issuer.id, found.issuer.name, found.problems) == (UNI, "Example University", ())


@pytest.mark.parametrize("subject", [{"degree": "Bachelor"}, [{"degree": "Bachelor"}]])
def test_sub_names_the_only_subject(subject: Any) -> None:
    """A list of one is one: were ``sub`` lost, a bound credential would look like a bearer's."""
    found = one_credential(token(vc_claims(BARE | {"credentialSubject": subject})))
    assert (found.subject.id, found.problems) == (ADA, ())


def test_sub_names_none_of_several_subjects() -> None:
    several = [{"degree": "Bachelor"}, {"degree": "Master"}]
    assert one_credential(token(vc_claims(BARE | {"credentialSubject": several}))).subject.id == ""


def test_nothing_is_made_up_where_the_claims_are_silent() -> None:
    silent = {"iss": ..., "sub": ..., "jti": ..., "nbf": ..., "exp": ...}
    found = one_credential(token(vc_claims(**silent)))
    assert found.document == BARE
    assert found.problems == ("issuer-malformed", "issuance-date-missing")


@pytest.mark.parametrize("stamp", ["soon", True, None, 10**60, -(10**60), 1e300, []])
def test_a_time_that_is_none_is_left_to_the_period_check(stamp: Any) -> None:
    found = one_credential(token(vc_claims(nbf=stamp)))
    assert "issuanceDate" not in found.document
    assert TimeClaim(name="nbf", bound="start", value=stamp) in found.times


@pytest.mark.parametrize(
    ("vc", "claims", "problem"),
    [
        ({"issuer": "did:web:other.example"}, {}, "jwt-claims-contradict"),
        ({"issuer": {"id": "did:web:other.example"}}, {}, "jwt-claims-contradict"),
        ({"id": "urn:uuid:another"}, {}, "jwt-claims-contradict"),
        ({"credentialSubject": {"id": "did:example:mallory"}}, {}, "jwt-claims-contradict"),
        ({"credentialSubject": [{"id": "did:example:m"}, {"id": "did:example:n"}]}, {}, "jwt-claims-contradict"),
        ({"issuer": UNI}, {"iss": None}, "jwt-claims-malformed"),
        ({}, {"sub": [ADA]}, "jwt-claims-malformed"),
        ({}, {"jti": 7}, "jwt-claims-malformed"),
        ({}, {"iss": {"id": UNI}}, "jwt-claims-malformed"),
        ({"expirationDate": "2030-01-01T00:00:00Z"}, {}, "jwt-times-contradict"),
        ({"issuanceDate": "2020-01-01T00:00:00Z"}, {}, "jwt-times-contradict"),
        ({"issuanceDate": "2025-12-31T23:59:58+00:00"}, {}, "jwt-times-contradict"),
    ],
)
def test_claims_and_members_that_disagree(vc: dict[str, Any], claims: dict[str, Any], problem: str) -> None:
    found = one_credential(token(vc_claims(BARE | vc, **claims)))
    assert problem in found.problems
    assert found.document == found.document | vc  # what the credential says of itself is not overruled


@pytest.mark.parametrize(
    "vc",
    [
        {"issuanceDate": "2026-01-01T00:00:00.9Z"},
        {"issuanceDate": "2026-01-01T02:00:00+02:00"},
        {"credentialSubject": [{"id": ADA}, {"id": "did:example:brother"}]},
        {"credentialSubject": [{"id": "did:example:brother"}, {"id": ADA}]},
    ],
)
def test_claims_and_members_that_agree(vc: dict[str, Any]) -> None:
    assert one_credential(token(vc_claims(BARE | vc))).problems == ()


def test_the_end_of_the_signature_may_differ_from_the_end_of_the_statement() -> None:
    """VC-JOSE-COSE section 3.1.3: ``exp`` is the signature's; both bound the credential."""
    found = one_credential(token(credential(validUntil="2030-01-01T00:00:00Z", exp=END)))
    assert found.problems == ()
    assert [(claim.name, claim.bound) for claim in found.times] == [
        ("validFrom", "start"),
        ("validUntil", "end"),
        ("exp", "end"),
    ]


@pytest.mark.parametrize("claims", [{"exp": END, "validUntil": "2030-01-01T00:00:00Z"}, {"nbf": START + 60}])
def test_open_badges_demand_equal_times(claims: dict[str, Any]) -> None:
    """Open Badges 3.0 section "JSON Web Token Proof Format"."""
    assert one_credential(token(badge(**claims))).problems == ("jwt-times-contradict",)
    assert one_credential(token(credential(**claims))).problems == ()


@pytest.mark.parametrize("claims", [{"iss": "did:web:other.example"}, {"sub": "did:example:mallory"}, {"jti": "urn:x:2"}])
def test_a_whole_credential_contradicted_by_its_claims(claims: dict[str, Any]) -> None:
    assert one_credential(token(credential(**claims))).problems == ("jwt-claims-contradict",)


def test_a_signed_assertion() -> None:
    found = one_credential(token(assertion(verification={"type": "signed"}), typ="JWT"))
    assert (found.format, found.securing, found.problems) == (Format.OB2, Securing.JWS, ())


def test_json_and_token_agree_on_what_a_document_is() -> None:
    both = credential(type=["VerifiableCredential", "Assertion"], badge="https://b.example", recipient={}, verify={})
    assert one_credential(both).format is one_credential(token(both)).format is Format.VC2


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    "kind",
    ["kb+jwt", "KB+JWT", "application/kb+jwt", "openid4vci-proof+jwt", "statuslist+jwt", "at+jwt", "oauth-authz-req+jwt"],
)
def test_tokens_that_accompany_credentials(kind: str) -> None:
    """Even one that holds a whole credential: its signer meant something else by it (C13)."""
    with pytest.raises(InputRefused) as raised:
        one(token(credential(), typ=kind))
    assert raised.value.code == "not-a-credential"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example", "sub": "ada", "aud": "app", "nonce": "n", "exp": END, "name": "Ada"},
        {"vc": "text"},
        {"vc": [BARE]},
        {"vp": {}},
        {"vp": "text"},
        {},
        [],
        [credential()],
        "text",
        7,
        None,
    ],
)
def test_a_log_in_token_and_its_like(claims: Any) -> None:
    with pytest.raises(InputRefused) as raised:
        one(token(claims, typ="JWT"))
    assert raised.value.code == "not-a-credential"


@pytest.mark.parametrize(
    "claims",
    [
        vc_claims(vp={"type": "VerifiablePresentation", "verifiableCredential": []}),
        credential(vc=BARE),
        badge(vp={"type": "VerifiablePresentation"}),
    ],
)
def test_a_token_that_says_two_things(claims: Any) -> None:
    with pytest.raises(InputRefused) as raised:
        one(token(claims))
    assert raised.value.code == "ambiguous"


def test_an_sd_jwt_without_its_tilde() -> None:
    with pytest.raises(InputRefused) as raised:
        one(token({"vct": "https://uni.example/types/x"}, typ="dc+sd-jwt"))
    assert raised.value.code == "sd-jwt-cut"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (token(b"not json"), "not-json"),
        (token(b'{"vc": 1, "vc": 2}'), "duplicate-member"),
        (token(b""), "not-a-jws"),
        (token(credential()) + "=", "bad-base64url"),
        (token(credential())[:-1] + "B", "bad-base64url"),
        (".." + token(credential()), "not-a-credential"),
        ("W10." + token(credential()).partition(".")[2], "not-a-jws"),
    ],
)
def test_broken_tokens(text: str, code: str) -> None:
    with pytest.raises(InputRefused) as raised:
        one(text)
    assert raised.value.code == code
