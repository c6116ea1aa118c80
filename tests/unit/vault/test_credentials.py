from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import NOON, FixedClock, snapshot
from tests.unit.vault.vault_examples import credential, original, received, reopen, report
from wallet.errors import UsageError
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.credential import Issuer, TimeClaim
from wallet.vault.derived import valid_until
from wallet.vault.vault import Vault

in_one_vault = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)


def code_of(act: object, *arguments: object) -> str:
    with pytest.raises(UsageError) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value.code


def test_everything_comes_back_as_it_went_in_after_reopening(vault: Vault, folder: Path) -> None:
    raw = '{"name":"Schweißen/溶接 🔥","x":"\\u0000"}\r\n'.encode()
    files = (original(b"\x89PNG" + raw, "Zeugnis 🔥.png"), Original(name="", media_type="", carrier=Carrier.QR, data=b""))
    kept = vault.credentials.put(
        received(raw, originals=files, note="für später\n\0 \u202e", holder_key="thumb", report=report(detail="é\ud800"))
    )
    vault.close()
    with reopen(folder) as again:
        stored = again.credentials.get(kept.id)
        assert (stored.id, stored.payload) == (credential(raw).id, raw)
        assert stored.report == report(detail="é\ud800")
        assert (stored.note, stored.holder_key, stored.added_at) == ("für später\n\0 \u202e", "thumb", NOON)
        assert (stored.title, stored.format, stored.issuer_id, stored.issuer_name) == (
            *("Welding", "ob3", "did:web:example.org", "École №1 🏫"),
        )
        assert stored.valid_until == datetime(2030, 1, 1, tzinfo=UTC)
        assert [again.credentials.original(kept.id, meta.sha256) for meta in stored.originals] == list(files)
        assert [meta.size for meta in stored.originals] == [len(raw) + 4, 0]


def test_nine_megabytes(vault: Vault, folder: Path) -> None:
    raw = b"[" + bytes(range(256)) * (9 * 4096) + b"]"
    name = vault.credentials.put(received(raw, originals=(original(raw, "large.json"),))).id
    vault.close()
    assert (folder / "vault-1.db").stat().st_size < len(raw) * 1.2  # payload and original are the same bytes, kept once
    with reopen(folder) as again:
        assert again.credentials.get(name).payload == raw
        assert again.credentials.list(limit=1).items[0].payload == raw


def test_put_twice_is_held_once_and_loses_nothing(vault: Vault, clock: FixedClock) -> None:
    first = vault.credentials.put(received(note="mine", originals=(original(b"one", "a.png"),)))
    clock.advance(days=1)
    later = report(clock.now(), "later")
    again = vault.credentials.put(
        received(note="other", report=later, holder_key="k", originals=(original(b"one", "b.png"), original(b"two", "c.png")))
    )
    assert (first.is_new, again.is_new, again.id) == (True, False, first.id)
    stored = vault.credentials.get(first.id)
    assert (stored.note, stored.added_at, stored.report, stored.holder_key) == ("mine", NOON, later, "k")
    assert [meta.name for meta in stored.originals] == ["a.png", "c.png"]
    vault.credentials.put(received(report=report(NOON - timedelta(days=9)), holder_key="l"))
    stored = vault.credentials.get(first.id)
    assert (stored.report, stored.holder_key) == (later, "k")
    assert vault.credentials.count() == 1


def test_another_byte_is_another_credential(vault: Vault) -> None:
    one, two = vault.credentials.put(received(b'{"a":1}')), vault.credentials.put(received(b'{"a":1}\n'))
    assert one.id != two.id
    assert [vault.credentials.get(name).payload for name in (one.id, two.id)] == [b'{"a":1}', b'{"a":1}\n']


def test_ids_by_their_beginning(vault: Vault) -> None:
    names = {vault.credentials.put(received(b"%d" % number)).id for number in range(40)}
    assert set(vault.credentials.ids()) == names
    for beginning in (*names, *(name[:length] for name in names for length in (1, 2, 12)), "g", "~", "%", "_", "G"):
        assert set(vault.credentials.ids(starting=beginning)) == {name for name in names if name.startswith(beginning)}


def test_versions_share_their_own_identifier_and_issuer(vault: Vault, clock: FixedClock) -> None:
    def put(raw: bytes, given_id: str, issuer: str) -> str:
        made = replace(credential(raw), credential_id=given_id, issuer=Issuer(id=issuer))
        clock.advance(seconds=1)
        return vault.credentials.put(received(credential=made)).id

    first, second, third = (put(raw, "urn:uuid:1", "did:web:a") for raw in (b"1", b"2", b"3"))
    put(b"4", "urn:uuid:1", "did:web:another")
    nameless, _ = (put(raw, "", "did:web:a") for raw in (b"5", b"6"))
    assert vault.credentials.versions_of(first) == (third, second)
    assert vault.credentials.versions_of(third) == (second, first)
    assert vault.credentials.versions_of(nameless) == ()
    assert vault.credentials.versions_of("unknown") == ()


def test_pages_newest_first_each_once_while_more_come_in(vault: Vault, clock: FixedClock) -> None:
    names = []
    for number in range(23):
        names.append(vault.credentials.put(received(b"%d" % number)).id)
        clock.advance(seconds=number % 3)  # several at the same moment
    seen, after = [], ""
    for _ in range(50):
        page = vault.credentials.list(limit=5, after=after)
        seen += [stored.id for stored in page.items]
        after = page.next
        vault.credentials.put(received(b"new%d" % len(seen)))
        clock.advance(seconds=1)
        if not after:
            break
    assert sorted(seen) == sorted(names)
    times = [vault.credentials.get(name).added_at for name in seen]
    assert times == sorted(times, reverse=True)
    assert set(vault.credentials.ids()) > set(names)
    assert len(vault.credentials.list(limit=1000).items) == vault.credentials.count()


def test_a_page_goes_on_behind_a_deleted_credential(vault: Vault, clock: FixedClock) -> None:
    for number in range(6):
        vault.credentials.put(received(b"%d" % number))
        clock.advance(seconds=1)
    page = vault.credentials.list(limit=3)
    vault.credentials.delete(page.items[-1].id)
    assert [stored.payload for stored in vault.credentials.list(after=page.next).items] == [b"2", b"1", b"0"]


def test_an_exact_last_page_has_no_next(vault: Vault) -> None:
    assert vault.credentials.list() == type(vault.credentials.list())(items=())
    for number in range(4):
        vault.credentials.put(received(b"%d" % number))
    assert vault.credentials.list(limit=4).next == ""
    assert vault.credentials.list(limit=3).next != ""


@pytest.mark.parametrize("limit", [0, -1, 1001, 10**30])
def test_limits(vault: Vault, limit: int) -> None:
    assert code_of(lambda: vault.credentials.list(limit=limit)) == "bad-limit"


@given(st.text())
@in_one_vault
def test_any_text_as_a_page_or_an_id(vault: Vault, text: str) -> None:
    try:
        assert vault.credentials.list(after=text).items == ()
    except UsageError as error:
        assert error.code == "unknown-page"
    for act in (vault.credentials.get, vault.credentials.delete):
        assert code_of(act, text) in ("unknown-credential", "bad-value")
    assert code_of(vault.credentials.set_note, text, "x") in ("unknown-credential", "bad-value")
    assert code_of(vault.credentials.original, text, text) in ("unknown-original", "bad-value")


@given(st.text(st.characters(), max_size=20))
@in_one_vault
def test_any_note_and_any_file_name(vault: Vault, text: str) -> None:
    name = vault.credentials.put(received(text.encode("utf-8", "surrogatepass"), originals=(original(b"x", text),))).id
    vault.credentials.set_note(name, text)
    stored = vault.credentials.get(name)
    expected = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert (stored.note, stored.originals[0].name) == (expected, expected)
    vault.credentials.delete(name)


def test_a_file_name_that_is_not_text(vault: Vault) -> None:
    name = vault.credentials.put(received(originals=(original(b"x", "caf\udce9.png"),))).id
    assert vault.credentials.get(name).originals[0].name == "caf\ufffd.png"


def test_changes_reach_only_their_credential(vault: Vault, clock: FixedClock) -> None:
    one, two = (vault.credentials.put(received(raw)).id for raw in (b"1", b"2"))
    before = vault.credentials.get(two)
    vault.credentials.set_note(one, "'; DROP TABLE credentials; --")
    vault.credentials.set_report(one, report(NOON + timedelta(hours=1)))
    vault.credentials.set_holder_key(one, "k")
    vault.credentials.add_original(one, original())
    changed = vault.credentials.get(one)
    assert (changed.note, changed.holder_key) == ("'; DROP TABLE credentials; --", "k")
    assert changed.report.checked_at == NOON + timedelta(hours=1)
    assert len(changed.originals) == 1
    assert vault.credentials.get(two) == before


def test_delete_takes_its_own_and_leaves_what_others_share(vault: Vault) -> None:
    shared, context = original(b"shared"), snapshot("https://example.org/context", b"{}")
    one = vault.credentials.put(received(b"1", originals=(shared, original(b"own")), pins=(context,))).id
    two = vault.credentials.put(received(b"2", originals=(shared,), pins=(context,))).id
    vault.credentials.delete(one)
    assert vault.credentials.ids() == (two,)
    assert vault.credentials.original(two, vault.credentials.get(two).originals[0].sha256) == shared
    assert vault.snapshots.pinned(one) == {}
    assert vault.snapshots.pinned(two) == {context.url: context}
    assert code_of(vault.credentials.get, one) == "unknown-credential"
    assert code_of(vault.credentials.delete, one) == "unknown-credential"
    held = {row[0] for row in vault._database.query("SELECT data FROM contents")}
    assert held == {b"2", b"shared", b"{}"}
    assert vault.credentials.put(received(b"1")).is_new


def test_a_failing_put_leaves_nothing_of_itself(vault: Vault) -> None:
    naive = replace(snapshot("https://example.org/c", b"c"), fetched_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the fault tested
    assert code_of(vault.credentials.put, received(originals=(original(),), pins=(naive,))) == "bad-time"
    assert vault.credentials.ids() == ()
    assert vault._database.query("SELECT count(*) FROM contents") == [(0,)]
    assert vault.credentials.put(received()).is_new


def test_reports_without_a_zone_are_refused(vault: Vault) -> None:
    naive = report(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault tested
    assert code_of(vault.credentials.put, received(report=naive)) == "bad-time"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("2030-01-01T00:00:00Z", "2029-06-01T02:00:00+02:00"), datetime(2029, 6, 1, tzinfo=UTC)),
        ((1893456000,), datetime(2030, 1, 1, tzinfo=UTC)),
        ((1893456000.5,), datetime(2030, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
        (("2025-02-30T00:00:00Z", "soon", "", None, True, [], {}, 10**40, float("nan"), float("inf")), None),
        (("2030-01-01T00:00:00",), None),
        (("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"), None),
        ((), None),
    ],
)
def test_valid_until_is_the_earliest_end_that_can_be_read(values: tuple[object, ...], expected: datetime | None) -> None:
    ends = tuple(TimeClaim(name="validUntil", bound="end", value=value) for value in values)
    starts = (TimeClaim(name="validFrom", bound="start", value="2001-01-01T00:00:00Z"),)
    assert valid_until(replace(credential(), times=starts + ends)) == expected


def test_the_store_shows_no_contents_in_its_texts(vault: Vault) -> None:
    name = vault.credentials.put(received(b"canary", note="canary", originals=(original(b"canary", "canary"),))).id
    assert "canary" not in repr(vault.credentials.get(name)) + repr(vault.credentials.list()) + repr(vault)
