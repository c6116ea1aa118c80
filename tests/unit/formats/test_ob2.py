"""Open Badges 1 and 2: what an assertion must say, and what is left of a revoked one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes import snapshot
from tests.unit.formats.documents import OB2, assertion, one_credential, token
from wallet.errors import InputRefused
from wallet.formats.ob2 import completed
from wallet.formats.read import read
from wallet.model.credential import Format, TimeClaim
from wallet.model.proof import Securing

OB1_1 = "https://w3id.org/openbadges/v1"
# The example of Open Badges 1.0, in our words: no context, no type, ``uid`` and ``verify``.
VERSION_1_0 = {
    "uid": "f2c20",
    "recipient": {"type": "email", "hashed": True, "salt": "alder", "identity": "sha256$00"},
    "badge": "https://uni.example/badges/robots.json",
    "verify": {"type": "hosted", "url": "https://uni.example/assertions/1.json"},
    "issuedOn": 1359217910,
}
BADGE = {
    "@context": OB2,
    "id": "https://uni.example/badges/robots",
    "type": "BadgeClass",
    "name": "Robots",
    "description": "Builds robots.",
    "criteria": "https://uni.example/criteria",
    "image": "https://uni.example/robots.png",
    "tags": ["robotics"],
    "alignment": [{"targetName": "Soldering"}],
    "issuer": "https://uni.example/issuer",
}
PROFILE = {"@context": OB2, "id": "https://uni.example/issuer", "type": "Issuer", "name": "Example University"}


def test_a_hosted_assertion() -> None:
    found = one_credential(assertion(evidence=["https://uni.example/video", {"id": "https://uni.example/text"}, "words"]))
    assert (found.format, found.securing, found.problems) == (Format.OB2, Securing.HOSTED, ())
    assert (found.credential_id, found.subject.id) == ("https://uni.example/assertions/1", "ada@example.org")
    assert found.achievement is not None
    assert found.achievement.id == "https://uni.example/badges/robots"
    assert found.times == (
        TimeClaim(name="issuedOn", bound="start", value="2026-01-01T00:00:00Z"),
        TimeClaim(name="expires", bound="end", value="2028-01-01T00:00:00Z"),
    )
    assert found.evidence == ("https://uni.example/video", "https://uni.example/text")
    assert (found.status, found.proofs) == ((), ())


def test_an_embedded_badge_class() -> None:
    found = one_credential(assertion(badge=BADGE | {"issuer": PROFILE}))
    assert (found.name, found.issuer.name, found.issuer.id) == ("Robots", "Example University", "https://uni.example/issuer")
    assert found.achievement is not None
    assert found.achievement.criteria == "https://uni.example/criteria"
    assert found.achievement.skills == ("robotics", "Soldering")


def test_version_1_0() -> None:
    found = one_credential(VERSION_1_0)
    assert (found.format, found.credential_id, found.problems) == (Format.OB2, "f2c20", ())
    assert found.times[0].value == 1359217910


def test_version_1_1() -> None:
    document = assertion(**{"@context": OB1_1}, verify={"type": "hosted"}, verification=...)
    assert one_credential(document).problems == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"@context": ...}, "context-missing"),
        ({"@context": "https://other.example"}, "context-order"),
        ({"@context": {}}, "context-order"),
        ({"type": "OtherAssertion"}, "type-missing"),
        ({"type": ...}, "type-missing"),
        ({"id": ...}, "id-not-url"),
        ({"id": 5}, "id-not-url"),
        ({"id": "assertion 1"}, "id-not-url"),
        ({"revoked": "true"}, "revoked-malformed"),
        ({"revoked": 1}, "revoked-malformed"),
        ({"revoked": None}, "revoked-malformed"),
        ({"recipient": None}, "recipient-missing"),
        ({"recipient": "ada@example.org"}, "recipient-malformed"),
        ({"recipient": [{"identity": "ada@example.org"}]}, "recipient-malformed"),
        ({"recipient": {"type": "email", "hashed": False}}, "recipient-malformed"),
        ({"recipient": {"type": "email", "hashed": False, "identity": {"en": "ada@example.org"}}}, "recipient-malformed"),
        ({"recipient": {"type": "email", "identity": "ada@example.org"}}, "recipient-malformed"),
        ({"recipient": {"type": "email", "hashed": "false", "identity": "ada@example.org"}}, "recipient-malformed"),
        ({"recipient": {"hashed": False, "identity": "ada@example.org"}}, "recipient-malformed"),
        ({"badge": None}, "badge-missing"),
        ({"badge": {}}, "badge-malformed"),
        ({"badge": "Robots"}, "badge-malformed"),
        ({"badge": ["https://uni.example/badges/robots"]}, "badge-malformed"),
        ({"issuedOn": ...}, "issued-on-missing"),
        ({"verification": None}, "verification-missing"),
        ({"verification": "hosted"}, "verification-malformed"),
        ({"verification": {}}, "verification-malformed"),
    ],
)
def test_what_open_badges_2_demands(changes: dict[str, Any], problem: str) -> None:
    document = assertion(**changes)
    assert one_credential(document).problems == (problem,)
    assert one_credential(token(document, typ="JWT")).problems == (problem,)


@pytest.mark.parametrize("changes", [{"uid": ...}, {"uid": ""}, {"uid": 5}])
def test_version_1_0_needs_its_uid(changes: dict[str, Any]) -> None:
    document = {name: value for name, value in (VERSION_1_0 | changes).items() if value is not ...}
    assert one_credential(document).problems == ("uid-missing",)


@pytest.mark.parametrize(
    "left",
    [
        {"@context": OB2, "id": "https://uni.example/assertions/1", "revoked": True, "revocationReason": "A mistake."},
        {"@context": OB2, "type": "Assertion", "id": "https://uni.example/assertions/1", "revoked": True},
        {"uid": "f2c20", "revoked": True},
    ],
)
def test_what_is_left_of_a_revoked_assertion_is_still_one(left: dict[str, Any]) -> None:
    """It is kept and judged withdrawn, not refused as "no credential": the person is told what happened to the badge."""
    found = one_credential(left)
    assert (found.format, found.securing, found.problems) == (Format.OB2, Securing.HOSTED, ())
    assert found.document["revoked"] is True


@pytest.mark.parametrize(
    "document",
    [
        {"revoked": True},
        {"id": 5, "revoked": True},
        {"id": "17", "revoked": True},
        {"id": "https://uni.example/x", "revoked": False},
        {"id": "https://uni.example/x", "type": "Endorsement", "revoked": True},
        {"id": "https://uni.example/x", "revoked": "yes"},
        BADGE,
        PROFILE,
    ],
)
def test_what_is_no_assertion(document: dict[str, Any]) -> None:
    with pytest.raises(InputRefused) as raised:
        read(json.dumps(document).encode())
    assert raised.value.code == "not-a-credential"


def kept(*documents: dict[str, Any]) -> dict[str, Any]:
    return {item["id"]: snapshot(item["id"], json.dumps(item).encode()) for item in documents}


def test_kept_documents_complete_what_people_read() -> None:
    bare = one_credential(assertion())
    whole = completed(bare, kept(BADGE, PROFILE))
    assert (whole.name, whole.issuer.name) == ("Robots", "Example University")
    assert (whole.raw, whole.document, whole.problems) == (bare.raw, bare.document, bare.problems)
    half = completed(bare, kept(BADGE))
    assert (half.name, half.issuer.id, half.issuer.name) == ("Robots", "https://uni.example/issuer", "")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"id": "https://other.example", "name": "Doctorate"}'])
def test_kept_documents_that_are_something_else_complete_nothing(body: bytes) -> None:
    world = {BADGE["id"]: snapshot(str(BADGE["id"]), body)}
    assert completed(one_credential(assertion()), world).name == ""


@pytest.mark.parametrize("badge", [5, None, [], {"issuer": 5}, {"issuer": []}, {"id": "https://uni.example/badges/robots"}])
def test_nothing_crashes_on_a_badge_of_any_shape(badge: Any) -> None:
    assert completed(one_credential(assertion(badge=badge)), kept(BADGE, PROFILE)).format is Format.OB2
