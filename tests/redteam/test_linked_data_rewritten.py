"""The same statements in other words: a signature over linked data holds, and a reader of the JSON must not be misled."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.issuers import ISSUED, V1, V2, Party, badge, stamp
from tests.verdicts import failures, judged, trusting
from wallet.model.report import Headline, Verdict
from wallet.proofs.canonical import Contexts, canonize

ISSUER = Party.with_did_key("issuer of linked data")
KNOWN = trusting(ISSUER.did)
NONE = Contexts({})
OWN = "https://uni.example/words#"
UNDEFINED = "https://www.w3.org/ns/credentials/undefined-term#"
DI = "https://w3id.org/security/data-integrity/v2"


def signed(document: dict[str, Any]) -> dict[str, Any]:
    made = ISSUER.sign(document, cryptosuite="eddsa-rdfc-2022", created=None)
    return copy.deepcopy(made)


def same_statements(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the signature cannot tell the two apart."""
    bare = [{name: value for name, value in document.items() if name != "proof"} for document in (before, after)]
    return canonize(bare[0], NONE) == canonize(bare[1], NONE)


def _one_name_for_two() -> dict[str, Any]:
    """An expired credential whose achievement carries the credential's own id, as careless issuers write it."""
    document = badge(ISSUER, validFrom="2019-01-01T00:00:00Z", validUntil="2020-01-01T00:00:00Z")
    document["credentialSubject"]["achievement"]["id"] = document["id"]
    return signed(document)


@pytest.mark.parametrize("moved", ["validUntil", "validFrom", "issuer"])
@pytest.mark.parametrize("types", [["Achievement", "VerifiableCredential"], ["VerifiableCredential", "Achievement"]])
def test_what_is_said_of_the_whole_is_moved_deeper_where_nobody_looks(moved: str, types: list[str]) -> None:
    honest = _one_name_for_two()
    assert judged(honest, policy=KNOWN).headline is Headline.EXPIRED
    forged = copy.deepcopy(honest)
    deeper = forged["credentialSubject"]["achievement"]
    deeper["type"] = types
    deeper[moved] = forged.pop(moved)
    assert same_statements(honest, forged)
    report = judged(forged, policy=KNOWN)
    assert report.headline is Headline.NOT_GENUINE
    assert "unsigned-terms" in failures(report)


def test_a_status_is_moved_into_a_map_of_identifiers() -> None:
    """The name of a member can be an identifier, too, when a context says so."""
    status = {"id": "urn:uuid:5d1a2f3c-0000-4000-8000-000000000001", "type": "MyStatus"}
    words = {"about": f"{OWN}about", "MyStatus": f"{OWN}MyStatus"}
    document = badge(ISSUER, credentialStatus=status)
    document["@context"] = [*document["@context"], words]
    document["about"] = {"id": document["id"], "type": "VerifiableCredential"}
    honest = signed(document)
    assert judged(honest, policy=KNOWN).verdict is Verdict.INDETERMINATE
    forged = copy.deepcopy(honest)
    forged["@context"][-1] = words | {"about": {"@id": f"{OWN}about", "@container": "@id"}}
    forged["about"] = {forged["id"]: {"type": "VerifiableCredential", "credentialStatus": forged.pop("credentialStatus")}}
    assert same_statements(honest, forged)
    assert judged(forged, policy=KNOWN).verdict is Verdict.REJECTED


def test_a_credential_in_a_presentation_of_the_same_name_is_no_second_top() -> None:
    holder = Party.with_did_key("holder of the same name")
    inside = signed(badge(ISSUER, holder))
    document = {"@context": [V2], "id": inside["id"], "type": ["VerifiablePresentation"], "holder": holder.did}
    document["verifiableCredential"] = [inside]
    made = holder.sign(document, cryptosuite="eddsa-rdfc-2022", proofPurpose="authentication", created="2026-11-20T11:00:00Z")
    assert judged(made, policy=KNOWN).verdict is Verdict.VERIFIED


def _of_version_1(words: Any) -> dict[str, Any]:
    document = {
        "@context": [V1, DI, words],
        "id": "urn:uuid:5d1a2f3c-0000-4000-8000-000000000002",
        "type": ["VerifiableCredential"],
        "issuer": ISSUER.did,
        "issuanceDate": stamp(ISSUED),
        "remarks": "Doctor of Medicine: not awarded",
        "credentialSubject": {"id": "did:example:ada"},
    }
    return signed(document)


@pytest.mark.parametrize("words", [{"@vocab": OWN}, {"remarks": f"{OWN}remarks"}])
@pytest.mark.parametrize("name", ["name", "description", "narrative"])
def test_an_issuers_own_word_under_a_name_that_everybody_reads(words: dict[str, str], name: str) -> None:
    honest = _of_version_1(words)
    assert judged(honest, policy=KNOWN).headline is Headline.VERIFIED
    forged = copy.deepcopy(honest)
    forged["@context"][2] = {name: f"{OWN}remarks"}
    forged[name] = forged.pop("remarks")
    assert same_statements(honest, forged)
    assert judged(forged, policy=KNOWN).headline is Headline.NOT_GENUINE


def test_two_words_of_the_undefined_vocabulary_are_exchanged() -> None:
    document = badge(
        ISSUER, type=["VerifiableCredential"], credentialSubject={"id": "did:example:ada", "mark": "F", "level": "A"}
    )
    document["@context"] = [V2, "https://www.w3.org/ns/credentials/undefined-terms/v2"]
    honest = signed(document)
    assert judged(honest, policy=KNOWN).headline is Headline.VERIFIED
    forged = copy.deepcopy(honest)
    forged["@context"].append({"mark": f"{UNDEFINED}level", "level": f"{UNDEFINED}mark"})
    forged["credentialSubject"] |= {"mark": "A", "level": "F"}
    assert same_statements(honest, forged)
    assert judged(forged, policy=KNOWN).headline is Headline.NOT_GENUINE


def test_a_statement_is_turned_around() -> None:
    """``employer`` of Ada is written as ``staff`` of her employer; the graph is the same."""
    document = badge(ISSUER)
    document["@context"] = [*document["@context"], {"employer": {"@id": f"{OWN}employer", "@type": "@id"}}]
    document["credentialSubject"] |= {"id": "did:example:ada", "employer": "did:example:acme"}
    honest = signed(document)
    assert judged(honest, policy=KNOWN).headline is Headline.VERIFIED
    forged = copy.deepcopy(honest)
    forged["@context"].append({"staff": {"@reverse": f"{OWN}employer"}, "friend": f"{OWN}friend"})
    subject = forged["credentialSubject"]
    del subject["employer"]
    subject["achievement"]["staff"] = {"id": "did:example:ada"}
    assert judged(forged, policy=KNOWN).headline is Headline.NOT_GENUINE


# Rewritings that were already seen through, so that they stay so.
def _reworded(**members: Any) -> dict[str, Any]:
    return signed(badge(ISSUER)) | members


@pytest.mark.parametrize(
    "change",
    [
        {"proof": {"type": "DataIntegrityProof"}},
        {"id": "https://UNI.example/credentials/1"},
        {"id": "https://uni.example/%63redentials/1"},
        {"type": ["VerifiableCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"]},
        {"@context": [V2]},
        {"@context": V2},
        {"validFrom": [stamp(ISSUED)]},
        {"validFrom": {"@value": stamp(ISSUED), "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}},
        {"name": {"@value": "Teamwork Badge", "@language": "en"}},
        {"name": ["Teamwork Badge", {"@value": "Doctor"}]},
        {"issuer": [{"id": ISSUER.did}]},
        {"issuer": {"@id": ISSUER.did, "type": ["Profile"], "name": "Example University"}},
        {"verifiableCredential": []},
        {"@included": []},
        {"@reverse": {}},
        {"@nest": {"name": "Doctor"}},
        {"@graph": []},
        {"@index": "x"},
        {"@propagate": False},
        {"@import": "https://evil.example/context"},
    ],
)
def test_other_rewritings(change: dict[str, Any]) -> None:
    report = judged(_reworded(**change), policy=KNOWN)
    assert report.verdict is Verdict.REJECTED
