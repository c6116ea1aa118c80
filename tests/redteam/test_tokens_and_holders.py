"""Tokens that withdraw, end or bind a credential in places where a reader may not look; and who shows them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import ISSUED, V1, V2, Party, badge, digest, disclosure, presentation, sd_jwt_vc, seconds, stamp, vc_jwt
from tests.verdicts import answers, failures, judged, judged_inside, trusting
from wallet.model.report import CheckKind, Headline, Outcome, Verdict

ISSUER = Party.with_did_key("issuer of tokens", "P-256")
HOLDER = Party.with_did_jwk("rightful holder")
THIEF = Party.with_did_jwk("thief of tokens")
KNOWN = trusting(ISSUER.did)
LIST = "https://uni.example/status/1"


def wrapped(beside: dict[str, Any], **inside: Any) -> str:
    """A VC 1.1 token: the credential in ``vc``, and claims beside it."""
    vc = {"@context": [V1], "type": ["VerifiableCredential"], "credentialSubject": {"degree": "Law"}} | inside
    claims = {"iss": ISSUER.did, "nbf": seconds(ISSUED), "jti": "urn:uuid:7d1a2f3c-0000-4000-8000-000000000001", "vc": vc}
    return ISSUER.token(claims | beside, typ="JWT")


def enveloped(token: str, kind: str) -> dict[str, Any]:
    return {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/{kind},{token}"}


def test_a_wrapped_credential_is_sound() -> None:
    assert judged(wrapped({}), policy=KNOWN).headline is Headline.VERIFIED


@pytest.mark.parametrize(
    "beside",
    [
        {"status": {"status_list": {"idx": 1, "uri": LIST}}},
        {"credentialStatus": {"id": f"{LIST}#1", "type": "BitstringStatusListEntry"}},
        {"credentialStatus": [{"id": f"{LIST}#1", "type": "1EdTechRevocationList"}]},
        {"credentialSchema": {"id": "https://uni.example/schema.json", "type": "JsonSchema"}},
    ],
)
def test_a_status_beside_the_wrapped_credential_is_asked_for(beside: dict[str, Any]) -> None:
    assert judged(wrapped(beside), policy=KNOWN).verdict is not Verdict.VERIFIED


@pytest.mark.parametrize("name", ["expirationDate", "validUntil"])
def test_an_end_beside_the_wrapped_credential_counts(name: str) -> None:
    over = "2026-11-01T00:00:00Z"
    report = judged(wrapped({name: over}, issuanceDate=stamp(ISSUED)), policy=KNOWN)
    assert report.headline is Headline.EXPIRED


def test_two_ends_that_differ_are_neither_believed() -> None:
    token = wrapped({"expirationDate": "2026-11-01T00:00:00Z"}, expirationDate="2027-11-01T00:00:00Z")
    assert "jwt-claims-contradict" in failures(judged(token, policy=KNOWN))


# ---------------------------------------------------------------- the key that a credential is bound to


@pytest.mark.parametrize("form", ["whole", "wrapped"])
def test_a_thief_shows_a_token_that_is_bound_to_anothers_key(form: str) -> None:
    bound = {"cnf": {"jwk": HOLDER.signer.public.to_jwk()}}
    token = vc_jwt(ISSUER, badge(ISSUER) | bound) if form == "whole" else wrapped(bound)
    mine = judged_inside(presentation(HOLDER, enveloped(token, "vc+jwt")), policy=KNOWN)
    assert answers(mine)[CheckKind.HOLDER] == (Outcome.PASSED, "bound-key")
    stolen = judged_inside(presentation(THIEF, enveloped(token, "vc+jwt")), policy=KNOWN)
    assert answers(stolen)[CheckKind.HOLDER] == (Outcome.FAILED, "holder-mismatch")


@pytest.mark.parametrize(
    "cnf",
    [
        {"kid": HOLDER.method},
        {"jkt": HOLDER.signer.public.thumbprint()},
        {"_sd": [digest(disclosure("saltsaltsaltsalt", "jwk", HOLDER.signer.public.to_jwk()))]},
        {"jwk": {"_sd": [digest(disclosure("saltsaltsaltsalt", "x", "AA"))], "kty": "EC"}},
    ],
)
def test_a_thief_shows_what_is_bound_to_a_key_that_cannot_be_seen(cnf: dict[str, Any]) -> None:
    issuer = Party.with_did_key("issuer of sd-jwt")
    shown = presentation(THIEF, enveloped(sd_jwt_vc(issuer, cnf=cnf), "dc+sd-jwt"))
    assert judged_inside(shown, policy=trusting(issuer.did)).verdict is not Verdict.VERIFIED


@pytest.mark.parametrize(
    "claims",
    [
        {"status": {"_sd": [digest("hidden")]}},
        {"status": {"status_list": {"idx": 1, "uri": LIST}, "_sd": [digest("hidden")]}},
        {"status": {"status_list": {"_sd": [digest("hidden")]}}},
        {"cnf": {"_sd": [digest("hidden")]}},
        {"cnf": {"jwk": {"keys": [{"...": digest("hidden")}]}}},
    ],
)
def test_what_must_be_shown_hides_a_part_of_itself(claims: dict[str, Any]) -> None:
    issuer = Party.with_did_key("issuer of sd-jwt")
    report = judged(sd_jwt_vc(issuer, **claims), policy=trusting(issuer.did))
    assert "sd-claim-not-disclosable" in failures(report)


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    "header",
    [
        {"crit": []},
        {"crit": ["exp"], "exp": 1},
        {"b64": True},
        {"kid": ["x"]},
        {"kid": {}},
        {"kid": HOLDER.method},
        {"kid": f"{ISSUER.did}#"},
        {"kid": f"{ISSUER.method}#{ISSUER.method}"},
        {"kid": f"{HOLDER.did}"},
    ],
)
def test_headers_that_ask_for_something_else(header: dict[str, Any]) -> None:
    assert judged(vc_jwt(ISSUER, badge(ISSUER), **header), policy=KNOWN).verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": THIEF.signer.public.to_jwk()},
        {"jku": "https://evil.example/keys.json"},
        {"x5u": "https://evil.example/chain.pem"},
        {"x5c": ["MIIB"]},
        {"jwk": THIEF.signer.public.to_jwk(), "kid": ISSUER.method},
        {"iss": ISSUER.did},
    ],
)
def test_a_thief_signs_in_the_issuers_name_with_help_in_the_header(header: dict[str, Any]) -> None:
    assert judged(vc_jwt(THIEF, badge(ISSUER), **header), policy=KNOWN).verdict is not Verdict.VERIFIED


# ---------------------------------------------------------------- times at the edge of what is counted


@pytest.mark.parametrize("nbf", [-(10**15), -62135596800, -1e300, 10**62, 1e300])
def test_times_of_a_token_at_the_edge_of_time(nbf: float) -> None:
    early = judged(vc_jwt(ISSUER, badge(ISSUER, validFrom=None, nbf=nbf)), policy=KNOWN)
    assert early.headline is (Headline.VERIFIED if nbf < 0 else Headline.NOT_YET_VALID)
    assert judged(vc_jwt(ISSUER, badge(ISSUER, validFrom=None, exp=-nbf)), policy=KNOWN).headline is (
        Headline.VERIFIED if nbf < 0 else Headline.EXPIRED
    )


@pytest.mark.parametrize("created", ["0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_proofs_made_before_time_is_counted(created: str, suite: str) -> None:
    issuer = Party.with_did_key("issuer before time")
    made = issuer.sign(badge(issuer), created=created, cryptosuite=suite)
    assert judged(made, policy=trusting(issuer.did)).headline is Headline.VERIFIED
    shown = presentation(HOLDER, vc_jwt(ISSUER, badge(ISSUER, HOLDER)), created=created)
    assert judged(shown).verdict is not Verdict.VERIFIED
    assert judged(made, now=NOON.replace(year=9999, month=12, day=31)).verdict is not None


@pytest.mark.parametrize(
    "value",
    [
        "2030-01-01t00:00:00z",
        "2030-01-01T00:00:00z",
        "2030-01-01 00:00:00Z",
        "2030-01-01T00:00:00",
        "2030-01-01T00:00:60Z",
        "2030-01-01T24:00:01Z",
        "2030-01-01T00:00:00+14:01",
        "2030-01-01T00:00:00-00:60",
        "+2030-01-01T00:00:00Z",
        "2030-01-01T00:00Z",
        "2030-1-1T00:00:00Z",
        "2030-01-01T00:00:00,5Z",
        "\uff12\uff10\uff13\uff10-01-01T00:00:00Z",
        "2030-02-29T00:00:00Z",
        "2030-01-01T00:00:00Z\n",
        " 2030-01-01T00:00:00Z",
        "",
        "never",
        None,
        [],
        ["2030-01-01T00:00:00Z"],
        4070908800,
        True,
    ],
)
def test_an_end_that_is_no_time_is_no_end_without_end(value: Any) -> None:
    issuer = Party.with_did_key("issuer of odd times")
    document = badge(issuer) | {"validUntil": value}
    assert judged(issuer.sign(document), policy=trusting(issuer.did)).verdict is Verdict.REJECTED
    assert judged(vc_jwt(ISSUER, badge(ISSUER) | {"validUntil": value}), policy=KNOWN).verdict is Verdict.REJECTED


# ---------------------------------------------------------------- a whole W3C credential under a "vct"


@pytest.mark.parametrize("name", ["validUntil", "expirationDate"])
def test_an_end_that_only_the_w3c_part_of_an_sd_jwt_names(name: str) -> None:
    issuer = Party.with_did_key("issuer of both")
    document = badge(issuer)
    assert judged(sd_jwt_vc(issuer, **document), policy=trusting(issuer.did)).headline is Headline.VERIFIED
    over = judged(sd_jwt_vc(issuer, **document, **{name: "2026-11-01T00:00:00Z"}), policy=trusting(issuer.did))
    assert over.headline is Headline.EXPIRED


def test_a_status_that_only_the_w3c_part_of_an_sd_jwt_names() -> None:
    issuer = Party.with_did_key("issuer of both")
    document = badge(issuer, credentialStatus={"id": f"{LIST}#1", "type": "BitstringStatusListEntry"})
    assert judged(sd_jwt_vc(issuer, **document), policy=trusting(issuer.did)).verdict is Verdict.INDETERMINATE


def test_two_issuers_of_one_sd_jwt() -> None:
    issuer = Party.with_did_key("issuer of both")
    document = badge(issuer, issuer="did:web:harvard.example")
    assert "jwt-claims-contradict" in failures(judged(sd_jwt_vc(issuer, **document), policy=trusting(issuer.did)))


# ---------------------------------------------------------------- presentations that say no time


def _undated(**options: Any) -> dict[str, Any]:
    return presentation(HOLDER, vc_jwt(ISSUER, badge(ISSUER, HOLDER)), **({"created": None} | options))


def test_an_end_far_away_dates_no_presentation() -> None:
    """A copy of it would answer anybody for years."""
    assert answers(judged(_undated(expires="2027-06-01T00:00:00Z")))[CheckKind.PERIOD] == (Outcome.PASSED, "in-force")
    far = judged(_undated(expires="2036-06-01T00:00:00Z"))
    assert answers(far)[CheckKind.PERIOD] == (Outcome.UNKNOWN, "presentation-undated")
    assert answers(judged(_undated()))[CheckKind.PERIOD] == (Outcome.UNKNOWN, "presentation-undated")


def test_an_end_far_away_in_a_token() -> None:
    shown = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [vc_jwt(ISSUER, badge(ISSUER, HOLDER))],
    }
    token = HOLDER.token(shown | {"exp": seconds(NOON) + 10 * 366 * 86400}, typ="vp+jwt")
    assert judged(token).verdict is not Verdict.VERIFIED
