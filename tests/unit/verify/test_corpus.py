"""Real material: what its makers call valid is never rejected for its proof, and what names no findable key is only unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import NOON
from tests.verdicts import answer, answers, assert_sound, failures, judged
from wallet.errors import InputRefused
from wallet.formats import read
from wallet.model.credential import Credential
from wallet.model.presentation import Presented
from wallet.model.report import CheckKind, Outcome, Verdict, VerificationReport
from wallet.verify.verifier import verify_credential, verify_presented

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize(
    ("name", "proof", "issuer"),
    [
        ("simple.json", "key-not-offline", "issuer-not-offline"),
        ("simple-context-alias.json", "key-not-offline", "issuer-not-offline"),
        ("simple-eddsa-2022.json", "key-not-offline", "issuer-not-offline"),
        ("simple.jwt", "key-not-offline", "key-not-offline"),
        ("simple-did-key-method.json", "signature-holds", "issuer-unresolvable"),
    ],
)
def test_the_samples_of_1edtech_are_undecided_not_invalid(corpus: Path, name: str, proof: str, issuer: str) -> None:
    report = judged((corpus / "ob3/open/1edtech-ob30" / name).read_bytes())
    assert answers(report)[CheckKind.PROOF][1] == proof
    assert answers(report)[CheckKind.ISSUER] == (Outcome.UNKNOWN, issuer)
    assert report.verdict is Verdict.INDETERMINATE, failures(report)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("simple-noproof.json", "unsigned"), ("simple-err-expired.json", "expired")],
)
def test_the_samples_of_1edtech_that_fail(corpus: Path, name: str, reason: str) -> None:
    report = judged((corpus / "ob3/open/1edtech-ob30" / name).read_bytes())
    assert reason in failures(report)
    assert report.verdict is Verdict.REJECTED


@pytest.mark.parametrize("name", ["example-04-.json", "example-05-.json", "example-10-.json", "example-11-.json"])
def test_the_examples_of_bitstring_status_list_hold(corpus: Path, name: str) -> None:
    report = judged((corpus / "status-lists/open/w3c-bitstring-status-list-spec" / name).read_bytes())
    assert answer(report, CheckKind.PROOF).outcome is Outcome.PASSED
    assert answer(report, CheckKind.ISSUER).outcome is Outcome.UNKNOWN  # did:example


def test_signed_vectors_of_the_eddsa_suites_hold(corpus: Path) -> None:
    held = 0
    for path in sorted((corpus / "data-integrity/open/w3c-eddsa").rglob("signed*.json")):
        try:
            found = read.read(path.read_bytes())
        except InputRefused:
            continue  # a vector about something that is no credential
        for item in found:
            if isinstance(item, Credential):
                report = verify_credential(item, {}, NOON)
                outcomes = {check.outcome for check in report.checks if check.kind is CheckKind.PROOF}
                assert Outcome.FAILED not in outcomes, (path.name, report)
                held += outcomes == {Outcome.PASSED}
    assert held >= 3


def test_everything_in_the_corpus_is_judged_without_a_crash(corpus: Path) -> None:
    judged_ones = 0
    folders = ("ob3", "ob2", "clr", "vc-data-model", "status-lists", "jose-cose", "openid4vc", "cborld-vpqr", "wallet-backup")
    for folder in folders:
        for path in sorted((corpus / folder / "open").rglob("*")):
            if path.suffix not in (".json", ".jwt", ".jsonld", ".txt", ".jws") or not path.is_file():
                continue
            try:
                found = read.read(path.read_bytes())
            except InputRefused:
                continue
            for item in found:
                judged_ones += 1
                reports = (verify_credential(item, {}, NOON),) if isinstance(item, Credential) else _all(item)
                for report in reports:
                    assert_sound(report)
                    assert report.verdict is not Verdict.VERIFIED or "did:key" in str(item.document), path
    assert judged_ones > 100


def _all(presented: Presented) -> tuple[VerificationReport, ...]:
    shown, inside = verify_presented(presented, {}, NOON)
    return (shown, *inside)
