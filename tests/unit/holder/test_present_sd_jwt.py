"""SD-JWTs with key binding: bound to this audience and code, and not one undisclosed value on its way (security.md D24)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import NOON, SeededEntropy
from tests.unit.holder.issuing import Hidden, badge, sd_jwt_credential
from wallet.errors import CheckFailed, PresentationRefused
from wallet.holder import keys
from wallet.holder.present import present_sd_jwt, present_vp
from wallet.holder.selection import select
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.presentation import DisclosureChoice, Presentation, PresentationKind, PresentationRequest
from wallet.proofs import sd_jwt

ASKED = PresentationRequest(audience="https://jobs.example", nonce="7KQ4MP")
SECRETS = {f"claim{number}": f"secret-value-{number}-xyz" for number in range(12)}


def holder(kind: KeyKind = KeyKind.ED25519, seed: bytes = b"holder") -> tuple[HolderKey, bytes]:
    return keys.create(kind, SeededEntropy(seed), NOON)


def show(*pointers: str, kind: KeyKind = KeyKind.ED25519, request: PresentationRequest = ASKED, **claims: Any) -> Presentation:
    key, private = holder(kind)
    credential = sd_jwt_credential(claims or {name: Hidden(value) for name, value in SECRETS.items()}, key)
    return present_sd_jwt(credential, DisclosureChoice(pointers=pointers), request, keys.signer(private, kind), key, NOON)


@pytest.mark.parametrize("kind", list(KeyKind))
def test_it_is_bound_to_audience_code_and_time(kind: KeyKind) -> None:
    made = show("/claim3", kind=kind)
    parsed = sd_jwt.parse(made.data.decode())
    claims = sd_jwt.verify_binding(parsed, now=NOON, nonce="7KQ4MP", audience="https://jobs.example")
    assert claims["iat"] == int(NOON.timestamp()) and claims["exp"] == int((NOON + timedelta(days=7)).timestamp())
    assert sd_jwt.process(parsed)["claim3"] == "secret-value-3-xyz"
    assert (made.kind, made.media_type, made.suffix) == (PresentationKind.SD_JWT_KB, "application/dc+sd-jwt", ".sd-jwt")
    assert made.holder == holder(kind)[0].id and made.request.expires_at == NOON + timedelta(days=7)
    for nonce, audience in (("another", ASKED.audience), (ASKED.nonce, "https://other.example")):
        with pytest.raises(CheckFailed):
            sd_jwt.verify_binding(parsed, now=NOON, nonce=nonce, audience=audience)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(SECRETS))))
def test_what_is_not_shown_is_nowhere(chosen: set[str]) -> None:
    made = show(*(f"/{name}" for name in chosen))
    decoded = made.data + b"".join(_decoded(part) for part in made.data.decode().replace("~", ".").split("."))
    for name, value in SECRETS.items():
        assert (value.encode() in decoded) == (name in chosen)
        assert (f'"{name}"'.encode() in decoded) == (name in chosen)
    assert decoded.count(b"salt") == len(chosen)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_previews_show_what_went() -> None:
    made = show("/claim1", "/claim2")
    (preview,) = made.previews
    assert [field.pointer for field in preview.fields if field.shown and field.selectable] == ["/claim1", "/claim2"]
    assert not any("copy can show it" in sentence for sentence in preview.warnings)


def test_without_a_code_both_members_stand_empty() -> None:
    made = show("/claim1", request=PresentationRequest())
    claims = sd_jwt.verify_binding(sd_jwt.parse(made.data.decode()), now=NOON)
    assert (claims["aud"], claims["nonce"]) == ("", "")


def test_what_is_refused() -> None:
    key, private = holder()
    signer = keys.signer(private, key.kind)
    other, _ = holder(seed=b"another")
    nothing = DisclosureChoice()
    cases = [
        (badge(), ASKED, "can-only-be-shown-whole"),
        (sd_jwt_credential({"a": Hidden(1)}), ASKED, "no-key-binding"),
        (sd_jwt_credential({"a": Hidden(1)}, other), ASKED, "not-bound-to-this-wallet"),
        (sd_jwt_credential({"a": Hidden(1)}, key), PresentationRequest(expires_at=NOON - timedelta(1)), "window-over"),
    ]
    for credential, request, code in cases:
        with pytest.raises(PresentationRefused) as refused:
            present_sd_jwt(credential, nothing, request, signer, key, NOON)
        assert refused.value.code == code


def test_a_key_that_is_not_the_credentials_key_cannot_sign_for_it() -> None:
    """The description says one key, the signer is another: nothing may leave the wallet."""
    key, _ = holder()
    _, private = holder(seed=b"another")
    with pytest.raises(PresentationRefused) as refused:
        present_sd_jwt(
            sd_jwt_credential({"a": Hidden(1)}, key), DisclosureChoice(), ASKED, keys.signer(private, key.kind), key, NOON
        )
    assert refused.value.code == "wrong-key"


def test_inside_a_presentation_a_choice_narrows_it_and_without_one_it_is_whole() -> None:
    key, private = holder()
    credential = sd_jwt_credential({"a": Hidden("alpha"), "b": Hidden("beta")})
    signer, entropy = keys.signer(private, key.kind), SeededEntropy()
    choices = {credential.id: DisclosureChoice(pointers=("/a",))}
    for given_choices, shown in ((choices, {"a"}), (None, {"a", "b"})):
        made = present_vp([credential], ASKED, signer, key, NOON, entropy, choices=given_choices)
        (inside,) = json.loads(made.data)["verifiableCredential"]
        media_type, _, text = inside["id"].partition(",")
        assert media_type == "data:application/dc+sd-jwt"
        assert {"a", "b"} & set(sd_jwt.process(sd_jwt.parse(text))) == shown
        assert {field.pointer[1:] for field in made.previews[0].fields if field.selectable and field.shown} == shown


def test_a_binding_that_came_with_the_credential_is_not_sent_on() -> None:
    key, private = holder()
    credential = sd_jwt_credential({"a": Hidden("alpha")}, key)
    bound = credential.raw.decode() + "eyJ.eyJ.c2ln"
    with pytest.raises(PresentationRefused):
        select(
            type(credential)(format=credential.format, securing=credential.securing, raw=bound.encode(), document={}),
            DisclosureChoice(),
        )
    first = present_sd_jwt(credential, DisclosureChoice(), ASKED, keys.signer(private, key.kind), key, NOON)
    again = type(credential)(format=credential.format, securing=credential.securing, raw=first.data, document={})
    assert select(again, DisclosureChoice()).text.endswith("~")
