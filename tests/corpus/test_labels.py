"""Every labelled file, with nothing kept and with its issuer's documents, against what its label says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import judging, labels, runs, world
from tests.corpus.labels import Expect
from wallet.intake.examine import examine
from wallet.model.given import Question
from wallet.model.report import CheckKind, Outcome, Verdict
from wallet.model.trust import TrustedIssuer, TrustList, VerificationPolicy

pytestmark = pytest.mark.corpus


def test_every_row_is_as_its_label_asks(corpus: Path) -> None:
    found = runs.all_runs(corpus)
    assert [run.label.path for run in found] == [label.path for label in labels.read(corpus)]
    assert len(found) == 225
    complaints = [complaint for run in found for complaint in judging.complaints(run)]
    assert complaints == []


def test_the_judges_can_complain(corpus: Path) -> None:
    """Each row's answers, judged by another row's label, are found wrong: the table above is no rubber stamp."""
    found = runs.all_runs(corpus)
    for expect in Expect:
        for run in (run for run in found if run.asked.expect is not expect and run.asked.scope):
            other = replace(run, asked=replace(run.asked, expect=expect, code="another-code"))
            if expect is Expect.EXPIRED and not runs.has_end(run):
                continue  # there is no time within its dates to ask about
            if (expect, run.asked.code) != (Expect.HOLDS, "schema-not-offline"):  # its signature does hold
                assert judging.complaints(other), (run.label.path, expect)


def test_a_label_without_a_line_is_noticed() -> None:
    with pytest.raises(KeyError, match="no line covers"):
        labels.asked(labels.Label(path="ob3/open/new/new.json", said="perhaps", observed=""))


def test_each_line_for_a_path_is_used(corpus: Path) -> None:
    used = {id(run.asked) for run in runs.all_runs(corpus)}
    unused = [pattern for pattern, answer in (*labels.PARTS, *labels.OWN) if id(answer) not in used]
    assert unused == []


def test_signatures_of_the_credentials_inside_a_clr(corpus: Path) -> None:
    """Labels with several results speak of the credentials inside as well; each is judged by itself here."""
    results = {
        "clr/open/1edtech-clr20/simple.json": Outcome.PASSED,
        "clr/open/1edtech-clr20/simple-noproof.json": Outcome.FAILED,
        "ob3/open/spec-examples/linked-data-proof-clr-01-credential.json": Outcome.PASSED,
        "ob3/open/spec-examples/linked-data-proof-clr-02-document-before-signing.json": Outcome.PASSED,
        "ob3/open/spec-examples/linked-data-proof-clr-07-signed-credential.json": Outcome.PASSED,
    }
    for path, outcome in results.items():
        inner = list(_inside(json.loads((corpus / path).read_bytes())))
        assert inner, path
        for document in inner:
            question = Question(source=path, data=json.dumps(document).encode(), now=world.NOW)
            material = {**world.contexts(corpus), **world.issuers(corpus / path, examine(question))}
            (finding,) = examine(replace(question, material=material))
            assert finding.report is not None, finding.error
            proofs = {check.outcome for check in finding.report.checks if check.kind is CheckKind.PROOF}
            assert proofs == {outcome}, (path, finding.report)


def _inside(value: Any, *, outer: bool = True) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if not outer and "proof" in value and "credentialSubject" in value:
            yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _inside(item, outer=False)


def test_the_issuer_on_a_list_makes_it_verified_and_another_does_not(corpus: Path) -> None:
    held = [run for run in runs.all_runs(corpus) if run.asked.expect is Expect.HOLDS and run.informed[0].presented is None]
    listed = 0
    for run in held:
        issuers = {credential.issuer.id for credential, _ in runs.credentials(run.informed)} | {
            "https://example.org/organization.json"
        }
        for names, headline in ((issuers, "verified"), ({"https://else.example"}, "issuer-unknown")):
            trust = TrustList(name="List", issuers=tuple(TrustedIssuer(id=name) for name in names), updated=world.NOW)
            policy = VerificationPolicy(trust_lists=(trust,))
            question = Question(source="-", data=run.file.read_bytes(), now=world.NOW, material=run.material, policy=policy)
            (finding,) = examine(question)
            assert finding.report is not None
            before = runs.credentials(run.informed)[0][1].verdict
            if before is Verdict.VERIFIED:
                assert finding.report.headline.value == headline, run.label.path
                listed += 1
            else:
                assert finding.report.verdict is Verdict.INDETERMINATE, run.label.path
    assert listed > 100


def test_another_key_in_the_same_documents_fails(corpus: Path) -> None:
    """The same runs with every kept key exchanged: whatever held by those documents holds no more."""
    other = "z6MkptRSJTmVbzM1HMSVyiigsNHbpvzrR5SxWYsyJQUHfwaw"
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    changed = 0
    for run in (run for run in runs.all_runs(corpus) if run.asked.expect is Expect.HOLDS):
        pages = world.issuers(run.file, run.alone)
        forged = {url: _with_key(page.body, other, jwk) for url, page in pages.items()}
        forged = {url: body for url, body in forged.items() if body != pages[url].body}
        if forged and run.format != "ob2":  # a hosted badge rests on no key
            material = {**run.material, **{url: world.kept(url, body) for url, body in forged.items()}}
            (_, report), *_ = runs.credentials(runs.ask(run.file, material))
            assert report.verdict is Verdict.REJECTED, run.label.path
            assert CheckKind.PROOF in {check.kind for check in report.checks if check.outcome is Outcome.FAILED}
            changed += 1
    assert changed > 70


def _with_key(body: bytes, multikey: str, jwk: dict[str, str]) -> bytes:
    def exchanged(value: Any) -> Any:
        if isinstance(value, list):
            return [exchanged(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "kty" in value:
            return jwk
        return {name: multikey if name == "publicKeyMultibase" else exchanged(item) for name, item in value.items()}

    return json.dumps(exchanged(json.loads(body))).encode()


def test_a_year_after_its_key_binding_a_presentation_answers_nobody(corpus: Path) -> None:
    shown = [run for run in runs.all_runs(corpus) if run.asked.expect is Expect.HOLDS and run.informed[0].presented is not None]
    assert len(shown) >= 8
    for run in shown:
        (first, *_) = runs.ask(
            run.file, run.material, now=world.NOW + timedelta(days=366), expectation=world.expectation(run.file)
        )
        assert first.report is not None
        assert "presentation-expired" in {check.reason for check in first.report.checks}, run.label.path
