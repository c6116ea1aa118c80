"""Holder keys: made from given randomness, named by standards, found again behind credentials."""

from __future__ import annotations

import pytest

from tests.fakes import NOON, SeededEntropy
from wallet.errors import UsageError, WalletError
from wallet.holder import keys
from wallet.model.credential import Credential, Format, Subject
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.proof import Securing
from wallet.proofs.keys import PublicKey


class Scripted:
    """Gives what it was told, then repeats the last."""

    def __init__(self, *tokens: bytes) -> None:
        self.tokens = list(tokens)

    def token(self, length: int) -> bytes:
        return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]


def about(subject: Subject) -> Credential:
    return Credential(format=Format.VC2, securing=Securing.JWS, raw=b"x", document={}, subject=subject)


@pytest.mark.parametrize("kind", list(KeyKind))
def test_a_key_signs_and_is_described_by_standards(kind: KeyKind, entropy: SeededEntropy) -> None:
    key, private = keys.create(kind, entropy, NOON)
    signer = keys.signer(private, kind)
    public = PublicKey.from_multikey(key.did.removeprefix("did:key:"))
    public.verify(signer.sign(b"message"), b"message")
    assert len(private) == 32
    assert key.id == PublicKey.from_jwk(key.jwk).thumbprint() == public.thumbprint()
    assert keys.describe(signer, kind, NOON) == key
    assert keys.verification_method(key) == f"{key.did}#{key.did[8:]}"
    assert "d" not in key.jwk and private.hex() not in repr(key)


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    """RFC 8037 appendix A.1 and A.3: the seed and its thumbprint."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key, _ = keys.create(KeyKind.ED25519, Scripted(seed), NOON)
    assert key.id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_two_keys_from_one_source_differ(entropy: SeededEntropy) -> None:
    assert keys.create(KeyKind.P256, entropy, NOON)[0].id != keys.create(KeyKind.P256, entropy, NOON)[0].id


def test_a_scalar_outside_the_group_is_drawn_again() -> None:
    good = (5).to_bytes(32, "big")
    _, private = keys.create(KeyKind.P256, Scripted(b"\xff" * 32, b"\0" * 32, good), NOON)
    assert private == good
    with pytest.raises(UsageError) as refused:
        keys.create(KeyKind.P256, Scripted(b"\xff" * 32), NOON)
    assert refused.value.code == "bad-entropy"


@pytest.mark.parametrize("private", [b"", b"\0" * 31, b"\xff" * 32, b"\0" * 32])
def test_bytes_that_are_no_scalar_are_refused_by_name(private: bytes) -> None:
    with pytest.raises(WalletError):
        keys.signer(private, KeyKind.P256)


def test_the_key_behind_a_credential_is_found_by_cnf_before_subject(entropy: SeededEntropy) -> None:
    mine: list[HolderKey] = [keys.create(kind, entropy, NOON)[0] for kind in KeyKind]
    first, second = mine
    assert keys.bound_key(about(Subject(holder_key=second.id)), mine) == second
    assert keys.bound_key(about(Subject(id=first.did)), mine) == first
    assert keys.bound_key(about(Subject(id=keys.verification_method(first))), mine) == first
    assert keys.bound_key(about(Subject(id=first.did, holder_key="somebody else's")), mine) is None
    assert keys.bound_key(about(Subject()), mine) is None
