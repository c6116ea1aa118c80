"""What is in which wrapping, and what is refused as no credential at all, by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.formats.documents import (
    UNI,
    VC2,
    as_payload,
    assertion,
    badge,
    credential,
    envelope,
    one,
    one_credential,
    one_presented,
    presentation,
    sd_jwt,
    token,
)
from wallet.errors import InputRefused
from wallet.formats.read import read
from wallet.model.credential import Credential, Format
from wallet.model.proof import Securing

WALLET = {"@context": ["https://w3id.org/wallet/v1"], "type": "UniversalWallet2020", "contents": [credential()]}


def refused(payload: Any) -> InputRefused:
    with pytest.raises(InputRefused) as raised:
        read(as_payload(payload))
    return raised.value


@pytest.mark.parametrize(
    "wrapped",
    [
        {"credential": credential()},
        {"verifiableCredential": credential()},
        {"vc": credential()},
        {"credential": credential(), "id": "1", "shared": True, "vp": None},
        {"credentials": [{"credential": credential()}]},
        [credential()],
        [[credential()]],
        json.dumps(json.dumps(credential())),
    ],
)
def test_a_credential_in_a_wrapping(wrapped: Any) -> None:
    found = one_credential(wrapped)
    assert found.document == credential()
    assert json.loads(found.raw) == credential()


@pytest.mark.parametrize(
    "wrapped",
    [
        {"credential": token(credential())},
        {"verifiableCredential": [token(credential())]},
        {"credentials": [{"credential": token(credential())}]},
        [token(credential())],
        f'"{token(credential())}"',
        envelope(token(credential())),
        {"credential": envelope(token(credential()))},
    ],
)
def test_a_token_in_a_wrapping_keeps_its_text(wrapped: Any) -> None:
    found = one_credential(wrapped)
    assert found.securing is Securing.JWS
    assert found.raw == token(credential()).encode()


@pytest.mark.parametrize("name", ["vp", "verifiablePresentation"])
def test_a_public_link_gives_what_is_presented(name: str) -> None:
    """The answer of GET /api/credentials/{id}: the presentation and, beside it, a copy of the credential."""
    found = one_presented({name: presentation(badge()), "credential": credential(), "controller": "did:example:x"})
    assert [item.document for item in found.credentials] == [badge()]


def test_inner_text_is_kept_to_the_letter() -> None:
    inner = '{ "@context":["https://www.w3.org/ns/credentials/v2"],\n "type":["VerifiableCredential"],"score" : 1.50,\r\n\t"issuer":"did:web:\\u0075ni.example","credentialSubject":{"x":1E2} }'  # noqa: E501
    for text in (
        f'{{"credential": {inner} , "more": 1}}',
        f"[ {inner} ]",
        f'{{"vp": {{"type": "VerifiablePresentation", "verifiableCredential" : [{inner}]}}}}',
    ):
        (found,) = read(text.encode())
        held = found if isinstance(found, Credential) else found.credentials[0]
        assert held.raw == inner.encode()
        assert held.issuer.id == UNI


def test_a_list_gives_each_in_order() -> None:
    found = read(as_payload([credential(), sd_jwt(), assertion(), presentation(badge()), token(badge())]))
    assert [item.format if isinstance(item, Credential) else "vp" for item in found] == [
        Format.VC2,
        Format.SD_JWT_VC,
        Format.OB2,
        "vp",
        Format.OB3,
    ]


def test_one_bad_entry_refuses_the_list_and_is_pointed_at() -> None:
    error = refused([credential(), {"hello": "world"}])
    assert error.code == "not-a-credential"
    assert error.message.startswith("Number 2 of the 2 entries")


@pytest.mark.parametrize(
    "payload",
    [
        [credential()] * 1001,
        [[credential()] * 600, [credential()] * 600],
        [presentation(*[credential()] * 100)] * 10,
        presentation(*[credential()] * 101),
    ],
)
def test_floods_of_credentials(payload: Any) -> None:
    assert refused(payload).code == "too-many-credentials"


def test_wrappings_end_somewhere() -> None:
    wrapped: Any = credential()
    for _ in range(20):
        wrapped = {"credential": wrapped}
    assert refused(wrapped).code == "too-deep"


@pytest.mark.parametrize("payload", [WALLET, [WALLET], [WALLET, WALLET], WALLET | {"type": ["UniversalWallet2020"]}])
def test_the_backup_of_another_wallet(payload: Any) -> None:
    error = refused(payload)
    assert (error.code, "backup of another wallet" in error.message) == ("wallet-backup", True)


def test_an_encrypted_wallet_is_no_credential() -> None:
    locked = credential(type=["VerifiableCredential", "EncryptedWallet"], credentialSubject={"jwe": {}})
    assert refused(locked).code == "wallet-backup"


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"hello": "world"}, "JSON data"),
        ({"type": "VerifiableCredential"}, "JSON data"),
        ({"type": "Profile", "id": "https://uni.example", "name": "Uni"}, "an issuer's profile"),
        ({"type": ["Issuer"], "id": "https://uni.example"}, "an issuer's profile"),
        ({"type": "BadgeClass", "name": "Robots"}, "a description of a badge"),
        ({"type": ["Achievement"], "name": "Robots"}, "a description of an achievement"),
        ({"type": "RevocationList", "revokedAssertions": []}, "a list of withdrawn badges"),
        ({"type": "Endorsement", "revoked": True, "id": "https://uni.example/e"}, "an endorsement"),
        ({"id": UNI, "verificationMethod": []}, "an issuer's keys"),
        ({"type": "DataIntegrityProof", "verificationMethod": "x"}, "a proof without the credential"),
        ({"kty": "OKP"}, "a key"),
        ({"keys": []}, "a set of keys"),
        ({"credential_issuer": "https://uni.example"}, "an offer of a credential"),
        ({"badge": {"name": "Robots"}, "recipient": "sha256$00"}, "a badge in the form of 2011"),
        ({"@context": {"name": "urn:x"}}, "linked data"),
        ({}, "JSON data"),
        ([], "an empty list"),
        ([[]], "an empty list"),
        ("plain words", "neither JSON nor a signed token"),
        (b"42", "neither JSON nor a signed token"),
        ("\u00fc.b.c", "neither JSON nor a signed token"),
        ({"verifiableCredential": [], "credential": {}}, "JSON data"),
        ({"credential": 5}, "JSON data"),
    ],
)
def test_what_is_no_credential_is_called_what_it_is(payload: Any, words: str) -> None:
    error = refused(payload)
    assert error.code == "not-a-credential"
    assert words in error.message


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  ", "empty"),
        (json.dumps(badge()).encode()[:-20], "not-json"),
        (json.dumps(badge()).encode("utf-16-le"), "not-json"),
        (json.dumps(badge()).encode("utf-16"), "not-a-credential"),
        ('{"type": "VerifiableCredential", "name": "Pr\u00fcfung"}'.encode("latin-1"), "bad-encoding"),
        (b'{"type": "VerifiableCredential", "issuer": "did:x:a", "issuer": "did:x:b"}', "duplicate-member"),
        (b'{"type": "VerifiableCredential", "issuer": NaN}', "bad-number"),
        (b"[" * 100_000, "too-deep"),
        ("a.b.c", "bad-base64url"),
    ],
)
def test_what_cannot_be_parsed(payload: Any, code: str) -> None:
    assert refused(payload).code == code


@pytest.mark.parametrize("kind", ["vc+jwt", "VC+JWT", "jwt", "vc+jwt;charset=utf-8", "vc-ld+jwt"])
def test_envelopes(kind: str) -> None:
    assert one_credential(envelope(token(badge()), kind)).format is Format.OB3


def test_an_envelope_adds_nothing() -> None:
    around = envelope(token(credential())) | {"credentialSubject": {"degree": "Doctor"}, "name": "Doctor"}
    around["type"] = ["EnvelopedVerifiableCredential", "VerifiableCredential"]
    assert one_credential(around).document == credential()


def test_an_enveloped_sd_jwt_and_an_enveloped_presentation() -> None:
    assert one_credential(envelope(sd_jwt(), "dc+sd-jwt")).format is Format.SD_JWT_VC
    shown = token(presentation(envelope(token(badge()))), typ="vp+jwt")
    around = {"@context": VC2, "type": "EnvelopedVerifiablePresentation", "id": f"data:application/vp+jwt,{shown}"}
    assert one_presented(around).raw == shown.encode()
    assert one_presented(token(around)).raw == shown.encode()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (..., "envelope-malformed"),
        (5, "envelope-malformed"),
        ("https://uni.example/1", "envelope-malformed"),
        ("data:application/vc+jwt", "envelope-malformed"),
        ("data:application/vc+jwt,", "envelope-malformed"),
        ("data:application/vc+jwt,%ff.%ff.%ff", "envelope-malformed"),
        ("data:application/vc+cose,abc", "envelope-unsupported"),
        ("data:application/vc+jwt;base64,abc", "envelope-unsupported"),
        ("data:application/vc+jwt,abc", "not-a-credential"),
    ],
)
def test_envelopes_that_hold_nothing_readable(url: Any, code: str) -> None:
    broken = {name: value for name, value in (envelope("") | {"id": url}).items() if value is not ...}
    assert refused(broken).code == code
    assert one_presented(presentation(broken, badge())).unreadable == (code,)


def test_equal_bytes_are_equal_credentials() -> None:
    assert one(badge()) == one(badge())
    assert one(badge()) != one(badge(name="Another"))
    assert one_credential(badge()).id != one_credential(json.dumps(badge(), indent=1)).id
