"""Open Badges 2.0: seen at the issuer's site, or signed with a key that the issuer owns; never one taken for the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import (
    OB2_ASSERTION,
    OB2_BADGE,
    OB2_ISSUER,
    OB2_KEY,
    OB2_REVOKED,
    assertion,
    badge_class,
    hosted_world,
    kept,
    material,
    ob2_key,
    ob2_signed,
    profile,
    signed_assertion,
    signed_world,
)
from tests.verdicts import answer, answers, assert_sound, failures, judged, trusting
from wallet.model.report import CheckKind, Headline, Outcome, Verdict

PASSED, FAILED, UNKNOWN, NONE = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


def test_a_hosted_badge_was_seen_not_signed() -> None:
    day = NOON - timedelta(days=3)
    report = judged(assertion(), hosted_world(assertion(), at=day), policy=trusting(OB2_ISSUER))
    found = answers(report)
    assert found[CheckKind.HOSTED] == (PASSED, "seen-at-issuer-site")
    assert found[CheckKind.PROOF] == (NONE, "hosted-no-signature")
    assert found[CheckKind.ISSUER] == (PASSED, "site-of-issuer")
    assert found[CheckKind.STATUS] == (PASSED, "not-withdrawn")
    assert answer(report, CheckKind.HOSTED).as_of == day
    assert report.headline is Headline.VERIFIED
    assert_sound(report)


def test_a_proof_inside_is_unknown_and_no_site_stands_in_for_it() -> None:
    signed = assertion(signature={"type": ["MerkleProof2017", "Extension"], "merkleRoot": "00"})
    found = answers(judged(signed, hosted_world(signed)))
    assert found[CheckKind.PROOF] == (UNKNOWN, "proof-unsupported")
    assert found[CheckKind.HOSTED][0] is NONE
    assert found[CheckKind.ISSUER] == (UNKNOWN, "issuer-unproven")


def test_old_copies_make_it_stale_by_the_oldest() -> None:
    world = hosted_world(assertion()) | material(kept(OB2_ISSUER, profile(), at=NOON - timedelta(days=8)))
    report = judged(assertion(), world, policy=trusting(OB2_ISSUER))
    assert answer(report, CheckKind.HOSTED).as_of == NOON - timedelta(days=8)
    assert report.headline is Headline.VERIFIED_STALE


@pytest.mark.parametrize("missing", [OB2_ASSERTION, OB2_BADGE, OB2_ISSUER])
def test_what_was_never_fetched_is_asked_for(missing: str) -> None:
    world = {url: page for url, page in hosted_world(assertion()).items() if url != missing}
    report = judged(assertion(), world)
    assert answers(report)[CheckKind.HOSTED] == (UNKNOWN, "hosted-not-fetched")
    assert missing in report.needs
    assert report.headline is Headline.NOT_FULLY_CHECKED


def test_all_that_is_known_to_be_missing_is_asked_for_at_once() -> None:
    assert judged(assertion()).needs == (OB2_ASSERTION, OB2_BADGE)


@pytest.mark.parametrize(
    "change",
    [
        {"badge": "https://uni.example/badges/better.json"},
        {"issuedOn": "2020-01-01T00:00:00Z"},
        {"evidence": "https://x.example"},
    ],
)
def test_a_copy_that_says_something_else(change: dict[str, Any]) -> None:
    world = hosted_world(assertion()) | material(
        kept("https://uni.example/badges/better.json", badge_class(id="https://uni.example/badges/better.json"))
    )
    report = judged(assertion(**change), world)
    assert answers(report)[CheckKind.HOSTED] == (FAILED, "hosted-mismatch")
    assert report.headline is Headline.NOT_GENUINE


def test_the_order_of_members_means_nothing() -> None:
    turned = dict(reversed(assertion().items()))
    assert judged(turned, hosted_world(assertion())).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(("first", "second"), [(True, 1), (False, 0), ("1", 1), (None, "")])
def test_values_of_another_type_are_other_values(first: Any, second: Any) -> None:
    world = hosted_world(assertion() | {"extra": first})
    assert "hosted-mismatch" in failures(judged(assertion() | {"extra": second}, world))


@pytest.mark.parametrize(
    "gone", [{"id": OB2_ASSERTION, "revoked": True, "revocationReason": "Copied"}, assertion() | {"revoked": True}]
)
def test_a_withdrawn_hosted_badge(gone: dict[str, Any]) -> None:
    report = judged(assertion(), hosted_world(assertion()) | material(kept(OB2_ASSERTION, gone)))
    assert answers(report)[CheckKind.STATUS] == (FAILED, "revoked")
    assert report.headline is Headline.WITHDRAWN
    assert "Copied" in answer(report, CheckKind.STATUS).detail or "revocationReason" not in gone


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'"x"', b"", b'{"revoked": "maybe"}'])
def test_a_page_in_place_of_the_badge(body: bytes) -> None:
    report = judged(assertion(), hosted_world(assertion()) | material(kept(OB2_ASSERTION, body)))
    assert report.verdict is not Verdict.VERIFIED
    assert answer(report, CheckKind.STATUS).outcome is UNKNOWN


# ---------------------------------------------------------------- whose site

EVIL = "https://evil.example/assertion.json"


def at(url: str, **issuer: Any) -> Any:
    document = assertion(id=url)
    world = hosted_world(document) | material(kept(OB2_ISSUER, profile(**issuer)))
    return judged(document, world)


def test_a_strangers_site_in_the_issuers_name() -> None:
    assert answers(at(EVIL))[CheckKind.ISSUER] == (FAILED, "issuer-mismatch")
    assert at(EVIL).headline is Headline.NOT_GENUINE


@pytest.mark.parametrize(
    "url",
    [
        "https://uni.example.evil.example/a",
        "https://uni.example:8443/a",
        "https://evil.example/https://uni.example/a",
        "https://uni.example@evil.example/a",
        "https://UNI.example.evil/a",
        "https://xuni.example/a",
    ],
)
def test_addresses_that_look_like_the_issuers(url: str) -> None:
    assert at(url).verdict is not Verdict.VERIFIED


def test_the_issuers_own_rules_for_where_badges_lie() -> None:
    assert at(EVIL, verification={"allowedOrigins": "evil.example"}).verdict is Verdict.VERIFIED
    assert at(EVIL, verification={"allowedOrigins": ["a.example", "evil.example"]}).verdict is Verdict.VERIFIED
    assert at(EVIL, verification={"startsWith": "https://evil.example/"}).verdict is Verdict.VERIFIED
    assert at(EVIL, verification={"startsWith": ["https://evil.example/b"]}).verdict is Verdict.REJECTED
    assert at(EVIL, verification={"startsWith": "https://evil"}).verdict is Verdict.REJECTED
    assert (
        at(EVIL, verification={"startsWith": "https://evil.example/", "allowedOrigins": "uni.example"}).verdict
        is Verdict.REJECTED
    )
    assert at(OB2_ASSERTION, verification={"startsWith": "https://uni.example/other/"}).verdict is Verdict.REJECTED


def test_rules_that_the_badge_itself_brings_are_not_the_issuers() -> None:
    issuer = profile(verification={"allowedOrigins": "evil.example"}, id=OB2_ISSUER)
    document = assertion(id=EVIL, badge=badge_class(issuer=issuer))
    report = judged(document, material(kept(EVIL, document)))
    assert report.verdict is not Verdict.VERIFIED
    report = judged(document, material(kept(EVIL, document), kept(OB2_ISSUER, profile())))
    assert answers(report)[CheckKind.ISSUER] == (FAILED, "issuer-mismatch")


def test_an_embedded_issuer_on_the_same_site() -> None:
    document = assertion(badge=badge_class(issuer=profile()))
    alone = material(kept(OB2_ASSERTION, document))
    assert answers(judged(document, alone))[CheckKind.ISSUER] == (UNKNOWN, "issuer-not-offline")
    assert judged(document, alone | material(kept(OB2_ISSUER, profile()))).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("url", [OB2_ASSERTION, OB2_BADGE, OB2_ISSUER])
def test_a_copy_that_another_site_answered(url: str) -> None:
    world = hosted_world(assertion())
    world[url] = replace(world[url], final_url="https://evil.example/answer.json")
    report = judged(assertion(), world)
    assert answers(report)[CheckKind.HOSTED] == (UNKNOWN, "hosted-redirected")
    world[url] = replace(world[url], final_url="http://uni.example/answer.json")
    assert judged(assertion(), world).verdict is Verdict.INDETERMINATE


def test_a_badge_on_an_unprotected_site() -> None:
    document = assertion(id="http://uni.example/assertions/1.json")
    report = judged(document, hosted_world(document))
    assert answers(report)[CheckKind.HOSTED] == (UNKNOWN, "hosted-not-https")


@pytest.mark.parametrize("url", [OB2_BADGE, OB2_ISSUER])
def test_a_document_that_calls_itself_by_another_address(url: str) -> None:
    page = (badge_class if url == OB2_BADGE else profile)(id="https://evil.example/x")
    report = judged(assertion(), hosted_world(assertion()) | material(kept(url, page)))
    assert report.verdict is Verdict.REJECTED


def test_an_issuer_without_address() -> None:
    document = assertion(badge=badge_class(issuer={"name": "Example University", "id": "urn:uuid:1"}))
    report = judged(document, material(kept(OB2_ASSERTION, document)))
    assert answers(report)[CheckKind.ISSUER] == (UNKNOWN, "issuer-unresolvable")


def test_a_signed_badge_without_its_signature() -> None:
    for kind in ("signed", "SignedBadge", ["SignedBadge"]):
        document = assertion(verification={"type": kind, "creator": OB2_KEY})
        assert "unsigned" in failures(judged(document, hosted_world(document)))


@pytest.mark.parametrize(
    ("times", "outcome", "reason"),
    [
        ({"expires": "2026-11-20T12:00:00Z"}, FAILED, "expired"),
        ({"expires": "2026-11-20T12:00:01Z"}, PASSED, "in-force"),
        ({"expires": "2026-11-18"}, FAILED, "expired"),
        ({"expires": "2026-11-20"}, UNKNOWN, "time-ambiguous"),
        ({"expires": "2026-11-20T12:30:00"}, UNKNOWN, "time-ambiguous"),
        ({"expires": "2026-11-22"}, PASSED, "in-force"),
        ({"expires": 1795000000}, FAILED, "expired"),
        ({"expires": "never"}, FAILED, "time-malformed"),
        ({"issuedOn": "2016-12-31"}, PASSED, "in-force"),
        ({"issuedOn": "2016-12-31T23:59:59+0000"}, PASSED, "in-force"),
        ({"issuedOn": 1483228799}, PASSED, "in-force"),
        ({"issuedOn": "2027-01-01T00:00:00Z"}, FAILED, "not-yet-valid"),
        ({"issuedOn": "2016-02-30"}, FAILED, "time-malformed"),
    ],
)
def test_times_of_badges(times: dict[str, Any], outcome: Outcome, reason: str) -> None:
    document = assertion(**times)
    assert answers(judged(document, hosted_world(document)))[CheckKind.PERIOD] == (outcome, reason)


# ---------------------------------------------------------------- signed badges


def test_a_signed_badge_is_verified() -> None:
    report = judged(ob2_signed(), signed_world(), policy=trusting(OB2_ISSUER))
    assert report.headline is Headline.VERIFIED, answers(report)
    assert answers(report)[CheckKind.HOSTED][0] is NONE
    assert answers(report)[CheckKind.ISSUER] == (PASSED, "key-of-issuer")
    assert_sound(report)


@pytest.mark.parametrize("missing", [OB2_BADGE, OB2_ISSUER, OB2_KEY, OB2_REVOKED])
def test_what_a_signed_badge_needs(missing: str) -> None:
    report = judged(ob2_signed(), {url: page for url, page in signed_world().items() if url != missing})
    assert report.verdict is Verdict.INDETERMINATE
    assert missing in report.needs


def test_a_changed_signed_badge() -> None:
    head, _, signature = ob2_signed().split(".")
    _, other, _ = ob2_signed(signed_assertion(issuedOn="2020-01-01T00:00:00Z")).split(".")
    assert "signature-mismatch" in failures(judged(f"{head}.{other}.{signature}", signed_world()))


@pytest.mark.parametrize(
    "world",
    [
        signed_world(publicKey="https://uni.example/other-key.json"),
        signed_world(publicKey=None),
        signed_world(publicKey=[]),
        signed_world() | material(kept(OB2_KEY, ob2_key(owner="https://evil.example/issuer"))),
        signed_world() | material(kept(OB2_KEY, ob2_key(id="https://evil.example/key"))),
    ],
)
def test_a_key_that_the_issuer_does_not_own(world: Any) -> None:
    assert judged(ob2_signed(), world).verdict is Verdict.REJECTED


def test_a_strangers_key_in_the_issuers_name() -> None:
    evil = "https://evil.example/key.json"
    signed = ob2_signed(signed_assertion(verification={"type": "SignedBadge", "creator": evil}))
    world = signed_world() | material(kept(evil, ob2_key(id=evil)))
    assert answers(judged(signed, world))[CheckKind.PROOF][0] is PASSED
    assert answers(judged(signed, world))[CheckKind.ISSUER] == (FAILED, "issuer-mismatch")


@pytest.mark.parametrize("listed", [OB2_KEY, [OB2_KEY], {"id": OB2_KEY}, [OB2_KEY, "https://uni.example/old.json"]])
def test_ways_to_list_a_key(listed: Any) -> None:
    assert judged(ob2_signed(), signed_world(publicKey=listed)).verdict is Verdict.VERIFIED


def test_a_badge_that_names_no_key() -> None:
    signed = ob2_signed(signed_assertion(verification={"type": "SignedBadge"}))
    assert judged(signed, signed_world()).verdict is Verdict.VERIFIED
    two = judged(signed, signed_world(publicKey=[OB2_KEY, "https://uni.example/old.json"]))
    assert answers(two)[CheckKind.PROOF] == (UNKNOWN, "key-ambiguous")


def test_a_key_on_an_unprotected_site() -> None:
    insecure = OB2_KEY.replace("https", "http")
    signed = ob2_signed(signed_assertion(verification={"type": "SignedBadge", "creator": insecure}))
    world = signed_world(publicKey=insecure) | material(kept(insecure, ob2_key(id=insecure)))
    assert judged(signed, world).verdict is Verdict.INDETERMINATE


def test_an_embedded_profile_brings_no_key() -> None:
    embedded = profile(publicKey=OB2_KEY, id="https://victim.example/issuer")
    signed = ob2_signed(signed_assertion(badge=badge_class(issuer=embedded)))
    world = signed_world() | material(kept(OB2_KEY, ob2_key(owner="https://victim.example/issuer")))
    report = judged(signed, world)
    assert report.verdict is Verdict.INDETERMINATE
    assert "https://victim.example/issuer" in report.needs


ME = "urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b"


@pytest.mark.parametrize(
    ("revoked", "outcome"),
    [
        ([], PASSED),
        (["urn:uuid:other"], PASSED),
        ([ME], FAILED),
        ([{"id": ME, "revocationReason": "Copied"}], FAILED),
        ([{"uid": "x"}, {"id": ME}], FAILED),
        ([7], UNKNOWN),
        ("all", UNKNOWN),
        (None, UNKNOWN),
        ([{"reason": "?"}], UNKNOWN),
    ],
)
def test_the_issuers_list_of_withdrawn_badges(revoked: Any, outcome: Outcome) -> None:
    listed = kept(OB2_REVOKED, {"type": "RevocationList", "id": OB2_REVOKED, "revokedAssertions": revoked})
    report = judged(ob2_signed(), signed_world() | material(listed))
    assert answer(report, CheckKind.STATUS).outcome is outcome


def test_an_issuer_that_keeps_no_list() -> None:
    assert answers(judged(ob2_signed(), signed_world(revocationList=None)))[CheckKind.STATUS] == (NONE, "no-status")


def test_open_badges_1_with_a_key_as_pem() -> None:
    pem = "https://uni.example/key.pem"
    document = {
        "uid": "abc123",
        "recipient": {"type": "email", "identity": "a@b.example", "hashed": False},
        "badge": OB2_BADGE,
        "issuedOn": 1483228799,
        "verify": {"type": "signed", "url": pem},
    }
    world = signed_world() | material(
        kept(pem, ob2_key()["publicKeyPem"].encode()), kept(OB2_REVOKED, {"other": "Issued in error"})
    )
    assert judged(ob2_signed(document), world).verdict is Verdict.VERIFIED
    world |= material(kept(OB2_REVOKED, {"abc123": "Issued in error"}))
    assert judged(ob2_signed(document), world).headline is Headline.WITHDRAWN
    world |= material(kept(OB2_REVOKED, {"error": "not found"}))
    assert judged(ob2_signed(document), world).verdict is Verdict.INDETERMINATE
    evil = "https://evil.example/key.pem"
    document["verify"]["url"] = evil  # type: ignore[index]
    world |= material(kept(evil, ob2_key()["publicKeyPem"].encode()))
    assert "issuer-mismatch" in failures(judged(ob2_signed(document), world))


@pytest.mark.corpus
def test_the_examples_of_1edtech(corpus: Path) -> None:
    folder = corpus / "ob2/open/1edtech-ob20-core"
    pages = {
        "https://example.org/beths-robotics-badge.json": "basic-assertion.json",
        "https://example.org/robotics-badge.json": "assets/robotics-badge.json",
        "https://example.org/organization.json": "assets/organization.json",
        "http://example.org/key1.json": "assets/key1.json",
    }
    world = material(*(kept(url, (folder / name).read_bytes()) for url, name in pages.items()))
    assert judged((folder / "basic-assertion.json").read_bytes(), world).verdict is Verdict.VERIFIED
    expired = (folder / "basic-assertion-expired.json").read_bytes()
    report = judged(expired, world | material(kept("https://example.org/beths-robotics-badge.json", expired)))
    assert report.headline is Headline.EXPIRED
    signed = judged((folder / "simple.jwt").read_bytes(), world)
    assert answers(signed)[CheckKind.PROOF] == (UNKNOWN, "issuer-insecure")
