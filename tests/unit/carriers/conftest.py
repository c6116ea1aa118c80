"""Small sound inputs that the tests of this room spoil."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _jws(header: dict[str, str], payload: dict[str, object], signature: bytes) -> str:
    return ".".join((_b64(json.dumps(header).encode()), _b64(json.dumps(payload).encode()), _b64(signature)))


@pytest.fixture(scope="session")
def jws() -> str:
    return _jws({"alg": "ES256", "typ": "vc+jwt"}, {"iss": "did:example:a", "n": 1}, bytes(range(64)))


@pytest.fixture(scope="session")
def sd_jwt(jws: str) -> str:
    disclosures = [_b64(json.dumps([f"salt{n}", "name", "Zoë"]).encode()) for n in range(3)]
    return "~".join([jws, *disclosures, ""])


@pytest.fixture(scope="session")
def sd_jwt_kb(sd_jwt: str) -> str:
    return sd_jwt + _jws({"typ": "kb+jwt", "alg": "ES256"}, {"nonce": "7KQ4MP"}, bytes(64))


@pytest.fixture(scope="session")
def credential() -> bytes:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Schweißen ✓ ]]> <b>&amp;",
        "issuer": "did:example:a",
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


@pytest.fixture(scope="session")
def plain_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), (200, 30, 60)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="session")
def plain_svg() -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg> no root -->\n'
        b'<svg xmlns="http://www.w3.org/2000/svg"\n  viewBox="0 0 9 9" data-x=\'a>b\'>\n '
        b'<title>A</title><path d="M0 0h9"/>\n</svg>\n<!-- end -->'
    )


@pytest.fixture(scope="session")
def chunk() -> Callable[[bytes, bytes], bytes]:
    """Builds one PNG chunk, independently of the code under test."""

    def build(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return build


@pytest.fixture(scope="session")
def with_chunks(plain_png: bytes) -> Callable[..., bytes]:
    """The plain picture with these chunks before its IEND."""

    def insert(*chunks: bytes) -> bytes:
        return plain_png[:-12] + b"".join(chunks) + plain_png[-12:]

    return insert
