"""Presentations around whole credentials: what is signed, that it verifies, and that what is inside survives."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.fakes import NOON, SeededEntropy
from tests.unit.holder.issuing import ISSUER, VC2, badge, jwt_credential
from wallet.errors import CheckFailed, PresentationRefused
from wallet.holder import keys
from wallet.holder.present import present_vp, present_vp_jwt
from wallet.model.credential import Credential, Format
from wallet.model.holder import KeyKind
from wallet.model.presentation import Presentation, PresentationKind, PresentationRequest
from wallet.model.proof import Securing
from wallet.proofs import canonical, data_integrity, jws
from wallet.proofs.keys import PublicKey

ASKED = PresentationRequest(audience="https://jobs.example", nonce="7KQ4MP", expires_at=NOON + timedelta(days=2))
NOTHING_ASKED = PresentationRequest()
SUITES = [
    (KeyKind.ED25519, "eddsa-jcs-2022"),
    (KeyKind.ED25519, "eddsa-rdfc-2022"),
    (KeyKind.P256, "ecdsa-jcs-2019"),
    (KeyKind.P256, "ecdsa-rdfc-2019"),
]


def make(
    *credentials: Credential, kind: KeyKind = KeyKind.ED25519, request: PresentationRequest = ASKED, **more: Any
) -> Presentation:
    entropy = SeededEntropy()
    key, private = keys.create(kind, entropy, NOON)
    return present_vp(credentials, request, keys.signer(private, kind), key, NOON, entropy, **more)


def document(presentation: Presentation) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(presentation.data)
    return made


def check(made: dict[str, Any]) -> None:
    multikey = made["proof"]["verificationMethod"].partition("#")[2]
    data_integrity.verify(made, made["proof"], PublicKey.from_multikey(multikey), canonical.Contexts({}))


@pytest.mark.parametrize(("kind", "suite"), SUITES)
def test_a_presentation_is_signed_for_its_audience_and_code(kind: KeyKind, suite: str) -> None:
    presentation = make(badge(), kind=kind, suite=suite)
    made = document(presentation)
    proof = made["proof"]
    check(made)
    assert made["@context"] == [VC2] and made["type"] == ["VerifiablePresentation"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made["id"])
    assert proof["verificationMethod"] == f"{made['holder']}#{made['holder'][8:]}"
    assert (proof["challenge"], proof["domain"], proof["proofPurpose"]) == ("7KQ4MP", "https://jobs.example", "authentication")
    assert (proof["created"], proof["expires"]) == ("2026-11-20T12:00:00Z", "2026-11-22T12:00:00Z")
    assert (presentation.kind, presentation.media_type, presentation.suffix) == (PresentationKind.VP, "application/vp", ".json")
    assert presentation.holder == made["holder"] and presentation.request == ASKED


@pytest.mark.parametrize("member", ["challenge", "domain", "expires", "created"])
def test_no_part_of_the_answer_can_be_changed_afterwards(member: str) -> None:
    made = document(make(badge()))
    made["proof"][member] = "2027-01-01T00:00:00Z"
    with pytest.raises(CheckFailed):
        check(made)


def test_without_audience_and_code_none_is_invented_and_it_ends_in_seven_days() -> None:
    presentation = make(badge(), request=NOTHING_ASKED)
    proof = document(presentation)["proof"]
    assert not {"challenge", "domain"} & set(proof)
    assert proof["expires"] == "2026-11-27T12:00:00Z"
    assert presentation.request.expires_at == NOON + timedelta(days=7)


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
@pytest.mark.parametrize("indent", [None, 3])
def test_the_proof_of_a_credential_inside_still_holds(suite: str, indent: int | None) -> None:
    credential = badge(
        "Naïve ✎ \u2028 R&D %1", suite=suite, indent=indent, credentialSubject={"id": "did:example:a", "name": "Ünï"}
    )
    inside = document(make(credential, badge("Second")))["verifiableCredential"]
    assert inside[0] == json.loads(credential.raw)
    data_integrity.verify(inside[0], inside[0]["proof"], ISSUER.public, canonical.Contexts({}))


def test_an_rdfc_presentation_covers_credentials_of_both_data_models() -> None:
    old = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:school",
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada"},
    }
    vc1 = Credential(format=Format.VC1, securing=Securing.NONE, raw=json.dumps(old).encode(), document=old)
    made = document(make(vc1, badge(), jwt_credential(), suite="eddsa-rdfc-2022"))
    check(made)
    made["verifiableCredential"][0]["credentialSubject"]["id"] = "did:example:eve"
    with pytest.raises(CheckFailed):
        check(made)


def test_tokens_travel_in_envelopes_letter_for_letter() -> None:
    new, old = jwt_credential(version=2), jwt_credential(version=1)
    inside = document(make(new, old))["verifiableCredential"]
    assert [member["type"] for member in inside] == ["EnvelopedVerifiableCredential"] * 2
    assert inside[0] == {
        "@context": VC2,
        "id": f"data:application/vc+jwt,{new.raw.decode()}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert inside[1]["id"] == f"data:application/jwt,{old.raw.decode()}"


def test_previews_tell_what_is_shown_whole_and_whom_it_is_bound_to() -> None:
    entropy = SeededEntropy()
    key, private = keys.create(KeyKind.ED25519, entropy, NOON)
    mine, bearer = badge(holder=key.did), badge("Bearer")
    shown = present_vp([mine, bearer], ASKED, keys.signer(private, key.kind), key, NOON, entropy).previews
    assert [one.credential_id for one in shown] == [mine.id, bearer.id]
    assert all(field.shown and not field.selectable for one in shown for field in one.fields)
    assert not any("not bound" in sentence for sentence in shown[0].warnings)
    assert any("not bound" in sentence for sentence in shown[1].warnings)
    assert any("only be shown whole" in sentence for sentence in shown[0].warnings)


@pytest.mark.parametrize("kind", list(KeyKind))
def test_a_presentation_as_a_token(kind: KeyKind) -> None:
    entropy = SeededEntropy()
    key, private = keys.create(kind, entropy, NOON)
    presentation = present_vp_jwt([badge(), jwt_credential()], ASKED, keys.signer(private, kind), key, NOON, entropy)
    token = jws.parse(presentation.data.decode())
    jws.verify(token, PublicKey.from_jwk(key.jwk))
    claims = json.loads(token.payload)
    assert token.header["typ"] == "vp+jwt" and token.header["kid"] == keys.verification_method(key)
    assert claims["iss"] == claims["holder"] == key.did
    assert (claims["aud"], claims["nonce"]) == ("https://jobs.example", "7KQ4MP")
    assert (claims["iat"], claims["exp"]) == (int(NOON.timestamp()), int((NOON + timedelta(days=2)).timestamp()))
    assert (presentation.media_type, presentation.suffix) == ("application/vp+jwt", ".jwt")
    assert len(claims["verifiableCredential"]) == 2


def test_the_same_arguments_give_the_same_presentation() -> None:
    assert make(badge()).data == make(badge()).data


def raw(text: str) -> Credential:
    return Credential(format=Format.VC2, securing=Securing.NONE, raw=text.encode(), document={})


@pytest.mark.parametrize(
    ("credentials", "options", "code"),
    [
        ([], {}, "nothing-to-present"),
        ([badge()] * 101, {}, "too-many"),
        ([badge()], {"suite": "ecdsa-jcs-2019"}, "wrong-suite"),
        ([badge()], {"suite": "bbs-2023"}, "wrong-suite"),
        ([badge()], {"request": PresentationRequest(expires_at=NOON)}, "window-over"),
        ([badge()], {"request": PresentationRequest(expires_at=datetime(2027, 1, 1))}, "bad-time"),  # noqa: DTZ001
        ([badge()], {"extra": {"holder": "did:example:eve"}}, "reserved-member"),
        ([badge()], {"extra": {"proof": {}}}, "reserved-member"),
        ([badge()], {"extra": {"aud": "x"}}, "reserved-member"),
        ([badge()], {"extra": {"remark": "x"}, "suite": "eddsa-rdfc-2022"}, "cannot-be-signed"),
        ([raw('{"@context":"https://elsewhere.example/v1","a":1}')], {"suite": "eddsa-rdfc-2022"}, "cannot-be-signed"),
        ([raw("[]")], {}, "not-embeddable"),
        ([raw('{"a":1,"a":2}')], {}, "not-embeddable"),
        ([raw('{"a":9007199254740993}')], {}, "number-not-exact"),
        ([raw('{"a":[{"b":1e300}]}')], {}, "number-not-exact"),
    ],
)
def test_what_cannot_be_presented(credentials: list[Credential], options: dict[str, Any], code: str) -> None:
    with pytest.raises(PresentationRefused) as refused:
        make(*credentials, **options)
    assert refused.value.code == code


def test_a_missing_context_is_named() -> None:
    with pytest.raises(PresentationRefused) as refused:
        make(raw('{"@context":["https://elsewhere.example/v1"],"a":1}'), suite="eddsa-rdfc-2022")
    assert refused.value.needs == ("https://elsewhere.example/v1",)
