"""A refresh never makes the wallet know less: no older list and no hotel's page in place of what is kept (T11, fault 27)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests import issuers
from tests.end2end.conftest import Satchel
from tests.fakes import NOON, MemoryFetcher
from tests.issuers import Party, stamp
from wallet.acts.evidence import claimed_date

URL = "https://uni.example/status/1"
ISSUER = Party.with_did_key("rollback")


def a_list(*bits: int, day: int, as_token: bool) -> bytes:
    """The list as it was on this day, signed by its issuer."""
    document = issuers.status_list(ISSUER, URL, *bits, validFrom=stamp(NOON + timedelta(days=day)))
    if as_token:
        return issuers.vc_jwt(ISSUER, document).encode()
    return json.dumps(ISSUER.sign(document, cryptosuite="eddsa-jcs-2022", created=stamp(NOON + timedelta(days=day)))).encode()


def refreshed(run: Satchel, body: bytes | None, media_type: str = "application/json") -> dict[str, Any]:
    run.fetcher = MemoryFetcher({} if body is None else {URL: (media_type, body)}, run.clock)
    run.clock.advance(hours=24)
    (record,) = run("refresh", "--online", "--json").records
    return record


@pytest.mark.parametrize("as_token", [False, True], ids=["json", "jwt"])
def test_what_was_withdrawn_stays_so_until_a_newer_list_says_otherwise(run: Satchel, tmp_path: Any, as_token: bool) -> None:
    assert run("init", "--json").code == 0
    document = issuers.badge(ISSUER, credentialStatus=issuers.status_entry(URL, 7))
    (tmp_path / "badge.json").write_text(json.dumps(ISSUER.sign(document, cryptosuite="eddsa-jcs-2022")))
    first, withdrawn, cleared = (
        a_list(day=0, as_token=as_token),
        a_list(7, day=2, as_token=as_token),
        a_list(day=9, as_token=as_token),
    )
    run.fetcher = MemoryFetcher({URL: ("application/json", first)}, run.clock)
    (added,) = run("import", tmp_path / "badge.json", "--online", "--json").records
    assert added["headline"] == "issuer-unknown"
    run.clock.advance(days=2)
    assert refreshed(run, withdrawn)["headline"] == "withdrawn"
    for body, code in (
        (first, "older-than-kept"),
        (b"<html>Welcome to the hotel. Log in.</html>", "worse-than-kept"),
        (withdrawn[:-40], "worse-than-kept"),
        (b"", "worse-than-kept"),
        (None, "not-found"),
    ):
        record = refreshed(run, body)
        assert (record["headline"], record["unanswered"][URL]["code"]) == ("withdrawn", code)
        assert record["fetched"] == []
        assert run("show", added["id"], "--json").records[0]["headline"] == "withdrawn"
    assert refreshed(run, withdrawn)["unanswered"] == {}
    run.clock.advance(days=9)
    record = refreshed(run, cleared)
    assert (record["headline"], record["fetched"]) == ("issuer-unknown", [URL])
    assert run("list", "--json").records[0]["headline"] == "issuer-unknown"


@pytest.mark.parametrize(
    ("body", "date"),
    [
        (b"", None),
        (b"{}", None),
        (b"[1]", None),
        (b'{"validFrom": 7, "issued": "yesterday", "iat": true}', "1970-01-01"),
        (b'{"validFrom": "2026-01-01T00:00:00"}', None),
        (b'{"iat": 1e300}', None),
        (b'{"validFrom": "2026-01-01T00:00:00Z", "proof": [{"created": "2026-02-01T00:00:00Z"}, 7]}', "2026-02-01"),
        (b"a.b.c", None),
        (b"e30.eyJpYXQiOjE3NjcyMjU2MDB9.x", "2026-01-01"),
        (b"\xff.\xff.\xff", None),
        (b'{"validFrom": "9999-12-31T23:59:59-14:00"}', None),
    ],
)
def test_the_date_that_a_document_gives_itself(body: bytes, date: str | None) -> None:
    found = claimed_date(body)
    assert (found.date().isoformat() if found else None) == date
