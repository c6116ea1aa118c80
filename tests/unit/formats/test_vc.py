"""W3C credentials as JSON: what people read of them, what bounds them, and what is wrong with them by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.formats.documents import ADA, OB3, UNI, VC1, VC2, badge, credential, credential_1, one_credential
from wallet.model.credential import Format, TimeClaim
from wallet.model.proof import Securing

PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "verificationMethod": f"{UNI}#key-1",
    "proofPurpose": "assertionMethod",
    "proofValue": "z2",
}


def test_an_open_badge_as_people_read_it() -> None:
    found = one_credential(badge())
    assert (found.format, found.securing, found.problems) == (Format.OB3, Securing.NONE, ())
    assert (found.name, found.credential_id) == ("Robot Badge", "https://uni.example/credentials/1")
    assert (found.issuer.id, found.issuer.name) == (UNI, "Example University")
    assert found.subject.id == ADA
    achieved = found.achievement
    assert achieved is not None
    assert (achieved.name, achieved.kind, achieved.criteria) == ("Robots", "Badge", "Build one.")
    assert achieved.skills == ("robotics", "electronics", "Soldering")
    assert achieved.image == "https://uni.example/robots.png"
    assert found.evidence == ("https://uni.example/video",)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (credential(), Format.VC2),
        (credential_1(), Format.VC1),
        (badge(type=["VerifiableCredential", "AchievementCredential"]), Format.OB3),
        (badge(type=["VerifiableCredential", "EndorsementCredential"]), Format.OB3),
        (badge(type="AchievementCredential"), Format.OB3),
        (badge(type=["VerifiableCredential", "ClrCredential"]), Format.CLR2),
        (credential_1(type=["VerifiableCredential", "OpenBadgeCredential"]), Format.OB3),
    ],
)
def test_the_family_is_told_by_type_and_context(document: dict[str, Any], expected: Format) -> None:
    assert one_credential(document).format is expected


def test_raw_is_what_was_received() -> None:
    raw = b"\xef\xbb\xbf \n" + json.dumps(badge(), indent=3).encode() + b"\n\n"
    assert one_credential(raw).raw == raw


def test_proofs_are_read_as_they_name_themselves() -> None:
    legacy = {"type": "Ed25519Signature2020", "verificationMethod": {"id": "did:web:x#k"}, "proofPurpose": "assertionMethod"}
    found = one_credential(credential(proof=[PROOF, legacy]))
    assert found.securing is Securing.DATA_INTEGRITY
    assert [(proof.suite, proof.verification_method) for proof in found.proofs] == [
        ("eddsa-rdfc-2022", f"{UNI}#key-1"),
        ("Ed25519Signature2020", "did:web:x#k"),
    ]
    assert found.proofs[0].options == PROOF
    assert found.proofs[0].purpose == "assertionMethod"


@pytest.mark.parametrize("proof", [[], None, ..., "z2", 7, ["z2"]])
def test_what_is_no_proof_secures_nothing(proof: Any) -> None:
    assert one_credential(credential(proof=proof)).securing is Securing.NONE


def test_every_time_that_bounds_it() -> None:
    found = one_credential(credential(validUntil="2027-01-01T00:00:00Z", expirationDate=5))
    assert found.times == (
        TimeClaim(name="validFrom", bound="start", value="2026-01-01T00:00:00Z"),
        TimeClaim(name="validUntil", bound="end", value="2027-01-01T00:00:00Z"),
        TimeClaim(name="expirationDate", bound="end", value=5),
    )


@pytest.mark.parametrize(
    ("entry", "kind", "url"),
    [
        (
            {"id": "https://l.example/1#5", "type": "BitstringStatusListEntry", "statusListCredential": "https://l.example/1"},
            "BitstringStatusListEntry",
            "https://l.example/1",
        ),
        (
            {
                "id": "https://l.example/1#5",
                "type": "RevocationList2020Status",
                "revocationListCredential": "https://l.example/1",
            },
            "RevocationList2020Status",
            "https://l.example/1",
        ),
        (
            {"id": "https://l.example/revoked", "type": "1EdTechRevocationList"},
            "1EdTechRevocationList",
            "https://l.example/revoked",
        ),
    ],
)
def test_status_entries(entry: dict[str, Any], kind: str, url: str) -> None:
    for named in (entry, [entry]):
        (found,) = one_credential(credential(credentialStatus=named)).status
        assert (found.type, found.url, found.entry) == (kind, url, entry)


def test_all_status_entries_are_kept() -> None:
    entries = [{"type": "A", "id": "urn:x:1", "statusPurpose": "suspension"}, {"type": ["B", "C"], "id": "urn:x:2"}]
    found = one_credential(credential(credentialStatus=entries)).status
    assert [(entry.type, entry.purpose) for entry in found] == [("A", "suspension"), ("B", "")]


_NAMELESS = {"name": ..., "credentialSubject": {"id": ADA}}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"name": {"@value": "Roboter", "@language": "de"}}, "Roboter"),
        ({"name": [{"@value": "Roboter", "@language": "de"}, {"@value": "Robots!", "@language": "en"}]}, "Robots!"),
        ({"name": ...}, "Robots"),
        ({"name": 5}, "Robots"),
        ({**_NAMELESS, "type": ["VerifiableCredential", "MathDiplomaCredential"]}, "Math diploma credential"),
        ({**_NAMELESS, "type": ["VerifiableCredential"]}, ""),
    ],
)
def test_the_name_people_know_it_by(changes: dict[str, Any], name: str) -> None:
    assert one_credential(badge(**changes)).name == name


def test_a_hashed_subject() -> None:
    identity = {"type": "IdentityObject", "identityHash": "sha256$00", "identityType": "emailAddress", "hashed": True}
    for identifier in (identity, [identity]):
        found = one_credential(badge(credentialSubject={"type": ["AchievementSubject"], "identifier": identifier}))
        assert found.subject.id == "sha256$00"
        assert found.problems == ()


# Each: what is changed in a sound credential of version 2.0, and the one problem that this makes.
_WRONG: list[tuple[dict[str, Any], str]] = [
    ({"@context": ...}, "context-order"),
    ({"@context": [OB3, VC2]}, "context-order"),
    ({"@context": [{}, VC2]}, "context-order"),
    ({"@context": [VC2, 5]}, "context-malformed"),
    ({"@context": [VC2, "no url"]}, "context-malformed"),
    ({"@context": [VC2, {"type": "urn:x"}]}, "context-redefines"),
    ({"@context": [VC2, {"VerifiableCredential": "urn:x"}]}, "context-redefines"),
    ({"@context": [VC2, VC1]}, "context-mixed"),
    ({"type": ["VerifiableCredential", 5]}, "type-malformed"),
    ({"type": ["VerifiableCredential", ""]}, "type-malformed"),
    ({"type": ["OpenBadgeCredential"]}, "type-missing"),
    ({"type": {"VerifiableCredential": 1}}, "type-malformed"),
    ({"id": 5}, "id-not-url"),
    ({"id": None}, "id-not-url"),
    ({"id": ["urn:x:1", "urn:x:2"]}, "id-not-url"),
    ({"id": "no url"}, "id-not-url"),
    ({"issuer": 5}, "issuer-malformed"),
    ({"issuer": ...}, "issuer-malformed"),
    ({"issuer": []}, "issuer-malformed"),
    ({"issuer": [UNI]}, "issuer-malformed"),
    ({"issuer": "Example University"}, "issuer-malformed"),
    ({"issuer": {"name": "Example University"}}, "issuer-malformed"),
    ({"issuer": {"@id": UNI}}, "issuer-malformed"),
    ({"credentialSubject": ...}, "subject-missing"),
    ({"credentialSubject": []}, "subject-missing"),
    ({"credentialSubject": {}}, "subject-malformed"),
    ({"credentialSubject": ADA}, "subject-malformed"),
    ({"credentialSubject": [{"id": ADA}, {}]}, "subject-malformed"),
    ({"credentialSubject": {"id": "Ada"}}, "subject-id-not-url"),
    ({"credentialStatus": "https://l.example/1"}, "credentialStatus-malformed"),
    ({"credentialStatus": {"id": "https://l.example/1"}}, "credentialStatus-without-type"),
    ({"credentialStatus": {"type": "X", "id": 5}}, "credentialStatus-id-not-url"),
    ({"credentialSchema": {"type": "JsonSchema"}}, "credentialSchema-id-not-url"),
    ({"credentialSchema": ["https://s.example"]}, "credentialSchema-malformed"),
    ({"evidence": [{"id": "https://e.example"}]}, "evidence-without-type"),
    ({"termsOfUse": {"id": "https://t.example"}}, "termsOfUse-without-type"),
    ({"refreshService": {"type": []}}, "refreshService-without-type"),
    ({"relatedResource": {"id": "https://r.example"}}, "relatedResource-without-digest"),
    ({"relatedResource": {"digestSRI": "sha256-x"}}, "relatedResource-malformed"),
    ({"relatedResource": [{"id": "urn:x", "digestSRI": "a"}, {"id": "urn:x", "digestSRI": "a"}]}, "relatedResource-malformed"),
    ({"proof": "z2"}, "proof-without-type"),
    ({"proof": {"cryptosuite": "eddsa-rdfc-2022"}}, "proof-without-type"),
    ({"proof": [PROOF, {"type": ["DataIntegrityProof"]}]}, "proof-without-type"),
    ({"validFrom": 1893456000}, "validFrom-not-text"),
    ({"validUntil": None}, "validUntil-not-text"),
    ({"name": 5}, "name-malformed"),
    ({"description": {"en": "Robots"}}, "description-malformed"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code"), _WRONG)
def test_what_breaks_version_2_is_named(changes: dict[str, Any], code: str) -> None:
    assert one_credential(credential(**changes)).problems == (code,)


@pytest.mark.parametrize(
    "changes",
    [
        {"@context": VC2},
        {"@context": [VC2, OB3, {"degree": "https://uni.example/degree"}]},
        {"type": "VerifiableCredential"},
        {"id": ...},
        {"issuer": UNI},
        {"credentialSubject": [{"id": ADA}, {"degree": "Bachelor"}]},
        {"credentialStatus": {"type": "Anything"}},
        {"credentialStatus": []},
        {"proof": [PROOF, PROOF]},
        {"validFrom": ...},
        {"name": {"@value": "Roboter", "@language": "de", "@direction": "ltr"}},
        {"relatedResource": {"id": "https://r.example", "digestMultibase": "z2"}},
    ],
)
def test_what_version_2_allows(changes: dict[str, Any]) -> None:
    assert one_credential(credential(**changes)).problems == ()


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, ()),
        ({"issuanceDate": ...}, ("issuance-date-missing",)),
        ({"issuanceDate": 5}, ("issuanceDate-not-text",)),
        ({"credentialStatus": {"type": "X"}}, ("credentialStatus-id-not-url",)),
        ({"credentialStatus": {"type": "X", "id": "urn:x:1"}}, ()),
        ({"refreshService": {"type": "X"}}, ("refreshService-id-not-url",)),
        ({"credentialSubject": ADA}, ("subject-malformed",)),
    ],
)
def test_what_version_1_demands(changes: dict[str, Any], problems: tuple[str, ...]) -> None:
    assert one_credential(credential_1(**changes)).problems == problems


def test_every_problem_is_named_once() -> None:
    found = one_credential({"type": "VerifiableCredential", "issuer": 5, "evidence": [{}, {}, {}]})
    expected = ("context-order", "issuer-malformed", "subject-missing", "evidence-without-type")
    assert found.problems == expected
