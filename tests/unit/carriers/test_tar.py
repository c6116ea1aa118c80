"""Tar archives: what every program writes is read, links lead nowhere, damage and bombs are named."""

from __future__ import annotations

import io
import random
import tarfile
import time

import pytest

from tests.unit.carriers.test_archive import refusal, taken
from tests.unit.carriers.zips import tarred, zipped
from wallet.carriers import archive
from wallet.errors import InputRefused

FILES = {
    "a.json": b"{}" * 400,
    "inner/b.png": bytes(range(256)) * 9,
    "empty.txt": b"",
    "c/" * 60 + "z" * 70 + ".json": b"1",
}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_file_in_order(form: int) -> None:
    data = tarred(FILES, form=form)
    assert archive.is_archive(data)
    found = taken(data)
    assert found == {name[:199] + "…" if len(name) > 200 else name: content for name, content in FILES.items()}
    assert list(found) == list(FILES)


def test_names_in_other_alphabets() -> None:
    files = {"Zeugnis Müller.json": b"1", "証明書/a.json": b"2", "../../etc/passwd": b"3", "/abs.json": b"4", ".hidden": b"5"}
    shown = {"Zeugnis Müller.json": b"1", "証明書/a.json": b"2", "etc/passwd": b"3", "abs.json": b"4"}
    assert taken(tarred(files)) == shown


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (tarfile.SYMTYPE, "archive-not-a-file"),
        (tarfile.LNKTYPE, "archive-not-a-file"),
        (tarfile.CHRTYPE, "archive-not-a-file"),
        (tarfile.BLKTYPE, "archive-not-a-file"),
        (tarfile.FIFOTYPE, "archive-not-a-file"),
        (tarfile.GNUTYPE_SPARSE, "archive-method"),
        (b"V", "archive-method"),
    ],
)
def test_what_is_no_file_leads_nowhere(kind: bytes, code: str) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as made:
        for name, is_odd in (("a.json", False), ("odd", True), ("b.json", False)):
            entry = tarfile.TarInfo(name)
            if is_odd:
                entry.type, entry.linkname = kind, "/etc/passwd"
            made.addfile(entry)
    assert taken(out.getvalue()) == {"a.json": b"", "odd": code, "b.json": b""}


def test_folders_global_notes_and_large_files() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "x" * 2000}) as made:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        made.addfile(folder)
        large = tarfile.TarInfo("folder/large")
        large.size = 26 << 20
        made.addfile(large, io.BytesIO(b"\0" * (26 << 20)))
    assert taken(out.getvalue()) == {"folder/large": "too-large"}


def test_a_name_twice_and_an_archive_inside() -> None:
    data = tarred({"a.json": b"1", "./a.json": b"2", "inner.tar": tarred({"a": b"1"}), "inner.zip": zipped({"a": b"1"})})
    assert taken(data) == {
        "a.json": "archive-name-twice",
        "inner.tar": "archive-in-archive",
        "inner.zip": "archive-in-archive",
    }


def test_cut_at_every_block_and_in_between() -> None:
    whole = tarred(FILES)
    end = len(whole.rstrip(b"\0"))
    for place in range(512, end, 37):
        assert refusal(whole[:place]) == "archive-damaged", place
    assert taken(whole[: (end // 512 + 2) * 512])


def test_more_files_than_any_folder_of_badges() -> None:
    begun = time.process_time()
    header = tarred({"a": b""})[:512]
    assert refusal(header * 100_000) == "archive-too-many"
    notes = tarred({"x" * 300: b""})
    note = notes[: notes.index(b"ustar", 600) - 257]  # a pax header with its note, again and again
    assert refusal(note * 30_000) == "archive-too-many"
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "note",
    [b"", b"9", b"99999999999999 path=a\n", b"0 path=a\n", b"11 path=abc", b"12 path\n\n\n\n\n", b"-1 a=b\n", b"12 size=-9x\n"],
)
def test_notes_that_are_none(note: bytes) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as made:
        for name, kind, data in (("n", tarfile.XHDTYPE, note), ("a.json", tarfile.REGTYPE, b"1")):
            entry = tarfile.TarInfo(name)
            entry.type, entry.size = kind, len(data)
            made.addfile(entry, io.BytesIO(data))
    if note:
        assert refusal(out.getvalue()) == "archive-damaged"
    else:
        assert taken(out.getvalue()) == {"a.json": b"1"}


def test_any_byte_changed() -> None:
    """A header's own sum names damage in it; a file's bytes are for the credential's signature to judge."""
    whole = tarred({"a.json": b"{}" * 40, "x" * 120: b"[1]"})
    dice = random.Random(5)
    for place in range(0, len(whole), 3):
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << dice.randrange(8)
        if archive.is_archive(bytes(spoiled)):
            try:
                taken(bytes(spoiled))
            except InputRefused as error:
                assert error.code == "archive-damaged"
