"""Points and scalars of BLS12-381 as bytes: read strictly, none of them zero."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from wallet.errors import CheckFailed
from wallet.ports import Entropy
from wallet.proofs.bbs_hash import ORDER

if TYPE_CHECKING:
    from py_arkworks_bls12381 import G1Point, G2Point

G1_BYTES, G2_BYTES, SCALAR_BYTES = 48, 96, 32


def read_g1(data: bytes) -> G1Point:
    """A compressed point of G1, not its identity. Raises CheckFailed("bad-proof-value")."""
    from py_arkworks_bls12381 import G1Point

    try:
        point = G1Point.from_compressed_bytes(data)
    except (ValueError, TypeError) as error:
        raise _malformed() from error
    if len(data) != G1_BYTES or point == G1Point.identity() or bytes(point.to_compressed_bytes()) != data:
        raise _malformed()
    return point


def read_g2(data: bytes) -> G2Point:
    """A compressed point of G2, not its identity. Raises ValueError: it is a key, and ``keys`` says what is wrong with it."""
    from py_arkworks_bls12381 import G2Point

    point = G2Point.from_compressed_bytes(data)
    if len(data) != G2_BYTES or point == G2Point.identity() or bytes(point.to_compressed_bytes()) != data:
        raise ValueError("no usable point of G2")
    return point


def read_scalar(data: bytes) -> int:
    """A number from 1 to the group's order, 32 bytes. Raises CheckFailed("bad-proof-value")."""
    number = int.from_bytes(data, "big")
    if len(data) != SCALAR_BYTES or not 0 < number < ORDER:
        raise _malformed()
    return number


def write_scalar(number: int) -> bytes:
    """A scalar as 32 bytes."""
    return number.to_bytes(SCALAR_BYTES, "big")


def random_scalars(count: int, entropy: Entropy) -> list[int]:
    """Unpredictable scalars (draft-irtf-cfrg-bbs-signatures section 4.2.1), none of them zero."""
    drawn: list[int] = []
    while len(drawn) < count:
        number = int.from_bytes(entropy.token(48), "big") % ORDER
        if number:
            drawn.append(number)
    return drawn


def combined(points: Sequence[G1Point], scalars: Sequence[int]) -> G1Point:
    """The sum of points, each times its scalar."""
    from py_arkworks_bls12381 import G1Point, Scalar

    return G1Point.multiexp_unchecked(list(points), [Scalar.from_be_bytes(write_scalar(number % ORDER)) for number in scalars])


def same_pairing(left: tuple[G1Point, G2Point], right: tuple[G1Point, G2Point]) -> bool:
    """Whether the pairings of both pairs are equal."""
    from py_arkworks_bls12381 import GT

    return bool(GT.pairing_check([left[0], -right[0]], [left[1], right[1]]))


def times_g2(number: int) -> G2Point:
    """The generator of G2, times a scalar."""
    from py_arkworks_bls12381 import Scalar

    return generator_g2() * Scalar.from_be_bytes(write_scalar(number % ORDER))


@cache
def generator_g2() -> G2Point:
    """The generator of G2."""
    from py_arkworks_bls12381 import G2Point

    return G2Point()


def _malformed() -> CheckFailed:
    return CheckFailed("bad-proof-value", "The signature in this proof is damaged, cut off or of another kind.")
