"""A folder of kept documents with two copies, wrong dates, or files that are none."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import Party, badge, stamp, status_entry, status_list
from tests.redteam.conftest import Verifier

ISSUER = Party.with_did_key("issuer of kept documents")
LIST = "https://uni.example/status/1"


def _entry(file: str, days: float, **changes: Any) -> dict[str, Any]:
    return {
        "url": LIST,
        "file": file,
        "media_type": "application/json",
        "fetched_at": stamp(NOON - timedelta(days=days)),
    } | changes


def _folder(verify: Verifier, *entries: Any) -> list[dict[str, Any]]:
    verify.file("kept/clear.json", ISSUER.sign(status_list(ISSUER, LIST)))
    verify.file("kept/set.json", ISSUER.sign(status_list(ISSUER, LIST, 5)))
    verify.file("kept/index.json", list(entries))
    credential = verify.file("badge.json", ISSUER.sign(badge(ISSUER, credentialStatus=status_entry(LIST, 5))))
    return verify.records(credential, "--material", verify.folder / "kept")


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_copies_the_newer_one_counts(verify: Verifier, turned: bool) -> None:
    entries = [_entry("set.json", 0), _entry("clear.json", 2)]
    (record,) = _folder(verify, *(reversed(entries) if turned else entries))
    assert record["headline"] == "withdrawn"


@pytest.mark.parametrize(
    "entry",
    [
        _entry("../badge.json", 0),
        _entry("/etc/hostname", 0),
        _entry("", 0),
        _entry(".", 0),
        _entry("missing.json", 0),
        _entry("clear.json", 0, fetched_at="0001-01-01T00:00:00+14:00"),
        _entry("clear.json", 0, fetched_at="9999-12-31T23:59:59-14:00"),
        _entry("clear.json", 0, fetched_at="2026-11-20T12:00:00"),
        _entry("clear.json", 0, fetched_at="yesterday"),
        _entry("clear.json", 0, fetched_at=0),
        _entry("clear.json", 0, url=None),
        ["clear.json"],
        None,
    ],
)
def test_entries_that_cannot_be_used_are_refused_by_name(verify: Verifier, entry: Any) -> None:
    (record,) = _folder(verify, entry)
    assert record["error"]["code"] == "material-unreadable"


def test_a_pipe_in_the_folder_is_not_waited_for(verify: Verifier) -> None:
    (verify.folder / "kept").mkdir()
    os.mkfifo(verify.folder / "kept" / "pipe.json")
    (record,) = _folder(verify, _entry("pipe.json", 0))
    assert record["error"]["code"] == "material-unreadable"


def test_a_link_out_of_the_folder_is_not_followed(verify: Verifier) -> None:
    outside = verify.file("outside.json", ISSUER.sign(status_list(ISSUER, LIST)))
    (verify.folder / "kept").mkdir()
    (verify.folder / "kept" / "link.json").symlink_to(outside)
    (record,) = _folder(verify, _entry("link.json", 0))
    assert record["error"]["code"] == "material-unreadable"


def test_what_is_kept_under_the_name_of_a_shipped_context_changes_nothing(verify: Verifier) -> None:
    shipped = "https://www.w3.org/ns/credentials/v2"
    verify.file("kept/evil.json", {"@context": {"@vocab": "https://evil.example/"}})
    entry = _entry("evil.json", 0, url=shipped)
    verify.file("kept/index.json", [entry])
    forged = ISSUER.sign(badge(ISSUER), cryptosuite="eddsa-rdfc-2022") | {"grade": "A"}
    (record,) = verify.records(verify.file("badge.json", forged), "--material", verify.folder / "kept")
    assert record["headline"] == "not-genuine"
