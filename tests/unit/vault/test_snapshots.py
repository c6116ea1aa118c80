from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import NOON, snapshot
from tests.unit.vault.vault_examples import received
from wallet.errors import UsageError
from wallet.model.snapshot import Snapshot
from wallet.vault.vault import Vault

URL = "https://example.org/status/3"
HOUR = timedelta(hours=1)


def test_round_trip_with_every_member(vault: Vault) -> None:
    exact = Snapshot(
        url="https://пример.example/ü?a=%00#x",
        final_url="https://example.org/final",
        media_type="application/ld+json",
        body=bytes(range(256)),
        fetched_at=datetime(2026, 1, 1, 5, 6, 7, 8, tzinfo=timezone(HOUR)),
    )
    vault.snapshots.keep(exact)
    assert vault.snapshots.latest(exact.url) == exact
    kept = vault.snapshots.latest(exact.url)
    assert kept is not None
    assert (kept.sha256, kept.fetched_at.tzinfo) == (exact.sha256, UTC)


def test_an_older_copy_never_replaces_a_newer_one_and_nothing_is_forgotten(vault: Vault) -> None:
    copies = [snapshot(URL, b"%d" % hours, at=NOON + hours * HOUR) for hours in range(5)]
    for index in (2, 4, 0, 3, 1):
        vault.snapshots.keep(copies[index])
    assert vault.snapshots.latest(URL) == copies[4]
    assert vault.snapshots.history(URL) == tuple(reversed(copies))
    assert vault.snapshots.material() == {URL: copies[4]}


def test_at_the_same_moment_the_one_kept_last_counts(vault: Vault) -> None:
    one, two = snapshot(URL, b"1"), snapshot(URL, b"2")
    for document in (one, two, one):
        vault.snapshots.keep(document)
    assert vault.snapshots.latest(URL) == two
    assert vault.snapshots.history(URL) == (two, one)


def test_the_same_body_fetched_later_is_newer_evidence(vault: Vault) -> None:
    one = snapshot(URL, b"same")
    two = replace(one, fetched_at=NOON + HOUR)
    vault.snapshots.keep(one)
    vault.snapshots.keep(two)
    assert vault.snapshots.latest(URL) == two
    assert vault._database.query("SELECT count(*) FROM contents") == [(1,)]


def test_urls_are_compared_exactly(vault: Vault) -> None:
    urls = [URL, URL + "/", URL.upper(), URL + "%20", URL + " "]
    for url in urls:
        vault.snapshots.keep(snapshot(url, url.encode()))
    assert {url: kept.body.decode() for url, kept in vault.snapshots.material().items()} == {url: url for url in urls}
    assert vault.snapshots.latest("https://example.org/other") is None
    assert vault.snapshots.history("https://example.org/other") == ()


def test_pinned_documents_go_before_later_ones_for_their_credential_only(vault: Vault) -> None:
    context, status = "https://example.org/context", "https://example.org/status"
    old = snapshot(context, b"old")
    one = vault.credentials.put(received(b"1", pins=(old,))).id
    two = vault.credentials.put(received(b"2")).id
    new, listed = snapshot(context, b"new", at=NOON + HOUR), snapshot(status, b"list")
    vault.snapshots.keep(new)
    vault.snapshots.keep(listed)
    assert vault.snapshots.material_for(one) == {context: old, status: listed}
    assert vault.snapshots.material_for(two) == {context: new, status: listed}
    assert vault.snapshots.pinned(one) == {context: old}


def test_the_first_pin_stays(vault: Vault) -> None:
    name = vault.credentials.put(received()).id
    first, second = snapshot(URL, b"first"), snapshot(URL, b"second", at=NOON + HOUR)
    vault.snapshots.pin(name, first)
    vault.snapshots.pin(name, second)
    assert vault.snapshots.material_for(name) == {URL: first}
    assert vault.snapshots.latest(URL) == second


def test_a_pin_needs_its_credential(vault: Vault) -> None:
    with pytest.raises(UsageError) as caught:
        vault.snapshots.pin("no such", snapshot(URL, b"x"))
    assert caught.value.code == "unknown-credential"
    assert vault.snapshots.material() == {}


@given(st.text(), st.binary(max_size=50), st.datetimes(timezones=st.sampled_from((UTC, timezone(-HOUR), timezone(HOUR)))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_document(vault: Vault, url: str, body: bytes, at: datetime) -> None:
    document = Snapshot(url=url, final_url=url, body=body, media_type=url, fetched_at=at)
    try:
        vault.snapshots.keep(document)
    except UsageError as error:
        assert error.code == "bad-time"
        assert at.year in (1, 9999)
        return
    if not any("\ud800" <= letter <= "\udfff" for letter in url):
        assert document in vault.snapshots.history(url)
