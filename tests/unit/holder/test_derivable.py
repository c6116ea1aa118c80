"""Credentials of which parts are shown with derived proofs: what can be chosen, what is seen, and what leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes import NOON, SeededEntropy
from tests.unit.proofs.sample_badge import badge
from wallet.errors import PresentationRefused
from wallet.formats.read import read
from wallet.holder import derivable, keys
from wallet.holder.fields import fields
from wallet.holder.present import present_vp, present_vp_jwt
from wallet.holder.preview import preview
from wallet.holder.selection import can_choose, everything, select
from wallet.model.credential import Credential
from wallet.model.holder import KeyKind
from wallet.model.presentation import DisclosureChoice, PresentationRequest, Presented
from wallet.model.report import CheckKind, Outcome, Verdict
from wallet.model.trust import VerificationPolicy
from wallet.proofs import selective_proofs
from wallet.proofs.contexts import Contexts
from wallet.proofs.keys import SoftwareSigner
from wallet.verify.verifier import verify_credential, verify_presented

ENTROPY = SeededEntropy(seed=b"derivable")
KEYS: dict[str, Any] = {
    "ecdsa-sd-2023": SoftwareSigner.generate("P-256", ENTROPY),
    "bbs-2023": selective_proofs.BbsKey.generate(ENTROPY),
}
HOLDER, _PRIVATE = keys.create(KeyKind.ED25519, ENTROPY, NOON)
SIGNER = keys.signer(_PRIVATE, KeyKind.ED25519)
ASKED = PresentationRequest(audience="Nordic Data", nonce="7KQ4MP")
DESCRIPTION = "/credentialSubject/achievement/description"
NAME = "/credentialSubject/achievement/name"


@pytest.fixture(params=sorted(KEYS))
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def held(suite: str, mandatory: tuple[str, ...] = ("/issuer", NAME, "/credentialSubject/achievement/criteria")) -> Credential:
    multikey = KEYS[suite].public.to_multikey()
    document = badge(issuer={"id": f"did:key:{multikey}", "type": ["Profile"], "name": "Example College"})
    del document["credentialStatus"]
    document["validUntil"] = "2030-06-01T00:00:00Z"
    document["credentialSubject"]["id"] = HOLDER.did
    options = {"verificationMethod": f"did:key:{multikey}#{multikey}", "proofPurpose": "assertionMethod"}
    signed = selective_proofs.issue(document, options, mandatory, KEYS[suite], contexts=Contexts({}), entropy=ENTROPY)
    (found,) = read(json.dumps(signed).encode())
    assert isinstance(found, Credential)
    return found


def presented(data: bytes) -> Presented:
    (found,) = read(data)
    assert isinstance(found, Presented)
    return found


def test_what_can_be_chosen(suite: str) -> None:
    credential = held(suite)
    assert can_choose(credential)
    known = {field.pointer: field for field in fields(credential, DisclosureChoice())}
    choosable = {place for place, field in known.items() if field.selectable}
    assert choosable == {"/name", DESCRIPTION}
    assert not any(field.shown for field in known.values() if field.selectable)
    for place in ("/validFrom", "/validUntil", "/credentialSubject/id", "/issuer/name", NAME):
        assert known[place].shown
        assert not known[place].selectable
    assert set(everything(credential).pointers) == choosable


def test_a_choice_shows_exactly_what_its_preview_says(suite: str) -> None:
    credential = held(suite)
    choice = DisclosureChoice(pointers=(DESCRIPTION,))
    seen = select(credential, choice).seen
    made = present_vp([credential], ASKED, SIGNER, HOLDER, NOON, ENTROPY, choices={credential.id: choice})
    inside = json.loads(made.data)["verifiableCredential"][0]
    assert {name: value for name, value in inside.items() if name != "proof"} == seen
    assert "name" not in inside
    assert b"first year" not in made.data
    shown = {field.pointer for field in preview(credential, choice, ASKED).fields if field.shown}
    assert DESCRIPTION in shown
    assert "/name" not in shown
    report, (item,) = verify_presented(presented(made.data), {}, NOON)
    assert [check.reason for check in (*report.checks, *item.checks) if check.outcome is Outcome.FAILED] == []
    assert report.verdict is item.verdict is Verdict.VERIFIED


def test_without_a_choice_everything_is_shown_and_no_base_proof_leaves(suite: str) -> None:
    credential = held(suite)
    for make in (present_vp, present_vp_jwt):
        made = make([credential], ASKED, SIGNER, HOLDER, NOON, ENTROPY)
        (again,) = presented(made.data).credentials
        assert {**again.document, "proof": ""} == {**credential.document, "proof": ""}
        assert selective_proofs.base_proof(again.document) is None
        assert verify_presented(presented(made.data), {}, NOON)[1][0].verdict is Verdict.VERIFIED


def test_a_base_proof_counts_for_its_holder_alone(suite: str) -> None:
    credential = held(suite)
    found = {
        own: next(
            check
            for check in verify_credential(credential, {}, NOON, policy=VerificationPolicy(own=own)).checks
            if check.kind is CheckKind.PROOF
        )
        for own in (True, False)
    }
    assert (found[True].outcome, found[True].reason) == (Outcome.PASSED, "signature-holds")
    assert (found[False].outcome, found[False].reason) == (Outcome.UNKNOWN, "base-proof")


def test_what_links_two_showings_is_said(suite: str) -> None:
    sentences = " ".join(preview(held(suite), DisclosureChoice(), ASKED).warnings)
    assert ("made anew each time" in sentences) is (suite == "bbs-2023")
    assert ("sees the same signature" in sentences) is (suite == "ecdsa-sd-2023")
    assert "only be shown whole" not in sentences
    assert derivable.unlinkable(held(suite)) is (suite == "bbs-2023")


@pytest.mark.parametrize(
    ("wanted", "code"), [("/nothing", "unknown-claim"), ("", "unknown-claim"), ("/type/0", "shown-only-together")]
)
def test_choices_that_cannot_be(suite: str, wanted: str, code: str) -> None:
    with pytest.raises(PresentationRefused) as caught:
        select(held(suite), DisclosureChoice(pointers=(wanted,)))
    assert caught.value.code == code


def test_a_context_that_is_not_kept_is_named(suite: str) -> None:
    credential = held(suite)
    document = {**credential.document, "@context": [*credential.document["@context"], "https://college.example/own"]}
    (other,) = read(json.dumps(document).encode())
    assert isinstance(other, Credential)
    with pytest.raises(PresentationRefused) as caught:
        present_vp([other], ASKED, SIGNER, HOLDER, NOON, ENTROPY)
    assert caught.value.needs == ("https://college.example/own",)
