"""JWE under a passphrase: the RFCs' own vectors, both ways to salt, and a named refusal for everything else."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from tests.unit.foreign.backups import PASSPHRASE, b64, lcw_jwe, standard_jwe
from wallet.encoding import base64url
from wallet.errors import InputRefused
from wallet.foreign import jwe


def refusal(value: Any, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(InputRefused) as caught:
        jwe.decrypt(value, passphrase)
    assert caught.value.message
    return caught.value.code


# ---------------------------------------------------------------- vectors


def test_rfc_7517_appendix_c() -> None:
    """PBES2-HS256+A128KW: the derived key, and the content key that it unwraps."""
    salt = bytes([217, 96, 147, 112, 150, 117, 70, 247, 127, 8, 155, 137, 174, 42, 80, 215])
    derived = bytes([110, 171, 169, 92, 129, 92, 109, 117, 233, 242, 116, 233, 170, 14, 24, 75])
    key = jwe.key_encryption_key("PBES2-HS256+A128KW", salt, 4096, "Thus from my lips, by yours, my sin is purged.")
    assert key == derived
    wrapped = bytes.fromhex("4eba973b0b8d51f0d5f553d335bc86bc427d24c8de7c0567f93475b88c51f69ea1b11421f5393b04")
    content_key = bytes.fromhex("6f1b1934421d144e5cb038f041d05270a1832437caecb9ac811799c2c330fdb6")
    assert aes_key_unwrap(key, wrapped) == content_key


def test_rfc_7516_appendix_a_1() -> None:
    """A256GCM with a protected header: the content of the published example, its key given."""
    key = bytes.fromhex("b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc")
    value = {
        "iv": "48V1_ALb6US04U3b",
        "ciphertext": "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A",
        "tag": "XFBoMYUZodetZdvTiFvSkQ",
    }
    plain = jwe._content(value, key, "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ")
    assert plain == b"The true sign of intelligence is not knowledge but imagination."


# ---------------------------------------------------------------- both ways to write it


@pytest.mark.parametrize("plain", [b"", b"{}", "Zeugnis č".encode(), b"x" * 100_000])
def test_what_was_locked_opens(plain: bytes) -> None:
    assert jwe.decrypt(lcw_jwe(plain), PASSPHRASE) == plain
    assert jwe.decrypt(lcw_jwe(plain, iterations=120_000), PASSPHRASE) == plain


@pytest.mark.parametrize("algorithm", ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"])
def test_what_was_locked_by_the_standard_opens(algorithm: str) -> None:
    value = standard_jwe(b"plain", algorithm=algorithm)
    assert jwe.decrypt(value, PASSPHRASE) == b"plain"
    general = {name: value[name] for name in ("protected", "iv", "ciphertext", "tag")}
    other = {"header": {"alg": "ECDH-ES+A256KW"}, "encrypted_key": "AAAA"}
    assert jwe.decrypt(general | {"recipients": [{"encrypted_key": value["encrypted_key"]}, other]}, PASSPHRASE) == b"plain"


def test_the_recipient_that_a_passphrase_opens() -> None:
    value = lcw_jwe(b"plain")
    value["recipients"].insert(0, {"header": {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}, "encrypted_key": "AAAA"})
    assert jwe.decrypt(value, PASSPHRASE) == b"plain"


# ---------------------------------------------------------------- a wrong passphrase is not damage


@pytest.mark.parametrize("passphrase", ["wrong", PASSPHRASE + " ", PASSPHRASE.upper(), "\udcff"])
def test_a_wrong_passphrase_is_told_from_damage(passphrase: str) -> None:
    for value in (lcw_jwe(b"plain"), standard_jwe(b"plain")):
        assert refusal(value, passphrase) == "backup-wrong-passphrase"
        assert refusal(value, "") == "backup-passphrase-needed"
        for part in ("ciphertext", "tag", "iv"):
            spoiled = bytearray(base64url.decode(value[part].replace("+", "-").replace("/", "_").rstrip("=")))
            spoiled[0] ^= 1
            assert refusal(value | {part: b64(bytes(spoiled))}) == "backup-damaged"


def test_a_protected_header_that_was_changed() -> None:
    value = standard_jwe(b"plain")
    header = json.loads(base64url.decode(value["protected"])) | {"kid": "other"}
    changed = base64url.encode(json.dumps(header).encode())
    assert refusal(value | {"protected": changed}) == "backup-damaged"
    assert refusal(value | {"aad": "eyJ9"}) == "backup-damaged"


# ---------------------------------------------------------------- what is refused by name


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ECDH-ES+A256KW"},
        {"alg": "dir"},
        {"alg": None},
        {"alg": ["PBES2-HS512+A256KW"]},
        {"enc": "XC20P"},
        {"enc": "A128CBC-HS256"},
        {"enc": None},
        {"crit": ["b64"]},
        {"zip": "DEF"},
    ],
)
def test_other_ways_to_lock_are_refused_by_name(header: dict[str, Any]) -> None:
    assert refusal(lcw_jwe(b"plain", **header)) == "backup-cipher-unsupported"


def test_work_is_bounded() -> None:
    begun = time.perf_counter()
    for count in (1_000_001, 2**31, 2**62, 10**40):
        assert refusal(
            lcw_jwe(b"plain") | {"recipients": [{"header": _header(p2c=count), "encrypted_key": b64(b"x" * 40)}]}
        ) == ("backup-too-costly")
    assert time.perf_counter() - begun < 0.5


def _header(**changes: Any) -> dict[str, Any]:
    return {"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2s": b64(b"s" * 16), "p2c": 1} | changes


@pytest.mark.parametrize(
    "header",
    [
        *(_header(p2c=count) for count in (0, -1, 1.5, True, "1", None)),
        *(_header(p2s=salt) for salt in ("", None, "!", "A" * 9999, 5)),
    ],
)
def test_a_header_that_makes_no_key(header: dict[str, Any]) -> None:
    value = lcw_jwe(b"plain") | {"recipients": [{"header": header, "encrypted_key": b64(b"x" * 40)}]}
    assert refusal(value) == "backup-damaged"


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": []},
        {"recipients": {}},
        {"recipients": [1]},
        {"recipients": [{}] * 9},
        {"recipients": [{"header": 1}]},
        {"protected": "!"},
        {"protected": 5},
        {"protected": "bm90IGpzb24"},
        {"unprotected": []},
        {"iv": b64(b"x" * 16)},
        {"iv": None},
        {"tag": b64(b"x" * 12)},
        {"ciphertext": 5},
        {"ciphertext": "ÄÖÜ"},
    ],
)
def test_what_is_no_jwe(changes: dict[str, Any]) -> None:
    assert refusal(lcw_jwe(b"plain") | changes) == "backup-damaged"


@pytest.mark.parametrize("wrapped", ["", b64(b"x" * 8), b64(b"x" * 48), b64(b"x" * 39), None])
def test_a_wrapped_key_of_another_length(wrapped: str | None) -> None:
    value = lcw_jwe(b"plain")
    value["recipients"][0]["encrypted_key"] = wrapped
    assert refusal(value) == "backup-damaged"
