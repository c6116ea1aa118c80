"""Backed up, checked, lost, restored: through the real command line (attacks J1, J3, J5, J8, J11, J15)."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Satchel


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _listed(run: Any) -> list[str]:
    said = run("list", "--json")
    assert said.code == 0, said.errors
    return sorted(record["id"] for record in said.records)


def test_a_lost_wallet_comes_back(bench: Any, tmp_path: Path) -> None:
    before = _listed(bench)
    assert len(before) == 3
    made = bench("backup", "--json")
    assert made.code == 0, made.errors
    file = Path(made.records[0]["out"])
    assert file.parent == tmp_path / "backups"
    assert made.records[0]["counts"]["credential"] == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shutil.rmtree(bench.folder)
    checked = bench("backup", "check", file, "--json")
    assert checked.code == 0
    assert checked.records[0]["counts"] == made.records[0]["counts"]
    assert not bench.folder.exists(), "checking makes nothing"
    restored = bench("restore", file, "--json")
    assert restored.code == 0, restored.text
    assert restored.records[0]["aside"] is None
    assert _listed(bench) == before
    assert bench("keys", "--json").code == 0


def test_a_wallet_that_stands_there_is_asked_about_and_kept(bench: Any, tmp_path: Path) -> None:
    before = _listed(bench)
    assert bench("backup", "--out", tmp_path / "b.backup").code == 0
    untouched = _files(bench.folder)
    refused = bench("restore", tmp_path / "b.backup", "--json")
    assert refused.code == 1
    assert refused.records[0]["error"]["code"] == "vault-exists"
    assert _files(bench.folder) == untouched
    replaced = bench("restore", tmp_path / "b.backup", "--replace", "--json")
    assert replaced.code == 0, replaced.text
    aside = Path(replaced.records[0]["aside"])
    assert _listed(bench) == before
    kept = type(bench)(bench.clock, aside, bench.passphrase_file, reader=bench.reader)
    assert _listed(kept) == before
    into = bench("restore", tmp_path / "b.backup", "--into", tmp_path / "other", "--json")
    assert Path(into.records[0]["wallet"]) == tmp_path / "other"


@pytest.mark.parametrize("fault", ["half", "flip", "wrong"])
def test_a_bad_backup_changes_nothing(bench: Any, tmp_path: Path, fault: str) -> None:
    file = tmp_path / "b.backup"
    assert bench("backup", "--out", file).code == 0
    data = file.read_bytes()
    secret = tmp_path / "secret"
    secret.write_text("something else\n" if fault == "wrong" else bench.passphrase_file.read_text())
    file.write_bytes(
        {"half": data[: len(data) // 2], "flip": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:], "wrong": data}[fault]
    )
    before = _files(bench.folder)
    other = type(bench)(bench.clock, bench.folder, secret, reader=bench.reader)
    for words in (("restore", file, "--replace", "--json"), ("backup", "check", file, "--json")):
        said = other(*words)
        assert said.code == 1
        assert said.records[0]["error"]["code"] == ("wrong-passphrase" if fault == "wrong" else "backup-damaged")
    assert _files(bench.folder) == before


def test_three_deep_and_never_over_something_else(bench: Any, tmp_path: Path) -> None:
    file = tmp_path / "b.backup"
    made = []
    for _ in range(4):
        assert bench("backup", "--out", file).code == 0
        made.append(file.read_bytes())
    assert [(tmp_path / name).read_bytes() for name in ("b.backup", "b.backup.1", "b.backup.2")] == made[:0:-1]
    assert sorted(path.name for path in tmp_path.glob("*b.backup*")) == ["b.backup", "b.backup.1", "b.backup.2"]
    (tmp_path / "thesis.odt").write_bytes(b"three years of work")
    said = bench("backup", "--out", tmp_path / "thesis.odt", "--json")
    assert said.code == 2
    assert said.records[0]["error"]["code"] == "not-a-backup-there"
    assert (tmp_path / "thesis.odt").read_bytes() == b"three years of work"


def test_a_backup_is_offered_after_new_credentials(run: Satchel, tmp_path: Path, three_credentials: Path) -> None:
    assert run("init").code == 0
    first = run("import", three_credentials / "good", "--offline")
    assert "no backup yet" in first.errors
    assert "no backup yet" not in first.text
    assert run("backup").code == 0
    again = run("import", three_credentials / "good", "--offline")
    assert "satchel backup" not in again.errors
    assert run("import", three_credentials / "good", "--offline", "--json").errors == ""


def test_the_plain_archive(bench: Any, tmp_path: Path) -> None:
    out = tmp_path / "all.zip"
    refused = bench("export", "--all", "--out", out, "--json")
    assert refused.code == 2
    assert refused.records[0]["error"]["code"] == "not-confirmed"
    assert not out.exists()
    made = bench("export", "--all", "--out", out, "--yes", "--json")
    assert made.code == 0, made.errors
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        index = json.loads(archive.read("index.json"))
        text = b"".join(archive.read(name) for name in names)
        for entry in index["credentials"]:
            for file in entry["files"]:
                assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]
    assert len(names) == 5
    assert sorted(entry["id"] for entry in index["credentials"]) == _listed(bench)
    assert b"private" not in text.replace(b"It holds no private keys", b"")
    first = out.read_bytes()
    assert bench("export", "--all", "--out", out, "--yes").code == 0
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    "words",
    [("export", "--out", "x"), ("export", "abcd", "--all", "--out", "x"), ("export", "--all", "--picture", "p", "--out", "x")],
)
def test_either_one_or_all(bench: Any, words: tuple[str, ...]) -> None:
    said = bench(*words, "--json")
    assert said.code == 2
    assert said.records[0]["error"]["code"] == "which-one"


@pytest.mark.parametrize("command", [("backup",), ("backup", "check"), ("restore",), ("export",)])
def test_help_has_examples(run: Satchel, command: tuple[str, ...]) -> None:
    said = run(*command, "--help")
    assert said.code == 0
    assert "Example" in said.text


def test_a_backup_opens_with_the_secrets_of_its_time(bench: Any, tmp_path: Path) -> None:
    """After a new passphrase and new keys the old backup is what it was, and its wallet can be put back and put away again."""
    before = _listed(bench)
    assert bench("backup", "--out", tmp_path / "old.backup").code == 0
    (tmp_path / "new.txt").write_text("another passphrase altogether\n")
    changed = bench("passphrase", "--new-passphrase-file", tmp_path / "new.txt", "--json")
    assert changed.code == 0, changed.text
    now = type(bench)(bench.clock, bench.folder, tmp_path / "new.txt", reader=bench.reader)
    assert now("rotate-keys", "--json").code == 0
    assert now("backup", "--out", tmp_path / "new.backup").code == 0
    assert now("backup", "check", tmp_path / "old.backup", "--json").records[0]["error"]["code"] == "wrong-passphrase"
    assert bench("backup", "check", tmp_path / "new.backup", "--json").records[0]["error"]["code"] == "wrong-passphrase"
    assert bench("backup", "check", tmp_path / "old.backup").code == 0
    replaced = bench("restore", tmp_path / "old.backup", "--replace", "--json")
    assert replaced.code == 0, replaced.text
    assert _listed(bench) == before
    aside = type(bench)(bench.clock, Path(replaced.records[0]["aside"]), tmp_path / "new.txt", reader=bench.reader)
    assert _listed(aside) == before
    assert now("restore", tmp_path / "new.backup", "--replace", "--json").code == 0
    assert _listed(now) == before
    merged = now("merge", tmp_path / "old.backup", "--other-passphrase-file", bench.passphrase_file, "--json")
    assert merged.code == 0
    assert {record["outcome"] for record in merged.records} == {"already-here"}
