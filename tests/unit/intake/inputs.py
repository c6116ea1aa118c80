"""One credential in every carrier, and the question about it."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pikepdf
from PIL import Image

from tests.fakes import NOON
from tests.issuers import Party, as_bytes, badge, key_binding, presentation, sd_jwt_vc, vc_jwt
from wallet.carriers import png, qr, qr_text, svg
from wallet.encoding import strict_json
from wallet.model.given import Question

ISSUER = Party.with_did_key("intake issuer")
HOLDER = Party.with_did_key("intake holder", "P-256")
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


@cache
def signed(name: str = "Teamwork Badge") -> bytes:
    """A sound Open Badge, with the holder as its subject; JSON-LD, so that every heavy package has its turn."""
    return as_bytes(ISSUER.sign(badge(ISSUER, HOLDER, name=name), cryptosuite="eddsa-rdfc-2022"))


def plain_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (20, 120, 60)).save(out, "PNG")
    return out.getvalue()


def page(*blocks: bytes) -> bytes:
    """A web page with one data block for each."""
    scripts = b"".join(b'<script type="application/ld+json">' + block + b"</script>" for block in blocks)
    return b"<!doctype html><html><head>" + scripts + b"</head><body>A badge</body></html>"


def jpeg_of_qr() -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(qr.draw_png(qr_text.encode(token()), module=5))) as picture:
        picture.convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def pdf_with(payload: bytes, name: str = "credential.json") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments[name] = payload
        document.save(out)
    return out.getvalue()


def token() -> bytes:
    return sd_jwt_vc(ISSUER, HOLDER).encode()


def shown_token(nonce: str = "7KQ4MP") -> bytes:
    return key_binding(token().decode(), HOLDER, nonce=nonce).encode()


def shown(*credentials: bytes, nonce: str = "7KQ4MP") -> bytes:
    """A verifiable presentation of these."""
    return as_bytes(
        presentation(HOLDER, *[strict_json.loads(item) for item in credentials], challenge=nonce, domain="Employer")
    )


def every_carrier() -> dict[str, bytes]:
    """Inputs that hold one credential or presentation each."""
    return {
        "json": signed(),
        "json with a byte order mark": b"\xef\xbb\xbf" + signed(),
        "list": b"[" + signed() + b"]",
        "jwt": vc_jwt(ISSUER, badge(ISSUER, HOLDER)).encode(),
        "sd-jwt": token(),
        "sd-jwt with key binding": shown_token(),
        "presentation": shown(signed(), signed("Second Badge")),
        "qr text": qr_text.encode(token()).encode(),
        "png": png.bake(plain_png(), signed()),
        "svg": svg.bake(_SVG, signed()),
        "pdf": pdf_with(signed()),
        "qr in a jpeg": jpeg_of_qr(),
        "html": page(signed()),
    }


def ask(data: bytes, **known: Any) -> Question:
    return Question(source="given", data=data, **({"now": NOON} | known))
