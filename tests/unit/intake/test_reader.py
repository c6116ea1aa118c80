"""The door to the workers: what comes through it is what was found, in order; bombs and deaths cost their own input only."""

from __future__ import annotations

import gzip
import os
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.issuers import Party, as_bytes, badge, kept, material, status_entry, status_list
from tests.unit.intake import inputs
from tests.unit.intake.inputs import ISSUER, ask, every_carrier, plain_png, signed
from tests.verdicts import answer, trusting
from wallet.encoding import base64url
from wallet.errors import WorkerFailed
from wallet.intake.examine import examine
from wallet.intake.reader import Reader
from wallet.model.carried import Finding
from wallet.model.given import Question
from wallet.model.presentation import Expectation
from wallet.model.report import CheckKind, Verdict
from wallet.worker.plain import codec


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(jobs=2) as opened:
        yield opened


def whole(findings: tuple[Finding, ...]) -> object:
    """Every member of every finding, also those that ``==`` leaves out."""
    return codec(tuple[Finding, ...]).pack(findings)


def code(findings: tuple[Finding, ...]) -> str:
    (found,) = findings
    assert found.error is not None
    return found.error.code


# ---------------------------------------------------------------- the same as here, in order


def test_a_worker_finds_what_would_be_found_here(reader: Reader) -> None:
    asked = [
        ask(data, policy=trusting(ISSUER.did), expectation=Expectation(nonce="7KQ4MP", audience="Employer"))
        for data in every_carrier().values()
    ]
    assert [whole(found) for found in reader.read_all(asked)] == [whole(examine(question)) for question in asked]


def test_answers_keep_the_order_of_the_inputs(reader: Reader) -> None:
    names = [f"Badge {number}" for number in range(12)]
    asked = [replace(ask(signed(name)), source=name) for name in names]
    found = list(reader.read_all(asked))
    assert [finding.source for (finding,) in found] == names
    assert [finding.credential.name for (finding,) in found if finding.credential] == names


def test_an_error_is_a_finding_under_its_own_source(reader: Reader) -> None:
    asked = [replace(ask(data), source=source) for source, data in (("a", signed()), ("b", b""), ("c", signed()))]
    found = list(reader.read_all(asked))
    assert [finding.source for (finding,) in found] == ["a", "b", "c"]
    assert code(found[1]) == "empty"


def test_inputs_may_be_asked_about_while_others_are_read(reader: Reader) -> None:
    """As when a finding's lacks are fetched and it is judged again: gather.settle."""
    for finding, *_ in reader.read_all([ask(signed(f"Badge {number}")) for number in range(6)]):
        assert finding.credential is not None
        (again,) = reader.read(ask(finding.credential.raw))
        assert again.report == finding.report


def test_a_source_of_any_bytes_is_a_source(reader: Reader) -> None:
    name = os.fsdecode(b"/home/ada/b\xe4dge\x1b[2J.png")
    (found,) = reader.read(replace(ask(signed()), source=name))
    assert found.source == name


def test_kept_documents_travel(reader: Reader) -> None:
    issuer = Party.with_did_web("reader")
    question = ask(as_bytes(issuer.sign(badge(issuer))))
    (unknown,) = reader.read(question)
    assert unknown.report is not None
    assert unknown.report.verdict is Verdict.INDETERMINATE
    (known,) = reader.read(replace(question, material=material(issuer.snapshot())))
    assert known.report is not None
    assert known.report.verdict is Verdict.VERIFIED


# ---------------------------------------------------------------- bombs (security.md 3: A, B, G)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png_bomb() -> bytes:
    packed = zlib.compress(b"{" + b" " * 100_000_000)
    end = plain_png().index(b"IEND") - 4
    return plain_png()[:end] + _chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + packed) + plain_png()[end:]


def _huge_png() -> bytes:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(60_000 * 3 * 300))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    return b'<!DOCTYPE svg [<!ENTITY l0 "ha">' + entities + b']><svg xmlns="http://www.w3.org/2000/svg">&l11;</svg>'


BOMBS = {
    "nested arrays": lambda: b"[" * 100_000,
    "nested objects": lambda: b'{"a":' * 100_000,
    "sixty megabytes": lambda: b'{"a":"' + b"x" * (60 * 1024 * 1024) + b'"}',
    "png text": _png_bomb,
    "png size": _huge_png,
    "svg entities": _laughs,
    "svg file": lambda: (
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'
    ),
    "pdf of nothing": lambda: b"%PDF-1.7\n" + b"<<" * 200_000,
    "html of tags": lambda: b"<!doctype html>" + b"<script type='application/ld+json'>{" * 100_000,
    "digits": lambda: b'{"a":' + b"9" * 1_000_000 + b"}",
    "dots": lambda: b"eyJ" + b"." * 1_000_000,
    "tildes": lambda: b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA" + b"~" * 1_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_time_and_hurts_no_other(reader: Reader, name: str) -> None:
    started = time.monotonic()
    bomb, good = reader.read_all([ask(BOMBS[name]()), ask(signed())])
    assert time.monotonic() - started < 5
    assert code(bomb)
    assert b"root:" not in repr(bomb).encode()
    assert good[0].report is not None
    assert good[0].report.verdict is Verdict.VERIFIED


def test_a_status_list_that_unpacks_to_more_than_any_is_unknown(reader: Reader) -> None:
    url = "https://uni.example/status/1"
    bomb = gzip.compress(bytes(64 * 1024 * 1024), mtime=0)
    listing = ISSUER.sign(status_list(ISSUER, url, subject={"encodedList": "u" + base64url.encode(bomb)}))
    data = as_bytes(ISSUER.sign(badge(ISSUER, credentialStatus=status_entry(url, 7))))
    (found,) = reader.read(ask(data, material=material(kept(url, listing))))
    assert found.report is not None
    assert answer(found.report, CheckKind.STATUS).reason == "status-too-large"
    assert found.report.verdict is Verdict.INDETERMINATE


# ---------------------------------------------------------------- deaths


def test_a_worker_that_is_killed_is_a_finding_or_nothing_at_all() -> None:
    with Reader(jobs=1) as reader:
        reader.read(ask(signed()))
        (worker,) = reader.pids
        os.kill(worker, 9)
        (found,) = reader.read(ask(signed()))
        if found.error is not None:  # it was asked before the system had buried it
            assert isinstance(found.error, WorkerFailed)
            assert found.error.code == "worker-died"
        (found,) = reader.read(ask(signed()))
        assert found.report is not None
        assert worker not in reader.pids


def test_no_worker_outlives_its_reader() -> None:
    with Reader(jobs=2) as reader:
        list(reader.read_all([ask(signed()), ask(signed())]))
        workers = reader.pids
    assert len(workers) == 2
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


# ---------------------------------------------------------------- the field


@pytest.mark.corpus
@pytest.mark.slow
def test_every_file_of_the_corpus_is_found_or_refused_by_name(reader: Reader, corpus: Path) -> None:
    files = sorted(path for path in corpus.rglob("*") if path.is_file() and path.stat().st_size < 2_000_000)
    asked = (Question(source=str(path), data=path.read_bytes(), now=inputs.NOON) for path in files)
    answered = 0
    for path, findings in zip(files, reader.read_all(asked), strict=True):
        answered += 1
        assert findings
        for found in findings:
            assert found.source == str(path)
            assert not isinstance(found.error, WorkerFailed), f"{path}: {found.error}"
    assert answered == len(files) > 0


# ---------------------------------------------------------------- our own mistakes


def test_a_mistake_of_ours_is_told_as_one_and_costs_its_input_only(reader: Reader) -> None:
    url = "https://uni.example/status/1"
    listed = as_bytes(ISSUER.sign(badge(ISSUER, credentialStatus=status_entry(url, 7))))
    broken = replace(ask(listed), material={url: "no snapshot"})  # type: ignore[dict-item]
    before, fault, after = reader.read_all((ask(signed()), broken, ask(signed())))
    assert code(fault) == "program-fault"
    assert fault[0].error is not None
    assert "AttributeError in wallet/" in fault[0].error.message
    for (found,) in (before, after):
        assert found.report is not None
        assert found.report.verdict is Verdict.VERIFIED
