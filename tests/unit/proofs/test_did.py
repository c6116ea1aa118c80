"""Identifiers that are keys, kept controller documents, and profiles at an address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.proofs.did_worlds import AT, DID, ISSUER, KEY, NONE, OTHER, PLACE, POINT, RSA, code, kept, pem, world
from wallet.encoding import base64url, multibase
from wallet.errors import CheckFailed, CheckUndecided
from wallet.proofs.did.registry import METHODS
from wallet.proofs.did.resolve import find_method, resolve
from wallet.proofs.keys import PublicKey

# ---------------------------------------------------------------- did:key


def published(corpus: Path) -> list[tuple[str, dict[str, Any]]]:
    """The DID documents of the did:key method's own vectors."""
    found = []
    for file in sorted((corpus / "dids/open/did-method-key").glob("*.json")):
        vectors = json.loads(file.read_bytes())
        for did, vector in vectors.get("didDocument", vectors).items():
            found.append((did, vector.get("didDocument", vector)))
    return found


@pytest.mark.corpus
def test_vectors_of_the_did_key_method(corpus: Path) -> None:
    used, unknown = set(), 0
    for did, document in published(corpus):
        multikey = did.removeprefix("did:key:")
        if multikey.startswith(("z6LS", "z5Tc", "z2J9", "zHg", "zrZ")):  # X25519, BLS12-381, P-521
            assert code(resolve, did, NONE) == "key-unsupported", did
            unknown += 1
            continue
        ours = find_method(f"{did}#{multikey}", NONE)
        theirs = next(entry for entry in document["verificationMethod"] if entry["id"].endswith(f"#{multikey}"))
        expected = (
            multibase.base58_decode(theirs["publicKeyBase58"])
            if "publicKeyBase58" in theirs
            else PublicKey.from_jwk(theirs["publicKeyJwk"]).encoded
        )
        assert ours.key.encoded == expected
        assert (ours.controller, ours.document.as_of) == (did, None)
        assert {ours.id} <= ours.document.assertion_method & ours.document.authentication
        used.add(ours.key.kind)
    assert used == {"Ed25519", "P-256", "P-384", "secp256k1", "RSA", "BLS12-381-G2"}
    assert unknown >= 3


@pytest.mark.corpus
def test_published_documents_are_read_from_a_kept_copy_as_well(corpus: Path) -> None:
    """The same vectors as did:web documents: the older types of key, embedded and referenced."""
    types = set()
    for did, document in published(corpus):
        text = json.dumps(document).replace(did, DID)
        for entry in json.loads(text)["verificationMethod"] if "verificationMethod" in document else ():
            try:
                method = find_method(entry["id"], kept(PLACE, text.encode()))
            except CheckUndecided as error:
                assert error.code == "key-unsupported"
                continue
            assert method.controller == DID
            types.add((entry["type"], method.key.kind))
    assert types >= {
        ("Ed25519VerificationKey2018", "Ed25519"),
        ("EcdsaSecp256k1VerificationKey2019", "secp256k1"),
        ("JsonWebKey2020", "P-256"),
        ("JsonWebKey2020", "RSA"),
    }


def test_the_bare_identifier_names_its_only_key() -> None:
    did = f"did:key:{KEY.to_multikey()}"
    assert find_method(did, NONE).key == KEY == find_method(f"{did}#{KEY.to_multikey()}", NONE).key
    document = resolve(did, NONE)
    assert did in document.assertion_method
    assert f"{did}#{KEY.to_multikey()}" in document.authentication


def test_a_fragment_cannot_name_another_key() -> None:
    did = f"did:key:{KEY.to_multikey()}"
    assert code(find_method, f"{did}#{OTHER.to_multikey()}", NONE) == "method-not-found"
    assert code(find_method, f"{did}#", NONE) == "method-not-found"


@pytest.mark.parametrize(
    ("did", "expected"),
    [
        ("did:key:", "did-malformed"),
        ("did:key:z", "key-unsupported"),
        ("did:key:z0OIl", "key-malformed"),
        (f"did:key:{KEY.to_multikey()}z", "key-unsupported"),
        ("did:key:u" + base64url.encode(multibase.decode(KEY.to_multikey())), "key-malformed"),
        ("did:key:" + multibase.encode_base58(b"\xed\x01" + (1).to_bytes(32, "little")), "weak-key"),
        (f"did:key:{KEY.to_multikey()}?x=1", "did-malformed"),
        (f"did:key:{KEY.to_multikey()}/path", "did-malformed"),
        ("did:key:" + "z" * 9000, "did-malformed"),
        ("DID:key:z6Mk", "issuer-unresolvable"),
        ("did:Key:z6Mk", "did-malformed"),
        ("did:ethr:0xb9c5714089478a327f09197987f16f9e5d936e8a", "did-method-unsupported"),
        ("did:webvh:abc:uni.example", "did-method-unsupported"),
        ("did:", "did-malformed"),
        ("did:key:\n", "did-malformed"),
        ("urn:uuid:2b5e7c1a-1b3d-4c5e-9f00-000000000000", "issuer-unresolvable"),
        ("", "issuer-unresolvable"),
        ("ftp://uni.example/", "issuer-unresolvable"),
        ("file:///etc/passwd", "issuer-unresolvable"),
    ],
)
def test_what_is_no_identifier_of_a_key(did: str, expected: str) -> None:
    assert code(resolve, did, NONE) == expected
    assert code(find_method, did, NONE) in {expected, "key-unresolvable", "did-malformed", "key-malformed"}


# ---------------------------------------------------------------- did:jwk


def did_jwk(jwk: Any) -> str:
    return "did:jwk:" + base64url.encode(json.dumps(jwk).encode())


def test_example_of_the_did_jwk_method() -> None:
    did = (
        "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5Ijoi"
        "X0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
    )
    method = find_method(f"{did}#0", NONE)
    assert method.key.kind == "P-256"
    assert method.key.to_jwk()["x"] == "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0"
    assert method.document.assertion_method == method.document.authentication == {did, f"{did}#0"}
    assert (method.controller, method.document.as_of) == (did, None)


def test_a_did_jwk_for_encryption_allows_nothing() -> None:
    document = resolve(
        did_jwk({"kty": "OKP", "crv": "X25519", "use": "enc", "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}), NONE
    )
    assert not document.methods
    assert not document.assertion_method | document.authentication


@pytest.mark.parametrize(
    ("did", "expected"),
    [
        ("did:jwk:AA==", "did-malformed"),
        ("did:jwk:A", "did-malformed"),
        (did_jwk([]), "did-malformed"),
        (did_jwk("text"), "did-malformed"),
        ("did:jwk:" + base64url.encode(b'{"kty":"OKP","kty":"EC"}'), "did-malformed"),
        (did_jwk(KEY.to_jwk() | {"d": "AA"}), "key-private"),
        (did_jwk(KEY.to_jwk() | {"x": "AA"}), "key-malformed"),
        (did_jwk(KEY.to_jwk() | {"key_ops": ["sign"]}), "key-not-for-signing"),
        (did_jwk({"kty": "OKP", "crv": "X25519", "x": "AA"}), "key-unsupported"),
        (did_jwk({"kty": "oct", "k": "AA"}), "key-private"),
        (did_jwk({}), "key-unsupported"),
    ],
)
def test_what_is_no_did_jwk(did: str, expected: str) -> None:
    assert code(resolve, did, NONE) == expected


# ---------------------------------------------------------------- documents


def test_a_kept_document_is_as_old_as_its_copy() -> None:
    method = find_method(f"{DID}#k", world())
    assert (method.key, method.controller, method.document.as_of) == (KEY, DID, AT)
    assert (method.revoked, method.expires) == (None, None)
    assert method.document.assertion_method == {f"{DID}#k"}
    assert method.document.authentication == frozenset()


def test_a_document_that_is_not_kept_is_asked_for_by_its_address() -> None:
    for act, name, expected in (
        (resolve, DID, "issuer-not-offline"),
        (find_method, f"{DID}#k", "key-not-offline"),
        (resolve, ISSUER, "issuer-not-offline"),
        (find_method, f"{ISSUER}#k", "key-not-offline"),
    ):
        with pytest.raises(CheckUndecided) as caught:
            act(name, NONE)
        assert caught.value.code == expected
        assert caught.value.needs == ((PLACE if name.startswith("did:") else ISSUER),)


@pytest.mark.parametrize("body", [b"", b"<html>log in", b"[]", b'"x"', b"{", b'{"id":1,"id":2}', b"\xff\xfe", b"[" * 100])
def test_a_copy_that_is_no_document_is_asked_for_again(body: bytes) -> None:
    for name, place in ((DID, PLACE), (ISSUER, ISSUER)):
        with pytest.raises(CheckUndecided) as caught:
            resolve(name, kept(place, body))
        assert (caught.value.code, caught.value.needs) == ("issuer-unreadable", (place,))


@pytest.mark.parametrize("said", ["did:web:mallory.example", "did:web:UNI.example", DID + "#k", f"{DID}/", "", None, 5, [DID]])
def test_a_document_of_another_identifier(said: Any) -> None:
    assert code(resolve, DID, world(id=said)) == "did-document-mismatch"
    assert code(resolve, ISSUER, kept(ISSUER, {"id": said, "verificationMethod": []})) == "did-document-mismatch"


def test_names_of_keys_are_absolute_whether_embedded_referenced_or_relative() -> None:
    entry = {"id": "#inside", "type": "JsonWebKey", "controller": DID, "publicKeyJwk": POINT.to_jwk()}
    made = world(assertionMethod=["#k", entry, f"{DID}#gone", 5, None], authentication=entry)
    document = resolve(DID, made)
    assert document.assertion_method == {f"{DID}#k", f"{DID}#inside", f"{DID}#gone"}
    assert document.authentication == {f"{DID}#inside"}
    assert find_method(f"{DID}#inside", made).key == POINT
    assert code(find_method, f"{DID}#gone", made) == "method-not-found"
    assert code(find_method, DID, made) == "method-not-found"


def test_two_keys_of_one_name() -> None:
    one = {"id": f"{DID}#k", "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY.to_multikey()}
    two = one | {"publicKeyMultibase": OTHER.to_multikey()}
    for names in ({"verificationMethod": [one, two]}, {"assertionMethod": [two]}, {"authentication": two}):
        assert code(resolve, DID, world(**names)) == "did-document-malformed"
    assert find_method(f"{DID}#k", world(verificationMethod=[one, one], assertionMethod=[one])).key == KEY


def test_more_keys_than_anybody_uses() -> None:
    entries = [{"id": f"#{number}", "type": "Multikey", "publicKeyMultibase": KEY.to_multikey()} for number in range(201)]
    assert code(resolve, DID, world(verificationMethod=entries)) == "did-document-malformed"


def test_end_and_withdrawal_of_a_key_are_passed_on_as_they_stand() -> None:
    entry = {
        "id": "#k", "type": "Multikey", "controller": "did:web:other.example", "publicKeyMultibase": KEY.to_multikey(),
        "revoked": "2026-01-01T00:00:00Z", "expires": 5,
    }  # fmt: skip
    method = find_method(f"{DID}#k", world(entry))
    assert (method.revoked, method.expires, method.controller) == ("2026-01-01T00:00:00Z", 5, "did:web:other.example")


@pytest.mark.parametrize("controller", [[DID], None, 5, {"id": DID}])
def test_a_key_that_does_not_say_clearly_whose_it_is(controller: Any) -> None:
    entry = {"id": "#k", "type": "Multikey", "controller": controller, "publicKeyMultibase": KEY.to_multikey()}
    assert code(find_method, f"{DID}#k", world(entry)) == "did-document-malformed"


def test_key_of_somebody_else_in_a_document_is_not_found_through_it() -> None:
    """A key is looked for in the document that its own name points at."""
    entry = {"id": "did:web:victim.example#k", "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY.to_multikey()}
    with pytest.raises(CheckUndecided) as caught:
        find_method("did:web:victim.example#k", world(entry, assertionMethod=[entry["id"]]))
    assert caught.value.needs == ("https://victim.example/.well-known/did.json",)


# ---------------------------------------------------------------- https profiles


def test_a_profile_at_its_own_address() -> None:
    entry = {"id": "#k", "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": KEY.to_multikey()}
    made = kept(ISSUER, {"id": ISSUER, "type": ["Profile"], "verificationMethod": entry, "assertionMethod": "#k"})
    method = find_method(f"{ISSUER}#k", made)
    assert (method.key, method.controller, method.document.as_of) == (KEY, ISSUER, AT)
    assert method.document.assertion_method == {f"{ISSUER}#k"}


def test_an_open_badges_2_profile_with_its_key_inside() -> None:
    key = {"id": f"{ISSUER}#key", "type": "CryptographicKey", "owner": ISSUER, "publicKeyPem": pem(RSA)}
    made = kept(ISSUER, {"id": ISSUER, "type": "Profile", "publicKey": key})
    method = find_method(f"{ISSUER}#key", made)
    assert (method.key.kind, method.controller) == ("RSA", ISSUER)
    assert method.document.assertion_method == frozenset()


def test_a_key_at_its_own_address() -> None:
    address = f"{ISSUER}/key"
    document = {"id": address, "type": "CryptographicKey", "owner": ISSUER, "publicKeyPem": pem(RSA)}
    method = find_method(address, kept(address, document))
    assert (method.key.kind, method.controller, method.document.as_of) == ("RSA", ISSUER, AT)
    assert method.document.authentication == frozenset()
    assert code(find_method, address, kept(address, document | {"id": ISSUER})) == "did-document-mismatch"
    assert code(find_method, address, kept(address, document | {"owner": [ISSUER]})) == "did-document-malformed"
    assert code(find_method, f"{address}#other", kept(address, document)) == "method-not-found"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://", "did-malformed"),
        ("https:///path", "did-malformed"),
        ("https://[::1", "did-malformed"),
        ("https://#k", "did-malformed"),
        ("http://uni.example/issuer", "issuer-insecure"),
        ("http:", "did-malformed"),
    ],
)
def test_addresses_that_prove_nothing(url: str, expected: str) -> None:
    for act in (resolve, find_method):
        assert code(act, url, kept(url, {"id": url})) == expected


# ---------------------------------------------------------------- nothing but our own errors


def test_the_methods_that_are_understood() -> None:
    assert set(METHODS) == {"key", "jwk", "web"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([DID, f"{DID}#k", "#k", "Multikey", KEY.to_multikey(), ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "x"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["verificationMethod", "publicKey", "assertionMethod", "authentication"]), _JSON))
def test_any_document(changes: dict[str, Any]) -> None:
    try:
        assert find_method(f"{DID}#k", world(**changes)).document.id == DID
    except (CheckFailed, CheckUndecided) as error:
        assert error.message


_PARTS = st.text(max_size=12) | st.sampled_from(
    ["web", "key", "jwk", "uni.example", "%3A", "%", "..", "0x", "[", "z6Mk", "#", "?"]
)


@given(
    st.lists(_PARTS, max_size=5).map(":".join), st.sampled_from(["", "did:", "did:web:", "did:key:z", "did:jwk:", "https://"])
)
def test_any_identifier(rest: str, start: str) -> None:
    for act in (resolve, find_method):
        try:
            act(start + rest, NONE)
        except (CheckFailed, CheckUndecided) as error:
            assert error.message
        else:
            assert start == "did:jwk:"
