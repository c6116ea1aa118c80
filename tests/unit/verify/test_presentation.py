"""Presentations: who shows it, to whom, in answer to what, and when; copies, wrappers and old ones do not pass."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import V2, Party, badge, key_binding, material, presentation, sd_jwt_vc, seconds, stamp, vc_jwt
from tests.verdicts import answer, answers, asked, assert_sound, failures, judged, judged_inside, one
from wallet.errors import UsageError
from wallet.model.presentation import Expectation, Presented
from wallet.model.report import CheckKind, Headline, Outcome, Verdict
from wallet.verify.verifier import verify_credential, verify_presented

UNI = Party.with_did_key("university")
ADA = Party.with_did_key("ada")
MALLORY = Party.with_did_key("mallory")
WEBBY = Party.with_did_web("ada on the web", "ada.example")
PASSED, FAILED, UNKNOWN, NONE = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE

DIPLOMA = UNI.sign(badge(UNI, ADA))
NOBODYS = UNI.sign(badge(UNI))


def vp_token(holder: Party, /, *credentials: Any, **claims: Any) -> str:
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": holder.did,
        "verifiableCredential": list(credentials),
    }
    made = {"iss": holder.did, "iat": seconds(NOON - timedelta(hours=1))}
    payload = {name: value for name, value in (document | made | claims).items() if value is not None}
    return holder.token(payload, typ="vp+jwt")


SHOWN = {
    "vp": lambda **options: presentation(ADA, DIPLOMA, challenge="7KQ4MP", domain="Employer", **options),
    "vp-jwt": lambda: vp_token(ADA, DIPLOMA, nonce="7KQ4MP", aud="Employer"),
    "sd-jwt": lambda: key_binding(sd_jwt_vc(UNI, ADA), ADA),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_shown_by_its_holder_to_who_asked(kind: str) -> None:
    expected = asked(audience="Employer")
    report = judged(SHOWN[kind](), expectation=expected)
    assert report.headline is Headline.VERIFIED, answers(report)
    assert [check.kind for check in report.checks] == [
        CheckKind.STRUCTURE,
        CheckKind.TERMS,
        CheckKind.PROOF,
        CheckKind.HOLDER,
        CheckKind.REQUEST,
        CheckKind.PERIOD,
    ]
    inside = judged_inside(SHOWN[kind](), expectation=expected)
    assert answer(inside, CheckKind.HOLDER).outcome is PASSED
    assert inside.verdict is Verdict.VERIFIED
    assert_sound(report)
    assert_sound(inside)


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize(
    ("expectation", "reason"),
    [
        (Expectation(nonce="OTHER1"), "nonce-mismatch"),
        (Expectation(nonce="7kq4mp"), "nonce-mismatch"),
        (Expectation(audience="Another employer"), "audience-mismatch"),
        (Expectation(nonce="7KQ4MP", audience="employer"), "audience-mismatch"),
    ],
)
def test_made_for_somebody_else(kind: str, expectation: Expectation, reason: str) -> None:
    report = judged(SHOWN[kind](), expectation=expectation)
    assert failures(report) == {reason}
    assert report.headline is Headline.NOT_GENUINE


@pytest.mark.parametrize(
    "shown",
    [presentation(ADA, DIPLOMA), vp_token(ADA, DIPLOMA), key_binding(sd_jwt_vc(UNI, ADA), ADA, nonce=None, aud=None)],
)
def test_no_code_where_one_was_asked_for(shown: Any) -> None:
    malformed = {"kb-nonce-missing"}  # a key binding JWT without one is no proof at all (RFC 9901 section 4.3)
    assert failures(judged(shown, expectation=asked())) - malformed == {"nonce-missing"}
    assert failures(judged(shown, expectation=Expectation(audience="Employer"))) - malformed == {"audience-missing"}


def test_nothing_asked_is_said_to_be_perhaps_a_copy() -> None:
    report = judged(SHOWN["vp"]())
    assert answers(report)[CheckKind.REQUEST] == (NONE, "no-check-code")
    assert "copy" in answer(report, CheckKind.REQUEST).detail


@pytest.mark.parametrize("credential", [DIPLOMA, sd_jwt_vc(UNI, ADA), vc_jwt(UNI, badge(UNI, ADA))])
@pytest.mark.parametrize("expectation", [asked(), Expectation(audience="Employer")])
def test_a_bare_credential_where_an_answer_was_asked_for(credential: Any, expectation: Expectation) -> None:
    assert failures(judged(credential, expectation=expectation)) == {"presentation-expected"}
    assert judged(credential).verdict is Verdict.VERIFIED


# ---------------------------------------------------------------- who shows it


@pytest.mark.parametrize(
    "shown",
    [
        presentation(MALLORY, DIPLOMA),
        vp_token(MALLORY, DIPLOMA),
        vp_token(MALLORY, vc_jwt(UNI, badge(UNI, ADA))),
        presentation(
            MALLORY,
            {
                "@context": V2,
                "id": f"data:application/dc+sd-jwt,{sd_jwt_vc(UNI, ADA)}",
                "type": "EnvelopedVerifiableCredential",
            },
        ),
    ],
)
def test_anothers_credential_in_ones_own_presentation(shown: Any) -> None:
    assert judged(shown).verdict is Verdict.VERIFIED
    inside = judged_inside(shown)
    assert answers(inside)[CheckKind.HOLDER] == (FAILED, "holder-mismatch")
    assert inside.headline is Headline.NOT_GENUINE


def test_an_sd_jwt_inside_a_presentation_is_shown_with_its_key() -> None:
    envelope = {
        "@context": V2,
        "id": f"data:application/dc+sd-jwt,{sd_jwt_vc(UNI, ADA)}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert answers(judged_inside(presentation(ADA, envelope)))[CheckKind.HOLDER] == (PASSED, "bound-key")


def test_in_the_name_of_another_holder() -> None:
    document = presentation(MALLORY, DIPLOMA)
    bare = {name: value for name, value in document.items() if name != "proof"} | {"holder": ADA.did}
    forged = MALLORY.sign(bare, proofPurpose="authentication", created=stamp(NOON))
    assert failures(judged(forged)) == {"holder-mismatch"}
    assert failures(judged_inside(forged)) == {"holder-mismatch"}
    assert "holder-mismatch" in failures(judged(vp_token(MALLORY, DIPLOMA, holder=ADA.did, iss=None)))


def test_a_presentation_without_proof() -> None:
    unsigned = presentation(ADA, DIPLOMA)
    del unsigned["proof"]
    report = judged(unsigned)
    assert "unsigned" in failures(report)
    inside = judged_inside(unsigned)
    assert answers(inside)[CheckKind.HOLDER] == (UNKNOWN, "holder-not-proven")
    assert inside.verdict is Verdict.INDETERMINATE


def test_a_presentation_changed_after_signing() -> None:
    shown = presentation(ADA, NOBODYS)
    shown["verifiableCredential"] = [DIPLOMA]
    assert failures(judged(shown)) == {"signature-mismatch"}
    assert answers(judged_inside(shown))[CheckKind.HOLDER] == (UNKNOWN, "holder-not-proven")


@pytest.mark.parametrize("option", ["challenge", "domain", "created", "verificationMethod"])
def test_a_changed_option_of_the_proof(option: str) -> None:
    shown = json.loads(json.dumps(SHOWN["vp"]()))
    shown["proof"][option] = {"created": stamp(NOON), "verificationMethod": MALLORY.method}.get(option, "changed")
    assert judged(shown).verdict is Verdict.REJECTED


def test_a_proof_made_for_issuing() -> None:
    assert failures(judged(presentation(ADA, DIPLOMA, proofPurpose="assertionMethod"))) == {"proof-purpose"}


def test_a_term_that_nobody_signed_in_the_wrapper() -> None:
    shown = presentation(ADA, DIPLOMA, cryptosuite="eddsa-rdfc-2022") | {"verifiedBy": "The State"}
    assert "unsigned-terms" in failures(judged(shown))


def test_a_bearer_credential_is_said_to_be_one() -> None:
    check = answer(judged_inside(presentation(ADA, NOBODYS)), CheckKind.HOLDER)
    assert (check.outcome, check.reason) == (NONE, "bearer")
    assert "anybody" in check.detail


@pytest.mark.parametrize(
    "subject", ["urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164", "mailto:a@b.example", "https://ada.example"]
)
def test_a_subject_without_a_key_is_somebody_all_the_same(subject: str) -> None:
    """It was issued to somebody; that whoever holds a copy signs a presentation around it proves nothing."""
    document = badge(UNI)
    document["credentialSubject"]["id"] = subject
    inside = judged_inside(presentation(MALLORY, UNI.sign(document)))
    assert answers(inside)[CheckKind.HOLDER] == (UNKNOWN, "subject-not-provable")
    assert inside.verdict is Verdict.INDETERMINATE


def test_one_of_several_subjects() -> None:
    first = badge(UNI, ADA)["credentialSubject"]
    second = badge(UNI, MALLORY)["credentialSubject"]
    both = UNI.sign(badge(UNI, credentialSubject=[second, first]))
    assert answers(judged_inside(presentation(MALLORY, both)))[CheckKind.HOLDER] == (PASSED, "shown-by-subject")
    assert answers(judged_inside(presentation(ADA, both)))[CheckKind.HOLDER] == (UNKNOWN, "one-of-several-subjects")
    assert failures(judged_inside(presentation(Party.with_did_key("eve"), both))) == {"holder-mismatch"}


def test_a_holder_on_the_web() -> None:
    shown = presentation(WEBBY, UNI.sign(badge(UNI, WEBBY)))
    report = judged(shown)
    assert answers(report)[CheckKind.PROOF] == (UNKNOWN, "key-not-offline")
    assert report.needs == (WEBBY.document_url,)
    documents = material(WEBBY.snapshot())
    assert judged(shown, documents).verdict is Verdict.VERIFIED
    assert answer(judged_inside(shown, documents), CheckKind.HOLDER).outcome is PASSED
    unlisted = material(WEBBY.snapshot(authentication=[]))
    assert "key-not-for-presenting" in failures(judged(shown, unlisted))


def test_a_subject_whose_document_is_not_kept_is_open() -> None:
    shown = presentation(ADA, UNI.sign(badge(UNI, WEBBY)))
    check = answer(judged_inside(shown), CheckKind.HOLDER)
    assert (check.outcome, check.needs) == (UNKNOWN, (WEBBY.document_url,))
    listed = material(WEBBY.snapshot(authentication=[ADA.method]))
    assert answer(judged_inside(shown, listed), CheckKind.HOLDER).outcome is PASSED
    assert answer(judged_inside(shown, material(WEBBY.snapshot())), CheckKind.HOLDER).outcome is FAILED


def test_alone_nobody_shows_it() -> None:
    assert answers(judged(DIPLOMA))[CheckKind.HOLDER] == (NONE, "not-presented")


# ---------------------------------------------------------------- key binding


def test_a_key_binding_by_another_key() -> None:
    text = sd_jwt_vc(UNI, ADA)
    shown = key_binding(text, MALLORY)
    assert "kb-signature-mismatch" in failures(judged(shown))
    assert answers(judged_inside(shown))[CheckKind.HOLDER] == (UNKNOWN, "holder-not-proven")


def test_a_key_binding_to_a_credential_without_key() -> None:
    assert "kb-key-missing" in failures(judged(key_binding(sd_jwt_vc(UNI), ADA)))


def test_a_key_named_in_a_credential_that_is_not_proven_is_nobodys() -> None:
    """Whoever writes a credential writes its ``cnf`` too, so their own key binding proves nothing."""
    forged = sd_jwt_vc(MALLORY, MALLORY, iss=UNI.did)
    for text in (forged, sd_jwt_vc(WEBBY, ADA)):
        shown = key_binding(text, MALLORY if text is forged else ADA)
        assert answers(judged(shown))[CheckKind.HOLDER] == (UNKNOWN, "credential-not-proven")
        assert judged(shown).headline is Headline.NOT_FULLY_CHECKED
        assert answers(judged_inside(shown))[CheckKind.HOLDER] == (UNKNOWN, "credential-not-proven")


def test_a_forged_diploma_is_not_said_to_be_its_presenters() -> None:
    forged = DIPLOMA | {"name": "Another"}
    assert answers(judged_inside(presentation(ADA, forged)))[CheckKind.HOLDER] == (UNKNOWN, "credential-not-proven")


def test_a_key_that_is_only_named_is_nobodys() -> None:
    envelope = {
        "@context": V2,
        "id": f"data:application/dc+sd-jwt,{sd_jwt_vc(UNI, cnf={'kid': 'ada-1'})}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert answers(judged_inside(presentation(ADA, envelope)))[CheckKind.HOLDER] == (UNKNOWN, "holder-key-not-given")


def test_a_disclosure_removed_or_added_after_binding() -> None:
    full = sd_jwt_vc(UNI, ADA)
    token, first, second, binding = key_binding(full, ADA).split("~")
    assert "kb-sd-hash-mismatch" in failures(judged("~".join((token, first, binding))))
    assert "kb-sd-hash-mismatch" in failures(judged("~".join((token, second, first, binding))))
    fewer = key_binding("~".join((token, first, "")), ADA)
    *parts, binding = fewer.split("~")
    assert "kb-sd-hash-mismatch" in failures(judged("~".join((*parts[:2], second, binding))))
    assert judged(fewer).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("typ", ["JWT", "vc+jwt", None, "KB+JWT", "application/kb+jwt"])
def test_a_binding_of_another_type(typ: str | None) -> None:
    text = sd_jwt_vc(UNI, ADA)
    claims = json.loads(json.dumps({"iat": seconds(NOON), "aud": "Employer", "nonce": "7KQ4MP"}))
    from tests.issuers import digest

    shown = text + ADA.token(claims | {"sd_hash": digest(text)}, typ=typ, kid=None)
    assert "kb-type" in failures(judged(shown))


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("options", "outcome", "reason"),
    [
        ({"created": stamp(NOON - timedelta(days=7))}, PASSED, "in-force"),
        ({"created": stamp(NOON - timedelta(days=7, seconds=1))}, FAILED, "presentation-expired"),
        ({"created": stamp(NOON - timedelta(days=3650))}, FAILED, "presentation-expired"),
        ({"created": stamp(NOON + timedelta(minutes=4))}, PASSED, "in-force"),
        ({"created": stamp(NOON + timedelta(minutes=6))}, FAILED, "not-yet-valid"),
        ({"created": stamp(NOON - timedelta(days=60)), "expires": stamp(NOON + timedelta(days=30))}, PASSED, "in-force"),
        (
            {"created": stamp(NOON - timedelta(days=367)), "expires": stamp(NOON + timedelta(days=30))},
            FAILED,
            "presentation-expired",
        ),
        ({"expires": stamp(NOON)}, FAILED, "presentation-expired"),
        ({"created": "2026-11-20T11:00:00"}, FAILED, "time-without-zone"),
        ({"created": None}, UNKNOWN, "presentation-undated"),
        ({"created": None, "expires": stamp(NOON + timedelta(days=1))}, PASSED, "in-force"),
    ],
)
def test_the_window_of_a_presentation(options: dict[str, Any], outcome: Outcome, reason: str) -> None:
    report = judged(presentation(ADA, DIPLOMA, **options))
    assert answers(report)[CheckKind.PERIOD] == (outcome, reason)


def test_a_code_dates_an_undated_presentation() -> None:
    shown = presentation(ADA, DIPLOMA, challenge="7KQ4MP", created=None)
    assert judged(shown, expectation=asked()).verdict is Verdict.VERIFIED
    assert judged(shown).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iat": seconds(NOON - timedelta(days=3650))}, "presentation-expired"),
        ({"iat": seconds(NOON - timedelta(days=8))}, "presentation-expired"),
        ({"iat": seconds(NOON - timedelta(days=3650)), "exp": seconds(NOON + timedelta(days=1))}, "presentation-expired"),
        ({"exp": seconds(NOON) - 1}, "presentation-expired"),
        ({"iat": seconds(NOON) + 600}, "not-yet-valid"),
        ({"iat": None}, "time-missing"),
        ({"iat": "1795176000"}, "time-malformed"),
        ({"iat": True}, "time-malformed"),
        ({"iat": str(NOON)}, "time-malformed"),
    ],
)
def test_the_times_of_a_key_binding(claims: dict[str, Any], reason: str) -> None:
    report = judged(key_binding(sd_jwt_vc(UNI, ADA), ADA, **claims))
    assert answers(report)[CheckKind.PERIOD] == (FAILED, reason)
    assert report.verdict is Verdict.REJECTED


def test_an_old_but_sound_presentation_is_called_expired() -> None:
    report = judged(key_binding(sd_jwt_vc(UNI, ADA), ADA, iat=seconds(NOON - timedelta(days=30))))
    assert report.headline is Headline.EXPIRED


# ---------------------------------------------------------------- what is inside


def test_an_empty_presentation_shows_nothing() -> None:
    assert "no-credentials" in failures(judged(presentation(ADA)))


@pytest.mark.parametrize("odd", [{"hello": "world"}, "a.b.c", 7, presentation(ADA, DIPLOMA)])
def test_something_unreadable_inside_fails(odd: Any) -> None:
    report = judged(presentation(ADA, DIPLOMA, odd))
    assert "unreadable-credential" in failures(report)
    assert report.verdict is Verdict.REJECTED


def test_each_credential_inside_has_its_own_report() -> None:
    expired = UNI.sign(badge(UNI, ADA, validUntil=stamp(NOON - timedelta(days=1))))
    forged = DIPLOMA | {"name": "Forged"}
    shown = one(presentation(ADA, DIPLOMA, expired, forged))
    assert isinstance(shown, Presented)
    report, inside = verify_presented(shown, {}, NOON)
    assert failures(report) == {"inside-not-genuine"}
    assert report.headline is Headline.NOT_GENUINE
    assert [item.headline for item in inside] == [Headline.ISSUER_UNKNOWN, Headline.EXPIRED, Headline.NOT_GENUINE]
    alone = tuple(verify_credential(item, {}, NOON, presented=shown) for item in shown.credentials)
    assert inside == alone
    fine = one(presentation(ADA, DIPLOMA, expired))
    assert isinstance(fine, Presented)
    assert verify_presented(fine, {}, NOON)[0].verdict is Verdict.VERIFIED  # expired is genuine all the same
    open_one = one(presentation(ADA, WEBBY.sign(badge(WEBBY, ADA))))
    assert isinstance(open_one, Presented)
    assert verify_presented(open_one, {}, NOON)[0].headline is Headline.NOT_FULLY_CHECKED


def test_a_credential_from_elsewhere_is_not_judged_by_this_presentation() -> None:
    shown = one(presentation(ADA, DIPLOMA))
    stranger = one(NOBODYS)
    assert isinstance(shown, Presented)
    assert not isinstance(stranger, Presented)
    with pytest.raises(UsageError):
        verify_credential(stranger, {}, NOON, presented=shown)


def test_two_proofs_must_both_answer() -> None:
    shown = presentation(ADA, DIPLOMA, challenge="7KQ4MP")
    again = ADA.sign(shown, proofPurpose="authentication", created=stamp(NOON), challenge="OTHER1")
    assert judged(again).verdict is Verdict.VERIFIED
    assert failures(judged(again, expectation=asked())) == {"nonce-mismatch"}


def test_a_domain_of_several() -> None:
    shown = presentation(ADA, DIPLOMA, domain=["Employer", "Agency"])
    for audience, verdict in (("Employer", Verdict.VERIFIED), ("Agency", Verdict.VERIFIED), ("Other", Verdict.REJECTED)):
        assert judged(shown, expectation=Expectation(audience=audience)).verdict is verdict
