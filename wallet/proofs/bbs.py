"""BBS signatures (draft-irtf-cfrg-bbs-signatures): one signature over many messages, of which a proof shows some.

A proof is made afresh each time, from random numbers: two proofs out of one signature have nothing in common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wallet.errors import CheckFailed, UsageError
from wallet.ports import Entropy
from wallet.proofs import bbs_points as points
from wallet.proofs.bbs_hash import ORDER, SHA256, Ciphersuite, generators

if TYPE_CHECKING:
    from py_arkworks_bls12381 import G1Point, G2Point

SIGNATURE_BYTES = points.G1_BYTES + points.SCALAR_BYTES
MAX_MESSAGES = 4_000
_FIXED_BYTES = 3 * points.G1_BYTES + 4 * points.SCALAR_BYTES
_H2S = b"H2S_"


def secret_key(material: bytes, info: bytes = b"", *, suite: Ciphersuite = SHA256) -> bytes:
    """A secret key, 32 bytes, out of at least 32 secret bytes (section 3.2.1). Raises UsageError("key-material-short")."""
    if len(material) < 32:
        raise UsageError("key-material-short", "A key is made of 32 secret bytes or more.")
    return points.write_scalar(suite.to_scalar(material + len(info).to_bytes(2, "big") + info, b"KEYGEN_DST_"))


def public_key(secret: bytes) -> bytes:
    """The public key, 96 bytes, of a secret one (section 3.2.2)."""
    return bytes(points.times_g2(points.read_scalar(secret)).to_compressed_bytes())


def sign(secret: bytes, header: bytes, messages: Sequence[bytes], *, suite: Ciphersuite = SHA256) -> bytes:
    """A signature, 80 bytes, over ``messages`` in their order and ``header`` (section 3.4.1)."""
    key = points.read_scalar(secret)
    base = _Base(public_key(secret), header, len(messages), suite)
    scalars = suite.messages(messages)
    e = suite.to_scalar(b"".join(points.write_scalar(number) for number in (key, *scalars, base.domain)), _H2S)
    a = points.combined([base.commitment(dict(enumerate(scalars)))], [pow((key + e) % ORDER, -1, ORDER)])
    return bytes(a.to_compressed_bytes()) + points.write_scalar(e)


def verify(key: bytes, signature: bytes, header: bytes, messages: Sequence[bytes], *, suite: Ciphersuite = SHA256) -> None:
    """Checks a signature (section 3.4.2). ``key`` are the 96 bytes of a public key.

    Raises CheckFailed("signature-mismatch", "bad-proof-value", "key-malformed").
    """
    a, e = _read_signature(signature)
    base = _Base(key, header, len(messages), suite)
    commitment = base.commitment(dict(enumerate(suite.messages(messages))))
    if not points.same_pairing((a, _key(key) + points.times_g2(e)), (commitment, points.generator_g2())):
        raise _mismatch()


def prove(
    key: bytes,
    signature: bytes,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    shown: Sequence[int],
    entropy: Entropy,
    *,
    suite: Ciphersuite = SHA256,
) -> bytes:
    """A proof that shows the messages at the places ``shown``, in increasing order (section 3.4.3).

    Raises CheckFailed("bad-proof-value").
    """
    a, e = _read_signature(signature)
    base = _Base(key, header, len(messages), suite)
    scalars = suite.messages(messages)
    chosen = frozenset(shown)
    hidden = [place for place in range(len(messages)) if place not in chosen]
    r1, r2, e_mask, r1_mask, r3_mask, *masks = points.random_scalars(5 + len(hidden), entropy)
    d = points.combined([base.commitment(dict(enumerate(scalars)))], [r2])
    a_bar = points.combined([a], [r1 * r2])
    b_bar = points.combined([d, a_bar], [r1, -e])
    t1 = points.combined([a_bar, d], [e_mask, r1_mask])
    t2 = points.combined([d, *(base.message_points[place] for place in hidden)], [r3_mask, *masks])
    disclosed = {place: scalars[place] for place in shown}
    challenge = base.challenge((a_bar, b_bar, d, t1, t2), disclosed, presentation_header)
    answers = [e_mask + e * challenge, r1_mask - r1 * challenge, r3_mask - pow(r2, -1, ORDER) * challenge]
    answers += [mask + scalars[place] * challenge for mask, place in zip(masks, hidden, strict=True)]
    parts = [bytes(point.to_compressed_bytes()) for point in (a_bar, b_bar, d)]
    return b"".join([*parts, *(points.write_scalar(answer % ORDER) for answer in answers), points.write_scalar(challenge)])


def verify_proof(
    key: bytes,
    proof: bytes,
    header: bytes,
    presentation_header: bytes,
    shown: Mapping[int, bytes],
    *,
    suite: Ciphersuite = SHA256,
) -> None:
    """Checks a proof (section 3.4.4). ``shown`` are the messages by their places.

    Raises CheckFailed("signature-mismatch", "bad-proof-value", "key-malformed").
    """
    read = _read_proof(proof)
    count = len(shown) + len(read.hidden)
    if any(not 0 <= place < count for place in shown) or count > MAX_MESSAGES:
        raise CheckFailed("bad-proof-value", "The signature in this proof belongs to another part of a credential.")
    base = _Base(key, header, count, suite)
    places = sorted(shown)
    disclosed = dict(zip(places, suite.messages([shown[place] for place in places]), strict=True))
    hidden = [base.message_points[place] for place in range(count) if place not in shown]
    e, r1, r3 = read.answers
    t1 = points.combined([read.b_bar, read.a_bar, read.d], [read.challenge, e, r1])
    t2 = points.combined([base.commitment(disclosed), read.d, *hidden], [read.challenge, r3, *read.hidden])
    if base.challenge((read.a_bar, read.b_bar, read.d, t1, t2), disclosed, presentation_header) != read.challenge:
        raise _mismatch()
    if not points.same_pairing((read.a_bar, _key(key)), (read.b_bar, points.generator_g2())):
        raise _mismatch()


class _Base:
    """What signer, holder and verifier work out alike: generators and domain (section 4.2.2)."""

    def __init__(self, key: bytes, header: bytes, count: int, suite: Ciphersuite) -> None:
        if count > MAX_MESSAGES:
            raise CheckFailed("bad-proof-value", "This proof is over more statements than any credential makes.")
        self._suite = suite
        self._q1, *self.message_points = generators(suite, count + 1)
        made = b"".join(bytes(point.to_compressed_bytes()) for point in (self._q1, *self.message_points))
        data = key + count.to_bytes(8, "big") + made + suite.api
        self.domain = suite.to_scalar(data + len(header).to_bytes(8, "big") + header, _H2S)

    def commitment(self, messages: Mapping[int, int]) -> G1Point:
        """P1 + Q1·domain + the sum of H·message over ``messages`` by place."""
        chosen = [self.message_points[place] for place in messages]
        first = points.read_g1(self._suite.base_point)
        return points.combined([first, self._q1, *chosen], [1, self.domain, *messages.values()])

    def challenge(self, made: Sequence[G1Point], disclosed: Mapping[int, int], presentation_header: bytes) -> int:
        """The challenge (section 3.7.4) over the points that were made and the messages that are shown, by place."""
        data = [len(disclosed).to_bytes(8, "big")]
        for place in sorted(disclosed):
            data += [place.to_bytes(8, "big"), points.write_scalar(disclosed[place])]
        data += [bytes(point.to_compressed_bytes()) for point in made]
        data += [points.write_scalar(self.domain), len(presentation_header).to_bytes(8, "big"), presentation_header]
        return self._suite.to_scalar(b"".join(data), _H2S)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    a_bar: G1Point
    b_bar: G1Point
    d: G1Point
    answers: tuple[int, int, int]
    hidden: tuple[int, ...]
    challenge: int


def _read_proof(proof: bytes) -> _Proof:
    """Section 4.2.4.4: three points, four scalars and one for each hidden message."""
    if len(proof) < _FIXED_BYTES or (len(proof) - _FIXED_BYTES) % points.SCALAR_BYTES:
        raise CheckFailed("bad-proof-value", "The signature in this proof is missing, cut off or of another kind.")
    if (len(proof) - _FIXED_BYTES) // points.SCALAR_BYTES > MAX_MESSAGES:
        raise CheckFailed("bad-proof-value", "This proof is over more statements than any credential makes.")
    size = points.G1_BYTES
    a_bar, b_bar, d = (points.read_g1(proof[start : start + size]) for start in range(0, 3 * size, size))
    width = points.SCALAR_BYTES
    scalars = [points.read_scalar(proof[start : start + width]) for start in range(3 * size, len(proof), width)]
    return _Proof(
        a_bar=a_bar,
        b_bar=b_bar,
        d=d,
        answers=(scalars[0], scalars[1], scalars[2]),
        hidden=tuple(scalars[3:-1]),
        challenge=scalars[-1],
    )


def _read_signature(signature: bytes) -> tuple[G1Point, int]:
    if len(signature) != SIGNATURE_BYTES:
        raise CheckFailed("bad-proof-value", "The signature in this proof is missing, cut off or of another kind.")
    return points.read_g1(signature[: points.G1_BYTES]), points.read_scalar(signature[points.G1_BYTES :])


def _key(key: bytes) -> G2Point:
    try:
        return points.read_g2(key)
    except (ValueError, TypeError) as error:
        raise CheckFailed("key-malformed", "The key that should prove this is not a well-formed public key.") from error


def _mismatch() -> CheckFailed:
    return CheckFailed(
        "signature-mismatch", "The signature does not match: this was changed after it was signed, or another key signed it."
    )
