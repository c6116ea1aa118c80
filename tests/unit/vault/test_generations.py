"""A new generation beside the old one: whole and checked before it counts, nothing lost when it does not come about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.unit.vault.vault_examples import PASSPHRASE, create, holder_key, received, reopen
from wallet.errors import VaultDamaged, VaultError
from wallet.vault import generations, key_file, opening, slots
from wallet.vault.database import Database
from wallet.vault.generations import Successor, advance, copy_of, filled_by
from wallet.vault.kdf import CHEAPEST
from wallet.vault.layout import Layout, layout_of
from wallet.vault.opening import unlock, unlock_bytes
from wallet.vault.root_key import RootKey
from wallet.vault.vault import Vault

NEXT = RootKey(secret=b"n" * 32)
OLD_FILES = {"vault.keys", "vault.keys.bak", "vault.lock", "vault-1.db"}
NEW_FILES = {"vault.keys", "vault.keys.bak", "vault.lock", "vault-2.db"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def successor(layout: Layout, source: Database | None, **changes: object) -> Successor:
    vault_id = unlock(layout, PASSPHRASE).key_file.vault_id
    slot = slots.for_passphrase(NEXT, b"next", key_file.binding(vault_id), CHEAPEST, SeededEntropy(b"next"))

    def prove(data: bytes) -> None:
        assert unlock_bytes(data, "next")[1] == NEXT

    members = {
        "vault_id": vault_id,
        "root": NEXT,
        "slots": (slot,),
        "prove": prove,
        "replaced": source,
        "fill": filled_by(lambda _: None),
    }
    if source is not None:
        members["fill"] = copy_of(source)
    return Successor(**(members | changes))  # type: ignore[arg-type]


@pytest.fixture
def layout(folder: Path) -> Layout:
    """A closed wallet with twenty credentials and a key."""
    with create(folder)[0] as vault:
        for number in range(20):
            vault.credentials.put(received(b"%d " % number * 900, note=f"note {number}"))
        vault.holder_keys.put(holder_key(), b"p" * 32)
    return layout_of(folder)


def opened(layout: Layout) -> Database:
    return opening.open_database(layout, unlock(layout, PASSPHRASE))


def test_a_copy_under_another_root_and_the_old_file_goes_at_the_next_opening(layout: Layout) -> None:
    with reopen(layout.folder) as vault:
        before = {name: vault.credentials.get(name) for name in vault.credentials.ids()}
        keys = advance(layout, successor(layout, vault._database))
    assert (keys.generation, keys.database) == (2, "vault-2.db")
    assert names(layout.folder) == OLD_FILES | NEW_FILES
    with pytest.raises(VaultError):
        reopen(layout.folder)
    with reopen(layout.folder, "next") as vault:
        assert (vault.generation, vault.notices, vault.check()) == (2, (), ())
        assert {name: vault.credentials.get(name) for name in vault.credentials.ids()} == before
        assert names(layout.folder) - {"vault-2.db-wal"} == NEW_FILES
    assert NEXT.database_key(2).salt == (layout.folder / "vault-2.db").read_bytes()[:16]


def test_filled_anew_and_the_replaced_wallet_set_aside_is_a_wallet(layout: Layout) -> None:
    def write(database: Database) -> None:
        with database.transaction():
            database.query("INSERT INTO trust_lists (name, issuers) VALUES ('restored', '[]')")

    advance(layout, successor(layout, None, fill=filled_by(write), keep=True))
    with reopen(layout.folder, "next") as vault:
        assert vault.credentials.ids() == ()
        assert [known.name for known in vault.trust_lists.list()] == ["restored"]
    assert names(layout.folder) == NEW_FILES | {"kept-1"}
    with reopen(layout.folder / "kept-1") as kept:
        assert len(kept.credentials.ids()) == 20
        assert kept.check() == ()


def test_a_wallet_kept_twice_keeps_both(layout: Layout) -> None:
    advance(layout, successor(layout, None, keep=True))
    reopen(layout.folder, "next").close()
    generations.set_aside(layout)
    assert {"kept-1", "kept-2"} <= names(layout.folder)
    assert len(reopen(layout.folder / "kept-1").credentials.ids()) == 20
    with reopen(layout.folder / "kept-2", "next") as second:
        assert second.generation == 2


def test_what_fails_leaves_what_was_there(layout: Layout) -> None:
    before = files(layout.folder)

    def refuse(*_: object) -> None:
        raise VaultDamaged("vault-damaged", "no")

    with reopen(layout.folder) as vault:
        for changes in ({"prove": refuse}, {"fill": refuse}, {"fill": copy_of(vault._database, refuse)}):
            with pytest.raises(VaultDamaged):
                advance(layout, successor(layout, vault._database, **changes))
            assert names(layout.folder) - {"vault-1.db-wal"} == OLD_FILES
        assert vault.credentials.put(received(b"more")).is_new
        vault.credentials.delete(vault.credentials.put(received(b"more")).id)
    assert {name: data for name, data in files(layout.folder).items() if "keys" in name} == {
        name: data for name, data in before.items() if "keys" in name
    }


def test_a_build_that_was_cut_short_is_cleared_here_and_left_alone_elsewhere(layout: Layout) -> None:
    def cut(path: Path, key: object) -> None:
        path.write_bytes(b"half")
        path.with_name(path.name + "-wal").write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        advance(layout, successor(layout, None, fill=cut))
    assert names(layout.folder) == OLD_FILES
    generations._announce(layout, "vault-2.db")
    (layout.folder / "vault-2.db").write_bytes(b"half")
    (layout.folder / "kept-1.part").mkdir()
    (layout.folder / "kept-1.part" / "vault.keys").write_bytes(b"x")
    announced = layout.building.read_text()
    with reopen(layout.folder) as vault:
        assert vault.notices == ()
    assert names(layout.folder) == OLD_FILES
    # as it arrives from another computer: the newest database before its key file
    (layout.folder / "vault-2.db").write_bytes(b"whole, and not ours to delete")
    layout.building.write_text(announced.replace(announced.split("\n")[1], "0" * 64))
    reopen(layout.folder).close()
    assert names(layout.folder) == OLD_FILES | {"vault-2.db", "vault.building"}
    assert advance(layout, successor(layout, None)).database == "vault-3.db"


def test_an_announced_name_that_counts_or_leads_elsewhere_is_not_deleted(layout: Layout) -> None:
    (layout.folder.parent / "precious").write_bytes(b"x")
    for name in ("vault-1.db", "../precious", "vault.keys"):
        generations._announce(layout, name)
        reopen(layout.folder).close()
    assert (layout.folder.parent / "precious").exists()
    assert names(layout.folder) >= OLD_FILES


def test_an_older_database_that_somebody_changed_is_left_and_said(layout: Layout, tmp_path: Path) -> None:
    with reopen(layout.folder) as vault:
        advance(layout, successor(layout, vault._database))
    changed = bytearray((layout.folder / "vault-1.db").read_bytes())
    changed[-1] ^= 1
    (layout.folder / "vault-1.db").write_bytes(changed)
    with reopen(layout.folder, "next") as vault:
        assert vault.notices == ("older-database-left",)
    assert (layout.folder / "vault-1.db").read_bytes() == changed
    (layout.folder / "vault-1.db").unlink()
    reopen(layout.folder, "next").close()


def test_names_of_a_sync_tool_are_not_ours(layout: Layout) -> None:
    for name in ("vault-1.sync-conflict-20261120-120000-ABC.db", "vault-1.db.bak", "vault-0.db"):
        (layout.folder / name).write_bytes(b"x")
    with reopen(layout.folder) as vault:
        advance(layout, successor(layout, vault._database))
    with reopen(layout.folder, "next") as vault:
        assert "older-database-left" not in vault.notices
    assert len(names(layout.folder)) == 7


def test_a_content_that_is_not_its_name_is_not_copied_over(layout: Layout) -> None:
    with reopen(layout.folder) as vault:
        with vault._database.transaction():
            vault._database.query("UPDATE contents SET data = x'00' WHERE sha256 = (SELECT max(sha256) FROM contents)")
        with pytest.raises(VaultError) as caught:
            advance(layout, successor(layout, vault._database))
        assert caught.value.code == "write-failed"
    assert names(layout.folder) == OLD_FILES


def test_a_copy_that_lacks_rows_is_not_used(layout: Layout) -> None:
    class Lossy(Database):
        def export_to(self, path: Path, key: object) -> None:
            self.query("DELETE FROM credentials WHERE id = (SELECT min(id) FROM credentials)")
            super().export_to(path, key)  # type: ignore[arg-type]
            self.query("INSERT INTO trust_lists (name, issuers) VALUES ('x', '[]')")

    unlocked = unlock(layout, PASSPHRASE)
    source = Lossy(layout.folder / "vault-1.db", unlocked.root.database_key(1))
    with pytest.raises(VaultError) as caught:
        advance(layout, successor(layout, source))
    source.close()
    assert caught.value.code == "write-failed"


def test_virtual_tables_and_their_shadows_are_copied(tmp_path: Path) -> None:
    source = Database.make(tmp_path / "a.db", NEXT.database_key(1))
    source.script("CREATE VIRTUAL TABLE words USING fts5(text); INSERT INTO words (rowid, text) VALUES (7, 'hello world');")
    (tmp_path / "b.db").touch()
    source.export_to(tmp_path / "b.db", NEXT.database_key(2))
    copy = Database.open(tmp_path / "b.db", NEXT.database_key(2))
    assert copy.query("SELECT rowid FROM words WHERE words MATCH 'world'") == [(7,)]
    assert generations._counts(copy) == generations._counts(source)
    assert copy.check() == ()
    copy.close()
    source.close()


def test_a_next_wallet_in_an_empty_folder(tmp_path: Path) -> None:
    place = layout_of(tmp_path)
    vault_id = "0123456789abcdef" * 2
    slot = slots.for_passphrase(NEXT, b"next", key_file.binding(vault_id), CHEAPEST, SeededEntropy())
    advance(
        place,
        Successor(vault_id=vault_id, root=NEXT, slots=(slot,), fill=filled_by(lambda _: None), prove=key_file.check),
    )
    with Vault.open(tmp_path, "next", clock=FixedClock(), entropy=SeededEntropy()) as vault:
        assert (vault.vault_id, vault.generation, vault.credentials.ids()) == (vault_id, 1, ())
