"""Tags and collections: the user's own words, the same in any case, bounded, and gone with what they are on."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fakes import NOON, FixedClock
from tests.unit.vault.vault_examples import received
from wallet.errors import UsageError
from wallet.model.library import CardQuery, TagCount
from wallet.vault.collections import MAX_COLLECTIONS
from wallet.vault.tags import MAX_TAGS
from wallet.vault.vault import Vault

in_one_vault = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


def code_of(act: object, *arguments: object) -> str:
    with pytest.raises(UsageError) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value.code


def test_tags_are_one_whatever_their_case_and_keep_their_first_form(vault: Vault) -> None:
    name = vault.credentials.put(received()).id
    assert vault.tags.set(name, ("Über  uns ", "uber uns", "zinc", "Zinc")) == ("Über uns", "zinc")
    assert vault.tags.of(name) == ("Über uns", "zinc")
    assert vault.tags.set(name, ("zinc",)) == ("zinc",)
    assert vault.tags.all() == (TagCount(tag="zinc", count=1),)
    vault.credentials.delete(name)
    assert vault.tags.all() == ()
    assert code_of(vault.tags.of, name) == code_of(vault.tags.set, name, ()) == "unknown-credential"


@pytest.mark.parametrize("bad", ["", "  ", "x" * 81, "a\x00b", "\ud800", "\u202eevil", "\u0301"])
def test_names_that_are_none(vault: Vault, bad: str) -> None:
    name = vault.credentials.put(received()).id
    vault.collections.put("good")
    for act in (
        lambda: vault.tags.set(name, ("fine", bad)),
        lambda: vault.collections.put(bad),
        lambda: vault.collections.rename("good", bad),
    ):
        assert code_of(act) == "bad-name"
    assert vault.tags.of(name) == ()


@given(st.lists(st.text(max_size=90), max_size=5))
@example(["ﬁ", "fi"])
@in_one_vault
def test_any_text_as_tags(vault: Vault, texts: list[str]) -> None:
    name = vault.credentials.put(received()).id
    try:
        held = vault.tags.set(name, tuple(texts))
    except UsageError as error:
        assert error.code == "bad-name"
    else:
        for tag in held:
            assert [item.id for item in vault.library.page(CardQuery(tag=tag), NOON).items] == [name]


def test_too_many_tags_on_one(vault: Vault) -> None:
    name = vault.credentials.put(received()).id
    assert len(vault.tags.set(name, tuple(f"tag {number}" for number in range(MAX_TAGS)))) == MAX_TAGS
    assert code_of(vault.tags.set, name, tuple(f"t{number}" for number in range(MAX_TAGS + 1))) == "too-many-tags"
    assert len(vault.library.one(name).tags) == MAX_TAGS


def test_ten_thousand_tags_in_a_wallet_stay_bounded(vault: Vault) -> None:
    for number in range(100):
        name = vault.credentials.put(received(b"%d" % number)).id
        vault.tags.set(name, tuple(f"tag {number} {other}" for other in range(100)))
    start = time.perf_counter()
    assert len(vault.tags.all()) == 10_000
    assert vault.library.page(CardQuery(tag="TAG 7 42"), NOON).items[0].tags[42:43] != ()
    assert time.perf_counter() - start < 5  # bounded; the figures are in tests/bench


def test_a_collection_by_hand(vault: Vault, clock: FixedClock) -> None:
    first, second = (vault.credentials.put(received(raw)).id for raw in (b"1", b"2"))
    made = vault.collections.put("Für die Bewerbung")
    assert (made.name, made.query, made.created_at) == ("Für die Bewerbung", "", NOON)
    clock.advance(days=1)
    for name in (second, first, first):
        vault.collections.add("FUR DIE BEWERBUNG", name)
        clock.advance(seconds=1)
    assert vault.collections.items("für die bewerbung") == (second, first)
    vault.collections.take_out("für die bewerbung", second)
    assert code_of(vault.collections.take_out, "für die bewerbung", second) == "not-in-collection"
    renamed = vault.collections.rename("für die bewerbung", "Mappe")
    assert (renamed.name, renamed.changed_at) == ("Mappe", clock.now())
    assert vault.collections.items("mappe") == (first,)
    assert vault.collections.put("MAPPE") == renamed
    vault.collections.remove("mappe")
    assert vault.collections.list() == ()
    assert vault.credentials.count() == 2
    vault.collections.put("mappe")
    assert vault.library.page(CardQuery(collection="mappe"), NOON).items == ()  # the old one's items are not the new one's


def test_a_saved_search(vault: Vault) -> None:
    name = vault.credentials.put(received()).id
    vault.collections.put("Metal", "weld")
    assert [item.id for item in vault.library.page(CardQuery(collection="metal"), NOON).items] == [name]
    assert code_of(vault.collections.add, "metal", name) == "smart-collection"
    assert code_of(vault.collections.take_out, "metal", name) == "smart-collection"
    assert code_of(vault.collections.put, "metal") == "collection-kind"
    assert vault.collections.put("metal", "zinc").query == "zinc"
    assert vault.library.page(CardQuery(collection="metal"), NOON).items == ()


def test_what_is_refused(vault: Vault) -> None:
    for act in (vault.collections.get, vault.collections.items, vault.collections.remove):
        assert code_of(act, "none") == "unknown-collection"
    vault.collections.put("a")
    vault.collections.put("b")
    assert code_of(vault.collections.rename, "a", "B") == "name-taken"
    assert vault.collections.rename("a", "A").name == "A"
    assert code_of(vault.collections.add, "a", "nobody") == "unknown-credential"


def test_there_is_an_end_to_collections(vault: Vault) -> None:
    with vault._database.transaction():
        for number in range(MAX_COLLECTIONS):
            vault.collections.put(f"c{number}")
    assert code_of(vault.collections.put, "one more") == "too-many-collections"
    assert vault.collections.put("c5").name == "c5"
