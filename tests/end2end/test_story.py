"""From a baked badge to an employer's verdict, with nothing but the commands a person would type."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Satchel

_HEADLINES = {
    "Cloud Practitioner": "verified",
    "Data Analysis with Python": "verified",
    "Associate of Applied Science": "verified",
    "First Aid & CPR": "verified",
    "Food Hygiene": "expired",
    "Soldering Evening": "issuer-unknown",
    "SQL for Analysts": "withdrawn",
    "Statistics course": "verified",
    "Volunteer of the Year": "verified",
}


def _cards(run: Satchel) -> dict[str, dict[str, Any]]:
    return {card["name"]: card for card in run("list", "--json").records}


def test_the_demo_holds_every_format_with_its_verdict(demo: Satchel) -> None:
    cards = _cards(demo)
    assert {name: card["headline"] for name, card in cards.items()} == _HEADLINES
    assert {card["format"] for card in cards.values()} == {"ob2", "ob3", "sd-jwt-vc"}


def test_verdicts_age_without_being_asked(demo: Satchel) -> None:
    demo.clock.advance(days=8)
    cards = _cards(demo)
    assert cards["Data Analysis with Python"]["headline"] == "verified-stale"
    assert cards["Volunteer of the Year"]["headline"] == "verified-stale"
    assert cards["Associate of Applied Science"]["headline"] == "verified"
    demo.clock.advance(days=800)
    assert _cards(demo)["First Aid & CPR"]["headline"] == "expired"


def test_two_of_eight_fields_as_a_qr_code(demo: Satchel, tmp_path: Path) -> None:
    card = _cards(demo)["Statistics course"]
    picture = tmp_path / "shown.png"
    shown = demo(
        "present", card["id"], "--show", "/course", "--show", "/grade", "--audience", "Nordic Data", "--nonce", "7KQ4MP",
        "--qr", picture, "--out", tmp_path / "shown.txt", "--json",
    )  # fmt: skip
    assert shown.code == 0, shown.text
    (record,) = shown.records
    (credential,) = record["credentials"]
    assert {"/course", "/grade"} <= set(credential["shown"])
    assert set(credential["hidden"]) == {"/given_name", "/family_name", "/birthdate", "/email", "/credits", "/completed_on"}

    kept = ["--material", demo.folder / "samples" / "kept", "--trust", demo.folder / "samples" / "issuers-i-know.json"]
    asked = ["--nonce", "7KQ4MP", "--audience", "Nordic Data", "--offline", "--json", *kept]
    for file in (picture, tmp_path / "shown.txt"):
        checked = demo("verify", file, *asked)
        presentation, statement = checked.records
        assert checked.code == 0
        assert presentation["format"] == "sd-jwt"
        assert (presentation["audience"], presentation["nonce"]) == ("Nordic Data", "7KQ4MP")
        assert presentation["holder"]
        assert presentation["verdict"] == statement["verdict"] == statement["headline"] == "verified"
        assert (presentation["index"], statement["index"], statement["inside"]) == (0, 1, 0)
        assert statement["claims"]["grade"] == "A"
        assert not {"given_name", "family_name", "birthdate", "email"} & set(statement["claims"])


def test_nothing_hidden_is_in_any_byte_that_leaves(demo: Satchel, tmp_path: Path) -> None:
    card = _cards(demo)["Statistics course"]
    demo("present", card["id"], "--show", "/grade", "--out", tmp_path / "o.txt", "--qr", tmp_path / "o.svg", "--json")
    left = (tmp_path / "o.txt").read_bytes() + (tmp_path / "o.svg").read_bytes()
    whole = demo("show", card["id"], "--json").records[0]["document"]
    for name in ("given_name", "family_name", "birthdate", "email"):
        assert whole[name].encode() not in left
        assert name.encode() not in left


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (["--nonce", "OTHER"], "nonce-mismatch"),
        (["--audience", "Somebody Else"], "audience-mismatch"),
        (["--nonce", "7KQ4MP", "--at", "2027-03-01T00:00:00Z"], "presentation-expired"),
    ],
)
def test_a_presentation_for_somebody_else_or_another_time_is_rejected(
    demo: Satchel, tmp_path: Path, asked: list[str], reason: str
) -> None:
    card = _cards(demo)["Statistics course"]
    file = tmp_path / "shown.txt"
    demo("present", card["id"], "--show", "/grade", "--audience", "Nordic Data", "--nonce", "7KQ4MP", "--out", file, "--json")
    checked = demo("verify", file, *asked, "--json")
    assert checked.code == 1
    reasons = {check["reason"] for check in checked.records[0]["checks"] if check["outcome"] == "failed"}
    assert reason in reasons


def test_a_credential_alone_does_not_answer_a_check_code(demo: Satchel, tmp_path: Path) -> None:
    card = _cards(demo)["Statistics course"]
    demo("export", card["id"], "--out", tmp_path / "alone.txt")
    checked = demo("verify", tmp_path / "alone.txt", "--nonce", "7KQ4MP", "--json")
    assert checked.code == 1
    assert any(check["reason"] == "presentation-expected" for check in checked.records[0]["checks"])


@pytest.mark.parametrize("kind", ["vp", "vp-jwt"])
def test_whole_credentials_in_a_signed_presentation(demo: Satchel, tmp_path: Path, kind: str) -> None:
    cards = _cards(demo)
    ids = [cards[name]["id"] for name in ("Data Analysis with Python", "Cloud Practitioner", "First Aid & CPR")]
    file = tmp_path / "shown.json"
    assert demo("present", *ids, "--format", kind, "--nonce", "N1", "--expires", "2d", "--out", file, "--json").code == 0
    kept = ["--material", demo.folder / "samples" / "kept", "--trust", demo.folder / "samples" / "issuers-i-know.json"]
    checked = demo("verify", file, "--nonce", "N1", "--json", *kept)
    assert [record["headline"] for record in checked.records] == ["verified"] * 4
    assert checked.records[0]["format"] == kind
    damaged = file.read_bytes().replace(b"Python", b"Pythom") if kind == "vp" else file.read_bytes()[:-6] + b"AAAAAA"
    file.write_bytes(damaged)
    assert demo("verify", file, "--nonce", "N1", "--json", *kept).code == 1


@pytest.mark.parametrize("kind", ["vp", "pdf"])
def test_a_portfolio_of_three_is_judged_item_by_item(demo: Satchel, tmp_path: Path, kind: str) -> None:
    cards = _cards(demo)
    names = ["Statistics course", "Data Analysis with Python", "Food Hygiene"]
    add = [word for name in names for word in ("--add", f"{cards[name]['id']}=On {name}.")]
    assert demo("portfolio", "new", "analyst", "--title", "Data analyst", "--words", "Evenings.", *add, "--json").code == 0
    file = tmp_path / f"portfolio.{kind}"
    made = demo("portfolio", "export", "analyst", "--format", kind, "--out", file, "--json")
    assert made.code == 0, made.text
    kept = ["--material", demo.folder / "samples" / "kept", "--trust", demo.folder / "samples" / "issuers-i-know.json"]
    checked = demo("verify", file, "--json", *kept)
    assert [(record["name"], record["headline"]) for record in checked.records] == [
        ("Data analyst", "verified"),
        ("Statistics course", "verified"),
        ("Data Analysis with Python", "verified"),
        ("Food Hygiene", "expired"),
    ]
    assert checked.code == 1
    assert "On Food Hygiene." in demo("verify", file, *kept).text
    if kind == "pdf":
        assert file.read_bytes().startswith(b"%PDF-")


def test_every_showing_is_in_the_log(demo: Satchel, tmp_path: Path) -> None:
    card = _cards(demo)["Statistics course"]
    demo(
        "present",
        card["id"],
        "--show",
        "/grade",
        "--audience",
        "Nordic Data",
        "--nonce",
        "Q",
        "--out",
        tmp_path / "a",
        "--json",
    )
    demo("present", card["id"], "--show", "/no-such-field", "--out", tmp_path / "b", "--json")
    (entry,) = demo("log", "--json").records
    assert entry["audience"] == "Nordic Data"
    assert "/grade" in entry["shown"]
    assert not any(pointer in entry["shown"] for pointer in ("/email", "/birthdate"))


def test_exports_are_the_bytes_that_came_in(demo: Satchel, tmp_path: Path) -> None:
    cards = _cards(demo)
    for name, file in (("Data Analysis with Python", "data-analysis.png"), ("Cloud Practitioner", "cloud.svg")):
        demo("export", cards[name]["id"], "--out", tmp_path / file)
        assert (tmp_path / file).read_bytes() == (demo.folder / "samples" / "badges" / file).read_bytes()


def test_a_credential_goes_back_into_a_picture(demo: Satchel, tmp_path: Path) -> None:
    card = _cards(demo)["First Aid & CPR"]
    for picture in ("food-hygiene-expired.png", "cloud.svg"):
        baked = tmp_path / picture
        assert demo("export", card["id"], "--picture", demo.folder / "samples" / "badges" / picture, "--out", baked).code == 0
        assert demo("verify", baked, "--json").records[0]["name"] == "First Aid & CPR"


def test_importing_again_changes_nothing(demo: Satchel) -> None:
    again = demo("import", demo.folder / "samples" / "badges", "--offline", "--json")
    assert {record["outcome"] for record in again.records} == {"already-here"}
    assert len(_cards(demo)) == len(_HEADLINES)


def test_delete_takes_one_and_leaves_the_rest(demo: Satchel) -> None:
    card = _cards(demo)["Soldering Evening"]
    assert demo("delete", card["id"][:8], "--json").code == 0
    assert set(_cards(demo)) == set(_HEADLINES) - {"Soldering Evening"}
    assert demo("show", card["id"], "--json").code == 2


def test_the_recovery_code_opens_and_a_wrong_passphrase_is_told_from_damage(run: Satchel, tmp_path: Path) -> None:
    made = run("init", "--json").records[0]
    code, wrong = tmp_path / "code", tmp_path / "wrong"
    code.write_text(made["recovery_code"].lower().replace("-", " "), "utf-8")
    wrong.write_text("wrong horse", "utf-8")
    run.passphrase_file = code
    assert run("list", "--json").code == 0
    run.passphrase_file = wrong
    assert run("list", "--json").records == [
        {"error": {"code": "wrong-passphrase", "message": run("list").errors.split("\n(")[0]}}
    ]
    (run.folder / "vault.keys").write_bytes(b"{")
    (run.folder / "vault.keys.bak").unlink()
    assert run("list", "--json").records[0]["error"]["code"] == "key-file-damaged"


def test_a_wallet_moved_to_another_folder_opens(demo: Satchel, tmp_path: Path) -> None:
    moved = tmp_path / "über all 🎒"
    shutil.copytree(demo.folder, moved)
    demo.folder = moved
    assert len(_cards(demo)) == len(_HEADLINES)
