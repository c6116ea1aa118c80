"""ZIP archives: what is inside, in order; and every way in which one lies costs the file that lies, or is refused whole."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from dataclasses import replace

import pytest

from tests.unit.carriers.zips import crafted, deflated, entry, quoting, zipped
from wallet.carriers import archive
from wallet.errors import InputRefused

FILES = {"a.json": b"{}" * 40, "inner/b.png": bytes(range(256)) * 9, "empty.txt": b""}


def taken(data: bytes) -> dict[str, bytes | str]:
    """Each file's bytes, or the code of why it is not read."""
    found: dict[str, bytes | str] = {}
    for packed in archive.contents(data):
        try:
            found[packed.name] = archive.content(data[packed.start : packed.end], packed)
        except InputRefused as error:
            assert error.message
            found[packed.name] = error.code
    return found


def refusal(data: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        archive.contents(data)
    return caught.value.code


# ---------------------------------------------------------------- what is inside


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_every_file_in_order(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in FILES.items():
            made.writestr(name, data)
        made.comment = b"made by hand PK\5\6 and so on"
    found = taken(out.getvalue())
    assert found == FILES
    assert list(found) == list(FILES)


def test_an_archive_that_was_streamed() -> None:
    """Sizes behind the data, as programs write that cannot go back (general purpose bit 3)."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:  # type: ignore[call-overload]
        for name, data in FILES.items():
            made.writestr(name, data)
    assert taken(bytes(pipe.data)) == FILES


def test_folders_and_hidden_files_are_left_out() -> None:
    files = {
        "folder/": b"",
        "folder/.DS_Store": b"x",
        "__MACOSX/folder/._a.json": b"x",
        ".git/config": b"x",
        "folder/a.json": b"1",
    }
    assert taken(zipped(files)) == {"folder/a.json": b"1"}


def test_names_in_other_alphabets() -> None:
    files = {"Zeugnis Müller.json": b"1", "証明書.json": b"2", "a b/č.json": b"3"}
    assert taken(zipped(files)) == files


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\a.json", "Windows/a.json"),
        ("a/./b//c.json", "a/b/c.json"),
        ("..", "file 1"),
        ("a\x1b[2Jb.json", "a⟨U+001B⟩[2Jb.json"),
        ("gnp.\u202eedab.json", "gnp.⟨U+202E⟩edab.json"),
        ("a\0.json", "a⟨U+0000⟩.json"),
    ],
)
def test_a_name_is_only_a_name(written: str, shown: str) -> None:
    assert taken(crafted(entry(written, b"1"))) == {shown: b"1"}


def test_a_name_that_never_ends_is_cut() -> None:
    """Two that differ only behind the cut are two files."""
    found = archive.contents(crafted(entry("x" * 60_000, b"1"), entry("x" * 60_000 + "y", b"2")))
    assert [(len(one.name), one.error) for one in found] == [(200, None)] * 2


@pytest.mark.parametrize(
    ("raw", "flags", "shown"),
    [
        ("Zeugnis Müller".encode(), 0x0800, "Zeugnis Müller"),
        ("Zeugnis Müller".encode(), 0, "Zeugnis Müller"),  # as one system's own archiver writes it
        (b"Zeugnis M\x81ller", 0, "Zeugnis Müller"),  # code page 437
        (b"Zeugnis M\x81ller", 0x0800, "Zeugnis M\ufffdller"),
    ],
)
def test_the_letters_of_a_name(raw: bytes, flags: int, shown: str) -> None:
    assert taken(crafted(replace(entry("", b"1", flags=flags), name=raw))) == {shown: b"1"}


# ---------------------------------------------------------------- files that lie


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"crc": 1}, "damaged"),
        ({"size": 3}, "damaged"),
        ({"size": 5}, "damaged"),
        ({"packed": b"\xff" * 9}, "damaged"),
        ({"packed": deflated(b"good") + b"more"}, "damaged"),
        ({"packed": deflated(b"good")[:-1]}, "damaged"),
        ({"own_name": b"othe"}, "damaged"),
        ({"start": 7}, "damaged"),
        ({"start": 0xFFFFFF}, "damaged"),
        ({"packed_size": 0xFFFFFF}, "damaged"),
        ({"packed_size": 0xFFFFFFFF, "size": 0xFFFFFFFF}, "damaged"),
        ({"flags": 0x0801}, "archive-encrypted"),
        ({"method": 12}, "archive-method"),
        ({"method": 99, "flags": 1}, "archive-encrypted"),
        ({"mode": 0o120777}, "archive-not-a-file"),
        ({"mode": 0o020666}, "archive-not-a-file"),
        ({"mode": 0o010666}, "archive-not-a-file"),
    ],
)
def test_a_file_that_lies_costs_itself_only(changes: dict[str, object], code: str) -> None:
    data = crafted(entry("one.json", b"1"), entry("evil", b"good", **changes), entry("last.json", b"3"))
    assert taken(data) == {"one.json": b"1", "evil": code, "last.json": b"3"}


def test_a_name_twice_is_neither_of_both() -> None:
    data = crafted(entry("a.json", b"1"), entry("b.json", b"2"), entry("../a.json", b"3"))
    assert taken(data) == {"a.json": "archive-name-twice", "b.json": b"2"}


@pytest.mark.parametrize("inner", [zipped({"a": b"1"}), b"\x1f\x8b\x08" + b"\0" * 20, b"7z\xbc\xaf\x27\x1c" + b"\0" * 20])
def test_an_archive_in_an_archive(inner: bytes) -> None:
    assert taken(zipped({"inner.bin": inner, "a.json": b"1"})) == {"inner.bin": "archive-in-archive", "a.json": b"1"}


# ---------------------------------------------------------------- bombs


def test_a_file_that_unpacks_to_a_thousand_times_its_size() -> None:
    bomb = b"\0" * (20 << 20)
    assert taken(crafted(entry("bomb", bomb), entry("a.json", b"1"))) == {"bomb": "too-large", "a.json": b"1"}


def test_a_bomb_that_says_it_is_small() -> None:
    assert taken(crafted(entry("bomb", b"\0" * (64 << 20), size=100))) == {"bomb": "damaged"}


def test_a_file_that_is_too_large() -> None:
    noise = random.Random(1).randbytes(4 << 20)
    assert taken(crafted(entry("large", noise * 7))) == {"large": "too-large"}


def test_files_that_are_too_large_together() -> None:
    noise = random.Random(2).randbytes(24 << 20)
    one = entry("", noise, packed=noise[:8], method=0)
    big = [entry(f"{n}", b"", packed=b"x" * (24 << 16), size=24 << 20, crc=one.crc) for n in range(12)]
    codes = [packed.error.code if packed.error else "" for packed in archive.contents(crafted(*big))]
    assert codes == [""] * 10 + ["too-large"] * 2


def test_files_that_share_their_bytes() -> None:
    """One file's bytes under many names; and each file quoting the next, a bomb that passes a check of offsets alone."""
    shared = entry("a", b"1" * 500)
    size = len(shared.packed)
    others = [entry(f"{n}", b"1" * 500, packed=b"", start=0, own_name=b"", packed_size=size) for n in range(3)]
    assert list(taken(crafted(shared, *others)).values()) == [b"1" * 500, "damaged", "damaged", "damaged"]
    assert set(taken(quoting(50, 100_000)).values()) == {"archive-overlap"}


def test_more_files_than_any_folder_of_badges() -> None:
    begun = time.process_time()
    one = struct.pack("<4s6H3L5H2L", b"PK\1\2", *(20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0), 0, 0) + b"a"
    for said in (0xFFFF, 40_000, 10_000, 5):
        directory = one * 1_000_000
        data = b"PK\3\4" + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, said, said, len(directory), 4, 0)
        assert len(data) < 50 << 20
        assert refusal(data) == "archive-too-many"
    assert time.process_time() - begun < 4


def test_a_directory_that_says_another_number() -> None:
    assert refusal(crafted(entry("a", b"1"), count=2)) == "archive-damaged"
    assert refusal(crafted(entry("a", b"1"), entry("b", b"1"), count=1)) == "archive-damaged"


# ---------------------------------------------------------------- no archive of badges at all


@pytest.mark.parametrize(
    ("name", "data"),
    [("gzip", b"\x1f\x8b\x08\0"), ("7z", b"7z\xbc\xaf\x27\x1c"), ("RAR", b"Rar!\x1a\x07\x01\0"), ("bzip2", b"BZh91AY&SY")],
)
def test_other_archives_are_refused_by_name(name: str, data: bytes) -> None:
    assert archive.is_archive(data)
    with pytest.raises(InputRefused, match=name) as caught:
        archive.contents(data)
    assert caught.value.code == "archive-unsupported"


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_an_office_document_is_none(name: str) -> None:
    assert refusal(zipped({name: b"x", "word/document.xml": b"<x/>"})) == "unknown-file"


def test_what_is_no_archive() -> None:
    words = b"{" + b" " * 256 + b'"ustar": 1}'
    assert not any(archive.is_archive(data) for data in (b"", b"PK", b"{}", b"\x89PNG", b"BZh is a text", words))


def test_an_archive_that_is_too_large() -> None:
    assert refusal(b"PK\3\4" + b"\0" * (50 << 20)) == "too-large"


# ---------------------------------------------------------------- damage


def test_cut_at_every_byte() -> None:
    whole = zipped(FILES)
    for end in range(4, len(whole)):
        assert refusal(whole[:end]) == "archive-damaged", end


def test_any_byte_changed() -> None:
    whole = zipped({"a.json": b"{}" * 40, "b.json": b"[1]"})
    dice = random.Random(5)
    for place in range(len(whole)):
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << dice.randrange(8)
        if not archive.is_archive(bytes(spoiled)):
            continue
        try:
            found = taken(bytes(spoiled))
        except InputRefused as error:
            assert error.code in ("archive-damaged", "archive-too-many", "unknown-file")
            continue
        for value in found.values():
            assert value in (b"{}" * 40, b"[1]") or isinstance(value, str)


def test_noise_behind_a_signature() -> None:
    dice = random.Random(6)
    for _ in range(300):
        data = b"PK\3\4" + dice.randbytes(dice.randrange(200)) + b"PK\5\6" + dice.randbytes(18)
        assert refusal(data)
