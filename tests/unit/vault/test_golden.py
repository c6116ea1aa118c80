"""A wallet of every schema that ever was opens, and keeps everything (tests/golden/README.md)."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.golden.make import NAMES, PASSPHRASE, START, make, received
from wallet.model.library import CardQuery, TagCount
from wallet.model.report import Headline
from wallet.vault.schema import STEPS, version_of
from wallet.vault.vault import Vault

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
FOLDERS = sorted(GOLDEN.glob("schema-*"))
LATER = START + timedelta(days=3)


def open_copy(golden: Path, place: Path) -> Vault:
    shutil.copytree(golden, place, dirs_exist_ok=True)
    return again(place)


def again(place: Path) -> Vault:
    return Vault.open(place, PASSPHRASE, clock=FixedClock(LATER), entropy=SeededEntropy(b"later"))


def test_there_is_a_wallet_of_every_schema() -> None:
    assert [folder.name for folder in FOLDERS] == [f"schema-{number}" for number in range(1, len(STEPS) + 1)]


def everything(vault: Vault) -> dict[str, object]:
    """All that a wallet of the first schema keeps, in this version's words."""
    credentials = vault.credentials
    ids = [*credentials.ids(in_trash=True), *credentials.ids()]
    stored = {name: credentials.get(name) for name in ids}
    return {
        "payloads": {name: one.payload for name, one in stored.items()},
        "said": {
            name: (one.title, one.issuer_id, one.issuer_name, one.format, one.valid_until, one.note, one.holder_key, one.report)
            for name, one in stored.items()
        },
        "added": {name: one.added_at for name, one in stored.items()},
        "originals": {
            name: [credentials.original(name, meta.sha256) for meta in one.originals] for name, one in stored.items()
        },
        "pins": {name: vault.snapshots.pinned(name) for name in ids},
        "status": vault.snapshots.history("https://golden.example/status"),
        "keys": vault.holder_keys.list(),
        "private": vault.holder_keys.unwrap("golden-key"),
        "shown": vault.presentations.list(),
        "portfolios": vault.portfolios.list(),
        "known": vault.trust_lists.list(),
    }


def expected() -> dict[str, object]:
    """The same, from what was put in."""
    at = {number: START + timedelta(hours=number + 1) for number in range(len(NAMES))}
    put = {number: received(number, time) for number, time in at.items()}
    ids = {number: one.credential.id for number, one in put.items()}
    return {
        "payloads": {ids[number]: one.credential.raw for number, one in put.items()},
        "added": {ids[number]: time for number, time in at.items()},
        "originals": {ids[number]: list(one.originals) for number, one in put.items()},
        "reports": {ids[number]: one.report for number, one in put.items()},
    }


@pytest.mark.parametrize("golden", FOLDERS, ids=lambda folder: folder.name)
def test_it_opens_and_keeps_everything(golden: Path, tmp_path: Path) -> None:
    make(tmp_path / "fresh")
    with again(tmp_path / "fresh") as fresh:
        as_made_today = everything(fresh)
    with open_copy(golden, tmp_path / "old") as vault:
        held = everything(vault)
        assert held == as_made_today
        wanted = expected()
        assert {name: held[name] for name in ("payloads", "added", "originals")} == {
            name: wanted[name] for name in ("payloads", "added", "originals")
        }
        assert {name: said[-1] for name, said in held["said"].items()} == wanted["reports"]  # type: ignore[attr-defined]
        assert vault.check() == ()
        assert version_of(vault._database) == len(STEPS)
        items = vault.library.page(CardQuery(), LATER).items
        headlines = {item.title: item.standing.at(LATER, item.valid_until) for item in items}
        assert headlines["Schweißen №1"] is Headline.VERIFIED
        assert headlines["Withdrawn thing"] is Headline.WITHDRAWN
        assert headlines["Long ago"] is Headline.EXPIRED
        assert [item.title for item in vault.library.page(CardQuery(text="schweiß später"), LATER).items] == ["Schweißen №1"]
        assert [item.title for item in vault.library.page(CardQuery(text="status:expired"), LATER).items] == ["Long ago"]
    with again(tmp_path / "old") as vault:
        assert everything(vault) == as_made_today


@pytest.mark.parametrize("golden", FOLDERS[1:], ids=lambda folder: folder.name)
def test_what_came_with_the_second_schema(golden: Path, tmp_path: Path) -> None:
    with open_copy(golden, tmp_path / "old") as vault:
        first, second, _, in_trash, _ = (received(number, START).credential.id for number in range(len(NAMES)))
        assert vault.tags.of(first) == ("für die Bewerbung", "Metal")
        assert vault.tags.all() == (TagCount(tag="für die Bewerbung", count=1), TagCount(tag="Metal", count=1))
        assert vault.collections.items("mappe") == (second,)
        assert vault.collections.get("gone").query == "status:expired"
        assert [item.id for item in vault.credentials.trashed()] == [in_trash]
        assert vault.library.one(first).issued_at is not None
        assert [item.id for item in vault.library.page(CardQuery(text="plates -tag:metal type:cert"), LATER).items][
            -1
        ] == second
