"""The format is what its description says: a reader written from that alone reads a real backup."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.backup.backup_examples import PASSPHRASE
from tests.unit.backup.backup_forging import header_of, lines_of
from tests.unit.backup.conftest import Made
from wallet.backup.lines import MAX_BYTES_LINE, MAX_LINE
from wallet.backup.records.registry import KINDS
from wallet.vault.canonical import canonical

ROOT = Path(__file__).resolve().parents[3]
READER = Path(__file__).with_name("independent_backup_reader.py")
DESCRIPTION = ROOT / "resources" / "formats" / "backup.md"


def _read(file: Path, secret: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-I", str(READER), str(file)], input=secret + "\n", capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_reader_is_short_and_knows_nothing_of_us() -> None:
    source = READER.read_text()
    assert len(source.splitlines()) < 100
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.mark.parametrize("by", ["passphrase", "code"])
def test_it_reads_a_real_backup_with_either_secret(made: Made, by: str) -> None:
    found = _read(made.file, PASSPHRASE if by == "passphrase" else made.code)
    expected = [record for record in lines_of(made.data) if record["record"] != "manifest"]
    assert [record for record in found if record["record"] != "bytes"] == [
        record for record in expected if record["record"] != "bytes"
    ]
    assert len(found) == len(expected)


def test_it_finds_each_credential_byte_for_byte(made: Made) -> None:
    records = lines_of(made.data)
    files = {record["sha256"]: base64.b64decode(record["base64"]) for record in records if record["record"] == "bytes"}
    assert all(hashlib.sha256(data).hexdigest() == sha256 for sha256, data in files.items())
    assert files == made.held["contents"]
    found = {record["id"]: files[record["payload"]] for record in records if record["record"] == "credential"}
    assert b'{"a":1}' in found.values()
    assert b"\xff\x00 not text" in found.values()


def test_it_refuses_another_secret(made: Made) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        _read(made.file, "wrong")


def test_every_line_is_canonical(made: Made) -> None:
    assert made.data.split(b"\n", 1)[0] == canonical(header_of(made.data))
    kinds = [record["record"] for record in lines_of(made.data)]
    assert kinds[-1] == "manifest"
    order = {kind: number for number, kind in enumerate(("bytes", *KINDS, "manifest"))}
    assert kinds == sorted(kinds, key=lambda kind: order[kind])


def test_the_description_names_every_kind_and_member() -> None:
    text = DESCRIPTION.read_text()
    named = set(re.findall(r"`([^`]+)`", text))
    words = {word for part in named for word in re.findall(r"[a-z0-9_-]+", part)}
    for kind in KINDS.values():
        assert kind.name in words
        assert kind.members <= words, kind.members - words
    assert f"{MAX_LINE // 2**20} MiB" in text
    assert f"{MAX_BYTES_LINE // 2**20} MiB" in text


def test_the_description_names_every_member_that_is_written(made: Made) -> None:
    text = DESCRIPTION.read_text()
    words = set(re.findall(r"[a-z0-9_-]+", text))
    written = set(header_of(made.data))
    for record in lines_of(made.data):
        written |= set(record)
        for value in record.values():
            for entry in value if isinstance(value, list) else []:
                written |= set(entry) if isinstance(entry, dict) else set()
    assert written <= words, written - words
