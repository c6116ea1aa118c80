"""Two wallets become one: nothing is lost, a second time changes nothing, and it does not matter which takes in which."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.attack_bench import good
from tests.end2end.conftest import PASSPHRASE
from tests.fakes import NOON, FixedClock, SeededEntropy, snapshot
from tests.unit.backup.backup_examples import everything, files_in
from wallet.errors import UsageError, WalletError, WrongPassphrase
from wallet.intake.reader import Reader
from wallet.model.backup import MergeDecision, MergeOutcome
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.given import Given
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.model.presentation import PresentationKind, PresentationRecord
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.session import Session, create_wallet, open_wallet
from wallet.vault.kdf import CHEAPEST
from wallet.vault.vault import Vault


@pytest.fixture
def pair(tmp_path: Path, warm_reader: Reader) -> tuple[Path, Path]:
    """Two wallets that share one credential and differ in everything else."""
    files = list(good().items())
    for name, held in (("one", files[:2]), ("two", files[1:])):
        create_wallet(tmp_path / name, PASSPHRASE, clock=FixedClock(), entropy=SeededEntropy(name.encode()), profile=CHEAPEST)
        with session(tmp_path / name, warm_reader) as opened:
            given = [Given(source=file, data=data) for file, data in held]
            assert all(outcome.id for outcome in opened.import_inputs(given))
            _furnish(opened._parts.vault, name)
    return tmp_path / "one", tmp_path / "two"


def _furnish(vault: Vault, name: str) -> None:
    """What each of the two has of its own, and under the names of the other."""
    ids = vault.credentials.ids()
    for number, credential in enumerate(sorted(ids)):
        vault.credentials.set_note(credential, f"note of {name} on {number}")
        vault.tags.set(credential, ("both", f"of {name}"))
        vault.credentials.add_original(
            credential, Original(name=f"{name}.png", media_type="image/png", carrier=Carrier.PNG, data=name.encode())
        )
    vault.collections.put("Élan")
    vault.collections.add("Élan", ids[0])
    vault.collections.put("search", f"tag:{name}")
    vault.portfolios.save(
        Portfolio(
            name="Job",
            title=name,
            words=name,
            items=(PortfolioItem(credential_id=ids[0], words=name),),
            created_at=NOON,
            changed_at=NOON,
        )
    )
    vault.portfolios.save(Portfolio(name="Same", title="t", created_at=NOON, changed_at=NOON))
    vault.trust_lists.put(TrustList(name="list", updated=None, issuers=(TrustedIssuer(id=f"did:web:{name}"),)))
    newer = NOON - timedelta(days=len(name) if name == "one" else 1)
    vault.trust_lists.put(TrustList(name="dated", updated=newer, issuers=(TrustedIssuer(id=f"did:web:{name}"),)))
    vault.snapshots.keep(snapshot("https://example.org/status", name.encode()))
    vault.presentations.add(_shown(name, ids[0]))
    vault.presentations.add(_shown("the same name", ids[0], audience=name))


def _shown(name: str, credential: str, audience: str = "") -> PresentationRecord:
    return PresentationRecord(
        id=name, kind=PresentationKind.VP, created_at=NOON, credential_ids=(credential,), shown=(), audience=audience
    )


@contextmanager
def session(folder: Path, reader: Reader, clock: FixedClock | None = None) -> Iterator[Session]:
    with open_wallet(folder, PASSPHRASE, clock=clock or FixedClock(), entropy=SeededEntropy(b"open"), reader=reader) as opened:
        yield opened


def merged(folder: Path, other: Path, reader: Reader, clock: FixedClock | None = None) -> list[MergeOutcome]:
    with session(folder, reader, clock) as opened:
        return list(opened.merge(other, PASSPHRASE))


def _held(folder: Path, reader: Reader) -> dict[str, Any]:
    with session(folder, reader) as opened:
        return everything(opened._parts.vault)


def _kept(held: dict[str, Any]) -> dict[str, Any]:
    """What is kept, whatever the order and the name under which the second of two stands."""
    return {
        "contents": held["contents"],
        "documents": {(row.url, row.fetched_at, row.content) for row in held["documents"]},
        "credentials": {
            row.id: (
                frozenset(row.note.split("\n\n———\n\n")),
                frozenset(row.tags),
                frozenset(file.content for file in row.originals),
                frozenset(pin.url for pin in row.pins),
                frozenset(member.collection for member in row.collections),
                row.trashed_at is None,
            )
            for row in held["credentials"]
        },
        "keys": {(key.id, private) for key, private in held["keys"]},
        "portfolios": {(one.title, one.words, one.items) for one in held["portfolios"]},
        "collections": {row.query for row in held["collections"]},
        "trust": {(one.updated, one.issuers) for one in held["trust"]},
        "log": {(record.credential_ids, record.audience, record.kind) for record in held["log"]},
    }


def test_nothing_of_either_is_lost(pair: tuple[Path, Path], warm_reader: Reader) -> None:
    one, two = pair
    first, second = (_held(folder, warm_reader) for folder in pair)
    outcomes = merged(one, two, warm_reader)
    assert not [outcome for outcome in outcomes if outcome.decision is MergeDecision.REFUSED]
    held = _held(one, warm_reader)
    assert {row.id for row in held["credentials"]} == {row.id for side in (first, second) for row in side["credentials"]}
    assert len(held["credentials"]) == 3
    assert held["contents"].items() >= {**first["contents"], **second["contents"]}.items()
    assert {key.id for key, _ in held["keys"]} == {key.id for side in (first, second) for key, _ in side["keys"]}
    assert len(held["keys"]) == 4
    shared = ({row.id for row in first["credentials"]} & {row.id for row in second["credentials"]}).pop()
    mine = next(row for row in held["credentials"] if row.id == shared)
    assert "note of one" in mine.note
    assert "note of two" in mine.note
    assert set(mine.tags) == {"both", "of one", "of two"}
    assert len(mine.originals) == 3
    assert {one.name for one in held["portfolios"]} == {"Job", "Job (2)", "Same"}
    assert {row.name for row in held["collections"]} == {"Élan", "search", "search (2)"}
    assert {one.name: one.issuers[0].id for one in held["trust"]} == {
        "list": "did:web:one",
        "list (2)": "did:web:two",
        "dated": "did:web:two",
    }
    assert len(held["log"]) == 4
    assert {row.content for row in held["documents"]} >= {row.content for row in second["documents"]}


def test_a_second_time_changes_nothing(pair: tuple[Path, Path], warm_reader: Reader) -> None:
    one, two = pair
    merged(one, two, warm_reader)
    held = _held(one, warm_reader)
    again = merged(one, two, warm_reader, FixedClock(NOON + timedelta(days=3)))
    assert {outcome.decision for outcome in again} == {MergeDecision.ALREADY_HERE}
    assert _held(one, warm_reader) == held


def test_it_does_not_matter_which_takes_in_which(pair: tuple[Path, Path], warm_reader: Reader, tmp_path: Path) -> None:
    one, two = pair
    shutil.copytree(one, tmp_path / "copy")
    merged(one, two, warm_reader)
    merged(two, tmp_path / "copy", warm_reader)
    assert _kept(_held(one, warm_reader)) == _kept(_held(two, warm_reader))
    back = merged(one, two, warm_reader)  # and going round in circles ends
    assert {outcome.decision for outcome in back if outcome.what == "credential"} == {MergeDecision.ALREADY_HERE}
    assert _kept(_held(one, warm_reader)) == _kept(_held(two, warm_reader))


def test_the_other_stays_as_it_is_and_no_copy_is_left(pair: tuple[Path, Path], warm_reader: Reader) -> None:
    one, two = pair
    before = files_in(two)
    merged(one, two, warm_reader)
    assert files_in(two) == before
    assert {path.name for path in one.parent.iterdir()} == {"one", "two"}


def test_a_backup_merges_like_the_wallet_it_was_made_of(pair: tuple[Path, Path], warm_reader: Reader, tmp_path: Path) -> None:
    one, two = pair
    shutil.copytree(one, tmp_path / "copy")
    with session(two, warm_reader) as opened:
        opened.backup(tmp_path / "two.backup")
    merged(one, two, warm_reader)
    merged(tmp_path / "copy", tmp_path / "two.backup", warm_reader)
    assert _held(tmp_path / "copy", warm_reader) == _held(one, warm_reader)


def test_what_one_threw_away_and_the_other_did_not_is_alive(pair: tuple[Path, Path], warm_reader: Reader) -> None:
    one, two = pair
    with session(one, warm_reader) as opened:
        vault = opened._parts.vault
        for name in vault.credentials.ids():
            vault.credentials.trash(name)
    with session(two, warm_reader) as opened:
        vault = opened._parts.vault
        theirs = vault.credentials.ids()
        own = theirs[0] if theirs[0] not in {row.id for row in _held(one, warm_reader)["credentials"]} else theirs[1]
        vault.credentials.trash(own)
    outcomes = {outcome.id: outcome for outcome in merged(one, two, warm_reader) if outcome.what == "credential"}
    with session(one, warm_reader) as opened:
        vault = opened._parts.vault
        shared = next(name for name in theirs if name != own)
        assert vault.credentials.ids() == (shared,)
        assert set(vault.credentials.ids(in_trash=True)) >= {own}
    assert "restored" in outcomes[shared].came


def test_the_other_wallets_word_on_a_verdict_is_not_taken(pair: tuple[Path, Path], warm_reader: Reader) -> None:
    """A wallet whose reports were written by an attacker brings credentials, and no verdicts."""
    from dataclasses import replace

    from tests.unit.vault.vault_examples import report
    from wallet.model.report import Check, CheckKind, Outcome

    one, two = pair
    forged = replace(
        report(NOON + timedelta(hours=-1)),
        checks=tuple(Check(kind=kind, outcome=Outcome.PASSED, reason="forged") for kind in CheckKind),
    )
    with session(two, warm_reader) as opened:
        vault = opened._parts.vault
        for name in vault.credentials.ids():
            vault.credentials.set_report(name, replace(forged, checked_at=NOON + timedelta(days=300)))
    merged(one, two, warm_reader)
    for row in _held(one, warm_reader)["credentials"]:
        assert "forged" not in row.report
        assert json.loads(row.report)["checked_at"] <= "2026-11-20T12:00:00.000000Z"


def test_a_document_from_the_future_is_refused_and_told(pair: tuple[Path, Path], warm_reader: Reader) -> None:
    one, two = pair
    with session(two, warm_reader) as opened:
        opened._parts.vault.snapshots.keep(snapshot("https://example.org/s", b"later", at=NOON + timedelta(days=1)))
    outcomes = merged(one, two, warm_reader)
    refused = [outcome for outcome in outcomes if outcome.decision is MergeDecision.REFUSED]
    assert [outcome.error.code for outcome in refused if outcome.error] == ["material-from-the-future"]


def test_interrupted_and_started_again(pair: tuple[Path, Path], warm_reader: Reader, tmp_path: Path) -> None:
    one, two = pair
    shutil.copytree(one, tmp_path / "whole")
    merged(tmp_path / "whole", two, warm_reader)
    for stop in range(1, 22, 4):
        with session(one, warm_reader) as opened:
            running = opened.merge(two, PASSPHRASE)
            for _, _ in zip(range(stop), running, strict=False):
                pass
            running.close()  # type: ignore[attr-defined]
        assert {path.name for path in one.parent.iterdir()} == {"one", "two", "whole"}
    merged(one, two, warm_reader)
    assert _kept(_held(one, warm_reader)) == _kept(_held(tmp_path / "whole", warm_reader))


def test_what_cannot_be_merged(pair: tuple[Path, Path], warm_reader: Reader, tmp_path: Path) -> None:
    one, two = pair
    before = _held(one, warm_reader)
    (tmp_path / "link").symlink_to(one)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    with session(one, warm_reader) as opened:
        for other, code in ((one, "same-wallet"), (tmp_path / "link", "same-wallet")):
            with pytest.raises(UsageError) as caught:
                list(opened.merge(other, PASSPHRASE))
            assert caught.value.code == code
        with pytest.raises(WrongPassphrase):
            list(opened.merge(two, "wrong"))
        for name, code in (("empty", "no-vault"), ("file", "not-a-backup"), ("nowhere", "not-readable")):
            with pytest.raises(WalletError) as caught_other:
                list(opened.merge(tmp_path / name, PASSPHRASE))
            assert caught_other.value.code == code
    assert _held(one, warm_reader) == before
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two", "link", "empty", "file"}


def test_a_copy_that_a_sync_program_left_is_merged(pair: tuple[Path, Path], warm_reader: Reader, tmp_path: Path) -> None:
    one, _ = pair
    shutil.copytree(one, tmp_path / "laptop")
    with session(tmp_path / "laptop", warm_reader) as opened:
        opened._parts.vault.portfolios.save(Portfolio(name="laptop", title="t", created_at=NOON, changed_at=NOON))
    copy = one / "vault-1.sync-conflict-20261123-101010-ABCDEFG.db"
    shutil.copyfile(tmp_path / "laptop" / "vault-1.db", copy)
    data = copy.read_bytes()
    outcomes = merged(one, copy, warm_reader)
    assert [outcome.id for outcome in outcomes if outcome.decision is MergeDecision.ADDED] == ["laptop"]
    assert copy.read_bytes() == data, "when it goes is for its owner to say"
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two", "laptop"}


def test_more_tags_than_fit_cost_nothing_else(pair: tuple[Path, Path], warm_reader: Reader) -> None:
    one, two = pair
    for folder, letter in ((one, "a"), (two, "b")):
        with session(folder, warm_reader) as opened:
            for name in opened._parts.vault.credentials.ids():
                opened._parts.vault.tags.set(name, tuple(f"{letter}{number}" for number in range(150)))
    outcomes = [outcome for outcome in merged(one, two, warm_reader) if outcome.what == "credential"]
    assert any("tags-left-out" in outcome.came and "note" in outcome.came for outcome in outcomes)
    with session(one, warm_reader) as opened:
        vault = opened._parts.vault
        held = [vault.tags.of(name) for name in vault.credentials.ids()]
        assert sorted(map(len, held)) == [150, 150, 200]
        assert all(f"a{number}" in max(held, key=len) for number in range(150)), "nothing of ours goes"
    again = [outcome for outcome in merged(one, two, warm_reader) if outcome.what == "credential"]
    assert {outcome.decision for outcome in again} == {MergeDecision.ALREADY_HERE}


def test_the_command(bench: Any, pair: tuple[Path, Path], tmp_path: Path) -> None:
    said = bench("merge", pair[1], "--other-passphrase-file", bench.passphrase_file, "--json")
    assert said.code == 0, said.text
    records = [json.loads(line) for line in said.text.splitlines()]
    assert {record["what"] for record in records} >= {"credential", "holder-key", "portfolio"}
    told = bench("merge", pair[1], "--other-passphrase-file", bench.passphrase_file)
    assert told.code == 0
    assert "already here" in told.text
    asked = bench("merge", pair[1], "--json")
    assert asked.code == 2
    assert asked.records[0]["error"]["code"] == "no-passphrase"
    assert "Examples" in bench("merge", "--help").text
