"""A whole session of the real program, and no word of it in any byte that it left on the disk."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.faults.canaries import PLANTED, Session, found, searched


@pytest.mark.slow
def test_no_canary_in_any_byte_after_a_whole_session(tmp_path: Path) -> None:
    session = Session(tmp_path / "home", tmp_path / "outside")
    session.live()
    assert [(words, answer.code) for words, answer in session.said if answer.code != "done"] == []
    assert searched(session.home)[1] > 100_000
    assert found(session.home, session.secrets) == []
    exported = found(session.outside, session.secrets)
    assert {line.split(" in ")[0] for line in exported} >= {"credential name", "issuer name", "criteria", "file name"}


@pytest.mark.parametrize(
    "leak",
    [
        lambda word: b"..." + word + b"...",
        lambda word: word.hex().encode(),
        lambda word: base64.b64encode(b"{" + word + b"}"),
        lambda word: base64.urlsafe_b64encode(b"ab" + word + b"ab"),
        lambda word: base64.b64encode(b"abc" + word),
        lambda word: word.decode().encode("utf-16-le"),
    ],
)
def test_the_search_finds_what_leaks(leak: object, tmp_path: Path) -> None:
    assert callable(leak)
    (tmp_path / "file").write_bytes(b"\0" * 1000 + leak(PLANTED["note"].encode()))
    assert {line.split(" in ")[0] for line in found(tmp_path, PLANTED)} == {"note"}


def test_the_search_looks_at_names_of_files(tmp_path: Path) -> None:
    (tmp_path / PLANTED["tag"]).mkdir()
    assert found(tmp_path, PLANTED) == [f"tag in {PLANTED['tag']}"]
