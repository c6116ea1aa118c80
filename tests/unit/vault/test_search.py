"""Search: what a person types finds what it should, ages by itself, and never fails but with a named error."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fakes import NOON, FixedClock
from tests.unit.vault.vault_examples import credential, received, report
from wallet.errors import UsageError
from wallet.model.credential import Achievement, Credential, Issuer, TimeClaim
from wallet.model.library import CardQuery, Sort
from wallet.model.report import Check, CheckKind, Headline, Outcome, VerificationReport
from wallet.vault.search_text import words
from wallet.vault.stored import Listed
from wallet.vault.vault import Vault

in_one_vault = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)


def made(raw: bytes, name: str, issuer: str = "Nordic University", **members: object) -> Credential:
    return replace(credential(raw, name=name), issuer=Issuer(id="did:web:nordic.example", name=issuer), **members)  # type: ignore[arg-type]


def judged(*failed: CheckKind, reason: str = "", as_of: datetime | None = None, unknown: bool = False) -> VerificationReport:
    """A report of the wanted headline: all that makes VERIFIED, and what fails."""
    kinds = [kind for kind in (CheckKind.PROOF, CheckKind.ISSUER, CheckKind.TRUST) if kind not in failed]
    checks = [Check(kind=kind, outcome=Outcome.PASSED, reason="fine") for kind in kinds]
    checks += [Check(kind=kind, outcome=Outcome.FAILED, reason=reason) for kind in failed]
    if as_of:
        checks.append(Check(kind=CheckKind.STATUS, outcome=Outcome.PASSED, reason="fine", as_of=as_of))
    if unknown:
        checks.append(Check(kind=CheckKind.TRUST, outcome=Outcome.UNKNOWN, reason="not-listed"))
    return VerificationReport(checked_at=NOON, checks=tuple(checks))


def titles(vault: Vault, text: str, now: datetime = NOON, **members: object) -> list[str]:
    page = vault.library.page(CardQuery(text=text, **members), now)  # type: ignore[arg-type]
    return [item.title for item in page.items]


@pytest.fixture
def shelf(vault: Vault) -> Vault:
    """Six credentials of several kinds."""
    sewing = Achievement(name="x", criteria="Sew ten shirts.", kind="Certificate", skills=("Nähen", "pattern making"))
    at = (TimeClaim(name="validFrom", bound="start", value="2024-03-05T00:00:00Z"),)
    ended = (TimeClaim(name="validUntil", bound="end", value="2026-11-20T15:00:00Z"),)
    shelf = [
        (made(b"1", "Tailoring", achievement=sewing, times=at, types=("AchievementCredential",)), judged()),
        (made(b"2", "First Aid & CPR", times=ended), judged()),
        (made(b"3", "Welding level 2", issuer="Sankt Gallen Institut"), judged(CheckKind.STATUS, reason="revoked")),
        (made(b"4", "Schweißen", times=()), judged(as_of=NOON - timedelta(days=6))),
        (made(b"5", "Data Analysis with Python", times=()), judged(unknown=True)),
        (made(b"6", "Forged thing", times=ended), judged(CheckKind.PROOF, reason="signature-wrong")),
    ]
    for one, its_report in shelf:
        vault.credentials.put(received(credential=one, report=its_report))
    by_title = {item.title: item.id for item in vault.library.page(CardQuery(), NOON).items}
    vault.tags.set(by_title["Tailoring"], ("Crafts", "web dev"))
    vault.tags.set(by_title["Welding level 2"], ("crafts",))
    vault.credentials.set_note(by_title["First Aid & CPR"], "Kursleiterin: Frau Ødegård")
    vault.collections.put("Workshop")
    vault.collections.add("workshop", by_title["Welding level 2"])
    vault.collections.put("Fading", "status:expired")
    vault.collections.put("Not fading", "-collection:Fading")
    return vault


ALL = ["Forged thing", "Data Analysis with Python", "Schweißen", "Welding level 2", "First Aid & CPR", "Tailoring"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ALL),
        ("   ", ALL),
        ("weld", ["Welding level 2"]),
        ("WELD lev", ["Welding level 2"]),
        ("level weld", ["Welding level 2"]),
        ("schweissen", []),
        ("schweißen", ["Schweißen"]),
        ("nahen", ["Tailoring"]),
        ("NÄHEN", ["Tailoring"]),
        ("shirts", ["Tailoring"]),
        ('"pattern making"', ["Tailoring"]),
        ('"making pattern"', []),
        ('"pattern mak"', []),
        ("“ten shirts”", ["Tailoring"]),
        ('"ten shirts', ["Tailoring"]),
        ("did:web:nordic.example python", ["Data Analysis with Python"]),
        ("issuer:did:web:nordic.example python", ["Data Analysis with Python"]),
        ("ødegård", ["First Aid & CPR"]),
        ("nordic python", ["Data Analysis with Python"]),
        ("issuer:sankt", ["Welding level 2"]),
        ('issuer:"gallen institut"', ["Welding level 2"]),
        ("issuer:welding", []),
        ("issuer:nordic.example -nordic", []),
        ("-issuer:nordic.example", []),
        ("-issuer:university", ["Welding level 2"]),
        ("tag:crafts", ["Welding level 2", "Tailoring"]),
        ("TAG:CRAFTS -weld", ["Tailoring"]),
        ('tag:"web dev"', ["Tailoring"]),
        ("tag:web", []),
        ("web", ["Tailoring"]),
        ("type:ob3 python", ["Data Analysis with Python"]),
        ("type:certificate", ["Tailoring"]),
        ("type:achievement", ["Tailoring"]),
        ('type:"achievement"', []),
        ("type:sd-jwt-vc", []),
        ("type:+++", []),
        ("before:2025", ["Tailoring"]),
        ("before:2024-03", []),
        ("before:2024-03-06", ["Tailoring"]),
        ("before:2024-03-05", []),
        ("after:2024-03-05 before:2024-04", ["Tailoring"]),
        ("after:2026-11-20", ALL[:-1]),
        ("after:2027", []),
        ("-after:2025", ["Tailoring"]),
        ("status:withdrawn", ["Welding level 2"]),
        ("status:not-genuine", ["Forged thing"]),
        ("status:issuer-unknown", ["Data Analysis with Python"]),
        ("status:verified", ["Schweißen", "First Aid & CPR", "Tailoring"]),
        ("status:verified-stale", []),
        ("status:expired", []),
        ("status:exp", []),
        ("-status:verified", ["Forged thing", "Data Analysis with Python", "Welding level 2"]),
        ("status:not", ["Forged thing"]),
        ("collection:workshop", ["Welding level 2"]),
        ("-collection:workshop", [title for title in ALL if title != "Welding level 2"]),
        ("collection:fading", []),
        ('collection:"not fading"', ALL),
        ("++", []),
        ("- \u2013", []),
        ("python \u2013", ["Data Analysis with Python"]),
        ("https://example.org/x", []),
        ("nothing:here", []),
        ("a OR b", []),
        ("weld NOT level", []),
        ("tit*", []),
        ("title : weld", []),
    ],
)
def test_what_is_found(shelf: Vault, typed: str, found: list[str]) -> None:
    assert titles(shelf, typed) == found
    for sort in Sort:
        assert sorted(titles(shelf, typed, sort=sort)) == sorted(found)


def test_what_is_found_changes_with_the_hours(shelf: Vault) -> None:
    """The index knows days; a credential that ended at 15:00 has expired at 16:00, not at noon of that day."""
    later = NOON + timedelta(hours=4)
    assert titles(shelf, "status:expired", later) == ["First Aid & CPR"]
    assert titles(shelf, "collection:fading", later) == ["First Aid & CPR"]
    assert titles(shelf, 'collection:"not fading"', later) == [title for title in ALL if title != "First Aid & CPR"]
    assert titles(shelf, "status:verified", later) == ["Schweißen", "Tailoring"]
    assert titles(shelf, "status:not-genuine", later) == ["Forged thing"]
    assert titles(shelf, "status:verified", later, sort=Sort.NAME) == ["Schweißen", "Tailoring"]
    tomorrow = NOON + timedelta(days=1, minutes=1)
    assert titles(shelf, "status:verified-stale", tomorrow) == ["Schweißen"]
    assert titles(shelf, "status:verified-stale", tomorrow - timedelta(minutes=2)) == []
    assert titles(shelf, "status:verified", tomorrow) == ["Tailoring"]


@given(st.integers(-48, 96).map(lambda hours: NOON + timedelta(hours=hours, minutes=1)), st.sampled_from(Headline))
@in_one_vault
def test_search_and_list_agree_on_every_headline_at_any_time(shelf: Vault, now: datetime, headline: Headline) -> None:
    everything = shelf.library.page(CardQuery(), now).items
    expected = [item.title for item in everything if item.standing.at(now, item.valid_until) is headline]
    exactly = f"status:{headline.value}"
    assert titles(shelf, exactly, now) == expected
    assert titles(shelf, f"-{exactly}", now) == [item.title for item in everything if item.title not in expected]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("tag:", "search-incomplete"),
        ('weld tag:""', "search-incomplete"),
        ("before:20", "bad-date-in-search"),
        ("before:2026-02-30", "bad-date-in-search"),
        ("after:0000", "bad-date-in-search"),
        ("after:٢٠٢٦", "bad-date-in-search"),
        ("status:wonderful", "unknown-status"),
        ("collection:none", "unknown-collection"),
        ("x" * 1001, "search-too-long"),
        ("x " * 33, "search-too-long"),
    ],
)
def test_what_cannot_be_asked(shelf: Vault, typed: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        titles(shelf, typed)
    assert caught.value.code == code


def test_a_saved_search_that_looks_into_itself(shelf: Vault) -> None:
    shelf.collections.put("a", "collection:b")
    shelf.collections.put("b", "-collection:a")
    for typed in ("collection:a", "-collection:b"):
        with pytest.raises(UsageError) as caught:
            titles(shelf, typed)
        assert caught.value.code == "collection-in-itself"
    shelf.collections.put("b", "weld")
    assert titles(shelf, "collection:a") == ["Welding level 2"]


_typed = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    '"',
                    "-",
                    "tag:",
                    "status:",
                    "before:2026",
                    "collection:",
                    "issuer:",
                    "type:",
                    "(",
                    ")",
                    "*",
                    "NOT",
                    "AND",
                    "^",
                ]
            ),
            st.sampled_from(
                ["NEAR(", "{title} :", "\0", "\ue000a", "\u0301", "''", "--", ";", "%", "\ud800", "\U0001d518", "²", "weld"]
            ),
            st.text(max_size=6),
        ),
        max_size=12,
    ).map(" ".join),
)


@given(_typed, st.sampled_from(Sort))
@example("\u0301", Sort.NAME)
@example("-\u0301", Sort.ADDED)
@example('"\u0301" weld', Sort.ADDED)
@example("tag:\ud800", Sort.ADDED)
@example("collection:\0", Sort.ADDED)
@in_one_vault
def test_anything_typed_gives_a_result_or_a_named_error(shelf: Vault, typed: str, sort: Sort) -> None:
    try:
        page = shelf.library.page(CardQuery(text=typed, sort=sort), NOON)
    except UsageError as error:
        assert error.code in {
            *("search-incomplete", "bad-date-in-search", "unknown-status", "unknown-collection", "search-too-long"),
        }
    else:
        assert {item.title for item in page.items} <= set(ALL)


@given(st.text(min_size=1, max_size=30))
@example("0\U00011d99")
@in_one_vault
def test_a_title_is_found_by_each_of_its_words(vault: Vault, title: str) -> None:
    name = vault.credentials.put(received(credential=made(title.encode("utf-8", "replace"), title))).id
    for word in words(title):
        if any(letter.isascii() and letter.isalnum() for letter in word):
            assert name in [item.id for item in vault.library.page(CardQuery(text=f'"{word}"', limit=1000), NOON).items]
    vault.credentials.delete(name)


def test_pages_of_a_search_in_every_order(vault: Vault, clock: FixedClock) -> None:
    for number in range(40):
        ends = f"20{30 + number % 5}-01-01T00:00:00Z"
        one = replace(made(b"%d" % number, f"Common {number % 7}"), times=(TimeClaim(name="x", bound="end", value=ends),))
        vault.credentials.put(received(credential=one))
        clock.advance(seconds=1)
    for sort in Sort:
        for text in ("", "comm", "status:not-fully", "common -6"):
            seen: list[Listed] = []
            after = ""
            for _ in range(20):
                page = vault.library.page(CardQuery(text=text, sort=sort, limit=7, after=after), NOON)
                seen += page.items
                after = page.next
                if not after:
                    break
            assert len(seen) == len({item.id for item in seen}) == (35 if "-6" in text else 40)
            if sort is Sort.NAME:
                assert [item.title for item in seen] == sorted(item.title for item in seen)
            if sort is Sort.EXPIRES:
                assert [item.valid_until for item in seen] == sorted(item.valid_until for item in seen)  # type: ignore[type-var]
            if sort is Sort.ADDED:
                assert [item.added_at for item in seen] == sorted((item.added_at for item in seen), reverse=True)


@given(st.text(max_size=30), st.sampled_from(Sort))
@in_one_vault
def test_any_text_as_a_page(shelf: Vault, after: str, sort: Sort) -> None:
    try:
        assert len(shelf.library.page(CardQuery(after=after, sort=sort), NOON).items) <= len(ALL)
    except UsageError as error:
        assert error.code == "unknown-page"


def test_what_changes_is_found_as_it_is_now(shelf: Vault) -> None:
    (item,) = (
        shelf.library.page(CardQuery(text="odd OR weld level"), NOON).items
        or shelf.library.page(CardQuery(text="weld"), NOON).items
    )
    shelf.credentials.set_note(item.id, "zinc")
    assert titles(shelf, "zinc") == ["Welding level 2"]
    shelf.credentials.set_note(item.id, "")
    assert titles(shelf, "zinc") == []
    shelf.credentials.set_report(item.id, judged())
    assert titles(shelf, "status:withdrawn") == []
    shelf.tags.set(item.id, ())
    assert titles(shelf, "tag:crafts") == ["Tailoring"]
    shelf.collections.take_out("Workshop", item.id)
    assert titles(shelf, "collection:workshop") == []
    shelf.credentials.delete(item.id)
    assert titles(shelf, "weld") == []
    assert shelf._database.query("SELECT count(*) FROM search WHERE search MATCH 'welding'") == [(0,)]


def test_a_report_of_a_list_is_that_of_the_card(vault: Vault) -> None:
    name = vault.credentials.put(received(report=report())).id
    assert vault.library.one(name).standing.headline is report().headline
    assert vault.library.one(name).other_versions == ()
    with pytest.raises(UsageError):
        vault.library.one("nobody")


def test_a_credential_of_nine_megabytes_is_a_short_line_of_a_list(vault: Vault) -> None:
    book = "Lorem ipsum dolor " * 500_000
    huge = Achievement(name=book, criteria=book, skills=tuple(f"{number} {book[:200]}" for number in range(100)), kind=book)
    one = made(b"[" + book.encode() + b"]", book, issuer=book, achievement=huge, types=(book, "Small"), credential_id=book)
    name = vault.credentials.put(received(credential=one)).id
    vault.tags.set(name, ("huge",))
    (item,) = vault.library.page(CardQuery(text="tag:huge ipsum type:small"), NOON).items
    assert (item.id, len(item.title), len(item.issuer_name), len(repr(item.tags))) == (name, 1000, 1000, 9)
    ((size,),) = vault._database.query("SELECT sum(length(kinds) + length(skills) + length(criteria)) FROM texts")
    assert size <= 60_000
    assert vault.credentials.get(name).payload == one.raw
