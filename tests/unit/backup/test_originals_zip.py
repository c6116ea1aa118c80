"""The plain ZIP: every original byte for byte, under names that are safe anywhere, the same bytes each time, and no keys."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import NOON
from tests.unit.backup.backup_examples import files_in, full_wallet
from tests.unit.vault.vault_examples import credential, original, received
from wallet.backup.originals_zip import export
from wallet.backup.zip_names import Names, plain, suffix_of
from wallet.encoding import base64url
from wallet.errors import UsageError, VaultError
from wallet.model.carried import Carrier
from wallet.vault.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with full_wallet(tmp_path / "wallet")[0] as opened:
        yield opened


def _read(file: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files["index.json"])


def test_every_original_is_there_and_the_index_says_what_it_is(vault: Vault, tmp_path: Path) -> None:
    made = export(vault, tmp_path / "all.zip", NOON)
    files, index = _read(tmp_path / "all.zip")
    entries = {entry["id"]: entry for entry in index["credentials"]}
    assert set(entries) == set(vault.credentials.ids()), "not what lies in the trash"
    for name, entry in entries.items():
        stored = vault.credentials.get(name)
        found = [files[file["path"]] for file in entry["files"]]
        held = [vault.credentials.original(name, one.sha256).data for one in stored.originals] or [stored.payload]
        assert found == held
        assert [file["sha256"] for file in entry["files"]] == [hashlib.sha256(data).hexdigest() for data in held]
        assert entry["note"] == stored.note
        assert tuple(entry["tags"]) == vault.tags.of(name)
    assert made.files == len(files) - 2 == sum(len(entry["files"]) for entry in index["credentials"])
    assert made.unreadable == ()
    assert b"NOT encrypted" in files["README.txt"]


def test_the_same_wallet_and_time_give_the_same_bytes(vault: Vault, tmp_path: Path) -> None:
    for name in "ab":
        export(vault, tmp_path / name, NOON)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with zipfile.ZipFile(tmp_path / "a") as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 20, 12, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o600}


def test_no_private_key_and_nothing_of_the_log_is_in_it(vault: Vault, tmp_path: Path) -> None:
    export(vault, tmp_path / "all.zip", NOON)
    files, _ = _read(tmp_path / "all.zip")
    everything = b"".join(files.values())
    for key in vault.holder_keys.list():
        private = vault.holder_keys.unwrap(key.id)
        for form in (private, private.hex().encode(), base64url.encode(private).encode(), key.did.encode()):
            assert form not in everything
    assert b"employer.example" not in everything


def test_a_damaged_credential_costs_itself_only(vault: Vault, tmp_path: Path) -> None:
    name = vault.credentials.ids()[0]
    payload = hashlib.sha256(vault.credentials.get(name).payload).hexdigest()
    vault._database.query("UPDATE contents SET data = x'00' WHERE sha256 = ?", (payload,))
    made = export(vault, tmp_path / "all.zip", NOON)
    assert made.unreadable == (name,)
    _, index = _read(tmp_path / "all.zip")
    assert index["unreadable"] == [name]
    assert name not in {entry["id"] for entry in index["credentials"]}


_TITLES = [
    "../../../etc/passwd",
    "/absolute",
    "C:\\Windows\\system32",
    "CON",
    "nul.txt",
    "..",
    "",
    "   ",
    "-rf",
    "$(touch x)",
    "a\x00b",
    "a\nb\rc\x1b[2J",
    "\u202egnp.exe",
    "x" * 5000,
    "🏫" * 300,
    "é" * 300,
    "日本語の資格証明書" * 50,
    "aux",
    "AUX",
    "Aux",
    "trailing.",
    "trailing ",
    'a/b\\c:d*e?f"g<h>i|j',
]


def test_names_are_safe_everywhere(tmp_path: Path) -> None:
    with full_wallet(tmp_path / "wallet")[0] as vault:
        for number, title in enumerate(_TITLES):
            raw = b'{"n":%d}' % number
            vault.credentials.put(
                received(raw, credential=credential(raw, name=title), originals=(original(raw, f"{title}.png"),))
            )
        export(vault, tmp_path / "all.zip", NOON)
    (tmp_path / "out").mkdir()
    files, _ = _read(tmp_path / "all.zip")
    assert len(files) > len(_TITLES)
    assert len({unicodedata.normalize("NFC", name).casefold() for name in files}) == len(files)
    for name in files:
        if name in ("README.txt", "index.json"):
            continue
        folder, _, last = name.partition("/")
        assert folder == "credentials"
        assert "/" not in last
        assert len(last.encode()) < 255
        assert last.isprintable()
        assert not set(last) & set("\\:*?\"<>|$'`; \t")
        assert last[0] not in "-."
        assert last.rpartition(".")[0].rpartition("-")[0] != "", "never a name of a device alone"
    before = files_in(tmp_path / "wallet")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        archive.extractall(tmp_path / "out")
    assert len(files_in(tmp_path / "out")) == len(files)
    assert files_in(tmp_path / "wallet") == before


def test_two_of_one_name_both_have_a_place() -> None:
    names = Names()
    paths = [names.path("Badge", "School", "0" * 32, suffix) for suffix in (".png", ".PNG", ".png")]
    assert paths == [
        "credentials/Badge-School-00000000.png",
        "credentials/Badge-School-00000000-2.PNG",
        "credentials/Badge-School-00000000-3.png",
    ]


def test_what_names_are_made_of() -> None:
    assert plain("R&D %1 {0} _ Café") == "R-D-1-0-Café"
    assert plain("\u202e\u200b///") == ""
    assert suffix_of("https://x.example/badge.PNG", Carrier.JSON) == ".png"
    assert suffix_of("C:\\a\\b.svg", Carrier.SVG) == ".svg"
    assert suffix_of("setup.exe", Carrier.PDF) == ".pdf"
    assert suffix_of("-", Carrier.TEXT) == ".txt"
    assert {suffix_of("", carrier)[0] for carrier in Carrier} == {"."}


def test_a_place_that_is_none(vault: Vault, tmp_path: Path) -> None:
    for name in ("wallet", "no/such/file", "..", "nul\0", "x" * 300, "x" * 252):
        with pytest.raises(UsageError) as caught:
            export(vault, tmp_path / name, NOON)
        assert caught.value.code == "cannot-write"


def test_an_archive_that_stands_there_is_replaced_only_by_a_whole_one(vault: Vault, tmp_path: Path) -> None:
    import resource

    (tmp_path / "all.zip").write_bytes(b"the one before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(VaultError) as caught:
            export(vault, tmp_path / "all.zip", NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code in ("write-failed", "disk-full")
    assert (tmp_path / "all.zip").read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.glob(".*")] == []
