"""Every byte of small signed fixtures flipped, and shapes at random: nothing changed is verified, nothing crashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import NOON
from tests.issuers import (
    OB2_ASSERTION,
    V1,
    V2,
    Party,
    as_bytes,
    assertion,
    hosted_world,
    kept,
    key_binding,
    material,
    ob2_signed,
    sd_jwt_vc,
    signed_world,
    status_entry,
    status_list,
)
from tests.verdicts import assert_sound
from wallet.errors import CheckFailed, InputRefused
from wallet.formats import read
from wallet.model.credential import Credential
from wallet.model.presentation import Expectation, Presented
from wallet.model.report import Verdict, VerificationReport
from wallet.model.snapshot import Material
from wallet.proofs import sd_jwt
from wallet.verify.verifier import verify_credential, verify_presentation, verify_presented

UNI = Party.with_did_key("university")
ADA = Party.with_did_key("ada")

SMALL = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": UNI.did,
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": ADA.did},
}
SMALL_1 = {
    "@context": [V1, "https://w3id.org/security/suites/ed25519-2020/v1"],
    "type": ["VerifiableCredential"],
    "issuer": UNI.did,
    "issuanceDate": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": ADA.did},
}


def compact(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


FIXTURES: dict[str, tuple[bytes, Material]] = {
    "eddsa-jcs-2022": (compact(UNI.sign(SMALL)), {}),
    "Ed25519Signature2020": (compact(UNI.sign(SMALL_1, type="Ed25519Signature2020", cryptosuite=None)), {}),
    "vc-jwt": (UNI.token(SMALL).encode(), {}),
    "sd-jwt-vc": (sd_jwt_vc(UNI, hidden={"grade": "A"}).encode(), {}),
    "ob2-signed": (ob2_signed().encode(), signed_world()),
    "ob2-hosted": (compact(assertion()), hosted_world(assertion())),
}


def reports(payload: bytes, world: Material) -> Iterator[tuple[Credential | Presented, VerificationReport]]:
    try:
        found = read.read(payload)
    except InputRefused:
        return
    for item in found:
        if isinstance(item, Presented):
            report, inside = verify_presented(item, world, NOON)
            yield item, report
            yield from zip(item.credentials, inside, strict=True)
        else:
            yield item, verify_credential(item, world, NOON)


def meaning(item: Credential | Presented) -> str:
    return json.dumps(dict(item.document), sort_keys=True)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_byte_flipped(name: str) -> None:
    """0 verified, but for spellings of the very same statement (white space is none of these bytes)."""
    payload, world = FIXTURES[name]
    ((original, sound),) = reports(payload, world)
    assert sound.verdict is Verdict.VERIFIED
    step = (
        4 if name == "Ed25519Signature2020" else 1
    )  # canonicalization costs milliseconds: every byte, each with one of four flips
    for place in range(len(payload)):
        for bit in ((0x01, 0x04, 0x20)[place % 3],) if step > 1 else (0x01, 0x20):
            mutant = bytearray(payload)
            mutant[place] ^= bit
            for item, report in reports(bytes(mutant), world):
                assert_sound(report)
                if report.verdict is Verdict.VERIFIED:
                    assert meaning(item) == meaning(original), (place, bytes(mutant))


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cut(name: str) -> None:
    payload, world = FIXTURES[name]
    ((original, _),) = reports(payload, world)
    for end in range(0, len(payload), 3):
        for item, report in reports(payload[:end], world):
            assert report.verdict is not Verdict.VERIFIED or is_only_shorter(name, item, original)


def is_only_shorter(name: str, item: Any, original: Any) -> bool:
    """An SD-JWT may be shown with fewer disclosures: that is what it is for."""
    return name == "sd-jwt-vc" and set(item.document) < set(original.document)


def test_a_flipped_presentation_is_never_accepted() -> None:
    payload = key_binding(sd_jwt_vc(UNI, ADA, hidden={"grade": "A"}), ADA).encode()
    expectation = Expectation(nonce="7KQ4MP", audience="Employer")
    for place in range(len(payload)):
        mutant = bytearray(payload)
        mutant[place] ^= 0x01
        try:
            found = read.read(bytes(mutant))
        except InputRefused:
            continue
        for item in found:
            if isinstance(item, Presented):
                report = verify_presentation(item, {}, NOON, expectation=expectation)
                assert report.verdict is not Verdict.VERIFIED, place
            else:
                assert verify_credential(item, {}, NOON, expectation=expectation).verdict is Verdict.REJECTED


def test_every_byte_of_a_status_list_flipped() -> None:
    """A changed list never says "not withdrawn" of a withdrawn credential."""
    url = "https://uni.example/status/1"
    credential = read.read(as_bytes(UNI.sign(SMALL | {"credentialStatus": status_entry(url, 7)})))[0]
    assert isinstance(credential, Credential)
    payload = compact(UNI.sign(status_list(UNI, url, 7)))
    for place in range(len(payload)):
        mutant = bytearray(payload)
        mutant[place] ^= 0x01
        report = verify_credential(credential, material(kept(url, bytes(mutant))), NOON)
        assert report.verdict is not Verdict.VERIFIED, place


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "id", UNI.did, UNI.method, "did:web:x.example", "https://x.example/a#b", "2026-01-01T00:00:00Z", "u", "∞"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "a", "@id", "publicKeyMultibase"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_MEMBERS = st.sampled_from(
    [
        "@context",
        "id",
        "type",
        "issuer",
        "validFrom",
        "validUntil",
        "credentialSubject",
        "credentialStatus",
        "credentialSchema",
        "proof",
        "badge",
        "verification",
        "verify",
        "iss",
        "sub",
        "exp",
        "nbf",
        "status",
        "cnf",
        "vct",
        "_sd",
        "holder",
        "verifiableCredential",
        "revoked",
    ]
)


def shaped(base: str, changes: dict[str, Any], *, resign: bool) -> tuple[bytes, Material]:
    if base == "vc":
        return compact(UNI.sign(SMALL | changes) if resign and "proof" not in changes else UNI.sign(SMALL) | changes), {}
    if base == "vp":
        wrapper = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [UNI.sign(SMALL)]}
        return compact(ADA.sign(wrapper, proofPurpose="authentication") | changes), {}
    if base == "ob2":
        world = hosted_world(assertion()) | (material(kept(OB2_ASSERTION, assertion() | changes)) if resign else {})
        return compact(assertion() | changes), world
    if base == "jwt":
        return UNI.token(SMALL | changes).encode(), {}
    return UNI.token({"iss": UNI.did, "vct": "https://x.example"} | changes, typ="dc+sd-jwt").encode() + b"~", {}


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    changes=st.dictionaries(_MEMBERS, _JSON, max_size=4),
    resign=st.booleans(),
    base=st.sampled_from(["vc", "ob2", "jwt", "sd", "vp"]),
)
def test_any_shape_is_judged_without_a_crash(changes: dict[str, Any], resign: bool, base: str) -> None:
    """Signed garbage too: an issuer may sign anything."""
    try:
        payload, world = shaped(base, changes, resign=resign)
    except CheckFailed:
        return  # not even its issuer could sign that
    for _, report in reports(payload, world):
        assert_sound(report)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.one_of(st.binary(max_size=40), _JSON.map(compact), st.dictionaries(_MEMBERS, _JSON, max_size=5).map(compact)))
def test_any_kept_document_is_read_without_a_crash(body: bytes) -> None:
    """What a site answers is as foreign as a credential."""
    web = Party.with_did_web("university on the web")
    url = "https://uni.example/s"
    credentials = (
        web.sign(
            SMALL
            | {
                "issuer": web.did,
                "credentialStatus": status_entry(url, 1),
                "credentialSchema": {"id": url, "type": "JsonSchema"},
            }
        ),
        assertion(id=url, badge=url),
        UNI.token(assertion(badge=url, verification={"type": "signed", "creator": url})),
        UNI.sign(SMALL | {"credentialStatus": {"id": url, "type": "1EdTechRevocationList"}}),
        sd_jwt_vc(UNI, status={"status_list": {"idx": 1, "uri": url}}),
        sd_jwt_vc(UNI, iss="https://uni.example"),
    )
    places = (url, web.document_url, "https://uni.example/.well-known/jwt-vc-issuer")
    for payload in credentials:
        for _, report in reports(as_bytes(payload), material(*(kept(place, body) for place in places))):
            assert_sound(report)
            assert report.verdict is not Verdict.VERIFIED


def test_the_door_of_sd_jwt_is_the_one_used() -> None:
    """A disclosure that nothing refers to, and one given twice: both fail by name."""
    text = sd_jwt_vc(UNI, hidden={"grade": "A"})
    token, disclosure, _ = text.split("~")
    stranger = sd_jwt_vc(UNI, hidden={"other": "B"}).split("~")[1]
    for odd in ("~".join((token, disclosure, stranger, "")), "~".join((token, disclosure, disclosure, ""))):
        assert sd_jwt.parse(odd).disclosures
        for _, report in reports(odd.encode(), {}):
            assert report.verdict is Verdict.REJECTED
