"""Compact JWS: the published vectors, and every way to talk a verifier into something else."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import SeededEntropy
from wallet.encoding import base64url
from wallet.errors import CheckFailed, CheckUndecided, InputRefused, WalletError
from wallet.proofs import jws
from wallet.proofs.keys import PublicKey, SoftwareSigner

ED = SoftwareSigner.generate("Ed25519", SeededEntropy(b"ed"))
P256 = SoftwareSigner.generate("P-256", SeededEntropy(b"p256"))
P384 = SoftwareSigner.generate("P-384", SeededEntropy(b"p384"))
MALLORY = SoftwareSigner.generate("Ed25519", SeededEntropy(b"mallory"))
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
SIGNERS = {"EdDSA": ED, "Ed25519": ED, "ES256": P256, "ES384": P384}
PAYLOAD = b'{"iss":"did:example:1"}'
TOKEN = jws.sign({"alg": "EdDSA"}, PAYLOAD, ED)


def code(act: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(WalletError) as caught:
        act(*args)
    return caught.value.code


def verdict(token: str, key: PublicKey) -> str:
    """ "" where the signature holds, otherwise the code."""
    try:
        jws.verify(jws.parse(token), key)
    except (InputRefused, CheckFailed, CheckUndecided) as error:
        return error.code
    return ""


def made(header: Any, payload: bytes = PAYLOAD, signature: bytes = b"\0" * 64) -> str:
    """A token with any header, and any signature over it."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join(base64url.encode(part) for part in (text, payload, signature))


def signing_input(header: dict[str, Any]) -> str:
    return f"{base64url.encode(json.dumps(header).encode())}.{base64url.encode(PAYLOAD)}"


def signed(header: dict[str, Any], signer: SoftwareSigner) -> str:
    """A good signature under a header that ``jws.sign`` would not write."""
    start = signing_input(header)
    return f"{start}.{base64url.encode(signer.sign(start.encode()))}"


# ---------------------------------------------------------------- published vectors


def test_rfc_8037_appendix_a_4() -> None:
    token = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    secret = base64url.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
    signer = SoftwareSigner.from_private_bytes("Ed25519", secret)
    assert verdict(token, signer.public) == ""
    assert jws.parse(token).payload == b"Example of Ed25519 signing"
    assert jws.sign({"alg": "EdDSA"}, b"Example of Ed25519 signing", signer) == token


def test_rfc_7515_appendix_a_3() -> None:
    token = (
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    )
    key = PublicKey.from_jwk(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }
    )
    assert verdict(token, key) == ""
    assert json.loads(jws.parse(token).payload)["iss"] == "joe"


# ---------------------------------------------------------------- each algorithm


@pytest.mark.parametrize("alg", SIGNERS)
def test_round_trip(alg: str) -> None:
    header = {"alg": alg, "kid": "did:example:1#k", "typ": "JWT"}
    token = jws.sign(header, PAYLOAD, SIGNERS[alg])
    parsed = jws.parse(token)
    assert (parsed.header, parsed.payload, parsed.token) == (header, PAYLOAD, token)
    assert (parsed.text("kid"), parsed.text("nothing")) == ("did:example:1#k", "")
    assert verdict(token, SIGNERS[alg].public) == ""


@pytest.mark.parametrize("alg", ["RS256", "PS256"])
def test_rsa(alg: str) -> None:
    start = signing_input({"alg": alg})
    schemes: dict[str, Any] = {
        "RS256": padding.PKCS1v15(),
        "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
    }
    key = PublicKey.from_pem(PEM.decode())
    for scheme, padded in schemes.items():
        token = f"{start}.{base64url.encode(RSA.sign(start.encode(), padded, hashes.SHA256()))}"
        assert verdict(token, key) == ("" if scheme == alg else "signature-mismatch")


def test_secp256k1() -> None:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    private = ec.derive_private_key(11, ec.SECP256K1())
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    start = signing_input({"alg": "ES256K"})
    r, s = decode_dss_signature(private.sign(start.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{start}.{base64url.encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    assert verdict(token, PublicKey.from_pem(pem.decode())) == ""


@pytest.mark.parametrize("alg", [*SIGNERS, "ES256K", "RS256", "PS256"])
@pytest.mark.parametrize("signer", [ED, P256, P384])
def test_the_algorithm_must_be_that_of_the_key(alg: str, signer: SoftwareSigner) -> None:
    fits = alg in SIGNERS and SIGNERS[alg] is signer
    assert verdict(signed({"alg": alg}, signer), signer.public) == ("" if fits else "alg-key-mismatch")
    if not fits:
        assert code(jws.sign, {"alg": alg}, PAYLOAD, signer) == "alg-key-mismatch"


# ---------------------------------------------------------------- attacks


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"x"])
def test_no_signature_at_all(alg: str, signature: bytes) -> None:
    assert verdict(made({"alg": alg}, signature=signature), ED.public) == "alg-none"


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512", "HS1"])
def test_the_public_key_as_a_shared_secret(alg: str) -> None:
    start = signing_input({"alg": alg})
    token = f"{start}.{base64url.encode(hmac.digest(PEM, start.encode(), hashlib.sha256))}"
    assert verdict(token, PublicKey.from_pem(PEM.decode())) == "alg-symmetric"


@pytest.mark.parametrize("alg", ["RS384", "RS512", "PS512", "ES512", "Ed448", "ML-DSA-44", "eddsa", "es256", "A" * 500])
def test_an_algorithm_that_is_not_understood_is_not_a_failure(alg: str) -> None:
    with pytest.raises(CheckUndecided) as caught:
        jws.verify(jws.parse(made({"alg": alg})), ED.public)
    assert caught.value.code == "alg-unsupported"
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("header", [{}, {"alg": ""}, {"alg": None}, {"alg": 5}, {"alg": ["EdDSA"]}, {"ALG": "EdDSA"}])
def test_no_algorithm(header: dict[str, Any]) -> None:
    assert verdict(made(header), ED.public) == "alg-missing"


@pytest.mark.parametrize(
    "more",
    [
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"crit": "x"},
        {"crit": None},
        {"b64": False},
        {"b64": True},
        {"crit": ["http://example.com/UNDEFINED"], "http://example.com/UNDEFINED": True},
    ],
)
def test_a_demand_that_is_not_understood(more: dict[str, Any]) -> None:
    """RFC 7515 section 4.1.11, RFC 7797: even a good signature does not help."""
    assert verdict(signed({"alg": "EdDSA", **more}, ED), ED.public) == "crit-not-understood"


@pytest.mark.parametrize(
    "more",
    [
        {"jwk": MALLORY.public.to_jwk()},
        {"kid": f"did:key:{MALLORY.public.to_multikey()}#{MALLORY.public.to_multikey()}"},
        {"jku": "https://mallory.example/keys.json"},
        {"x5c": ["MIIB"], "x5u": "https://mallory.example/x.pem"},
        {"kid": "../../dev/null"},
        {"kid": "' OR 1=1--"},
    ],
)
def test_a_key_that_the_token_brings_is_not_used(more: dict[str, Any]) -> None:
    token = signed({"alg": "EdDSA", **more}, MALLORY)
    assert verdict(token, ED.public) == "signature-mismatch"
    assert verdict(token, MALLORY.public) == ""


@pytest.mark.parametrize("alg", SIGNERS)
def test_a_signature_of_zeros(alg: str) -> None:
    length = 96 if alg == "ES384" else 64
    assert verdict(made({"alg": alg}, signature=bytes(length)), SIGNERS[alg].public) == "signature-mismatch"
    assert verdict(made({"alg": alg}, signature=b""), SIGNERS[alg].public) == "signature-mismatch"


def test_no_letter_can_be_changed() -> None:
    """Base64url has one spelling here, so every changed letter is another token, and none of them holds."""
    for index, letter in enumerate(TOKEN):
        for other in ("A", "B", "_", ".", "=", " "):
            if other != letter:
                assert verdict(TOKEN[:index] + other + TOKEN[index + 1 :], ED.public) != ""
    assert verdict(TOKEN, ED.public) == ""


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "not-a-jws"),
        ("a", "not-a-jws"),
        ("a.b", "not-a-jws"),
        ("..", "not-a-jws"),
        (f"{TOKEN}.", "not-a-jws"),
        (f"{TOKEN}.a.b", "not-a-jws"),
        (TOKEN.replace(base64url.encode(PAYLOAD), ""), "not-a-jws"),
        (TOKEN + "=", "bad-base64url"),
        (TOKEN + "\n", "bad-base64url"),
        (" " + TOKEN, "bad-base64url"),
        (TOKEN[:-1] + "é", "bad-base64url"),
        (TOKEN[:-1] + "+", "bad-base64url"),
        (made(b"[]"), "not-a-jws"),
        (made(b'"EdDSA"'), "not-a-jws"),
        (made(b"{"), "not-json"),
        (made(b"\xff"), "bad-encoding"),
        (made(b'{"alg":"EdDSA","alg":"none"}'), "duplicate-member"),
        (made(b'{"alg":"EdDSA","x":NaN}'), "bad-number"),
        (made(b'{"alg":"EdDSA","x":' + b"[" * 70 + b"]" * 70 + b"}"), "too-deep"),
        (made({"alg": "EdDSA", "x": "y" * 70_000}), "too-large"),
        ("A" * (jws.MAX_TOKEN + 1), "too-large"),
    ],
)
def test_what_is_no_token(text: str, expected: str) -> None:
    assert code(jws.parse, text) == expected


def test_a_token_hides_what_it_says_from_logs() -> None:
    assert "did:example:1" not in repr(jws.parse(TOKEN))


@given(st.text(max_size=60) | st.lists(st.binary(max_size=30).map(base64url.encode), max_size=5).map(".".join))
def test_any_text(text: str) -> None:
    assert verdict(text, ED.public) != ""


_HEADERS = st.dictionaries(
    st.sampled_from(["alg", "crit", "b64", "kid", "typ", "jwk"]),
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["EdDSA", "none", "ES256", "x"])
    | st.lists(st.text(max_size=3)),
)


@given(_HEADERS, st.binary(max_size=80))
def test_any_header(header: dict[str, Any], signature: bytes) -> None:
    assert verdict(made(header, signature=signature), ED.public) != ""
