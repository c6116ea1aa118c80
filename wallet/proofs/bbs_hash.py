"""Hashing to scalars and points of BLS12-381 for BBS signatures (draft-irtf-cfrg-bbs-signatures sections 4 and 7).

The only other module that knows the curve's library is ``bbs_points``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py_arkworks_bls12381 import G1Point

ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
_FIELD = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
_EXPAND_BYTES = 48
_SHA256_BLOCK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Ciphersuite:
    """One BBS ciphersuite (section 7.2). ``base_point`` is P1, compressed; ``name`` starts every domain separation tag."""

    name: bytes
    base_point: bytes
    expand: Callable[[bytes, bytes, int], bytes]
    to_curve: Callable[[bytes, bytes], G1Point]

    @property
    def api(self) -> bytes:
        """The identifier of the interface (section 3.4) that hashes messages to scalars and generators out of a seed."""
        return self.name + b"H2G_HM2S_"

    def to_scalar(self, data: bytes, tag: bytes) -> int:
        """``data`` hashed to a number below the group's order (section 4.2.1); ``tag`` is the end of the separation tag."""
        return int.from_bytes(self.expand(data, self.api + tag, _EXPAND_BYTES), "big") % ORDER

    def messages(self, messages: Sequence[bytes]) -> list[int]:
        """Each message as a scalar (section 4.1.2)."""
        return [self.to_scalar(message, b"MAP_MSG_TO_SCALAR_AS_HASH_") for message in messages]


@cache
def _chain(suite: Ciphersuite) -> tuple[list[bytes], list[G1Point]]:
    seed = suite.expand(suite.api + b"MESSAGE_GENERATOR_SEED", suite.api + b"SIG_GENERATOR_SEED_", _EXPAND_BYTES)
    return [seed], []


def generators(suite: Ciphersuite, count: int) -> list[G1Point]:
    """The first ``count`` generators (section 4.1.1): Q1, H1, H2 …; they are the same for everybody, so they are kept."""
    seeds, points = _chain(suite)
    while len(points) < count:
        number = (len(points) + 1).to_bytes(8, "big")
        seed = suite.expand(seeds[-1] + number, suite.api + b"SIG_GENERATOR_SEED_", _EXPAND_BYTES)
        point = suite.to_curve(seed, suite.api + b"SIG_GENERATOR_DST_")
        seeds.append(seed)
        points.append(point)
    return points[:count]


def _expand_xmd(message: bytes, tag: bytes, length: int) -> bytes:
    """expand_message_xmd with SHA-256 (RFC 9380 section 5.3.1)."""
    tag += bytes((len(tag),))
    first = hashlib.sha256(bytes(_SHA256_BLOCK) + message + length.to_bytes(2, "big") + b"\0" + tag).digest()
    block = hashlib.sha256(first + b"\1" + tag).digest()
    blocks = [block]
    for number in range(2, -(-length // 32) + 1):
        mixed = (int.from_bytes(first, "big") ^ int.from_bytes(block, "big")).to_bytes(32, "big")
        block = hashlib.sha256(mixed + bytes((number,)) + tag).digest()
        blocks.append(block)
    return b"".join(blocks)[:length]


def _expand_xof(message: bytes, tag: bytes, length: int) -> bytes:
    """expand_message_xof with SHAKE-256 (RFC 9380 section 5.3.2)."""
    return hashlib.shake_256(message + length.to_bytes(2, "big") + tag + bytes((len(tag),))).digest(length)


def _curve_xmd(message: bytes, tag: bytes) -> G1Point:
    from py_arkworks_bls12381 import G1Point

    return G1Point.hash_to_curve(message, tag)


def _curve_xof(message: bytes, tag: bytes) -> G1Point:
    """hash_to_curve (RFC 9380 section 3) with SHAKE-256: two field elements, each mapped into the group, added."""
    from py_arkworks_bls12381 import G1Point

    uniform = _expand_xof(message, tag, 128)
    numbers = (int.from_bytes(part, "big") % _FIELD for part in (uniform[:64], uniform[64:]))
    left, right = (G1Point.map_from_fp_be(number.to_bytes(48, "big")) for number in numbers)
    return left + right


SHA256 = Ciphersuite(
    name=b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_",
    base_point=bytes.fromhex(
        "a8ce256102840821a3e94ea9025e4662b205762f9776b3a766c872b948f1fd225e7c59698588e70d11406d161b4e28c9"
    ),
    expand=_expand_xmd,
    to_curve=_curve_xmd,
)
SHAKE256 = Ciphersuite(
    name=b"BBS_BLS12381G1_XOF:SHAKE-256_SSWU_RO_",
    base_point=bytes.fromhex(
        "8929dfbc7e6642c4ed9cba0856e493f8b9d7d5fcb0c31ef8fdcd34d50648a56c795e106e9eada6e0bda386b414150755"
    ),
    expand=_expand_xof,
    to_curve=_curve_xof,
)
