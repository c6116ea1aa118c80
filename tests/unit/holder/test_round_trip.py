"""Out of this wallet and into a verifier: what was presented is read and judged again, with every kind of credential inside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import NOON, SeededEntropy
from tests.unit.holder.issuing import Hidden, badge, jwt_credential, sd_jwt_credential
from wallet.carriers.unwrap import unwrap
from wallet.errors import PresentationRefused, WalletError
from wallet.formats.read import read
from wallet.holder import keys
from wallet.holder.derivable import is_derivable
from wallet.holder.fields import fields
from wallet.holder.present import present_sd_jwt, present_vp, present_vp_jwt
from wallet.holder.preview import preview
from wallet.model.credential import Credential
from wallet.model.holder import KeyKind
from wallet.model.presentation import (
    DisclosureChoice,
    Expectation,
    Presentation,
    PresentationRequest,
    Presented,
)
from wallet.model.proof import Securing
from wallet.model.report import CheckKind, Outcome
from wallet.verify.verifier import verify_credential, verify_presentation

ASKED = PresentationRequest(audience="https://jobs.example", nonce="7KQ4MP")
EXPECTED = Expectation(audience="https://jobs.example", nonce="7KQ4MP")
SOON = NOON + timedelta(hours=1)


def presented(presentation: Presentation) -> Presented:
    (found,) = read(presentation.data)
    assert isinstance(found, Presented)
    return found


def outcomes(found: Presented, *, now: Any = SOON, expectation: Expectation = EXPECTED) -> dict[CheckKind, Outcome]:
    report = verify_presentation(found, {}, now, expectation=expectation)
    return {check.kind: check.outcome for check in report.checks}


@pytest.mark.parametrize("kind", list(KeyKind))
@pytest.mark.parametrize("way", ["jcs", "rdfc", "jwt"])
def test_a_presentation_is_read_and_holds(kind: KeyKind, way: str) -> None:
    entropy = SeededEntropy()
    key, private = keys.create(kind, entropy, NOON)
    signer = keys.signer(private, kind)
    inside = [badge(holder=key.did, indent=2), jwt_credential(holder=key.did), sd_jwt_credential({"a": Hidden("alpha")})]
    if way == "jwt":
        made = present_vp_jwt(inside, ASKED, signer, key, NOON, entropy)
    else:
        suite = f"{'eddsa' if kind is KeyKind.ED25519 else 'ecdsa'}-{way}-{'2022' if kind is KeyKind.ED25519 else '2019'}"
        made = present_vp(inside, ASKED, signer, key, NOON, entropy, suite=suite)
    found = presented(made)
    assert not found.unreadable and (found.holder, found.audience, found.nonce) == (key.did, ASKED.audience, ASKED.nonce)
    assert [one.securing for one in found.credentials] == [Securing.DATA_INTEGRITY, Securing.JWS, Securing.SD_JWT]
    assert [one.raw for one in found.credentials[1:]] == [one.raw for one in inside[1:]]
    result = outcomes(found)
    assert set(result.values()) <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}, result
    assert {result[asked] for asked in (CheckKind.PROOF, CheckKind.HOLDER, CheckKind.REQUEST, CheckKind.PERIOD)} == {
        Outcome.PASSED
    }
    for one in found.credentials:
        report = verify_credential(one, {}, SOON, presented=found, expectation=EXPECTED)
        assert [check.outcome for check in report.checks if check.kind is CheckKind.PROOF] == [Outcome.PASSED]


@pytest.mark.parametrize("way", [present_vp, present_vp_jwt])
def test_it_is_for_this_audience_and_code_and_not_for_ever(way: Any) -> None:
    entropy = SeededEntropy()
    key, private = keys.create(KeyKind.ED25519, entropy, NOON)
    found = presented(way([badge(holder=key.did)], ASKED, keys.signer(private, key.kind), key, NOON, entropy))
    other_code = Expectation(audience=EXPECTED.audience, nonce="ANOTHER")
    other_audience = Expectation(audience="https://other.example", nonce=EXPECTED.nonce)
    assert outcomes(found, expectation=other_code)[CheckKind.REQUEST] is Outcome.FAILED
    assert outcomes(found, expectation=other_audience)[CheckKind.REQUEST] is Outcome.FAILED
    assert outcomes(found, now=NOON + timedelta(days=8))[CheckKind.PERIOD] is Outcome.FAILED


def test_an_sd_jwt_with_key_binding_is_read_and_holds() -> None:
    key, private = keys.create(KeyKind.P256, SeededEntropy(), NOON)
    credential = sd_jwt_credential({"a": Hidden("alpha"), "b": Hidden("beta")}, key)
    choice = DisclosureChoice(pointers=("/a",))
    found = presented(present_sd_jwt(credential, choice, ASKED, keys.signer(private, key.kind), key, NOON))
    assert found.holder == key.id and found.credentials[0].document["a"] == "alpha" and "b" not in found.credentials[0].document
    result = outcomes(found)
    assert set(result.values()) <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}, result


def _corpus(corpus: Path) -> Iterator[tuple[Path, Credential]]:
    folders = ("ob3", "clr", "ob2", "vc-data-model", "jose-cose", "sd-jwt", "data-integrity", "baked", "blockcerts")
    for folder in folders:
        for path in sorted((corpus / folder).rglob("*")):
            if not path.is_file() or path.stat().st_size > 200_000:
                continue
            try:
                found = [item for carried in unwrap(path.read_bytes()) for item in read(carried.payload)]
            except WalletError:
                continue
            for item in found[:3]:
                if isinstance(item, Credential):
                    yield path, item


def _proofs(credential: Credential) -> list[tuple[CheckKind, Outcome, str]]:
    asked = (CheckKind.PROOF, CheckKind.TERMS, CheckKind.STRUCTURE)
    checks = verify_credential(credential, {}, SOON).checks
    return [(check.kind, check.outcome, check.reason) for check in checks if check.kind in asked]


@pytest.mark.corpus
@pytest.mark.slow
def test_every_credential_of_the_corpus_travels_or_is_refused_by_name(corpus: Path) -> None:
    """Embedded as JSON or as a token, each is read again as the same statement with the same proof; previews can be made."""
    entropy = SeededEntropy()
    key, private = keys.create(KeyKind.ED25519, entropy, NOON)
    signer = keys.signer(private, key.kind)
    travelled = 0
    for path, credential in _corpus(corpus):
        try:
            assert fields(credential, DisclosureChoice())
            assert preview(credential, DisclosureChoice(), ASKED).warnings
            made = present_vp([credential], ASKED, signer, key, NOON, entropy)
        except PresentationRefused:
            continue
        found = presented(made)
        assert not found.unreadable, path
        (again,) = found.credentials
        if is_derivable(credential):
            assert not is_derivable(again), path  # a base proof never leaves
            assert {**again.document, "proof": ""} == {**credential.document, "proof": ""}, path
            continue
        assert again.document == credential.document, path
        assert (again.securing, again.format) == (credential.securing, credential.format), path
        assert _proofs(again) == _proofs(credential), path
        travelled += 1
    assert travelled > 150
