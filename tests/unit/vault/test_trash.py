"""The trash: out of sight at once, back as it was for thirty days, then gone with all that belonged to it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import NOON, FixedClock, SeededEntropy, snapshot
from tests.unit.vault.vault_examples import PASSPHRASE, create, original, received
from wallet.errors import UsageError
from wallet.model.library import CardQuery, TagCount
from wallet.vault.stored import StoredCredential
from wallet.vault.trash import KEPT_FOR
from wallet.vault.vault import Vault


def everywhere(vault: Vault) -> tuple[tuple[str, ...], ...]:
    """The ids in every kind of list."""
    return (
        vault.credentials.ids(),
        tuple(item.id for item in vault.credentials.list().items),
        tuple(item.id for item in vault.library.page(CardQuery(), NOON).items),
        tuple(item.id for item in vault.library.page(CardQuery(text="weld"), NOON).items),
        tuple(item.id for item in vault.library.page(CardQuery(tag="craft"), NOON).items),
        tuple(item.id for item in vault.library.page(CardQuery(collection="shop"), NOON).items),
    )


@pytest.fixture
def two(vault: Vault) -> tuple[str, str]:
    """Two versions of one credential, tagged and collected; they share a file."""
    vault.collections.put("shop")
    names = []
    for raw in (b"1", b"2"):
        one = received(raw, originals=(original(b"shared"), original(raw * 9)), pins=(snapshot("https://a.example/", raw),))
        names.append(vault.credentials.put(one).id)
        vault.tags.set(names[-1], ("Craft",))
        vault.collections.add("shop", names[-1])
    return names[0], names[1]


def open_at(folder: Path, clock: FixedClock) -> Vault:
    return Vault.open(folder, PASSPHRASE, clock=clock, entropy=SeededEntropy(b"again"))


def test_out_of_every_list_and_back_as_it_was(vault: Vault, two: tuple[str, str], clock: FixedClock) -> None:
    first, second = two
    assert everywhere(vault) == ((second, first),) * 6
    before = vault.credentials.get(first)
    clock.advance(days=3)
    vault.credentials.trash(first)
    assert everywhere(vault) == ((second,),) * 6
    assert vault.credentials.count() == 1
    assert vault.tags.all() == (TagCount(tag="Craft", count=1),)
    (listed,) = vault.credentials.trashed()
    assert (listed.id, listed.trashed_at) == (first, clock.now())
    clock.advance(days=2)
    vault.credentials.trash(first)  # a second time does not lengthen its stay
    assert vault.credentials.trashed() == (listed,)
    vault.credentials.restore(first)
    assert everywhere(vault) == ((second, first),) * 6
    assert vault.credentials.get(first) == before
    assert vault.credentials.trashed() == ()
    with pytest.raises(UsageError) as caught:
        vault.credentials.restore(first)
    assert caught.value.code == "not-in-trash"


def test_what_is_imported_again_comes_back(vault: Vault, two: tuple[str, str]) -> None:
    first, second = two
    vault.credentials.set_note(first, "mine")
    vault.credentials.trash(first)
    kept = vault.credentials.put(received(b"1", note="another"))
    assert (kept.is_new, kept.restored) == (False, True)
    assert everywhere(vault) == ((second, first),) * 6
    stored: StoredCredential = vault.credentials.get(first)
    assert (stored.note, stored.trashed_at) == ("mine", None)
    assert not vault.credentials.put(received(b"1")).restored


def test_changes_to_what_lies_in_the_trash_do_not_bring_it_into_a_search(vault: Vault, two: tuple[str, str]) -> None:
    first, second = two
    vault.credentials.trash(first)
    vault.credentials.set_note(first, "weld")
    vault.tags.set(first, ("Craft", "other"))
    vault.collections.take_out("shop", first)
    vault.collections.add("shop", first)
    vault.credentials.set_report(first, received().report)
    assert everywhere(vault) == ((second,),) * 6
    assert vault.tags.all() == (TagCount(tag="Craft", count=1),)


def test_thirty_days_and_not_a_moment_less(folder: Path, clock: FixedClock) -> None:
    with create(folder, clock=clock)[0] as vault:
        name = vault.credentials.put(received(originals=(original(b"file"),))).id
        vault.credentials.trash(name)
    clock.advance(days=30)
    with open_at(folder, clock) as vault:
        assert [item.id for item in vault.credentials.trashed()] == [name]
    clock.advance(seconds=1)
    with open_at(folder, clock) as vault:
        assert vault.credentials.trashed() == ()
        for table in ("credentials", "contents", "originals", "texts", "tags", "collection_items", "pins"):
            assert vault._database.query(f"SELECT count(*) FROM {table}") == [(0,)], table
        assert vault._database.query("SELECT count(*) FROM search WHERE search MATCH 'welding'") == [(0,)]
        assert vault.check() == ()


def test_a_clock_that_ran_away_empties_nothing(folder: Path, clock: FixedClock) -> None:
    with create(folder, clock=clock)[0] as vault:
        name = vault.credentials.put(received()).id
        vault.credentials.trash(name)
    clock.advance(days=4000)
    with open_at(folder, clock) as vault:
        assert [item.id for item in vault.credentials.trashed()] == [name]
    clock.advance(days=-3900)
    with open_at(folder, clock) as vault:
        assert vault.credentials.trashed() == ()


def test_only_what_nothing_else_holds_goes(vault: Vault, two: tuple[str, str], clock: FixedClock) -> None:
    first, second = two
    vault.credentials.trash(first)
    assert vault.credentials.purge(clock.now()) == ()
    assert vault.credentials.purge(clock.now() + timedelta(seconds=1)) == (first,)
    stored = vault.credentials.get(second)
    assert [vault.credentials.original(second, one.sha256).data for one in stored.originals] == [b"shared", b"2" * 9]
    assert set(vault.snapshots.pinned(second)) == {"https://a.example/"}
    assert everywhere(vault) == ((second,),) * 6
    with pytest.raises(UsageError):
        vault.credentials.get(first)


def test_all_of_it(vault: Vault) -> None:
    names = {vault.credentials.put(received(b"%d" % number)).id for number in range(450)}
    kept = vault.credentials.put(received(b"kept")).id
    for name in names:
        vault.credentials.trash(name)
    assert set(vault.credentials.purge(None)) == names
    assert vault.credentials.ids() == (kept,)
    assert vault.credentials.ids(in_trash=True) == ()


def test_versions_in_the_trash_are_not_named(vault: Vault, two: tuple[str, str]) -> None:
    assert timedelta(days=30) == KEPT_FOR
    vault._database.query("UPDATE credentials SET given_id = 'urn:1'")
    first, second = two
    assert vault.library.one(second).other_versions == vault.credentials.versions_of(second) == (first,)
    vault.credentials.trash(first)
    assert vault.library.one(second).other_versions == vault.credentials.versions_of(second) == ()


@pytest.mark.parametrize("act", ["trash", "restore"])
def test_nobody_knows_it(vault: Vault, act: str) -> None:
    with pytest.raises(UsageError) as caught:
        getattr(vault.credentials, act)("nobody")
    assert caught.value.code == "unknown-credential"
