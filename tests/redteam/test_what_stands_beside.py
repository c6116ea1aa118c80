"""Unsigned words around a signed thing: in its wrapping, its envelope, its picture."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import V2, Party, badge, sd_jwt_vc, vc_jwt
from tests.verdicts import trusting
from wallet.carriers import png, qr, qr_text, svg
from wallet.carriers.png_chunks import build
from wallet.intake.examine import examine
from wallet.model.given import Question
from wallet.model.report import Verdict

ISSUER = Party.with_did_key("issuer of pictures", "P-256")
HOLDER = Party.with_did_key("holder of pictures")
TOKEN = vc_jwt(ISSUER, badge(ISSUER, name="Signed"))
SIGNED = ISSUER.sign(badge(ISSUER, name="Signed"))
UNSIGNED = badge(ISSUER, name="Doctor")


def _looked_at(data: Any) -> list[tuple[str, str]]:
    """(name, headline or code of the refusal) of everything found."""
    body = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode()
    found = examine(Question(source="x", data=body, now=NOON, policy=trusting(ISSUER.did)))
    out = []
    for item in found:
        name = item.credential.name if item.credential is not None else ""
        out.append((name, item.report.headline.value if item.report is not None else item.error.code if item.error else "link"))
    return out


def test_what_is_alone_is_sound() -> None:
    assert _looked_at(SIGNED) == [("Signed", "verified")]
    assert _looked_at({"credential": SIGNED}) == [("Signed", "verified")]
    assert _looked_at({"credential": SIGNED, "vc": SIGNED}) == [("Signed", "verified")]
    assert _looked_at(_envelope()) == [("Signed", "verified")]


@pytest.mark.parametrize(
    "wrapping",
    [
        {"credential": SIGNED, "verifiableCredential": UNSIGNED},
        {"verifiableCredential": UNSIGNED, "credential": SIGNED},
        {"credential": TOKEN, "assertion": UNSIGNED},
        {"credentials": [SIGNED], "vc": json.dumps(UNSIGNED)},
    ],
)
def test_two_different_things_in_one_wrapping(wrapping: dict[str, Any]) -> None:
    assert _looked_at(wrapping) == [("", "ambiguous")]


def _envelope(**beside: Any) -> dict[str, Any]:
    return {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{TOKEN}"} | beside


@pytest.mark.parametrize(
    "beside",
    [{"name": "Doctor"}, {"credentialSubject": {"name": "Eve"}}, {"issuer": "did:web:harvard.example"}, {"validUntil": "9999"}],
)
def test_words_on_an_envelope_are_not_shown(beside: dict[str, Any]) -> None:
    (found,) = examine(Question(source="x", data=json.dumps(_envelope(**beside)).encode(), now=NOON))
    assert found.credential is not None
    assert found.credential.document == badge(ISSUER, name="Signed")
    assert found.credential.raw == TOKEN.encode()


def test_an_envelope_in_base64_by_another_name() -> None:
    assert _looked_at(_envelope(id=f"data:application/vc+jwt;BASE64,{TOKEN}")) == [("", "envelope-unsupported")]


# ---------------------------------------------------------------- pictures, pages and codes


def _code(text: str = "") -> bytes:
    return qr.draw_png(qr_text.encode((text or sd_jwt_vc(ISSUER)).encode()))


def _chunk(picture: bytes, keyword: bytes, payload: bytes) -> bytes:
    end = picture.rindex(b"IEND") - 4
    return picture[:end] + build(b"tEXt", keyword + b"\0" + payload) + picture[end:]


def test_a_second_credential_under_another_keyword() -> None:
    baked = png.bake(_code(), json.dumps(SIGNED).encode())
    assert _looked_at(_chunk(baked, b"openbadges", json.dumps(UNSIGNED).encode())) == [("", "ambiguous")]
    assert _looked_at(_chunk(baked, b"clrcredential", json.dumps(UNSIGNED).encode())) == [("", "ambiguous")]


def test_a_drawing_with_two() -> None:
    baked = svg.bake(b'<svg xmlns="http://www.w3.org/2000/svg"/>', json.dumps(SIGNED).encode())
    second = f'<o:assertion xmlns:o="http://openbadges.org" verify="{TOKEN}"/></svg>'.encode()
    assert _looked_at(baked.replace(b"</svg>", second)) == [("", "ambiguous")]


def test_a_paper_with_two_attachments_is_judged_twice() -> None:
    import pikepdf

    paper = pikepdf.new()
    paper.add_blank_page()
    paper.attachments["a.json"] = json.dumps(SIGNED).encode()
    paper.attachments["b.json"] = json.dumps(UNSIGNED).encode()
    out = io.BytesIO()
    paper.save(out)
    assert sorted(_looked_at(out.getvalue())) == [("Doctor", "not-genuine"), ("Signed", "verified")]


def test_any_letter_of_a_code_changed() -> None:
    text = qr_text.encode(sd_jwt_vc(ISSUER).encode())
    for place in range(0, len(text), 11):
        changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        assert all(headline != Verdict.VERIFIED.value for _, headline in _looked_at(changed)), place


def test_an_unsigned_token_around_an_envelope_adds_nothing() -> None:
    from wallet.encoding import base64url

    header, payload = (base64url.encode(json.dumps(part).encode()) for part in ({"alg": "none"}, _envelope(name="Doctor")))
    assert _looked_at(f"{header}.{payload}.") != [("Doctor", "verified")]
