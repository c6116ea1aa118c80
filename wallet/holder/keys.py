"""The holder's keys: made, named, and found again behind a credential."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wallet.errors import UsageError
from wallet.model.credential import Credential
from wallet.model.holder import HolderKey, KeyKind
from wallet.ports import Entropy
from wallet.proofs.keys import Signer, SoftwareSigner

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-5 / SEC 2: the order of P-256
_DRAWS = 64


def create(kind: KeyKind, entropy: Entropy, now: datetime) -> tuple[HolderKey, bytes]:
    """A new key: its public description, and its 32 private bytes (Ed25519 seed; P-256 scalar, big-endian).

    The key's ``id`` is its RFC 7638 thumbprint, its ``did`` a did:key.  Raises UsageError("bad-entropy") when the source of
    randomness gives nothing that can be a key.
    """
    private = _scalar(entropy) if kind is KeyKind.P256 else entropy.token(32)
    return describe(signer(private, kind), kind, now), private


def signer(private_bytes: bytes, kind: KeyKind) -> Signer:
    """What signs with these 32 private bytes."""
    return SoftwareSigner.from_private_bytes(kind.value, private_bytes)


def describe(of: Signer, kind: KeyKind, now: datetime) -> HolderKey:
    """The public description of the key that ``of`` signs with."""
    public = of.public
    return HolderKey(
        id=public.thumbprint(),
        kind=kind,
        did=f"did:key:{public.to_multikey()}",
        jwk=public.to_jwk(),
        created_at=now,
    )


def verification_method(key: HolderKey) -> str:
    """The absolute name of the key inside its did:key document (did:key method, section 3.1)."""
    return f"{key.did}#{key.did.removeprefix('did:key:')}"


def bound_key(credential: Credential, keys: Sequence[HolderKey]) -> HolderKey | None:
    """Which of these keys the credential is bound to: by its ``cnf`` key (RFC 7800), else by the subject's did:key."""
    subject = credential.subject
    if subject.holder_key:
        return next((key for key in keys if key.id == subject.holder_key), None)
    did = subject.id.partition("#")[0]
    return next((key for key in keys if key.did == did), None)


def _scalar(entropy: Entropy) -> bytes:
    for _ in range(_DRAWS):
        drawn = entropy.token(32)
        if 0 < int.from_bytes(drawn, "big") < _P256_ORDER:
            return drawn
    raise UsageError("bad-entropy", "The source of random numbers gives nothing usable, so no key was made.")
