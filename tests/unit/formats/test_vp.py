"""Presentations: who shows what to whom, what is inside, and what inside cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.formats.documents import (
    ADA,
    UNI,
    VC1,
    VC2,
    badge,
    credential,
    credential_1,
    envelope,
    one_credential,
    one_presented,
    presentation,
    sd_jwt,
    token,
)
from wallet.model.credential import Format, TimeClaim
from wallet.model.presentation import PresentationKind
from wallet.model.proof import Securing


def test_with_an_embedded_proof() -> None:
    found = one_presented(presentation(badge(), name="Portfolio"))
    assert (found.kind, found.securing, found.problems) == (PresentationKind.VP, Securing.DATA_INTEGRITY, ())
    assert (found.holder, found.audience, found.nonce, found.name) == (ADA, "Employer", "7KQ4MP", "Portfolio")
    assert found.times == (
        TimeClaim(name="created", bound="start", value="2026-02-01T00:00:00Z"),
        TimeClaim(name="expires", bound="end", value="2026-02-08T00:00:00Z"),
    )
    assert [item.name for item in found.credentials] == ["Robot Badge"]


def test_without_a_proof_it_is_unsigned() -> None:
    found = one_presented(presentation(badge(), proof=...))
    assert (found.securing, found.proofs, found.nonce) == (Securing.NONE, (), "")


@pytest.mark.parametrize(
    ("holder", "expected"),
    [(ADA, ADA), ({"id": ADA, "name": "Ada"}, ADA), (..., ADA), ({"id": "did:example:b"}, "did:example:b")],
)
def test_who_shows_it(holder: Any, expected: str) -> None:
    assert one_presented(presentation(badge(), holder=holder)).holder == expected


def test_whatever_is_inside_is_read_in_order() -> None:
    inside = (badge(), token(credential()), envelope(sd_jwt(), "dc+sd-jwt"), sd_jwt(), credential_1())
    found = one_presented(presentation(*inside))
    assert [item.format for item in found.credentials] == [
        Format.OB3,
        Format.VC2,
        Format.SD_JWT_VC,
        Format.SD_JWT_VC,
        Format.VC1,
    ]
    assert found.unreadable == ()


@pytest.mark.parametrize("held", [badge(), [badge()], token(badge())])
def test_one_or_many(held: Any) -> None:
    assert len(one_presented(presentation(verifiableCredential=held)).credentials) == 1


@pytest.mark.parametrize("held", [..., None, []])
def test_nothing_inside(held: Any) -> None:
    found = one_presented(presentation(verifiableCredential=held))
    assert (found.credentials, found.unreadable) == ((), ())


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (7, "not-a-credential"),
        (None, "not-a-credential"),
        ("words", "not-a-credential"),
        ("", "empty"),
        ("a.b.c", "bad-base64url"),
        ({"hello": "world"}, "not-a-credential"),
        (token({"sub": "x"}), "not-a-credential"),
        ([], "not-a-credential"),
        (presentation(badge()), "presentation-inside"),
        (token(presentation(badge()), typ="vp+jwt"), "presentation-inside"),
        (sd_jwt(binding=token({"nonce": "x"}, typ="kb+jwt")), "presentation-inside"),
    ],
)
def test_what_cannot_be_read_is_counted_never_lost(member: Any, code: str) -> None:
    found = one_presented(presentation(badge(), member, badge()))
    assert found.unreadable == (code,)
    assert len(found.credentials) == 2


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"type": ...}, ("type-missing",)),
        ({"type": ["VerifiablePresentation", 5]}, ("type-malformed",)),
        ({"@context": ["https://x.example", VC2]}, ("context-order",)),
        ({"id": "no url"}, ("id-not-url",)),
        ({"holder": "Ada"}, ("holder-malformed",)),
        ({"proof": "z2"}, ("proof-without-type",)),
        ({"@context": [VC1], "verifiableCredential": [token(badge())]}, ()),
        ({"holder": ...}, ()),
    ],
)
def test_what_is_wrong_with_the_presentation_itself(changes: dict[str, Any], problems: tuple[str, ...]) -> None:
    assert one_presented(presentation(badge(), **changes)).problems == problems


def test_as_a_token_the_payload_is_the_presentation() -> None:
    times = {"iat": 1760000000, "nbf": 1760000001, "exp": 1760000002}
    claims = presentation(badge(), proof=..., aud=["Employer"], nonce="7KQ4MP", iss=ADA, **times)
    found = one_presented(token(claims, typ="vp+jwt", alg="ES256"))
    assert (found.kind, found.securing, found.problems) == (PresentationKind.VP_JWT, Securing.JWS, ())
    assert (found.holder, found.audience, found.nonce) == (ADA, "Employer", "7KQ4MP")
    assert [(claim.name, claim.bound) for claim in found.times] == [("iat", "start"), ("nbf", "start"), ("exp", "end")]
    assert [proof.suite for proof in found.proofs] == ["ES256"]
    assert [item.document for item in found.credentials] == [badge()]


def test_as_a_token_of_version_1_it_lies_in_a_claim() -> None:
    inner = presentation(token(credential_1()), holder=..., proof=..., **{"@context": [VC1]})
    found = one_presented(token({"iss": ADA, "aud": "Employer", "nonce": "n", "vp": inner}, typ="JWT"))
    assert (found.kind, found.holder, found.audience, found.problems) == (PresentationKind.VP_JWT, ADA, "Employer", ())
    assert found.document == inner
    assert [item.format for item in found.credentials] == [Format.VC1]


@pytest.mark.parametrize("issuer", ["did:example:mallory", 5, None])
def test_a_holder_and_an_iss_that_disagree(issuer: Any) -> None:
    found = one_presented(token(presentation(badge(), iss=issuer), typ="vp+jwt"))
    assert found.problems == ("jwt-claims-contradict",)


def test_a_token_made_for_the_other_purpose() -> None:
    """RFC 8725 section 3.11: what a holder signed as a presentation is not an issuer's credential, nor the reverse."""
    assert one_presented(token(presentation(badge()), typ="vc+jwt")).problems == ("typ-mismatch",)
    assert one_presented(token(presentation(badge()), typ="application/vc-ld+jwt")).problems == ("typ-mismatch",)
    assert one_credential(token(credential(), typ="vp+jwt")).problems == ("typ-mismatch",)
    assert one_credential(token(credential(), typ="JWT")).problems == ()


def test_a_wrapping_without_context_is_no_presentation() -> None:
    assert one_credential({"verifiableCredential": [badge()]}).issuer.id == UNI
