"""Published vectors through the whole of reading and judging: signed anew, altered, or looked up on real lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import runs, world
from tests.corpus.labels import Expect
from tests.corpus.runs import Run
from tests.issuers import Party, badge
from wallet.encoding import base64url
from wallet.errors import CheckFailed
from wallet.intake.examine import examine
from wallet.model.carried import Finding
from wallet.model.given import Question
from wallet.model.proof import Securing
from wallet.model.report import CheckKind, Headline, Outcome, Verdict, VerificationReport
from wallet.model.trust import TrustList, VerificationPolicy
from wallet.verify.trust_list import read_trust_list

pytestmark = pytest.mark.corpus

# Wrong only for those who process linked data; a signature over bytes covers them as they stand (VCDM 2.0 section 6.3).
_BY_TERMS = (
    "credential-redef-type2-fail.json",
    "credential-type-unmapped-fail.json",
    "credential-type-mapped-nonurl-fail.json",
)
UNI = Party.with_did_key("corpus")


def _ask(document: Any, **known: Any) -> tuple[Finding, ...]:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return examine(Question(source="-", data=data, now=world.NOW, **known))


def _rejected(findings: tuple[Finding, ...]) -> bool:
    """Refused, or found wrong: never verified, never left open."""
    found = runs.credentials(findings)
    return all(report.verdict is Verdict.REJECTED for _, report in found) if found else findings[0].error is not None


# --- every signature that holds, with something altered ----------------------------------------------------------------


def _held(corpus: Path, securing: Securing) -> Iterator[Run]:
    for run in runs.all_runs(corpus):
        if run.asked.expect is Expect.HOLDS and runs.credentials(run.informed)[0][0].securing is securing:
            yield run


def test_an_altered_word_in_a_document_is_noticed(corpus: Path) -> None:
    altered = 0
    for run in (run for run in _held(corpus, Securing.DATA_INTEGRITY) if run.file.suffix == ".json"):
        document = json.loads(run.file.read_bytes())
        for place in ("credentialSubject", "validFrom", "issuanceDate", "name"):
            if place in document:
                changed = document | {place: _altered(document[place])}
                (_, report), *_ = runs.credentials(_ask(changed, material=run.material))
                assert report.verdict is Verdict.REJECTED, (run.label.path, place)
                assert CheckKind.PROOF in _failed(report), (run.label.path, place)
                altered += 1
    assert altered > 40


def _altered(value: Any) -> Any:
    """The same shape with one text or number changed, the first that is no name of a type or identifier."""
    if isinstance(value, str):
        return value.replace("2", "1", 1) if value[:4].isdigit() else value + "."
    if isinstance(value, list):
        return [_altered(value[0]), *value[1:]]
    for name, item in value.items():
        if name not in ("id", "type", "@context") and not isinstance(item, bool | int | float):
            return value | {name: _altered(item)}
    return value | {"id": "urn:uuid:5cbd9c09-1b9b-4c9f-8e40-8aa6a1f4bd39"}


def _failed(report: VerificationReport) -> set[CheckKind]:
    return {check.kind for check in report.checks if check.outcome is Outcome.FAILED}


@pytest.mark.parametrize("part", [0, 1, 2])
def test_an_altered_part_of_a_token_is_noticed(corpus: Path, part: int) -> None:
    altered = 0
    for run in (*_held(corpus, Securing.SD_JWT), *_held(corpus, Securing.JWS)):
        if run.file.suffix not in (".txt", ".jwt"):
            continue
        signed, tilde, rest = run.file.read_text(encoding="ascii").strip().partition("~")
        parts = signed.split(".")
        parts[part] = _altered_part(parts[part], part)
        assert _rejected(_ask((".".join(parts) + tilde + rest).encode(), material=run.material)), run.label.path
        altered += 1
    assert altered > 50


def _altered_part(text: str, part: int) -> str:
    raw = bytearray(base64url.decode(text))
    if part == 2:
        raw[0] ^= 1
        return base64url.encode(bytes(raw))
    return base64url.encode(json.dumps(json.loads(raw) | {"extra": "claim"}).encode())


def test_an_altered_disclosure_is_noticed(corpus: Path) -> None:
    """RFC 9901 section 7.1: a disclosure without its digest in the payload makes the whole invalid."""
    altered = 0
    for run in _held(corpus, Securing.SD_JWT):
        if run.file.suffix != ".txt":
            continue
        signed, *disclosures, binding = run.file.read_text(encoding="ascii").strip().split("~")
        for place, disclosure in enumerate(disclosures):
            *start, value = json.loads(base64url.decode(disclosure))
            forged = base64url.encode(json.dumps([*start, [value, "and more"]]).encode())
            text = "~".join((signed, *disclosures[:place], forged, *disclosures[place + 1 :], binding))
            assert _rejected(_ask(text.encode(), material=run.material)), (run.label.path, place)
            altered += 1
    assert altered > 150


# --- the W3C suite for the data model, signed --------------------------------------------------------------------------


def _suite(corpus: Path, ending: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((corpus / "vc-data-model/open/w3c-vcdm2-suite").glob(f"credential-*{ending}.json")):
        text = file.read_text(encoding="utf-8")
        document = json.loads(text.replace("PAST DATE", "2020-01-01T00:00:00Z").replace("FUTURE DATE", "2090-01-01T00:00:00Z"))
        named = document.get("issuer")
        if isinstance(named, dict) and set(named) <= {"id", "name", "description"} and ending == "-ok":
            document["issuer"] = named | {"id": UNI.did}
        elif "issuer" not in document or "issuer" not in file.name:
            document["issuer"] = UNI.did
        yield file.name, document


def test_what_the_suite_calls_wrong_is_never_verified_though_well_signed(corpus: Path) -> None:
    """Signed in the way that covers every member whatever it means, so that only its shape can be wrong."""
    wrong = dict(_suite(corpus, "-fail"))
    assert len(wrong) > 30
    for name, document in wrong.items():
        asked = document if "proof" in name else UNI.sign(_bare(document))
        if name not in _BY_TERMS:
            assert _rejected(_ask(asked)), name


def test_what_only_linked_data_calls_wrong_cannot_be_signed_as_such(corpus: Path) -> None:
    wrong = dict(_suite(corpus, "-fail"))
    for name in _BY_TERMS:
        with pytest.raises(CheckFailed):
            UNI.sign(_bare(wrong[name]), cryptosuite="eddsa-rdfc-2022")


def _bare(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "proof"}


def test_what_the_suite_calls_right_is_genuine_whatever_its_dates(corpus: Path) -> None:
    verified = 0
    right = dict(_suite(corpus, "-ok"))
    for name, document in right.items():
        (finding,) = _ask(UNI.sign(_bare(document)))
        assert finding.report is not None, (name, finding.error)
        assert _failed(finding.report) <= {CheckKind.PERIOD}, (name, finding.report)
        assert finding.report.headline is not Headline.NOT_GENUINE, (name, finding.report)
        verified += finding.report.verdict is Verdict.VERIFIED
    assert verified > len(right) / 2


# --- lists -------------------------------------------------------------------------------------------------------------


def _register(corpus: Path, name: str) -> bytes:
    return (corpus / f"registries/open/dcc-registries/{name}-registry.json").read_bytes()


def _on_list(trust: TrustList) -> VerificationReport:
    (finding,) = _ask(UNI.sign(badge(UNI)), policy=VerificationPolicy(trust_lists=(trust,)))
    assert finding.report is not None
    return finding.report


@pytest.mark.parametrize("name", ["community", "issuer", "sandbox"])
def test_a_register_of_the_field_knows_whom_it_lists(corpus: Path, name: str) -> None:
    data = _register(corpus, name)
    report = _on_list(read_trust_list(data))
    assert report.headline is Headline.ISSUER_UNKNOWN
    assert "issuer-not-listed" in {check.reason for check in report.checks}
    listed = next(issuer.id for issuer in read_trust_list(data).issuers if data.count(issuer.id.encode()) == 1)
    ours = read_trust_list(data.replace(listed.encode(), UNI.did.encode()))
    assert _on_list(ours).headline is Headline.VERIFIED


def test_the_example_list_of_bitstring_status_list_answers_for_an_entry(corpus: Path) -> None:
    """Example 11's list, signed anew by an issuer that can be known: no entry of it is set."""
    folder = corpus / "status-lists/open/w3c-bitstring-status-list-spec"
    listed = json.loads((folder / "example-11-.json").read_bytes())
    url = listed["id"]
    own = _bare(listed) | {"issuer": UNI.did}
    purpose = own["credentialSubject"]["statusPurpose"]
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": "94567",
        "statusListCredential": url,
    }
    signed = UNI.sign(badge(UNI, credentialStatus=entry))
    (without,) = _ask(signed)
    (answered,) = _ask(signed, material={url: world.kept(url, UNI.sign(own))})
    (forged,) = _ask(signed, material={url: world.kept(url, listed)})
    assert _status(without) == (Outcome.UNKNOWN, "status-not-offline")
    assert _status(answered) == (Outcome.PASSED, "not-withdrawn")
    assert _status(forged)[0] is Outcome.UNKNOWN


def _status(finding: Finding) -> tuple[Outcome, str]:
    assert finding.report is not None
    (check,) = [check for check in finding.report.checks if check.kind is CheckKind.STATUS]
    return check.outcome, check.reason
