"""Keeping the library in order with the commands a person would type: search, tags, notes, collections, the trash."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.end2end.conftest import Satchel


def ids(run: Satchel) -> dict[str, str]:
    return {card["name"]: card["id"] for card in run("list", "--json").records}


def names(run: Satchel, *words: str) -> list[str]:
    said = run(*words, "--json")
    assert said.code == 0, said.text
    return [record["name"] for record in said.records if "name" in record]


def test_search_on_real_credentials(demo: Satchel) -> None:
    assert "Data Analysis with Python" in names(demo, "search", "data")
    assert set(names(demo, "search", "status:expired")) == {"Food Hygiene"}
    assert set(names(demo, "search", "status:withdrawn")) == {"SQL for Analysts"}
    assert "Statistics course" in names(demo, "search", "type:sd-jwt-vc")
    everything = set(names(demo, "list"))
    python = set(names(demo, "search", "python"))
    assert set(names(demo, "search", "-python")) == everything - python != everything
    assert set(names(demo, "search", "-h")) | set(names(demo, "search", "h")) == everything
    for words, code in ((["before:x"], "bad-date-in-search"), (["tag:"], "search-incomplete"), (["x"] * 40, "search-too-long")):
        said = demo("search", *words, "--json")
        assert (said.code, said.records[0]["error"]["code"]) == (2, code)
    assert "Nothing was found." in demo("search", "nothing-of-this-kind").text
    assert "issuer:" in demo("search", "--help").text


def test_headlines_found_are_those_listed_at_any_time(demo: Satchel) -> None:
    for days in (0, 8, 800):
        demo.clock.advance(days=days)
        cards = demo("list", "--json").records
        for headline in {card["headline"] for card in cards} | {"verified", "expired", "verified-stale"}:
            wanted = [card["name"] for card in cards if card["headline"] == headline]
            assert names(demo, "search", f"status:{headline}") == wanted


def test_pages_and_orders(demo: Satchel) -> None:
    everything = demo("list", "--json").records
    for sort in ("added", "name", "issuer", "issued", "expires"):
        seen, after = [], []
        while True:
            said = demo("list", "--json", "--limit", "4", "--sort", sort, *after)
            page = said.records
            following = page.pop()["next"] if "next" in page[-1] else ""
            seen += [card["id"] for card in page]
            if not following:
                break
            after = ["--after", following]
        assert sorted(seen) == sorted(card["id"] for card in everything)
    listed = names(demo, "list", "--sort", "name")
    assert listed == sorted(listed, key=str.casefold)
    assert "There are more: satchel list" in demo("list", "--limit", "2").text
    assert demo("list", "--after", "5", "--json").records[0]["error"]["code"] == "limit-missing"
    assert demo("list", "--limit", "3", "--after", "junk", "--json").code == 2


def test_tags_notes_and_collections(demo: Satchel) -> None:
    known = ids(demo)
    one, other = known["Food Hygiene"], known["Cloud Practitioner"]
    assert demo("tag", one[:8], "--add", "Work", "--add", "first aid", "--json").records == [
        {"id": one, "tags": ["first aid", "Work"]}
    ]
    assert demo("tag", other, "--add", "work", "--json").code == 0
    assert {(tag["tag"].lower(), tag["count"]) for tag in demo("tag", "--json").records} == {("work", 2), ("first aid", 1)}
    assert set(names(demo, "list", "--tag", "WORK")) == {"Food Hygiene", "Cloud Practitioner"}
    assert demo("tag", one, "--remove", "WORK").text.strip() == "first aid"
    assert demo("tag", one, "--add", "\x1b[2J").code == 2

    assert demo("note", one, "Köche fragen!", "--json").records == [{"id": one, "note": "Köche fragen!"}]
    assert names(demo, "search", "koche") == ["Food Hygiene"]
    assert demo("note", one, "-", stdin=b"zwei\nZeilen\n").text == "zwei\nZeilen\n"
    assert demo("note", one).text == "zwei\nZeilen\n"
    assert demo("note", one, "").text.strip() == "It has no note."

    assert demo("collection", "new", "Bewerbung", "--json").code == 0
    assert demo("collection", "add", "bewerbung", one, other).text.startswith("2 were put into")
    assert demo("collection", "take-out", "Bewerbung", other, "--json").code == 0
    assert names(demo, "list", "--collection", "BEWERBUNG") == ["Food Hygiene"]
    assert demo("collection", "new", "Fading", "--query", "status:expired tag:first").code == 0
    assert (
        demo("collection", "new", "Bad", "--query", "status:wonderful", "--json").records[0]["error"]["code"]
        == "unknown-status"
    )
    assert names(demo, "list", "--collection", "fading") == []
    assert demo("collection", "new", "fading", "--query", 'tag:"first aid"').code == 0
    assert names(demo, "list", "--collection", "fading") == ["Food Hygiene"]
    assert [record["name"] for record in demo("collection", "list", "--json").records] == ["Bewerbung", "Fading"]
    assert demo("collection", "rename", "fading", "Soon over").code == 0
    assert demo("collection", "remove", "soon over", "--json").code == 0
    assert len(demo("collection", "list", "--json").records) == 1
    assert demo("list").text.count("tags: ") == 2


def test_deleted_and_undone_and_imported_again(demo: Satchel, tmp_path: Path) -> None:
    known = ids(demo)
    one = known["Food Hygiene"]
    demo("tag", one, "--add", "kitchen")
    assert demo("portfolio", "new", "cook", "--add", one, "--json").code == 0
    file = tmp_path / "kept.json"
    assert demo("export", one, "--out", file, "--json").code == 0
    gone = demo("delete", one[:10], "--json")
    (record,) = gone.records
    assert (record["id"], record["portfolios"], record["until"][:10]) == (one, ["cook"], "2026-12-20")
    assert one not in ids(demo).values()
    for words in (["search", "hygiene"], ["search", "tag:kitchen"], ["list", "--tag", "kitchen"]):
        assert names(demo, *words) == []
    for words in (["present", one, "--out", "x"], ["show", one], ["refresh", one], ["delete", one], ["tag", one, "--add", "x"]):
        said = demo(*words, "--json")
        assert (said.code, said.records[0]["error"]["code"]) == (2, "in-trash"), words
    exported = demo("portfolio", "export", "cook", "--format", "vp", "--out", tmp_path / "p.json", "--json")
    assert exported.records[0]["error"]["code"] == "member-in-trash"
    assert [item["id"] for item in demo("trash", "list", "--json").records] == [one]
    assert "can be brought back until 20 Dec 2026" in demo("trash", "list").text

    assert demo("undelete", one, "--json").records[0]["tags"] == ["kitchen"]
    assert ids(demo)["Food Hygiene"] == one
    assert demo("portfolio", "export", "cook", "--format", "vp", "--out", tmp_path / "p.json", "--json").code == 0
    assert demo("undelete", one, "--json").records[0]["error"]["code"] == "not-in-trash"

    assert "comes back with: satchel undelete" in demo("delete", one).text
    (again,) = demo("import", file, "--offline", "--json").records
    assert (again["outcome"], again["id"]) == ("brought-back", one)
    assert demo("list", "--tag", "kitchen", "--json").records[0]["id"] == one
    demo("delete", one)
    assert "back as you left it" in demo("import", file, "--offline").text


def test_the_trash_is_emptied_by_hand_and_by_time(demo: Satchel) -> None:
    known = ids(demo)
    demo("delete", known["Food Hygiene"])
    assert demo("trash", "empty", "--json").records == [{"deleted": 1}]
    assert demo("undelete", known["Food Hygiene"]).code == 2
    demo("delete", known["Cloud Practitioner"])
    refused = demo("trash", "empty")
    assert (refused.code, "not-confirmed" in refused.errors) == (2, True)
    assert demo("trash", "empty", "--yes").text == "1 credential was deleted for ever.\n"
    demo("delete", known["Statistics course"])
    demo.clock.advance(days=31)
    assert demo("trash", "list").text == "The trash is empty.\n"


@pytest.mark.parametrize("version", [2, 77])
def test_the_originals_of_a_wallet_that_cannot_be_opened(run: Satchel, tmp_path: Path, version: int) -> None:
    from tests.golden.make import NAMES, PASSPHRASE, START, received
    from wallet.vault.database import Database
    from wallet.vault.layout import layout_of
    from wallet.vault.opening import unlock

    golden = Path(__file__).resolve().parents[1] / "golden" / "schema-2"
    shutil.copytree(golden, run.folder)
    run.passphrase_file.write_text(PASSPHRASE)
    key = unlock(layout_of(run.folder), PASSPHRASE).root.database_key(1)
    database = Database.open(run.folder / "vault-1.db", key)
    database.query(f"PRAGMA user_version={version}")
    database.close()
    if version > 2:
        assert run("list", "--json").records[0]["error"]["code"] == "newer-version"
    before = hashlib.sha256((run.folder / "vault-1.db").read_bytes()).hexdigest()
    assert run("rescue", tmp_path / "saved", "--json").code == 0
    saved = {path.read_bytes() for path in (tmp_path / "saved").iterdir()}
    assert saved == {one.data for number in range(len(NAMES)) for one in received(number, START).originals}
    assert hashlib.sha256((run.folder / "vault-1.db").read_bytes()).hexdigest() == before


def test_two_versions_side_by_side(demo: Satchel, tmp_path: Path) -> None:
    from tests import issuers
    from tests.issuers import Party

    issuer = Party.with_did_key("versions")
    found = []
    for number in (1, 2):
        document = {**issuers.badge(issuer), "id": "urn:uuid:00000000-0000-4000-8000-000000000001", "name": f"Edition {number}"}
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(issuer.sign(document, cryptosuite="eddsa-jcs-2022")))
        found.append(demo("import", file, "--offline", "--json").records[0]["id"])
    cards = {card["id"]: card for card in demo("list", "--json").records}
    assert cards[found[0]]["other_versions"] == [found[1]]
    assert cards[found[1]]["other_versions"] == [found[0]]
    assert f"another version of {found[0][:12]}" in demo("search", "edition").text
    shown = demo("show", found[1], "--json").records[0]
    assert (shown["other_versions"], shown["tags"]) == ([found[0]], [])
    demo("tag", found[1], "--add", "newest")
    text = demo("show", found[1]).text
    assert "Other versions of this credential" in text
    assert "newest" in text
