"""What goes into a backup comes out of it, all of it, on a computer that has only the file and a secret."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.unit.backup.backup_examples import PASSPHRASE, WORDS, back_up, everything, full_wallet
from tests.unit.backup.conftest import Made
from tests.unit.vault.vault_examples import reopen
from wallet.backup import making, restoring
from wallet.backup.records.registry import KINDS
from wallet.model.holder import HolderKey
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.model.presentation import PresentationRecord
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.vault.schema import STEPS
from wallet.vault.vault import Vault


def _restore(made: Made, folder: Path, secret: str) -> Any:
    return restoring.restore(made.file, folder, secret, entropy=SeededEntropy(b"restore"), replace=False)


@pytest.mark.parametrize("by", ["passphrase", "code"])
def test_everything_comes_back_by_either_secret(made: Made, tmp_path: Path, by: str) -> None:
    secret = PASSPHRASE if by == "passphrase" else made.code
    restored = _restore(made, tmp_path / "elsewhere" / "new", secret)
    assert restored.aside == ""
    assert restored.facts.credentials == 4
    for opening in (PASSPHRASE, made.code):
        with reopen(Path(restored.folder), opening) as vault:
            assert everything(vault) == made.held
            assert vault.check() == ()
            assert set(vault.notices) <= {"clock-behind"}, "some of what it holds is dated later"


def test_the_example_holds_one_of_every_kind(made: Made) -> None:
    facts = restoring.check(made.file, PASSPHRASE)
    assert set(facts.counts) == {*KINDS, "bytes"}
    assert facts.counts["document"] == 4
    assert facts.size == made.file.stat().st_size
    assert facts.created_at == FixedClock().now()
    assert facts.untold == {}


def test_searching_a_restored_wallet_finds_the_same(made: Made, tmp_path: Path) -> None:
    folder = Path(_restore(made, tmp_path / "new", PASSPHRASE).folder)
    with reopen(folder) as vault:
        found = vault._database.query("SELECT rowid FROM search WHERE search MATCH 'welding'")
        assert found == [(1,), (2,), (3,)], "all named Welding but the one in the trash"
        assert vault._database.query("SELECT rowid FROM search WHERE search MATCH 'tags:elan'") == [(1,)]


def test_a_restored_wallet_goes_on(made: Made, tmp_path: Path) -> None:
    folder = Path(_restore(made, tmp_path / "new", PASSPHRASE).folder)
    with reopen(folder) as vault:
        vault.credentials.set_note(vault.credentials.ids()[0], "changed")
        again = back_up(vault, tmp_path / "again.backup", seed=b"second")
        assert again.facts.credentials == 4
        held = everything(vault)
    restored = restoring.restore(
        tmp_path / "again.backup", tmp_path / "third", PASSPHRASE, entropy=SeededEntropy(b"3"), replace=False
    )
    with reopen(Path(restored.folder)) as vault:
        assert everything(vault) == held


def test_nothing_of_it_is_readable_without_a_secret(made: Made) -> None:
    data = made.data
    for words in (b"Welding", b"example.org", b"Job", b"employer", b"welding", WORDS[:4].encode(), b'{"a":1}', b"credential"):
        assert words not in data.partition(b"\n")[2]


def test_two_backups_of_the_same_wallet_share_no_key(tmp_path: Path) -> None:
    with full_wallet(tmp_path / "wallet")[0] as vault:
        for name in ("a", "b"):
            back_up(vault, tmp_path / name, seed=name.encode())
    one, two = ((tmp_path / name).read_bytes().partition(b"\n")[2] for name in "ab")
    assert one[:64] != two[:64]


def test_status_tells_what_is_new(tmp_path: Path) -> None:
    from tests.unit.vault.vault_examples import received

    vault, _ = full_wallet(tmp_path / "wallet")
    with vault:
        assert making.status(vault).last is None
        assert making.status(vault).new_since == 4
        made = back_up(vault)
        noted = making.status(vault)
        assert noted.new_since == 0
        assert noted.last == made.facts.created_at
        assert Path(noted.file) == tmp_path / "backups" / f"wallet-{vault.vault_id[:8]}.backup"
        vault.credentials.put(received(b'{"a":5}'))
        assert making.status(vault).new_since == 1
    with reopen(tmp_path / "wallet") as vault:
        assert making.status(vault).new_since == 1
    restored = restoring.restore(Path(noted.file), tmp_path / "new", PASSPHRASE, entropy=SeededEntropy(b"r"), replace=False)
    with reopen(Path(restored.folder)) as vault:
        assert making.status(vault).last == made.facts.created_at
        assert making.status(vault).new_since == 0


# ---------------------------------------------------------------- nothing that is stored later may be forgotten here

_DERIVED = {
    "credentials": {"number", "headline", "genuine", "checked_at", "stale_at", "title_key", "issuer_key"},
    "tags": {"folded"},
    "collections": {"id", "folded"},
    "holder_keys": {"nonce", "wrapped"},
}
_COVERED = {
    "meta": {"name", "value"},
    "contents": {"sha256", "data"},
    "credentials": {
        *("id", "payload", "format", "title", "issuer_id", "issuer_name", "given_id", "issued_at", "valid_until", "added_at"),
        *("trashed_at", "holder_key", "note", "report"),
    },
    "texts": {"number", "kinds", "skills", "criteria"},
    "originals": {"credential_id", "content", "position", "name", "media_type", "carrier"},
    "snapshots": {"number", "url", "final_url", "media_type", "fetched_at", "content"},
    "pins": {"credential_id", "url", "snapshot"},
    "tags": {"credential_id", "tag"},
    "collections": {"name", "query", "created_at", "changed_at"},
    "collection_items": {"collection", "credential_id", "added_at"},
    "holder_keys": {"id", "kind", "did", "jwk", "purpose", "created_at"},
    "presentations": {"id", "created_at", "record"},
    "portfolios": {"name", "title", "words", "created_at", "changed_at"},
    "portfolio_items": {"portfolio", "position", "credential_id", "words"},
    "trust_lists": {"name", "updated", "issuers"},
}


def test_every_column_of_the_store_is_in_the_backup_or_made_again(tmp_path: Path) -> None:
    database = sqlite3.connect(":memory:")
    for step in STEPS:
        database.executescript(re.sub(r"CREATE VIRTUAL TABLE search.*?;", "", step, flags=re.DOTALL))
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    stored = {table: {row[1] for row in database.execute(f"PRAGMA table_info({table})")} for table in tables}
    database.close()
    stored.pop("sqlite_sequence", None)
    assert {table: columns - _DERIVED.get(table, set()) for table, columns in stored.items()} == _COVERED, (
        "a column was added: write it into the backup (wallet/backup/records), or name it here as made again"
    )


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (HolderKey, {"id", "kind", "did", "jwk", "created_at", "purpose"}),
        (Portfolio, {"name", "title", "words", "items", "created_at", "changed_at"}),
        (PortfolioItem, {"credential_id", "words"}),
        (TrustList, {"name", "issuers", "updated"}),
        (TrustedIssuer, {"id", "name", "url"}),
        (
            PresentationRecord,
            {"id", "kind", "created_at", "credential_ids", "shown", "audience", "nonce", "expires_at", "data_sha256"},
        ),
    ],
)
def test_every_field_of_what_is_kept_whole_is_in_the_backup(model: Any, names: set[str]) -> None:
    assert {field.name for field in fields(model)} == names


def test_a_wallet_that_holds_nothing_comes_back_too(tmp_path: Path) -> None:
    from tests.unit.vault.vault_examples import create

    with create(tmp_path / "wallet")[0] as vault:
        made = back_up(vault)
    assert made.facts.credentials == 0
    file = tmp_path / "backups" / made.facts.file
    restoring.restore(file, tmp_path / "new", PASSPHRASE, entropy=SeededEntropy(b"r"), replace=False)
    with Vault.open(tmp_path / "new", PASSPHRASE, clock=FixedClock(), entropy=SeededEntropy()) as vault:
        assert vault.credentials.count() == 0
