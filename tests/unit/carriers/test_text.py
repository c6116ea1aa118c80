"""Plain text: JSON untouched, tokens trimmed and mended, addresses vetted, everything else named."""

from __future__ import annotations

import json

import pytest

from wallet.carriers import qr_text
from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused
from wallet.model.carried import Carrier


def code_of(data: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        unwrap(data)
    return caught.value.code


def test_json_and_tokens_inside_a_json_string(jws: str, sd_jwt: str) -> None:
    for inner in (jws, sd_jwt, '{"type": "Assertion"}'):
        (found,) = unwrap(json.dumps(inner).encode())
        assert (found.carrier, found.payload, found.link) == (Carrier.JSON, json.dumps(inner).encode(), False)
    for text in ('"Hello"', '"', '"{', '"https://uni.example/1"'):
        assert code_of(text.encode()) == "no-credential"


@pytest.mark.parametrize("around", [(b"", b""), (b"\xef\xbb\xbf", b"\n"), (b"\n\t ", b" \r\n")])
def test_json_keeps_its_bytes(around: tuple[bytes, bytes], credential: bytes) -> None:
    data = around[0] + credential + around[1]
    (found,) = unwrap(data)
    assert (found.payload, found.carrier, found.link) == (data, Carrier.JSON, False)


@pytest.mark.parametrize("which", ["jws", "sd_jwt", "sd_jwt_kb"])
def test_tokens_are_trimmed_and_line_breaks_mended(which: str, request: pytest.FixtureRequest) -> None:
    token: str = request.getfixturevalue(which)
    wrapped = "\r\n".join(token[at : at + 64] for at in range(0, len(token), 64))
    after_each_part = token.replace("~", "~\n").replace(".", ".\n")
    for text in (token, f"\ufeff {token}\n", wrapped, f"\t{wrapped}\n", after_each_part):
        (found,) = unwrap(text.encode())
        assert (found.payload, found.carrier, found.link) == (token.encode(), Carrier.TEXT, False)


def test_several_tokens_and_addresses_are_several(jws: str, sd_jwt: str) -> None:
    found = unwrap(f"{jws}\nhttps://a.example/1\n\n{sd_jwt}\n{jws}".encode())
    assert [(carried.payload.decode(), carried.link) for carried in found] == [
        (jws, False),
        ("https://a.example/1", True),
        (sd_jwt, False),
    ]


@pytest.mark.parametrize("address", ["https://a.example", "HTTPS://A.EXAMPLE/x#y", "http://a.example/?q=1", "https://[::1]/x"])
def test_addresses_are_links(address: str) -> None:
    (found,) = unwrap(f" {address}\n".encode())
    assert (found.payload, found.carrier, found.link) == (address.encode(), Carrier.TEXT, True)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:application/json,{}",
        "ftp://a.example/x",
        "https://",
        "https:a",
        "C:\\a.json",
        "openid-credential-offer://?a=b",
        "mailto:a@b.example",
        "https://[",
        "https://a.example/" + "x" * 5000,
        "https://a\x7f",
    ],
)
def test_other_addresses_are_not(address: str) -> None:
    assert code_of(address.encode()) in ("not-a-link", "no-credential")
    if address.startswith(("file", "java", "data", "ftp")):
        assert code_of(address.encode()) == "not-a-link"


def test_the_refusal_does_not_repeat_a_hostile_address() -> None:
    with pytest.raises(InputRefused) as caught:
        unwrap(b"javascript:alert('x')")
    assert "alert" not in caught.value.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hello", "no-credential"),
        (b"example.com.au", "no-credential"),
        (b"eyJhbGciOiJ4In0", "no-credential"),
        (b"eyJhbGciOiJ4In0.e30", "no-credential"),
        (b"eyJhbGciOiJ4In0.a.b.c.d", "encrypted"),
        (b"VP1-B3ECQ", "vpqr-unsupported"),
        (b"SAT1:", "damaged"),
        ("{}".encode("utf-16"), "bad-encoding"),
        ("{}".encode("utf-16-le"), "bad-encoding"),
        (b'{"a":"\xff"}', "bad-encoding"),
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
    ],
)
def test_refusals_by_name(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_our_own_text_opens(jws: str, credential: bytes) -> None:
    for payload in (jws.encode(), credential):
        (found,) = unwrap(b"\n" + qr_text.encode(payload).encode() + b"\r\n")
        assert (found.payload, found.carrier) == (payload, Carrier.TEXT)


@pytest.mark.parametrize("payload", [b"https://a.example/1", b"hello", b"SAT1:AAA", b"\xff", b""])
def test_our_own_text_holds_credentials_only(payload: bytes) -> None:
    assert code_of(qr_text.encode(payload).encode()) == "no-credential"
