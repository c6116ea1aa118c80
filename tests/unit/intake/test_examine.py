"""One input, whole: every payload, every credential in it, each judged once; an error costs its own payload only."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import NOON
from tests.issuers import Party, as_bytes, badge, bitstring, hosted_world, kept, material, status_entry, status_list
from tests.unit.intake import inputs
from tests.unit.intake.inputs import HOLDER, ISSUER, ask, every_carrier, page, shown, shown_token, signed
from tests.verdicts import trusting
from wallet.intake.examine import examine
from wallet.model.carried import Carrier, Finding
from wallet.model.credential import Credential
from wallet.model.presentation import Expectation
from wallet.model.proof import Securing
from wallet.model.report import Headline, Verdict
from wallet.verify.verifier import verify_credential

ROOT = Path(__file__).resolve().parents[3]
ASKED = Expectation(nonce="7KQ4MP", audience="Employer")


def assert_shape(findings: tuple[Finding, ...]) -> None:
    """What every caller relies on, whatever the input was."""
    assert findings
    assert [found.index for found in findings] == list(range(len(findings)))
    for found in findings:
        assert found.source == "given"
        told = [found.credential is not None, found.presented is not None, found.link != "", found.error is not None]
        assert told.count(True) == 1
        assert (found.report is not None) == (found.credential is not None or found.presented is not None)
        if found.report is not None:
            assert found.report.checks
            assert found.report.issued == (found.presented is None)
        if found.inside is not None:
            around = findings[found.inside]
            assert found.inside < found.index
            assert found.credential is not None
            assert around.presented is not None
            assert found.credential in around.presented.credentials


def verdicts(findings: tuple[Finding, ...]) -> list[Verdict | str]:
    return [found.error.code if found.error is not None else _verdict(found) for found in findings]


def _verdict(found: Finding) -> Verdict | str:
    return found.link if found.report is None else found.report.verdict


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize("name", list(every_carrier()))
def test_a_sound_one_is_verified_in_every_carrier(name: str) -> None:
    findings = examine(
        ask(every_carrier()[name], expectation=ASKED if "key binding" in name or name == "presentation" else Expectation())
    )
    assert_shape(findings)
    assert set(verdicts(findings)) == {Verdict.VERIFIED}
    assert len(findings) == {"presentation": 3, "sd-jwt with key binding": 2}.get(name, 1)


def test_the_report_is_the_verifiers_own() -> None:
    (found,) = examine(ask(signed(), policy=trusting(ISSUER.did)))
    assert found.credential is not None
    assert found.report == verify_credential(found.credential, {}, NOON, policy=trusting(ISSUER.did))
    assert found.report is not None
    assert found.report.headline is Headline.VERIFIED
    assert found.carrier is Carrier.JSON


def test_the_bytes_are_kept_as_they_came() -> None:
    spaced = json.dumps(json.loads(signed()), indent=3).encode()
    (found,) = examine(ask(inputs.png.bake(inputs.plain_png(), spaced)))
    assert found.credential is not None
    assert found.credential.raw == spaced


def test_a_list_of_three_is_three() -> None:
    several = b"[" + b",".join((signed("One"), signed("Two"), signed("Three"))) + b"]"
    findings = examine(ask(several))
    assert_shape(findings)
    assert [found.credential.name for found in findings if found.credential] == ["One", "Two", "Three"]
    assert set(verdicts(findings)) == {Verdict.VERIFIED}


def test_a_presentation_and_what_is_inside_it() -> None:
    findings = examine(ask(shown(signed("One"), signed("Two")), expectation=ASKED))
    assert_shape(findings)
    assert [found.inside for found in findings] == [None, 0, 0]
    assert [found.credential.name for found in findings if found.credential] == ["One", "Two"]


def test_places_are_counted_over_the_whole_input() -> None:
    findings = examine(ask(page(signed("Alone"), shown(signed("One"), signed("Two"))), expectation=ASKED))
    assert_shape(findings)
    assert [found.inside for found in findings] == [None, None, 1, 1]
    assert {found.carrier for found in findings} == {Carrier.HTML}


def test_a_broken_payload_costs_itself_only() -> None:
    token = b"eyJhbGciOiJFUzI1NiJ9.bm8gSlNPTg.AAAA"  # its payload is "no JSON"
    html = page(signed("One"), token, signed("Two")).replace(b'ld+json">eyJ', b'jwt">eyJ')
    findings = examine(ask(html))
    assert_shape(findings)
    assert verdicts(findings) == [Verdict.VERIFIED, "not-json", Verdict.VERIFIED]
    assert findings[1].carrier is Carrier.HTML


def test_an_address_is_a_finding_of_its_own() -> None:
    (found,) = examine(ask(b"https://uni.example/badges/1?x=%C3%A4"))
    assert_shape((found,))
    assert (found.link, found.carrier) == ("https://uni.example/badges/1?x=%C3%A4", Carrier.TEXT)


def test_links_of_a_page_are_resolved_where_it_came_from() -> None:
    html = b'<html><head><link rel="alternate" type="application/ld+json" href="../b/1.json"></head></html>'
    (found,) = examine(ask(html, base_url="https://uni.example/a/page"))
    assert found.link == "https://uni.example/b/1.json"
    assert verdicts(examine(ask(html))) == ["no-credential"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"PK\x03\x04\x14\0\0\0", "unknown-file"),
        (b'{"a": 1}', "not-a-credential"),
        (b"[]", "not-a-credential"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":"' + b"x" * (60 * 1024 * 1024) + b'"}', "too-large"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_what_cannot_be_read_is_one_finding(data: bytes, code: str) -> None:
    findings = examine(ask(data))
    assert_shape(findings)
    assert verdicts(findings) == [code]


# ---------------------------------------------------------------- what may be known


def test_the_time_is_the_questions() -> None:
    data = as_bytes(ISSUER.sign(badge(ISSUER, validUntil="2026-11-21T00:00:00Z")))
    assert verdicts(examine(ask(data))) == [Verdict.VERIFIED]
    (late,) = examine(ask(data, now=NOON + timedelta(days=2)))
    assert late.report is not None
    assert late.report.headline is Headline.EXPIRED


def test_kept_documents_settle_what_is_unknown() -> None:
    url = "https://uni.example/status/1"
    data = as_bytes(ISSUER.sign(badge(ISSUER, HOLDER, credentialStatus=status_entry(url, 7))))
    (without,) = examine(ask(data))
    assert without.report is not None
    assert (without.report.verdict, without.report.needs) == (Verdict.INDETERMINATE, (url,))
    for revoked, verdict in (((), Verdict.VERIFIED), ((7,), Verdict.REJECTED)):
        known = material(kept(url, ISSUER.sign(status_list(ISSUER, url, *revoked))))
        assert verdicts(examine(ask(data, material=known))) == [verdict]
    assert bitstring(7) != bitstring()


@pytest.mark.parametrize("make", [shown_token, lambda nonce: shown(signed(), nonce=nonce)], ids=["sd-jwt", "vp"])
def test_the_agreed_code_is_asked_for(make: object) -> None:
    assert callable(make)
    right, wrong = examine(ask(make("7KQ4MP"), expectation=ASKED)), examine(ask(make("OTHER1"), expectation=ASKED))
    assert set(verdicts(right)) == {Verdict.VERIFIED}
    assert verdicts(wrong)[0] is Verdict.REJECTED


def test_a_presentation_of_somebody_elses_credential_fails_inside_it() -> None:
    thief = Party.with_did_key("thief")
    theirs = as_bytes(ISSUER.sign(badge(ISSUER, thief)))
    outer, inner = examine(ask(shown(theirs), expectation=ASKED))
    assert _verdict(outer) is Verdict.REJECTED  # nobody is shown a green wrapping around it
    assert _verdict(inner) is Verdict.REJECTED


def test_a_hosted_badge_is_judged_from_what_is_kept() -> None:
    from tests.issuers import assertion

    document = assertion()
    (found,) = examine(ask(as_bytes(document), material=hosted_world(document)))
    assert_shape((found,))
    assert found.report is not None
    assert found.report.verdict is Verdict.VERIFIED


# ---------------------------------------------------------------- whatever the input is

_CARRIERS = list(every_carrier())


@cache
def seed(name: str) -> bytes:
    return every_carrier()[name]


@cache
def said(name: str) -> tuple[object, ...]:
    """What the credentials of an input say, before it was changed."""
    return tuple(saying(found.credential) for found in examine(ask(seed(name))) if found.credential)


def saying(credential: Credential) -> object:
    """All that a person is shown of it. An RDF signature covers what is said, not the letters it is written with."""
    claims = {name: value for name, value in credential.document.items() if name not in ("@context", "proof")}
    about = (credential.name, credential.issuer, credential.subject, credential.achievement, credential.credential_id)
    return (
        claims
        if credential.securing is Securing.SD_JWT
        else (*about, set(credential.types), credential.times, credential.status)
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_changed_input_is_never_verified_as_something_new(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(_CARRIERS))
    changed = bytearray(seed(name))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(changed) - 1))
        act = data.draw(st.sampled_from(["set", "cut", "double"]))
        if act == "set":
            changed[place] = data.draw(st.integers(0, 255))
        elif act == "cut":
            del changed[place : place + data.draw(st.integers(1, 40))]
        else:
            changed[place:place] = changed[place : place + 40]
    findings = examine(ask(bytes(changed)))
    assert_shape(findings)
    for found in findings:
        if found.credential is not None and _verdict(found) is Verdict.VERIFIED:
            assert any(_says_no_more(saying(found.credential), before) for before in said(name))


def _says_no_more(now: object, before: object) -> bool:
    """The same; of an SD-JWT perhaps less, for disclosures may be left out."""
    if isinstance(now, dict) and isinstance(before, dict):
        return all(name in before and before[name] == value for name, value in now.items())
    return now == before


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"{", b"[", b"eyJ", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"<svg", b"<html>", b"SC1:"]),
)
def test_noise_is_refused_by_name(noise: bytes, start: bytes) -> None:
    findings = examine(ask(start + noise))
    assert_shape(findings)
    assert Verdict.VERIFIED not in verdicts(findings)


# ---------------------------------------------------------------- before the door closes


def test_all_that_reading_needs_is_imported_beforehand() -> None:
    """A closed-in worker may still read its own program, but each import there would be paid again by every new worker."""
    program = (
        "import pickle, sys; from wallet.intake import tasks; tasks.prepare()\n"
        "questions = pickle.load(sys.stdin.buffer); before = set(sys.modules)\n"
        "[tasks.TASKS['examine'](question) for question in questions]\n"
        "print(sorted(set(sys.modules) - before))\n"
    )
    questions = pickle.dumps([ask(data) for data in every_carrier().values()])
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, input=questions, stdout=subprocess.PIPE, check=True)
    assert done.stdout.decode().strip() == "[]"
