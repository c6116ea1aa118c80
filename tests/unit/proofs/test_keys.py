"""Public keys in every form, what they verify, and keys that prove nothing."""

from __future__ import annotations

import base64
import pickle
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import SeededEntropy
from wallet.encoding import base64url, multibase
from wallet.errors import CheckFailed, CheckUndecided, UsageError, WalletError
from wallet.proofs.keys import PublicKey, SoftwareSigner

FIELD = 2**255 - 19
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo


def code(act: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(WalletError) as caught:
        act(*args, **named)
    assert isinstance(caught.value, CheckFailed | CheckUndecided)
    assert caught.value.message.endswith(".")
    return caught.value.code


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def of_kind(kind: str) -> PublicKey:
    if kind == "RSA":
        return PublicKey.from_pem(pem(rsa_key().public_key()))
    if kind == "secp256k1":
        return PublicKey.from_pem(pem(ec.derive_private_key(7, ec.SECP256K1()).public_key()))
    return SoftwareSigner.generate(kind, SeededEntropy(kind.encode())).public


def pem(native: Any) -> str:
    return native.public_bytes(serialization.Encoding.PEM, SPKI).decode()


KINDS = ("Ed25519", "P-256", "P-384", "secp256k1", "RSA")
SIGNING = ("Ed25519", "P-256", "P-384")


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_gives_the_same_key(kind: str) -> None:
    key = of_kind(kind)
    assert key.kind == kind
    assert PublicKey.from_jwk(key.to_jwk()) == key
    assert PublicKey.from_multikey(key.to_multikey()) == key
    assert PublicKey.from_encoded(kind, key.encoded) == key
    assert pickle.loads(pickle.dumps(key)) == key
    assert key not in [of_kind(other) for other in KINDS if other != kind]


@pytest.mark.parametrize(
    ("kind", "start"), [("Ed25519", "z6Mk"), ("P-256", "zDn"), ("P-384", "z82"), ("secp256k1", "zQ3s"), ("RSA", "z4MX")]
)
def test_multikeys_begin_as_the_did_key_method_says(kind: str, start: str) -> None:
    assert of_kind(kind).to_multikey().startswith(start)


def test_thumbprints_of_rfc_7638_and_rfc_8037() -> None:
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst"
        "n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajr"
        "n1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    key = PublicKey.from_jwk({"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"})
    assert key.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    key = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    assert key.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_jwk_with_a_private_member_is_refused(kind: str, member: str) -> None:
    assert code(PublicKey.from_jwk, {**of_kind(kind).to_jwk(), member: "AQAB"}) == "key-private"


def test_a_private_pem_is_refused() -> None:
    private = rsa_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert code(PublicKey.from_pem, private.decode()) == "key-private"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"use": "enc"}, "key-not-for-signing"),
        ({"use": 5}, "key-not-for-signing"),
        ({"key_ops": ["encrypt"]}, "key-not-for-signing"),
        ({"key_ops": "verify"}, "key-not-for-signing"),
        ({"key_ops": [["verify"]]}, "key-not-for-signing"),
        ({"alg": "ES384"}, "key-unsupported"),
        ({"alg": ["ES256"]}, "key-unsupported"),
        ({"kty": "oct"}, "key-unsupported"),
        ({"kty": "RSA"}, "key-malformed"),
        ({"kty": "OKP"}, "key-unsupported"),
        ({"kty": ["EC"]}, "key-unsupported"),
        ({"crv": "P-521"}, "key-unsupported"),
        ({"crv": "RSA"}, "key-unsupported"),
        ({"crv": "Ed25519"}, "key-unsupported"),
        ({"crv": ["P-256"]}, "key-unsupported"),
        ({"crv": None}, "key-unsupported"),
        ({"x": "AA"}, "key-malformed"),
        ({"x": "AA" * 22}, "key-malformed"),
        ({"x": 5}, "key-malformed"),
        ({"x": None}, "key-malformed"),
        ({"y": base64url.encode(bytes(32))}, "key-malformed"),
        ({"y": base64url.encode(b"\xff" * 32)}, "key-malformed"),
    ],
)
def test_a_changed_jwk(change: dict[str, Any], expected: str) -> None:
    assert code(PublicKey.from_jwk, {**of_kind("P-256").to_jwk(), **change}) == expected


@pytest.mark.parametrize("said", [{"use": "sig"}, {"key_ops": ["verify"]}, {"alg": "ES256"}, {"kid": "1", "x5c": ["?"]}])
def test_what_a_jwk_may_say_besides(said: dict[str, Any]) -> None:
    assert PublicKey.from_jwk({**of_kind("P-256").to_jwk(), **said}) == of_kind("P-256")


@pytest.mark.parametrize("kind", ["P-256", "P-384", "secp256k1"])
def test_coordinates_have_the_full_size_of_the_field(kind: str) -> None:
    jwk = of_kind(kind).to_jwk()
    for name in ("x", "y"):
        longer = base64url.encode(b"\0" + base64url.decode(jwk[name]))
        assert code(PublicKey.from_jwk, {**jwk, name: longer}) == "key-malformed"
    small = next(key for number in range(1, 9999) if (key := _point(number)).encoded[1] == 0)
    jwk = small.to_jwk()
    shorter = base64url.encode(base64url.decode(jwk["x"]).lstrip(b"\0"))
    assert PublicKey.from_jwk(jwk) == small
    assert code(PublicKey.from_jwk, {**jwk, "x": shorter}) == "key-malformed"


def _point(number: int) -> PublicKey:
    return PublicKey.from_pem(pem(ec.derive_private_key(number, ec.SECP256R1()).public_key()))


@pytest.mark.parametrize("kind", SIGNING)
def test_pem(kind: str) -> None:
    signer = SoftwareSigner.generate(kind, SeededEntropy(kind.encode()))
    assert PublicKey.from_pem(pem(signer._private.public_key())) == of_kind(kind)


def test_a_small_order_key_in_pem_is_refused() -> None:
    native = ed25519.Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
    assert code(PublicKey.from_pem, pem(native)) == "weak-key"


@pytest.mark.parametrize("member", ["x", "y"])
def test_a_jwk_without_a_coordinate(member: str) -> None:
    jwk = of_kind("P-384").to_jwk()
    del jwk[member]
    assert code(PublicKey.from_jwk, jwk) == "key-malformed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_multikey_has_one_spelling(kind: str) -> None:
    data = multibase.decode(of_kind(kind).to_multikey())
    assert code(PublicKey.from_multikey, "u" + base64url.encode(data)) == "key-malformed"
    assert code(PublicKey.from_multikey, multibase.encode_base58(data + b"\0")) == "key-malformed"
    assert code(PublicKey.from_multikey, multibase.encode_base58(data[:-1])) == "key-malformed"
    assert code(PublicKey.from_multikey, of_kind(kind).to_multikey() + "1O") == "key-malformed"


def test_an_rsa_multikey_in_other_bytes_is_refused() -> None:
    data = of_kind("RSA").encoded
    assert data[:2] == b"\x30\x82"
    long = b"\x30\x83\x00" + data[2:]  # BER: the same length in one byte more
    assert code(PublicKey.from_encoded, "RSA", long) == "key-malformed"


def test_points_are_compressed_in_a_multikey_and_lie_on_the_curve() -> None:
    native = ec.derive_private_key(9, ec.SECP256R1()).public_key()
    uncompressed = native.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    assert code(PublicKey.from_encoded, "P-256", uncompressed) == "key-malformed"
    off = next(x for x in range(2, 20) if not _is_square(pow(x, 3, _P256) - 3 * x + _P256_B))  # y² = x³ - 3x + b has no answer
    assert code(PublicKey.from_encoded, "P-256", b"\x02" + off.to_bytes(32, "big")) == "key-malformed"
    assert code(PublicKey.from_encoded, "P-256", b"\x00" * 33) == "key-malformed"


_P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
_P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def _is_square(value: int) -> bool:
    return pow(value, (_P256 - 1) // 2, _P256) != _P256 - 1


@pytest.mark.parametrize("prefix", [b"\xec\x01", b"\x82\x24", b"\xea\x01", b"\xed\x02", b""])
def test_other_multicodecs_are_not_understood(prefix: bytes) -> None:
    assert code(PublicKey.from_multikey, multibase.encode_base58(prefix + bytes(32))) == "key-unsupported"


@pytest.mark.parametrize("text", ["", "z", "zO", "6Mk", "m6Mk", "z" + "1" * 9000])
def test_what_is_no_multikey(text: str) -> None:
    assert code(PublicKey.from_multikey, text) in {"key-malformed", "key-unsupported"}


def test_pem_of_other_kinds() -> None:
    for private in (
        ed448.Ed448PrivateKey.generate(),
        x25519.X25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP521R1()),
    ):
        assert code(PublicKey.from_pem, pem(private.public_key())) == "key-unsupported"
    for text in (
        "",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "\ud800",
        pem(rsa_key().public_key())[:200],
    ):
        assert code(PublicKey.from_pem, text) == "key-malformed"


# ---------------------------------------------------------------- keys that prove nothing


@pytest.mark.parametrize(
    "y",
    [
        0,
        1,
        FIELD - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    ],
)
@pytest.mark.parametrize("sign", [0, 1])
def test_ed25519_keys_of_small_order_are_refused_in_every_spelling(y: int, sign: int) -> None:
    data = (y | sign << 255).to_bytes(32, "little")
    expected = "key-malformed" if sign and y in (1, FIELD - 1) else "weak-key"  # there, x is zero and has no sign
    assert code(PublicKey.from_encoded, "Ed25519", data) == expected
    assert code(PublicKey.from_jwk, {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(data)}) == expected
    if y < 19:
        beyond = (y + FIELD | sign << 255).to_bytes(32, "little")
        assert code(PublicKey.from_encoded, "Ed25519", beyond) == "key-malformed"


def test_a_signature_of_a_small_order_key_would_hold_for_many_messages() -> None:
    """Why they are refused: the library by itself finds nothing wrong with the neutral element."""
    neutral = (1).to_bytes(32, "little")
    native = ed25519.Ed25519PublicKey.from_public_bytes(neutral)
    for message in (b"I owe you nothing", b"I owe you a million"):
        native.verify(neutral + bytes(32), message)


def test_ed25519_keys_that_are_no_points_are_refused() -> None:
    taken = refused = 0
    for y in range(2, 60):
        try:
            PublicKey.from_encoded("Ed25519", y.to_bytes(32, "little"))
            taken += 1
        except CheckFailed as error:
            assert error.code == "key-malformed"
            refused += 1
    assert taken > 15
    assert refused > 15


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_ed25519_keys_of_another_length_are_refused(length: int) -> None:
    assert code(PublicKey.from_encoded, "Ed25519", bytes(length)) == "key-malformed"


def test_short_and_huge_rsa_keys_are_refused() -> None:
    assert code(PublicKey.from_pem, pem(rsa_key(1024).public_key())) == "weak-key"
    for bits in (1024, 2047, 8193, 300_000):
        n = (1 << bits - 1) | 1
        jwk = {"kty": "RSA", "n": base64url.encode(n.to_bytes((bits + 7) // 8, "big")), "e": "AQAB"}
        assert code(PublicKey.from_jwk, jwk) in {"weak-key", "key-malformed"}


@pytest.mark.parametrize("exponent", [0, 1, 2, 4, 65536, (1 << 70) + 1])
def test_rsa_exponents_with_which_signatures_prove_nothing_are_refused(exponent: int) -> None:
    n = rsa_key().public_key().public_numbers().n
    raw = exponent.to_bytes(max(1, (exponent.bit_length() + 7) // 8), "big")
    jwk = {"kty": "RSA", "n": base64url.encode(n.to_bytes(256, "big")), "e": base64url.encode(raw)}
    assert code(PublicKey.from_jwk, jwk) in {"weak-key", "key-malformed"}
    assert code(PublicKey.from_encoded, "RSA", _pkcs1(n, exponent)) in {"weak-key", "key-malformed"}
    body = base64.encodebytes(_pkcs1(n, exponent)).decode()
    text = f"-----BEGIN RSA PUBLIC KEY-----\n{body}-----END RSA PUBLIC KEY-----\n"
    assert code(PublicKey.from_pem, text) in {"weak-key", "key-malformed"}


def _pkcs1(n: int, e: int) -> bytes:
    body = _der(2, n.to_bytes(n.bit_length() // 8 + 1, "big")) + _der(2, e.to_bytes(e.bit_length() // 8 + 1, "big"))
    return _der(0x30, body)


def _der(tag: int, body: bytes) -> bytes:
    length = len(body).to_bytes(2, "big")
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else b"\x82" + length) + body


# ---------------------------------------------------------------- signatures

_RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "r", "s"), _RFC_8032)
def test_ed25519_of_rfc_8032_section_7_1(secret: str, public: str, message: str, r: str, s: str) -> None:
    signer = SoftwareSigner.from_private_bytes("Ed25519", bytes.fromhex(secret))
    assert signer.public.encoded.hex() == public
    assert signer.sign(bytes.fromhex(message)).hex() == r + s
    signer.public.verify(bytes.fromhex(r + s), bytes.fromhex(message))


@pytest.mark.parametrize(
    ("kind", "secret", "r", "s"),
    [
        (
            "P-256",
            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            "P-384",
            "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
            "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
        ),
    ],
)
def test_ecdsa_of_rfc_6979_appendix_a(kind: str, secret: str, r: str, s: str) -> None:
    """P-384 goes with SHA-384; and the nonce comes from the key and the message alone."""
    signer = SoftwareSigner.from_private_bytes(kind, bytes.fromhex(secret))
    assert signer.sign(b"sample") == bytes.fromhex(r + s)
    signer.public.verify(bytes.fromhex(r + s), b"sample")


@pytest.mark.parametrize("kind", SIGNING)
def test_only_this_key_and_only_this_message(kind: str) -> None:
    signer = SoftwareSigner.generate(kind, SeededEntropy(b"one"))
    signature = signer.sign(b"message")
    signer.public.verify(signature, b"message")
    other = SoftwareSigner.generate(kind, SeededEntropy(b"two")).public
    assert code(signer.public.verify, signature, b"messages") == "signature-mismatch"
    assert code(other.verify, signature, b"message") == "signature-mismatch"
    for changed in (
        b"",
        signature[:-1],
        signature + b"\0",
        bytes(len(signature)),
        b"\xff" * len(signature),
        signature[32:] + signature[:32],
        bytes([signature[0] ^ 1]) + signature[1:],
        signature[:-1] + bytes([signature[-1] ^ 1]),
    ):
        assert code(signer.public.verify, changed, b"message") == "signature-mismatch"


def test_no_key_takes_the_signature_of_another_kind() -> None:
    for kind in SIGNING:
        signature = SoftwareSigner.generate(kind, SeededEntropy(kind.encode())).sign(b"message")
        of_kind(kind).verify(signature, b"message")
        for other in KINDS:
            if other != kind:
                assert code(of_kind(other).verify, signature, b"message") == "signature-mismatch"


def test_ecdsa_is_raw_and_may_be_high() -> None:
    """JWS and Data Integrity know r‖s only; neither demands a low s (RFC 7518 section 3.4)."""
    signer = SoftwareSigner.generate("P-256", SeededEntropy())
    signature = signer.sign(b"message")
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    signer.public.verify(r.to_bytes(32, "big") + (P256_ORDER - s).to_bytes(32, "big"), b"message")
    assert code(signer.public.verify, encode_dss_signature(r, s), b"message") == "signature-mismatch"
    assert code(signer.public.verify, signature[:32] + b"\0" + signature[32:], b"message") == "signature-mismatch"
    for first, second in ((r, 0), (0, s), (0, 0), (P256_ORDER, s), (r, P256_ORDER)):
        raw = first.to_bytes(32, "big") + second.to_bytes(32, "big")
        assert code(signer.public.verify, raw, b"message") == "signature-mismatch"


def test_secp256k1_goes_with_sha_256() -> None:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    private = ec.derive_private_key(7, ec.SECP256K1())
    r, s = decode_dss_signature(private.sign(b"message", ec.ECDSA(hashes.SHA256())))
    of_kind("secp256k1").verify(r.to_bytes(32, "big") + s.to_bytes(32, "big"), b"message")


def test_rsa_takes_the_scheme_that_was_asked_for_and_sha_256() -> None:
    key = of_kind("RSA")
    salted = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    plain = rsa_key().sign(b"message", padding.PKCS1v15(), hashes.SHA256())
    pss = rsa_key().sign(b"message", salted, hashes.SHA256())
    key.verify(plain, b"message")
    key.verify(pss, b"message", pss=True)
    assert code(key.verify, plain, b"message", pss=True) == "signature-mismatch"
    assert code(key.verify, pss, b"message") == "signature-mismatch"
    for digest in (hashes.SHA1(), hashes.SHA384(), hashes.SHA512()):
        weak = rsa_key().sign(b"message", padding.PKCS1v15(), digest)
        assert code(key.verify, weak, b"message") == "signature-mismatch"
    unsalted = padding.PSS(padding.MGF1(hashes.SHA256()), 0)
    assert code(key.verify, rsa_key().sign(b"message", unsalted, hashes.SHA256()), b"message", pss=True) == "signature-mismatch"
    assert code(key.verify, bytes(256), b"message") == "signature-mismatch"


# ---------------------------------------------------------------- private keys


class Scripted:
    """Gives these bytes in turn."""

    def __init__(self, *tokens: bytes) -> None:
        self.tokens = list(tokens)

    def token(self, length: int) -> bytes:
        assert len(self.tokens[0]) == length
        return self.tokens.pop(0)


def test_scalars_outside_the_group_are_drawn_again() -> None:
    order = P256_ORDER.to_bytes(32, "big")
    good = (P256_ORDER - 1).to_bytes(32, "big")
    entropy = Scripted(b"\xff" * 32, order, bytes(32), good)
    assert SoftwareSigner.generate("P-256", entropy).public == SoftwareSigner.from_private_bytes("P-256", good).public
    assert entropy.tokens == []


@pytest.mark.parametrize(
    ("kind", "private"),
    [
        ("Ed25519", bytes(31)),
        ("P-256", bytes(32)),
        ("P-256", P256_ORDER.to_bytes(32, "big")),
        ("P-256", b"\xff" * 32),
        ("P-256", b"\1"),
        ("P-384", b"\1" * 32),
        ("RSA", b"\1" * 32),
        ("secp256k1", b"\1" * 32),
    ],
)
def test_what_is_no_private_key(kind: str, private: bytes) -> None:
    assert code(SoftwareSigner.from_private_bytes, kind, private) == "key-malformed"


@pytest.mark.parametrize("kind", ["RSA", "secp256k1", "Ed448", ""])
def test_kinds_that_are_not_made_here(kind: str) -> None:
    with pytest.raises(UsageError) as caught:
        SoftwareSigner.generate(kind, SeededEntropy())
    assert caught.value.code == "key-kind-unknown"


@pytest.mark.parametrize("kind", SIGNING)
def test_a_signer_shows_no_private_bytes(kind: str) -> None:
    signer = SoftwareSigner.generate(kind, SeededEntropy())
    secret = SeededEntropy().token(48 if kind == "P-384" else 32)
    assert signer.public == SoftwareSigner.from_private_bytes(kind, secret).public
    for spelled in (secret.hex(), base64url.encode(secret), repr(secret)):
        assert spelled not in repr(signer) + str(vars(signer))
    with pytest.raises(TypeError):
        pickle.dumps(signer)


def test_equal_keys_are_one_in_a_set() -> None:
    assert len({PublicKey.from_multikey(of_kind("P-256").to_multikey()) for _ in range(2)}) == 1


# ---------------------------------------------------------------- nothing but our own errors

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda data: "z" + multibase.base58_encode(data)))
def test_any_text_as_multikey(text: str) -> None:
    with pytest.raises((CheckFailed, CheckUndecided)):
        PublicKey.from_multikey(text)


@given(
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(["kty", "crv", "x", "y", "n", "e", "use", "alg", "key_ops"]), _JSON, max_size=3),
)
def test_any_change_of_a_jwk(kind: str, changes: dict[str, Any]) -> None:
    try:
        PublicKey.from_jwk({**of_kind(kind).to_jwk(), **changes})
    except (CheckFailed, CheckUndecided) as error:
        assert error.message


@given(st.sampled_from(KINDS), st.binary(max_size=300), st.binary(max_size=50), st.booleans())
def test_any_signature(kind: str, signature: bytes, message: bytes, pss: bool) -> None:
    assert code(of_kind(kind).verify, signature, message, pss=pss) == "signature-mismatch"
