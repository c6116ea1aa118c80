"""Key binding (RFC 9901 section 7.3): who shows it, to whom, when, and exactly what."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes import NOON, SeededEntropy
from tests.unit.proofs.sd_jwt_making import (
    AUDIENCE,
    HOLDER,
    ISSUER,
    MALLORY,
    NONCE,
    SHOWN_AT,
    code,
    digest,
    diploma,
    in_json,
    issued,
    shown,
    text,
)  # fmt: skip
from wallet.encoding import base64url
from wallet.errors import CheckFailed
from wallet.proofs import jws, sd_jwt
from wallet.proofs.keys import SoftwareSigner


def verified(whole: str, **asked: Any) -> Any:
    return sd_jwt.verify_binding(sd_jwt.parse(whole), **{"now": NOON, "nonce": NONCE, "audience": AUDIENCE, **asked})


def verdict(whole: str, **asked: Any) -> str:
    return code(verified, whole, **asked)


def seconds(**ago: float) -> int:
    return int((NOON - timedelta(**ago)).timestamp())


# ---------------------------------------------------------------- binding


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
def test_bound_and_verified(kind: str) -> None:
    signer = SoftwareSigner.generate(kind, SeededEntropy(kind.encode()))
    held = diploma(cnf={"jwk": signer.public.to_jwk()})
    chosen = sd_jwt.select(sd_jwt.parse(held), ["/name"])
    whole = sd_jwt.bind(
        chosen, signer, audience=AUDIENCE, nonce=NONCE, issued_at=SHOWN_AT, expires_at=NOON + timedelta(days=20)
    )
    assert whole.startswith(chosen)
    claims = verified(whole)
    assert claims == {
        "iat": int(SHOWN_AT.timestamp()),
        "aud": AUDIENCE,
        "nonce": NONCE,
        "sd_hash": digest(chosen),
        "exp": int((NOON + timedelta(days=20)).timestamp()),
    }
    parsed = sd_jwt.parse(whole)
    assert parsed.key_binding is not None
    assert dict(parsed.key_binding.header) == {
        "alg": {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}[kind],
        "typ": "kb+jwt",
    }


def test_an_end_is_written_only_where_one_is_given_and_empty_words_are_written() -> None:
    whole = sd_jwt.bind(diploma(), HOLDER, audience="", nonce="", issued_at=SHOWN_AT)
    claims = verified(whole, nonce="", audience="")
    assert set(claims) == {"iat", "aud", "nonce", "sd_hash"}
    assert (claims["aud"], claims["nonce"]) == ("", "")


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_the_function_is_that_of_the_disclosures(algorithm: str) -> None:
    name = algorithm.replace("sha", "sha-")
    held = text({"_sd_alg": name, "cnf": {"jwk": HOLDER.public.to_jwk()}})
    whole = sd_jwt.bind(held, HOLDER, audience=AUDIENCE, nonce=NONCE, issued_at=SHOWN_AT)
    assert verified(whole)["sd_hash"] == digest(held, algorithm)
    assert (verdict(shown(held)) == "kb-sd-hash-mismatch") if algorithm != "sha256" else verified(shown(held))


@pytest.mark.parametrize("of", [shown(), json.dumps(in_json(diploma()))])
def test_only_an_open_sd_jwt_can_be_bound(of: str) -> None:
    assert code(sd_jwt.bind, of, HOLDER, audience="", nonce="", issued_at=NOON) == "not-an-open-sd-jwt"


# ---------------------------------------------------------------- who


def test_shown_by_somebody_else() -> None:
    assert verdict(shown(signer=MALLORY)) == "kb-signature-mismatch"


def test_the_key_of_the_header_is_not_used() -> None:
    said = {"iat": seconds(hours=1), "aud": AUDIENCE, "nonce": NONCE, "sd_hash": digest(diploma())}
    header = {"alg": "EdDSA", "typ": "kb+jwt", "jwk": MALLORY.public.to_jwk()}
    assert verdict(diploma() + jws.sign(header, json.dumps(said).encode(), MALLORY)) == "kb-signature-mismatch"


def test_nobody_shows_it() -> None:
    assert verdict(diploma()) == "kb-missing"
    assert verdict(diploma(), nonce="", audience="") == "kb-missing"


@pytest.mark.parametrize("confirmation", [None, {}, "x", [], 5])
def test_bound_to_no_key(confirmation: Any) -> None:
    assert verdict(shown(diploma(cnf=confirmation))) == "kb-key-missing"


def test_not_bound_at_all() -> None:
    assert verdict(shown(issued({"name": "Ada"}))) == "kb-key-missing"


@pytest.mark.parametrize(
    "confirmation", [{"kid": "did:example:1#k"}, {"jku": "https://x.example/k"}, {"x5t#S256": "x"}, {"jwk": "x"}, {"jwe": "x"}]
)
def test_bound_to_a_key_that_is_only_named(confirmation: dict[str, Any]) -> None:
    assert verdict(shown(diploma(cnf=confirmation))) == "kb-key-unsupported"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"d": "AA"}, "key-private"),
        ({"x": "AA"}, "key-malformed"),
        ({"crv": "X25519"}, "key-unsupported"),
        ({"use": "enc"}, "key-not-for-signing"),
    ],
)
def test_bound_to_a_key_that_is_none(change: dict[str, Any], expected: str) -> None:
    assert verdict(shown(diploma(cnf={"jwk": HOLDER.public.to_jwk() | change}))) == expected


def _headed(header: dict[str, Any]) -> str:
    """A binding under this header, well signed by the holder whatever the header says."""
    said = {"iat": seconds(hours=1), "aud": AUDIENCE, "nonce": NONCE, "sd_hash": digest(diploma())}
    start = ".".join(base64url.encode(json.dumps(part).encode()) for part in (header, said))
    return f"{diploma()}{start}.{base64url.encode(HOLDER.sign(start.encode()))}"


@pytest.mark.parametrize("typ", [None, "", "JWT", "KB+JWT", "application/kb+jwt", "kb+jwt ", "dc+sd-jwt", 5, ["kb+jwt"]])
def test_a_token_of_another_type(typ: Any) -> None:
    assert verdict(_headed({"alg": "EdDSA", "typ": typ})) == "kb-type"
    assert verdict(_headed({"alg": "EdDSA"})) == "kb-type"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"alg": "none"}, "alg-none"),
        ({"alg": "HS256"}, "alg-symmetric"),
        ({"alg": "ES256"}, "alg-key-mismatch"),
        ({"alg": "XX"}, "alg-unsupported"),
        ({}, "alg-missing"),
        ({"alg": "EdDSA", "crit": ["exp"]}, "crit-not-understood"),
    ],
)
def test_a_header_that_asks_for_something_else(header: dict[str, Any], expected: str) -> None:
    assert verdict(_headed({"typ": "kb+jwt", **header})) == expected


def test_a_signature_of_zeros() -> None:
    parts = shown().rpartition(".")
    assert verdict(f"{parts[0]}.{base64url.encode(bytes(64))}") == "kb-signature-mismatch"
    assert verdict(f"{parts[0]}.") == "kb-signature-mismatch"


# ---------------------------------------------------------------- to whom


@pytest.mark.parametrize("nonce", ["7kq4mp", "7KQ4MP ", "", "x"])
def test_another_check_code(nonce: str) -> None:
    assert verdict(shown(nonce=nonce)) == "kb-nonce-mismatch"
    assert verified(shown(nonce=nonce), nonce="")["nonce"] == nonce


@pytest.mark.parametrize("nonce", [None, 5, ["7KQ4MP"], {"a": "7KQ4MP"}, True])
def test_no_check_code(nonce: Any) -> None:
    for asked in (NONCE, ""):
        assert verdict(shown(nonce=nonce), nonce=asked) == "kb-nonce-missing"


@pytest.mark.parametrize("audience", ["employer", "Employer.example", "", "Employer "])
def test_another_audience(audience: str) -> None:
    assert verdict(shown(aud=audience)) == "kb-audience-mismatch"
    assert verified(shown(aud=audience), audience="")["aud"] == audience


@pytest.mark.parametrize("audience", [[AUDIENCE], [AUDIENCE, "Mallory"], {AUDIENCE: 1}, 5])
def test_an_audience_is_one_text(audience: Any) -> None:
    for asked in (AUDIENCE, ""):
        assert verdict(shown(aud=audience), audience=asked) == "kb-audience-mismatch"


def test_no_audience() -> None:
    for asked in (AUDIENCE, ""):
        assert verdict(shown(aud=None), audience=asked) == "kb-audience-missing"


def test_asking_for_nothing_still_checks_the_rest() -> None:
    """The reference library skips key binding altogether where no nonce and no audience are expected."""
    asked = {"nonce": "", "audience": ""}
    assert verified(shown(), **asked)["nonce"] == NONCE
    assert verdict(shown(signer=MALLORY), **asked) == "kb-signature-mismatch"
    assert verdict(shown(sd_hash=digest("x")), **asked) == "kb-sd-hash-mismatch"
    assert verdict(shown(iat=None), **asked) == "kb-iat-missing"
    assert verdict(shown(iat=seconds(days=8)), **asked) == "kb-stale"
    assert verdict(_headed({"alg": "EdDSA", "typ": "JWT"}), **asked) == "kb-type"


# ---------------------------------------------------------------- when


@pytest.mark.parametrize("made", [None, "2026-11-20", "1", True, [1], 1e300, -1e13])
def test_no_time(made: Any) -> None:
    assert verdict(shown(iat=made)) == "kb-iat-missing"


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        ({"seconds": 0}, ""),
        ({"minutes": -4}, ""),
        ({"minutes": -6}, "kb-not-yet-valid"),
        ({"days": -3650}, "kb-not-yet-valid"),
        ({"days": 6, "hours": 23}, ""),
        ({"days": 7, "seconds": 1}, "kb-stale"),
        ({"days": 3650}, "kb-stale"),
    ],
)
def test_made_lately(ago: dict[str, float], expected: str) -> None:
    whole = shown(iat=seconds(**ago))
    assert verified(whole) if not expected else verdict(whole) == expected


def test_a_fraction_of_a_second_is_a_time() -> None:
    assert verified(shown(iat=seconds(hours=1) + 0.5))
    assert verified(shown(iat=float(seconds(hours=1))))


def test_the_window_is_the_verifiers_to_set() -> None:
    whole = shown(iat=seconds(hours=2))
    assert verified(whole, max_age=timedelta(hours=3))
    assert verdict(whole, max_age=timedelta(hours=1)) == "kb-stale"


def test_a_named_end_stretches_the_window_to_a_year_at_most() -> None:
    end = {"exp": int((NOON + timedelta(days=1)).timestamp())}
    assert verified(shown(iat=seconds(days=360), **end))
    assert verdict(shown(iat=seconds(days=367), **end)) == "kb-stale"


@pytest.mark.parametrize("end", [seconds(), seconds(seconds=1), 0, "2099-01-01", None, True, [9e9]])
def test_past_its_end(end: Any) -> None:
    of = diploma()
    said = {"iat": seconds(hours=1), "aud": AUDIENCE, "nonce": NONCE, "sd_hash": digest(of), "exp": end}
    whole = of + jws.sign({"alg": "EdDSA", "typ": "kb+jwt"}, json.dumps(said).encode(), HOLDER)
    assert verdict(whole) == "kb-expired"


def test_before_its_beginning() -> None:
    assert verified(shown(nbf=seconds(hours=1)))
    assert verdict(shown(nbf=seconds(hours=-1))) == "kb-not-yet-valid"
    assert verdict(shown(nbf="x")) == "kb-not-yet-valid"


# ---------------------------------------------------------------- what


def test_a_field_added_removed_or_moved_after_binding() -> None:
    whole = shown()
    token, one, two, binding = whole.split("~")
    for parts in ([token, one, binding], [token, two, binding], [token, binding], [token, two, one, binding]):
        assert verdict("~".join(parts)) == "kb-sd-hash-mismatch"
    less = sd_jwt.select(sd_jwt.parse(whole), ["/name"])
    bound = shown(less).split("~")[-1]
    assert verified(less + bound)
    assert verdict("~".join((token, one, two, bound))) == "kb-sd-hash-mismatch"


def test_a_binding_moved_to_another_credential() -> None:
    other = diploma(name="Eve")
    assert verdict(other + shown().split("~")[-1]) == "kb-sd-hash-mismatch"


@pytest.mark.parametrize("said", [None, "", 5, "ü", [digest(diploma())], digest(diploma()) + "=", digest(diploma()).upper()])
def test_a_digest_of_something_else(said: Any) -> None:
    assert verdict(shown(sd_hash=said)) == "kb-sd-hash-mismatch"


@pytest.mark.parametrize("payload", [b"[]", b"{", b'"x"', b"\xff", b'{"iat":1,"iat":2}'])
def test_a_binding_that_cannot_be_read(payload: bytes) -> None:
    assert verdict(diploma() + jws.sign({"alg": "EdDSA", "typ": "kb+jwt"}, payload, HOLDER)) == "kb-malformed"


def test_a_credential_with_wrong_disclosures_is_wrong_first() -> None:
    held = text({"cnf": {"jwk": HOLDER.public.to_jwk()}, "_sd": ["a", "a"]})
    assert verdict(shown(held)) == "sd-digest-repeated"


@pytest.mark.parametrize("general", [False, True])
def test_json_serialization_binds_the_compact_form(general: bool) -> None:
    """Section 8.1; the reference library leaves sd_hash unchecked here."""
    whole = shown()
    document = in_json(whole, general=general)
    assert verified(json.dumps(document)) == verified(whole)
    header = document["signatures"][0]["header"] if general else document["header"]
    header["disclosures"].pop()
    assert verdict(json.dumps(document)) == "kb-sd-hash-mismatch"


def test_the_holders_key_may_itself_be_disclosed() -> None:
    held = issued({"cnf": {"jwk": HOLDER.public.to_jwk()}, "name": "Ada"}, ["/cnf", "/name"])
    assert verified(shown(held))
    hidden = sd_jwt.select(sd_jwt.parse(held), ["/name"])
    assert verdict(shown(hidden)) == "kb-key-missing"


def test_the_issuers_own_key_is_not_the_holders() -> None:
    with pytest.raises(CheckFailed) as caught:
        verified(shown(diploma(cnf={"jwk": ISSUER.public.to_jwk()}), signer=HOLDER))
    assert caught.value.code == "alg-key-mismatch"
