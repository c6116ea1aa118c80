"""An archive among the inputs: its files in its place, opened outside of this process, a broken one costing itself only."""

from __future__ import annotations

import io
import random
import time
import zipfile

from tests.fakes import FixedClock
from tests.unit.carriers.zips import crafted, entry, quoting, zipped
from tests.unit.intake.inputs import every_carrier, plain_png
from wallet.desk import Desk, Terms
from wallet.errors import InputRefused
from wallet.intake.containers import opened
from wallet.intake.reader import Reader
from wallet.model.carried import Finding
from wallet.model.given import Given
from wallet.worker.plain import codec


def codes(*data: bytes) -> dict[str, str]:
    given = [Given(source=f"{number}.zip", data=one) for number, one in enumerate(data)]
    return {one.source: one.error.code if one.error else "" for one in opened(given)}


def test_files_stand_in_the_archives_place() -> None:
    inputs = [
        Given(source="a.json", data=b"{}"),
        Given(source="down/badges.zip", data=zipped({"x/one.png": b"1", "two.json": b"2"})),
        Given(source="https://a.example/badge"),
        Given(source="b.json", error=InputRefused("unreadable", "No.")),
    ]
    found = list(opened(inputs))
    assert [one.source for one in found] == [
        "a.json",
        "down/badges.zip/x/one.png",
        "down/badges.zip/two.json",
        "https://a.example/badge",
        "b.json",
    ]
    assert [one.data for one in found] == [b"{}", b"1", b"2", None, None]


def test_what_cannot_be_opened_is_one_refused_input() -> None:
    assert codes(b"PK\3\4 and no more", zipped({}), zipped({"folder/": b""}), b"\x1f\x8b\x08\0") == {
        "0.zip": "archive-damaged",
        "1.zip": "empty",
        "2.zip": "empty",
        "3.zip": "archive-unsupported",
    }


def test_bombs_cost_themselves_within_the_limits() -> None:
    begun = time.perf_counter()
    found = codes(
        crafted(entry("bomb", b"\0" * (200 << 20)), entry("a.json", b"1")),
        crafted(entry("liar", b"\0" * (200 << 20), size=9), entry("a.json", b"1")),
        quoting(20, 1_000_000),
    )
    assert found.pop("0.zip/bomb") == "too-large"
    assert found.pop("1.zip/liar") == "damaged"
    assert [found.pop(f"{number}.zip/a.json") for number in range(2)] == ["", ""]
    assert set(found.values()) == {"archive-overlap"}
    assert time.perf_counter() - begun < 10


def test_the_largest_archive_there_may_be() -> None:
    """50 MB of noise in files of 24 MB: through the pipes and back within a worker's memory."""
    noise = random.Random(1).randbytes(24 << 20)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("one.bin", noise)
        archive.writestr("two.bin", noise[::-1])
    sizes = [len(one.data or b"") for one in opened([Given(source="z.zip", data=out.getvalue())])]
    assert sizes == [24 << 20, 24 << 20]


def test_a_folder_of_badges_as_an_archive_is_judged_like_the_folder() -> None:
    files = {f"inner/{name}": data for name, data in every_carrier().items()} | {"broken.png": plain_png()[:60], "none": b""}
    with Reader() as reader:
        desk = Desk(FixedClock(), reader)
        one_by_one = list(desk.check([Given(source=f"z.zip/{name}", data=data) for name, data in files.items()], Terms()))
        together = list(desk.check([Given(source="z.zip", data=zipped(files))], Terms()))
    kind = codec(tuple[Finding, ...])
    assert kind.pack(tuple(together)) == kind.pack(tuple(one_by_one))
    assert sum(found.error is not None for found in together) == 2
    assert {found.source for found in together} == {f"z.zip/{name}" for name in files}
