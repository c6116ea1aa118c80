"""Whole credentials of each kind, sound ones first: what is proven, what is only unknown, what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import OB3, V1, V2, Party, as_bytes, badge, kept, material, sd_jwt_vc, seconds, stamp, vc_jwt
from tests.verdicts import answer, answers, assert_sound, failures, judged, one, trusting
from wallet.errors import UsageError
from wallet.model.report import CheckKind, Headline, Outcome, Verdict
from wallet.verify.verifier import verify_credential

UNI = Party.with_did_key("university")
MALLORY = Party.with_did_key("mallory")
ADA = Party.with_did_key("ada")
WEB = Party.with_did_web("university on the web")
PAGE = Party.at_url("university with a page")


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_signed_badge_is_verified(suite: str) -> None:
    report = judged(UNI.sign(badge(UNI, ADA), cryptosuite=suite))
    assert report.verdict is Verdict.VERIFIED
    assert report.headline is Headline.ISSUER_UNKNOWN
    assert [check.kind for check in report.checks] == [
        CheckKind.STRUCTURE,
        CheckKind.TERMS,
        CheckKind.PROOF,
        CheckKind.HOSTED,
        CheckKind.ISSUER,
        CheckKind.HOLDER,
        CheckKind.REQUEST,
        CheckKind.PERIOD,
        CheckKind.STATUS,
        CheckKind.SCHEMA,
        CheckKind.TRUST,
    ]
    assert_sound(report)


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_a_badge_signed_with_ecdsa_is_verified(kind: str) -> None:
    issuer = Party.with_did_key("ecdsa", kind)
    assert judged(issuer.sign(badge(issuer))).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("issuer", [UNI, WEB, PAGE, Party.with_did_jwk("jwk"), Party.with_did_key("p", "P-256")])
def test_a_badge_as_a_token_is_verified(issuer: Party) -> None:
    documents = material(issuer.snapshot()) if issuer in (WEB, PAGE) else {}
    report = judged(vc_jwt(issuer, badge(issuer)), documents)
    assert report.verdict is Verdict.VERIFIED, answers(report)


@pytest.mark.parametrize("issuer", [UNI, WEB, Party.with_did_jwk("jwk")])
def test_an_sd_jwt_vc_is_verified(issuer: Party) -> None:
    documents = material(issuer.snapshot()) if issuer is WEB else {}
    report = judged(sd_jwt_vc(issuer, ADA), documents)
    assert report.verdict is Verdict.VERIFIED, answers(report)


def test_a_known_issuer_makes_it_green() -> None:
    report = judged(UNI.sign(badge(UNI)), policy=trusting(UNI.did))
    assert report.headline is Headline.VERIFIED
    trust = answer(report, CheckKind.TRUST)
    assert trust.reason == "on-trust-list"
    assert "State list" in trust.detail
    assert trust.as_of == NOON


def test_an_issuer_on_no_list_is_not_known() -> None:
    report = judged(UNI.sign(badge(UNI)), policy=trusting(WEB.did))
    assert answers(report)[CheckKind.TRUST] == (Outcome.UNKNOWN, "issuer-not-listed")
    assert report.headline is Headline.ISSUER_UNKNOWN


# ---------------------------------------------------------------- E: what is shown and not signed


def test_one_claim_changed() -> None:
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        signed = UNI.sign(badge(UNI), cryptosuite=suite)
        signed["credentialSubject"]["achievement"]["name"] = "Leadership"
        report = judged(signed)
        assert answers(report)[CheckKind.PROOF] == (Outcome.FAILED, "signature-mismatch")
        assert report.headline is Headline.NOT_GENUINE


@pytest.mark.parametrize(
    "added",
    [
        {"grade": "A+"},
        {"credentialSubject": {"gradePointAverage": "4.0"}},
        {"credentialSubject": {"achievement": {"honours": "summa cum laude"}}},
        {"issuer": {"accreditedBy": "The State"}},
    ],
)
def test_a_term_that_nobody_signed_fails_by_name(added: dict[str, Any]) -> None:
    signed = UNI.sign(badge(UNI), cryptosuite="eddsa-rdfc-2022")
    signed["credentialSubject"] |= {
        key: value for key, value in added.get("credentialSubject", {}).items() if key != "achievement"
    }
    signed["credentialSubject"]["achievement"] |= added.get("credentialSubject", {}).get("achievement", {})
    signed["issuer"] |= added.get("issuer", {})
    signed |= {key: value for key, value in added.items() if isinstance(value, str)}
    report = judged(signed)
    terms = answer(report, CheckKind.TERMS)
    assert (terms.outcome, terms.reason) == (Outcome.FAILED, "unsigned-terms")
    assert any(name in terms.detail for name in ("grade", "gradePointAverage", "honours", "accreditedBy"))
    assert report.verdict is Verdict.REJECTED


def test_an_added_term_breaks_a_jcs_proof() -> None:
    signed = UNI.sign(badge(UNI), cryptosuite="eddsa-jcs-2022") | {"grade": "A+"}
    assert "signature-mismatch" in failures(judged(signed))


def test_an_unknown_context_is_unknown_and_says_what_it_needs() -> None:
    url = "https://uni.example/context/v1"
    context = kept(url, {"@context": {"grade": "https://uni.example/terms#grade"}}, media_type="application/ld+json")
    document = badge(UNI, grade="A", **{"@context": [V2, OB3, url]})
    signed = UNI.sign(document, cryptosuite="eddsa-rdfc-2022", contexts=material(context))
    report = judged(signed)
    assert answers(report)[CheckKind.TERMS] == (Outcome.UNKNOWN, "context-missing")
    assert report.verdict is Verdict.INDETERMINATE
    assert url in report.needs
    assert judged(signed, material(context)).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("purpose", ["authentication", "keyAgreement", "assertion", ""])
def test_a_proof_for_another_purpose(purpose: str) -> None:
    signed = UNI.sign(badge(UNI))
    signed["proof"]["proofPurpose"] = purpose
    assert "proof-purpose" in failures(judged(signed))


def test_a_real_proof_for_another_purpose() -> None:
    assert failures(judged(UNI.sign(badge(UNI), proofPurpose="authentication"))) == {"proof-purpose"}


@pytest.mark.parametrize("missing", [None, [], {}])
def test_without_proof_it_is_unsigned(missing: Any) -> None:
    document = badge(UNI) if missing is None else badge(UNI) | {"proof": missing}
    report = judged(document)
    assert "unsigned" in failures(report) or answer(report, CheckKind.PROOF).outcome is Outcome.FAILED
    assert report.verdict is Verdict.REJECTED


def test_proof_removed() -> None:
    signed = UNI.sign(badge(UNI))
    del signed["proof"]
    assert answers(judged(signed))[CheckKind.PROOF] == (Outcome.FAILED, "unsigned")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"created": stamp(NOON + timedelta(minutes=6))}, "proof-not-yet-valid"),
        ({"expires": stamp(NOON - timedelta(seconds=1))}, "proof-expired"),
        ({"expires": stamp(NOON)}, "proof-expired"),
        ({"created": "2025-01-01T00:00:00"}, "time-without-zone"),
        ({"expires": "2027-01-01T00:00:00"}, "time-without-zone"),
        ({"created": "2025-02-30T00:00:00Z"}, "time-malformed"),
    ],
)
def test_times_of_the_proof(options: dict[str, str], reason: str) -> None:
    report = judged(UNI.sign(badge(UNI), **options))
    assert answers(report)[CheckKind.PROOF] == (Outcome.FAILED, reason)


def test_a_clock_a_little_ahead_is_forgiven() -> None:
    assert judged(UNI.sign(badge(UNI), created=stamp(NOON + timedelta(minutes=4)))).verdict is Verdict.VERIFIED


def test_a_proof_without_created_holds() -> None:
    assert judged(UNI.sign(badge(UNI), created=None)).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2099", "eddsa-rdf-2022", "bbs-2024", "ecdsa-sd-2019"])
def test_an_unknown_suite_is_unknown(suite: str) -> None:
    signed = UNI.sign(badge(UNI))
    signed["proof"]["cryptosuite"] = suite
    signed["proof"]["created"] = "as that suite writes it"
    report = judged(signed)
    assert answers(report)[CheckKind.PROOF] == (Outcome.UNKNOWN, "proof-unsupported")
    assert report.verdict is Verdict.INDETERMINATE


def test_every_proof_of_a_set_must_hold() -> None:
    both = UNI.sign(UNI.sign(badge(UNI)))
    assert judged(both).verdict is Verdict.VERIFIED
    assert [check.outcome for check in judged(both).checks if check.kind is CheckKind.PROOF] == [Outcome.PASSED] * 2
    broken = json.loads(json.dumps(both))
    broken["proof"][1]["created"] = stamp(NOON)
    assert judged(broken).verdict is Verdict.REJECTED
    unknown = json.loads(json.dumps(both))
    unknown["proof"][1]["cryptosuite"] = "unheard-of"
    assert judged(unknown).verdict is Verdict.INDETERMINATE


def test_a_second_proof_by_a_stranger_is_not_the_issuers() -> None:
    assert "issuer-mismatch" in failures(judged(MALLORY.sign(UNI.sign(badge(UNI)))))


def test_v2_context_not_first() -> None:
    report = judged(UNI.sign(badge(UNI, **{"@context": [OB3, V2]})))
    assert answer(report, CheckKind.STRUCTURE).outcome is Outcome.FAILED
    assert report.headline is Headline.NOT_GENUINE


# ---------------------------------------------------------------- E11, F: whose key


def test_a_strangers_key_under_the_issuers_name() -> None:
    report = judged(MALLORY.sign(badge(UNI)))
    assert answers(report)[CheckKind.PROOF] == (Outcome.PASSED, "signature-holds")
    assert answers(report)[CheckKind.ISSUER] == (Outcome.FAILED, "issuer-mismatch")
    assert report.headline is Headline.NOT_GENUINE


@pytest.mark.parametrize("victim", [WEB, PAGE])
def test_a_strangers_key_under_the_name_of_an_issuer_that_is_not_kept(victim: Party) -> None:
    report = judged(MALLORY.sign(badge(victim)), policy=trusting(victim.did))
    issuer = answer(report, CheckKind.ISSUER)
    assert (issuer.outcome, issuer.reason) == (Outcome.UNKNOWN, "issuer-not-offline")
    assert issuer.needs == (victim.document_url,)
    assert answers(report)[CheckKind.TRUST] == (Outcome.UNKNOWN, "issuer-unproven")
    assert report.verdict is Verdict.INDETERMINATE
    assert "issuer-mismatch" in failures(judged(MALLORY.sign(badge(victim)), material(victim.snapshot())))


@pytest.mark.parametrize("issuer", [WEB, PAGE])
def test_an_issuer_on_the_web_is_checked_against_its_kept_document(issuer: Party) -> None:
    signed = issuer.sign(badge(issuer))
    absent = judged(signed)
    assert answers(absent)[CheckKind.PROOF] == (Outcome.UNKNOWN, "key-not-offline")
    assert absent.needs == (issuer.document_url,)
    day = NOON - timedelta(days=3)
    report = judged(signed, material(issuer.snapshot(at=day)))
    assert report.verdict is Verdict.VERIFIED
    assert answer(report, CheckKind.ISSUER).as_of == day


def test_a_key_that_the_issuer_lists_for_something_else() -> None:
    document = WEB.snapshot(assertionMethod=[])
    assert "issuer-mismatch" in failures(judged(WEB.sign(badge(WEB)), material(document)))


def test_an_issuer_that_lists_anothers_key() -> None:
    document = WEB.snapshot(assertionMethod=[WEB.method, UNI.method])
    assert judged(UNI.sign(badge(WEB)), material(document)).verdict is Verdict.VERIFIED


def test_a_document_that_belongs_to_another_identifier() -> None:
    report = judged(WEB.sign(badge(WEB)), material(WEB.snapshot(id="did:web:other.example")))
    assert report.verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    ("validity", "reason"),
    [
        ({"revoked": stamp(NOON - timedelta(days=1))}, "key-revoked"),
        ({"revoked": stamp(NOON)}, "key-revoked"),
        ({"revoked": True}, "key-revoked"),
        ({"revoked": "since the leak"}, "key-revoked"),
        ({"expires": stamp(NOON - timedelta(days=1))}, "key-expired"),
    ],
)
def test_a_key_that_no_longer_stands(validity: dict[str, Any], reason: str) -> None:
    method = WEB.document()["verificationMethod"][0] | validity
    documents = material(WEB.snapshot(verificationMethod=[method]))
    assert reason in failures(judged(WEB.sign(badge(WEB)), documents))
    assert reason in failures(judged(vc_jwt(WEB, badge(WEB)), documents))
    later = WEB.document()["verificationMethod"][0] | {"expires": stamp(NOON + timedelta(days=1))}
    assert judged(WEB.sign(badge(WEB)), material(WEB.snapshot(verificationMethod=[later]))).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    "identifier", ["urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164", "did:example:123", "mailto:uni@uni.example"]
)
def test_an_issuer_that_nothing_can_resolve(identifier: str) -> None:
    document = badge(UNI, issuer={"id": identifier, "type": ["Profile"], "name": "Example University"})
    report = judged(UNI.sign(document), policy=trusting("did:web:uni.example"))
    assert answers(report)[CheckKind.PROOF][0] is Outcome.PASSED
    assert answer(report, CheckKind.ISSUER).outcome is Outcome.UNKNOWN
    assert report.verdict is Verdict.INDETERMINATE


def test_a_key_in_the_fragment_of_a_url_is_never_used() -> None:
    method = f"{PAGE.did}#{PAGE.signer.public.to_multikey()}"
    report = judged(PAGE.sign(badge(PAGE), verificationMethod=method))
    assert answers(report)[CheckKind.PROOF] == (Outcome.UNKNOWN, "key-not-offline")
    assert answers(report)[CheckKind.ISSUER] == (Outcome.UNKNOWN, "issuer-not-offline")


# ---------------------------------------------------------------- C: tokens


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "none"}, "alg-none"),
        ({"alg": "None"}, "alg-none"),
        ({"alg": "HS256"}, "alg-symmetric"),
        ({"crit": ["exp"]}, "crit-not-understood"),
    ],
)
def test_headers_that_no_key_could_make_good(header: dict[str, Any], reason: str) -> None:
    """Also where the issuer's key is not kept: what is wrong without a key is not unknown."""
    from wallet.encoding import base64url

    for issuer in (UNI, WEB):
        _, payload, signature = vc_jwt(issuer, badge(issuer)).split(".")
        head = base64url.encode(json.dumps({"alg": issuer.alg, "typ": "vc+jwt", "kid": issuer.method} | header).encode())
        for mark in (signature, "A" * 86):
            report = judged(f"{head}.{payload}.{mark}")
            assert reason in failures(report), answers(report)


def test_a_key_in_the_header_is_not_the_issuers() -> None:
    for issuer in (UNI, WEB, PAGE):
        documents = material(issuer.snapshot()) if issuer is not UNI else {}
        forged = MALLORY.token(badge(issuer), kid=None, jwk=MALLORY.signer.public.to_jwk())
        assert "signature-mismatch" in failures(judged(forged, documents))
        assert judged(forged).verdict is not Verdict.VERIFIED
    assert judged(PAGE.token(badge(PAGE), kid=None, jwk=PAGE.signer.public.to_jwk())).verdict is Verdict.INDETERMINATE


def test_a_strangers_kid_under_the_issuers_name() -> None:
    assert "issuer-mismatch" in failures(judged(MALLORY.token(badge(UNI))))
    assert "issuer-mismatch" in failures(judged(MALLORY.token(badge(WEB)), material(WEB.snapshot())))
    assert judged(MALLORY.token(badge(WEB))).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("kid", ["../../dev/null", "' OR 1=1--", "file:///etc/passwd", "did:web:", "did:key:zzz#zzz", "#"])
def test_kids_that_mean_nothing(kid: str) -> None:
    report = judged(UNI.token(badge(UNI), kid=kid))
    assert report.verdict is Verdict.REJECTED, answers(report)
    assert_sound(report)


@pytest.mark.parametrize("kid", [None, "", UNI.did, UNI.method.partition("#")[2], "#" + UNI.method.partition("#")[2]])
def test_a_kid_may_be_short_or_absent(kid: str | None) -> None:
    assert judged(UNI.token(badge(UNI), kid=kid)).verdict is Verdict.VERIFIED


def test_several_keys_and_no_kid_is_ambiguous() -> None:
    second = {"id": "#key-2", "type": "Multikey", "controller": WEB.did, "publicKeyMultibase": UNI.signer.public.to_multikey()}
    methods = [*WEB.document()["verificationMethod"], second]
    documents = material(WEB.snapshot(verificationMethod=methods, assertionMethod=[WEB.method, "#key-2"]))
    report = judged(WEB.token(badge(WEB), kid=None), documents)
    assert answers(report)[CheckKind.PROOF] == (Outcome.UNKNOWN, "key-ambiguous")
    assert judged(WEB.token(badge(WEB)), documents).verdict is Verdict.VERIFIED


def test_a_certificate_in_the_header_is_not_supported() -> None:
    report = judged(PAGE.token(badge(PAGE), kid=None, x5c=["MIIB"]))
    assert answers(report)[CheckKind.PROOF] == (Outcome.UNKNOWN, "x5c-unsupported")


def test_a_signature_of_zeros() -> None:
    head, payload, _ = vc_jwt(UNI, badge(UNI)).split(".")
    assert "signature-mismatch" in failures(judged(f"{head}.{payload}.{'A' * 86}"))


def test_another_algorithm_than_the_keys() -> None:
    other = Party.with_did_key("other", "P-256")
    head, payload, signature = other.token(badge(UNI), kid=UNI.method).split(".")
    assert "alg-key-mismatch" in failures(judged(f"{head}.{payload}.{signature}"))


def test_an_expired_token_is_still_unchanged() -> None:
    document = badge(UNI) | {"exp": seconds(NOON) - 1}
    report = judged(vc_jwt(UNI, document))
    assert answers(report)[CheckKind.PROOF][0] is Outcome.PASSED
    assert answers(report)[CheckKind.PERIOD] == (Outcome.FAILED, "expired")
    assert report.headline is Headline.EXPIRED
    assert report.genuine


# ---------------------------------------------------------------- the issuer of an SD-JWT VC on the web


def jwks(*parties: Party, **more: Any) -> dict[str, Any]:
    keys = [party.signer.public.to_jwk() | {"kid": f"k{index}"} for index, party in enumerate(parties)]
    return {"issuer": "https://uni.example/tenant", "jwks": {"keys": keys}} | more


METADATA = "https://uni.example/.well-known/jwt-vc-issuer/tenant"


def web_token(signer: Party = UNI, **header: Any) -> str:
    text = sd_jwt_vc(UNI, ADA, iss="https://uni.example/tenant")
    token, *rest = text.split("~")
    from wallet.encoding import base64url

    claims = json.loads(base64url.decode(token.split(".")[1]))
    return "~".join([signer.token(claims, **({"typ": "dc+sd-jwt", "kid": "k0"} | header)), *rest])


def test_keys_at_the_well_known_place() -> None:
    report = judged(web_token())
    assert answers(report)[CheckKind.PROOF] == (Outcome.UNKNOWN, "key-not-offline")
    assert report.needs == (METADATA,)
    report = judged(web_token(), material(kept(METADATA, jwks(UNI, MALLORY))))
    assert report.verdict is Verdict.VERIFIED
    assert answer(report, CheckKind.ISSUER).as_of == NOON


def test_keys_at_a_further_address() -> None:
    address = "https://uni.example/jwks.json"
    metadata = kept(METADATA, {"issuer": "https://uni.example/tenant", "jwks_uri": address})
    report = judged(web_token(), material(metadata))
    assert report.needs == (address,)
    day = NOON - timedelta(days=2)
    documents = material(metadata, kept(address, jwks(UNI)["jwks"], at=day))
    assert answer(judged(web_token(), documents), CheckKind.ISSUER).as_of == day


@pytest.mark.parametrize(
    ("metadata", "header", "outcome", "reason"),
    [
        (jwks(MALLORY), {}, Outcome.FAILED, "signature-mismatch"),
        (jwks(UNI, issuer="https://other.example"), {}, Outcome.FAILED, "issuer-mismatch"),
        (jwks(UNI), {"kid": "k7"}, Outcome.FAILED, "key-not-published"),
        (jwks(UNI, MALLORY), {"kid": None}, Outcome.UNKNOWN, "key-ambiguous"),
        ({"issuer": "https://uni.example/tenant"}, {}, Outcome.UNKNOWN, "issuer-unreadable"),
        (
            {"issuer": "https://uni.example/tenant", "jwks_uri": "http://uni.example/jwks"},
            {},
            Outcome.UNKNOWN,
            "issuer-unreadable",
        ),
        (b"<html>", {}, Outcome.UNKNOWN, "issuer-unreadable"),
        (b"[]", {}, Outcome.UNKNOWN, "issuer-unreadable"),
    ],
)
def test_metadata_that_does_not_settle_it(metadata: Any, header: dict[str, Any], outcome: Outcome, reason: str) -> None:
    report = judged(web_token(**header), material(kept(METADATA, metadata)))
    assert answers(report)[CheckKind.PROOF] == (outcome, reason)
    assert report.verdict is not Verdict.VERIFIED


# ---------------------------------------------------------------- the call itself


def test_a_time_without_zone_makes_no_sense() -> None:
    with pytest.raises(UsageError):
        verify_credential(one(UNI.sign(badge(UNI))), {}, NOON.replace(tzinfo=None))


def test_the_same_question_has_the_same_answer() -> None:
    signed = as_bytes(WEB.sign(badge(WEB)))
    assert judged(signed, material(WEB.snapshot())) == judged(signed, material(WEB.snapshot()))


def test_vc_1_1_is_verified() -> None:
    document = {
        "@context": [V1],
        "type": ["VerifiableCredential"],
        "issuer": UNI.did,
        "issuanceDate": stamp(NOON - timedelta(days=1)),
        "credentialSubject": {"id": ADA.did},
    }
    assert judged(UNI.sign(document)).verdict is Verdict.VERIFIED
