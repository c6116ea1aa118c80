"""Files cut off at every byte and with bits turned: each is a named error or means what it meant, and nothing crashes."""

from __future__ import annotations

import random
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.fakes import NOON
from tests.faults import world
from tests.faults.observe import observe
from tests.faults.world import ISSUER, Place, fresh
from tests.issuers import as_bytes, assertion, hosted_world, sd_jwt_vc, vc_jwt
from wallet.carriers import png, svg
from wallet.errors import WalletError
from wallet.intake.examine import examine
from wallet.model.given import Question
from wallet.model.snapshot import Material
from wallet.session import check_backup
from wallet.vault.opening import unlock_bytes

_HEADER = 100
_PAGE = 4096


@dataclass
class Damage:
    """How many harmed files of each kind were read, what they were called, and what was wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Damage) -> None:
        self.tried += other.tried
        self.named += other.named
        self.wrong += other.wrong


Reading = Callable[[bytes], str]
"""Reads a file: "" where it means what it meant, else the code of the error. Whatever else it raises or says is wrong."""


def harmed(data: bytes, chance: random.Random, *, every: int = 1, bits: int = 1) -> Iterator[tuple[str, bytes]]:
    """The file cut at every ``every``-th byte, and with ``bits`` of the bits of each such byte turned."""
    first = chance.randrange(every)
    for place in range(first, len(data), every):
        yield f"cut at {place}", data[:place]
        for bit in chance.sample(range(8), bits):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            yield f"bit {bit} of byte {place} turned", bytes(changed)


def read_all(kind: str, reading: Reading, files: Iterator[tuple[str, bytes]], damage: Damage) -> None:
    """Read each of them."""
    for what, data in files:
        damage.tried[kind] += 1
        try:
            damage.named[reading(data) or "the same"] += 1
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            damage.wrong.append(f"{kind}, {what}: {error!r}")


# ---------------------------------------------------------------- what is read


def key_file(place: Place) -> Reading:
    """The key file and the secret that opens it: the same root key, or a named error."""
    root = unlock_bytes((place.folder / "vault.keys").read_bytes(), place.code)[1]

    def reading(data: bytes) -> str:
        try:
            found = unlock_bytes(data, place.code)[1]
        except WalletError as error:
            return error.code
        assert found == root, "another root key"
        return ""

    return reading


def key_files(place: Place) -> Reading:
    """The wallet whose key file and copy are both harmed: it opens whole, or says what is wrong."""
    before = observe(place.folder, {"code": place.code}).facts

    def reading(data: bytes) -> str:
        for name in ("vault.keys", "vault.keys.bak"):
            (place.folder / name).write_bytes(data)
        try:
            with place.session() as session:
                assert len(list(session.cards())) == world.HELD
        except WalletError as error:
            return error.code
        assert observe(place.folder, {"code": place.code}).facts == before
        return ""

    return reading


def backup(file: Path, secret: str) -> Reading:
    """A backup that is tried: as it was when it was made, or a named error."""
    whole = check_backup(file, secret)

    def reading(data: bytes) -> str:
        file.write_bytes(data)
        try:
            assert check_backup(file, secret) == whole, "other facts"
        except WalletError as error:
            return error.code
        return ""

    return reading


def database(place: Place) -> Reading:
    """The wallet's database: every credential that can be read is its bytes, and what cannot be is named."""
    file = place.folder / "vault-1.db"
    file = next(place.folder.glob("vault-*.db"), file)
    whole = observe(place.folder, {"code": place.code})
    assert whole.facts

    def reading(data: bytes) -> str:
        file.write_bytes(data)
        for name in (f"{file.name}-wal", f"{file.name}-shm"):
            (place.folder / name).unlink(missing_ok=True)
        seen = observe(place.folder, {"code": place.code})
        if not seen.faults:
            assert seen.facts == whole.facts, "changed, and nobody noticed"
            return ""
        return seen.faults[0].removeprefix("it does not open: ").split(" ")[0]

    return reading


def credential(data: bytes, material: Material) -> Reading:
    """An import: a named error, another verdict than before, or the same document."""
    question = Question(source="harmed", data=data, now=NOON, material=material)
    [whole] = examine(question)
    assert whole.credential is not None, whole.error
    assert whole.report is not None

    def reading(changed: bytes) -> str:
        found = examine(replace(question, data=changed))
        assert found, "nothing was said at all"
        for one in found:
            if one.error is not None:
                return one.error.code
            if one.credential is None or one.report is None:
                return "no credential"
            if one.report.headline is not whole.report.headline:
                return str(one.report.headline)
            if data.startswith(changed) and changed.endswith(b"~"):
                return "shows less"  # an SD-JWT without its last disclosures is one that keeps them back
            assert one.credential.document == whole.credential.document, "another document passes"
        return ""

    return reading


# ---------------------------------------------------------------- fixtures


def fixtures() -> dict[str, tuple[bytes, Material]]:
    """One small file of each form that can be brought in, with the documents that it needs."""
    badge = world.signed(1)
    hosted = assertion()
    return {
        "JSON, eddsa-jcs-2022": (badge, {}),
        "VC-JWT": (vc_jwt(ISSUER, {"@context": [world.V2], "type": ["VerifiableCredential"], "issuer": ISSUER.did,
                                   "credentialSubject": {"id": "did:example:ada"}}).encode(), {}),
        "SD-JWT VC": (sd_jwt_vc(ISSUER).encode(), {}),
        "Open Badges 2.0, hosted": (as_bytes(hosted), hosted_world(hosted)),
        "PNG": (png.bake(_picture(), badge), {}),
        "SVG": (svg.bake(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>', badge), {}),
    }  # fmt: skip


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


# ---------------------------------------------------------------- the experiment


def harm_everything(template: Place, room: Path, chance: random.Random, *, every: int, pages: int) -> Damage:
    """Every file, at every ``every``-th byte; the database at each byte of its header and at ``pages`` places in it."""
    damage = Damage()
    keys = (template.folder / "vault.keys").read_bytes()
    read_all("key file", key_file(template), harmed(keys, chance, every=every, bits=8), damage)
    both = fresh(template, room / "keys")
    read_all("key file and its copy", key_files(both), harmed(keys, chance, every=every * 8), damage)
    for name, (data, material) in fixtures().items():
        read_all(name, credential(data, material), harmed(data, chance, every=every), damage)
    file = room / "wallet.backup"
    small = world.make(room / "small" / "wallet", room / "small" / "outside", held=1)
    with small.session() as session:
        session.backup(file)
    data = file.read_bytes()
    read_all("backup", backup(file, small.code), harmed(data, chance, every=every), damage)
    place = fresh(template, room / "database")
    whole = next(template.folder.glob("vault-*.db")).read_bytes()
    read_all("database", database(place), _pages(whole, chance, every, pages), damage)
    return damage


def _pages(data: bytes, chance: random.Random, every: int, pages: int) -> Iterator[tuple[str, bytes]]:
    for what, head in harmed(data[:_HEADER], chance, every=every):
        yield what, head if what.startswith("cut") else head + data[_HEADER:]
    for _ in range(pages):
        place = chance.randrange(len(data))
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        yield f"a bit of byte {place} turned", bytes(changed)
        yield f"cut at {place}", data[:place]
        page = chance.randrange(len(data) // _PAGE) * _PAGE
        yield f"page at {page} empty", data[:page] + bytes(_PAGE) + data[page + _PAGE :]
