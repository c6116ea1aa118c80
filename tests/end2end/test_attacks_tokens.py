"""Class C: tokens that choose their own rules: algorithm, key, type, critical header (security.md 3)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.end2end.attack_bench import ISSUER, OTHER, TEXTBOOK, Attack, Bench, json_lines
from tests.fakes import NOON, MemoryFetcher
from tests.issuers import Party, badge, seconds, stamp, vc_jwt
from wallet.encoding import base64url

_GOOD = vc_jwt(TEXTBOOK, badge(TEXTBOOK))
_HEADER, _PAYLOAD, _SIGNATURE = _GOOD.split(".")


def _part(value: Mapping[str, Any]) -> str:
    return base64url.encode(json.dumps(value).encode())


def _header(**changes: Any) -> str:
    whole = {"alg": "ES256", "typ": "vc+jwt", "kid": TEXTBOOK.method} | changes
    return _part({name: value for name, value in whole.items() if value is not None})


def _resigned(**header: Any) -> str:
    """Signed with the issuer's own key under another header."""
    return TEXTBOOK.token(badge(TEXTBOOK), **header)


def _forged(**header: Any) -> str:
    """Signed by somebody else in the issuer's name."""
    return OTHER.token(badge(TEXTBOOK), **header)


def _hmac(secret: bytes, alg: str = "HS256") -> str:
    signing = f"{_header(alg=alg)}.{_PAYLOAD}"
    return f"{signing}.{base64url.encode(hmac.new(secret, signing.encode(), hashlib.sha256).digest())}"


def _pem() -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    jwk = TEXTBOOK.signer.public.to_jwk()
    x, y = (int.from_bytes(base64url.decode(jwk[name]), "big") for name in ("x", "y"))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _rsa(bits: int, alg: str = "RS256") -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    numbers = key.public_key().public_numbers()
    jwk = {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    did = "did:jwk:" + _part(jwk)
    document = badge(TEXTBOOK, issuer={"id": did, "type": ["Profile"], "name": "Small key"})
    signing = f"{_header(alg=alg, kid=did + '#0')}.{_part(document)}"
    return f"{signing}.{base64url.encode(key.sign(signing.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _number(value: int) -> str:
    return base64url.encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _one_byte_of_payload() -> str:
    return f"{_HEADER}.{_part(badge(TEXTBOOK, name='Teamwork Padge'))}.{_SIGNATURE}"


def _loose_end() -> str:
    """The same signature with other unused bits in its last letter: two texts of one token."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return f"{_HEADER}.{_PAYLOAD}.{_SIGNATURE[:-1]}{letters[letters.index(_SIGNATURE[-1]) ^ 1]}"


_ORDER = bytes.fromhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
_EXPIRED = badge(TEXTBOOK, validUntil=stamp(NOON - timedelta(days=1)))
_JWK = OTHER.signer.public.to_jwk()
_NG = {"headline": "not-genuine"}
ATTACKS = [
    Attack(id="sound", data=lambda: _GOOD, headline="issuer-unknown"),
    Attack(id="C1 alg none", data=lambda: f"{_header(alg='none')}.{_PAYLOAD}.", **_NG, reason="alg-none"),
    Attack(id="C1b alg nOnE", data=lambda: f"{_header(alg='nOnE')}.{_PAYLOAD}.", **_NG, reason="alg-none"),
    Attack(
        id="C1c alg none with the old signature",
        data=lambda: f"{_header(alg='none')}.{_PAYLOAD}.{_SIGNATURE}",
        **_NG,
        reason="alg-none",
    ),
    Attack(id="C1d no alg", data=lambda: f"{_header(alg=None)}.{_PAYLOAD}.{_SIGNATURE}", **_NG, reason="alg-missing"),
    Attack(id="C1e no signature", data=lambda: f"{_HEADER}.{_PAYLOAD}.", **_NG, reason="signature-mismatch"),
    Attack(id="C3 HS256 with the issuer's public PEM", data=lambda: _hmac(_pem()), **_NG, reason="alg-symmetric"),
    Attack(
        id="C3b HS256 with the issuer's identifier", data=lambda: _hmac(TEXTBOOK.did.encode()), **_NG, reason="alg-symmetric"
    ),
    Attack(id="C3c HS512 with nothing", data=lambda: _hmac(b"", "HS512"), **_NG, reason="alg-symmetric"),
    Attack(id="C5 a key in the header", data=lambda: _forged(jwk=_JWK), **_NG, reason="issuer-mismatch"),
    Attack(id="C5b a key in the header and no kid", data=lambda: _forged(jwk=_JWK, kid=None, alg="EdDSA"), **_NG),
    Attack(
        id="C5c addresses of keys in the header",
        data=lambda: _forged(jku="https://evil.example/keys", x5u="https://evil.example/c"),
        **_NG,
    ),
    Attack(id="C5d the attacker's own kid", data=lambda: _forged(), **_NG, reason="issuer-mismatch"),
    Attack(
        id="C5e the attacker's did in front of the issuer's", data=lambda: _forged(kid=f"{OTHER.did}#{TEXTBOOK.did}"), **_NG
    ),
    Attack(id="C7 kid ../../dev/null", data=lambda: _resigned(kid="../../dev/null"), **_NG),
    Attack(id="C7b kid ' OR 1=1--", data=lambda: _resigned(kid="' OR 1=1--"), **_NG),
    Attack(id="C7c kid file:///etc/passwd", data=lambda: _resigned(kid="file:///etc/passwd"), **_NG, absent="root:x:0:0"),
    Attack(id="C7d kid is a list", data=lambda: _resigned(kid=[TEXTBOOK.method]), **_NG),
    Attack(id="C7e kid of a million letters", data=lambda: _resigned(kid="did:key:" + "z" * 1_000_000), code="too-large"),
    Attack(
        id="C9 a signature of zeros",
        data=lambda: f"{_HEADER}.{_PAYLOAD}.{base64url.encode(bytes(64))}",
        **_NG,
        reason="signature-mismatch",
    ),
    Attack(
        id="C9b r and s of the group's order",
        data=lambda: f"{_HEADER}.{_PAYLOAD}.{base64url.encode(_ORDER * 2)}",
        **_NG,
        reason="signature-mismatch",
    ),
    Attack(
        id="C9c zeros for Ed25519",
        data=lambda: ".".join([*ISSUER.token(badge(ISSUER)).split(".")[:2], base64url.encode(bytes(64))]),
        **_NG,
        reason="signature-mismatch",
    ),
    Attack(id="C11 unknown crit", data=lambda: _resigned(crit=["exp"], exp=1), **_NG, reason="crit-not-understood"),
    Attack(id="C11b payload not encoded", data=lambda: _resigned(crit=["b64"], b64=False), **_NG, reason="crit-not-understood"),
    Attack(id="C11c empty crit", data=lambda: _resigned(crit=[]), **_NG, reason="crit-not-understood"),
    Attack(id="C13 a key binding as a credential", data=lambda: _resigned(typ="kb+jwt"), code="not-a-credential"),
    Attack(
        id="C13b an OIDC id_token",
        data=lambda: TEXTBOOK.token(
            {"iss": TEXTBOOK.did, "sub": "ada", "aud": "app", "nonce": "n", "exp": seconds(NOON) + 9}, typ="JWT"
        ),
        code="not-a-credential",
    ),
    Attack(id="C13c an access token that looks like one", data=lambda: _resigned(typ="at+jwt"), code="not-a-credential"),
    Attack(id="C13d a status list's type", data=lambda: _resigned(typ="statuslist+jwt"), code="not-a-credential"),
    Attack(id="C15 expired", data=lambda: vc_jwt(TEXTBOOK, _EXPIRED), headline="expired", reason="expired"),
    Attack(
        id="C15b expired by exp alone",
        data=lambda: vc_jwt(TEXTBOOK, badge(TEXTBOOK) | {"exp": seconds(NOON) - 86_400}),
        headline="expired",
        reason="expired",
    ),
    Attack(id="C17 one byte of the payload", data=_one_byte_of_payload, **_NG, reason="signature-mismatch"),
    Attack(id="C17b another text of the same token", data=_loose_end, code="bad-base64url"),
    Attack(id="C17c a fourth part", data=lambda: _GOOD + ".AAAA", code="no-credential"),
    Attack(id="C20 RSA with 1024 bits", data=lambda: _rsa(1024), **_NG, reason="weak-key"),
    Attack(id="C20b RS1", data=lambda: _rsa(2048, "RS1"), headline="not-fully-checked", reason="alg-unsupported"),
    Attack(
        id="C20c ES512 over a P-256 key",
        data=lambda: f"{_header(alg='ES512')}.{_PAYLOAD}.{_SIGNATURE}",
        headline="not-fully-checked",
        reason="alg-unsupported",
    ),
    Attack(
        id="C20d ES384 over a P-256 key",
        data=lambda: f"{_header(alg='ES384')}.{_PAYLOAD}.{_SIGNATURE}",
        **_NG,
        reason="alg-key-mismatch",
    ),
    Attack(
        id="C20e an invented alg",
        data=lambda: f"{_header(alg='ES256; DROP')}.{_PAYLOAD}.{_SIGNATURE}",
        headline="not-fully-checked",
        reason="alg-unsupported",
    ),
    Attack(id="C20f RSA with an exponent of 100,000 bits", data=lambda: _huge_exponent(), **_NG),
]


def _huge_exponent() -> str:
    jwk = {"kty": "RSA", "n": _number((1 << 16_383) + 9), "e": _number((1 << 100_000) + 1)}
    did = "did:jwk:" + _part(jwk)
    document = badge(TEXTBOOK, issuer={"id": did, "type": ["Profile"], "name": "Slow key"})
    return f"{_header(alg='RS256', kid=did + '#0')}.{_part(document)}.{base64url.encode(bytes(2048))}"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_tokens(attack: Attack, survives: Any) -> None:
    survives(attack)


def test_c5_no_address_in_a_header_is_asked(bench: Bench, tmp_path: Path) -> None:
    bench.fetcher = MemoryFetcher({})
    file = tmp_path / "token.jwt"
    file.write_text(
        _forged(jku="https://evil.example/keys", x5u="https://evil.example/c", kid="https://evil.example/kid"), "utf-8"
    )
    assert bench("verify", file, "--online", "--json").code == 1
    assert not [url for url in bench.fetcher.asked if url.endswith(("/keys", "/c"))]


def test_c15_what_expired_was_genuine(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "token.jwt"
    file.write_text(vc_jwt(TEXTBOOK, _EXPIRED), "utf-8")
    (record,) = json_lines(bench("verify", file, "--offline", "--json"))
    outcomes = {check["kind"]: check["outcome"] for check in record["checks"]}
    assert (outcomes["proof"], outcomes["issuer"], outcomes["period"]) == ("passed", "passed", "failed")
    assert "Genuine, but expired" in bench("verify", file, "--offline").text


@pytest.mark.parametrize("kind", ["P-256", "P-384", "Ed25519"])
def test_c17_every_hundredth_bit_of_a_token(bench: Bench, tmp_path: Path, kind: str) -> None:
    party = Party.with_did_key("bits", kind)
    whole = bytearray(vc_jwt(party, badge(party)).encode())
    folder = tmp_path / "bits"
    folder.mkdir()
    for place in range(0, len(whole) * 8, 101):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << place % 8
        (folder / f"{place:06}.jwt").write_bytes(changed)
    records = json_lines(bench("verify", folder, "--offline", "--json"))
    assert len(records) > 80
    assert {record["verdict"] for record in records} <= {"rejected", None, "indeterminate"}
