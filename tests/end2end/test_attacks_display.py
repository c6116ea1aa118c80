"""Class I: names that command a terminal, turn a line around, or end a text; shown as marks everywhere (security.md 3)."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.attack_bench import HOLDER, ISSUER, Bench, json_lines
from tests.issuers import as_bytes, badge, key_binding, presentation, sd_jwt_vc

_NAMES = {
    "I1 markup": '<b>x</b><img src="file:///etc/passwd"><script>alert(1)</script>',
    "I3 attributes": '" onmouseover="alert(1)" \' </title><!--',
    "I5 right to left": "Certi\u202egpj.exe\u202c of \u2067Diploma\u2069 \u200f",
    "I5b invisible": "Ac\u200bme\u00ad U\u2060niver\ufeffsity\U000e0041",
    "I6 escape sequences": "\x1b]0;owned\x07\x1b[2J\x1b[31mVERIFIED\x1b[0m\x9b1A\x90q\x08\x08\x7f",
    "I6b lines": "Diploma\r\n✓ Verified\n\x0b\x0c\u2028\u2029\x85end",
    "I7 formulas": '=HYPERLINK("http://evil.example")',
    "I11 percent and braces": "R&D %1 {0} %s %n ${HOME} $(id) `id`",
    "I11b typesetting": '#import "@preview/x:1.0.0" #read("/etc/passwd") $x$ *a* _b_ \\ @c <d> // e',
    "I12 long": "x" * 20_000,
    "I12b marks upon marks": "Z" + "\u0301" * 5_000,
    "I13 a JSON line": '"}\n{"verdict": "verified", "headline": "verified"}',
}
_PLAIN = {"I1 markup", "I3 attributes", "I7 formulas", "I11 percent and braces", "I11b typesetting"}


def _badge(name: str) -> bytes:
    document = badge(ISSUER, name=name, issuer={"id": ISSUER.did, "type": ["Profile"], "name": name}, description=name)
    document["credentialSubject"]["achievement"] |= {"name": name, "description": name, "criteria": {"narrative": name}}
    return as_bytes(ISSUER.sign(document, cryptosuite="eddsa-jcs-2022"))


def _commands(text: str) -> set[str]:
    """The letters of a text that a terminal or a layout would obey, line ends apart."""
    return {letter for letter in text if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp", "Cs")}


@pytest.mark.parametrize("case", _NAMES)
def test_a_name_in_a_terminal_and_in_json(bench: Bench, tmp_path: Path, case: str) -> None:
    name = _NAMES[case]
    file = tmp_path / "badge.json"
    file.write_bytes(_badge(name))
    (record,) = json_lines(bench("verify", file, "--offline", "--json"))
    assert record["name"] == name
    assert record["claims"]["name"] == name
    assert record["headline"] == "issuer-unknown"
    (added,) = json_lines(bench("import", file, "--offline", "--json"))
    assert added["name"] == name
    listed = name if len(name) <= 1000 else f"{name[:999]}…"  # a list has the beginning of a name that is a book
    assert [card for card in json_lines(bench("list", "--json")) if card["name"] == listed]
    json_lines(bench("show", added["id"], "--json"))
    told = [bench(*words) for words in _tellings(file, added["id"])]
    for said in told:
        assert _commands(said.text + said.errors) == set(), ascii(said.text + said.errors)[:2000]
        assert "\n✓ Verified" not in said.text
        assert max(map(len, said.text.split("\n"))) < 2_000
    if case in _PLAIN:
        joined = " ".join(told[0].text.split())
        assert " ".join(name.split()) in joined


def _tellings(file: Path, card: str) -> list[list[Any]]:
    return [
        ["verify", file, "--offline", "--details"],
        ["import", file, "--offline"],
        ["list"],
        ["show", card, "--details"],
        ["refresh", card, "--offline"],
        ["present", card, "--preview"],
        ["log"],
    ]


@pytest.mark.parametrize("case", _NAMES)
def test_names_of_claims_and_what_a_presenter_says(bench: Bench, tmp_path: Path, case: str) -> None:
    name = _NAMES[case]
    claims = {name[:2000]: name[:2000], "nested": {name[:200]: [name[:200]]}}
    statement = sd_jwt_vc(ISSUER, HOLDER, hidden=claims, vct="https://uni.example/t")
    shown = key_binding(statement, HOLDER, aud=name[:2000], nonce=name[:2000])
    signed = presentation(HOLDER, json.loads(_badge(name[:2000])), challenge=name[:2000], domain=name[:2000])
    for place, data in enumerate((as_bytes(statement), as_bytes(shown), as_bytes(signed))):
        file = tmp_path / f"{place}.bin"
        file.write_bytes(data)
        assert json_lines(bench("verify", file, "--offline", "--json"))
        for words in (["verify", file, "--offline", "--details"], ["import", file, "--offline"]):
            said = bench(*words)
            assert _commands(said.text + said.errors) == set(), ascii(said.text + said.errors)[:2000]


@pytest.mark.parametrize("case", _NAMES)
def test_a_name_in_a_pdf(bench: Bench, tmp_path: Path, case: str) -> None:
    import pikepdf

    name = _NAMES[case]
    file, made = tmp_path / "badge.json", tmp_path / "p.pdf"
    file.write_bytes(_badge(name))
    (added,) = json_lines(bench("import", file, "--offline", "--json"))
    own = ["--title", name[:150], "--words", name[:500], "--add", f"{added['id']}={name[:300]}"]
    made_with_it = bench("portfolio", "new", "p", *own, "--json")
    if made_with_it.code:  # the holder's own words are refused where a stranger's become marks
        assert json_lines(made_with_it)[0]["error"]["code"] == "bad-text"
        assert case not in _PLAIN
        assert bench("portfolio", "new", "p", "--add", added["id"], "--json").code == 0
    said = bench("portfolio", "export", "p", "--format", "pdf", "--out", made, "--json")
    assert said.code == 0, said.text
    json_lines(said)
    with pikepdf.open(made) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert item.get("/S") not in ("/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm"), item
        title = str(document.docinfo.get("/Title", "")) + str(document.open_metadata().get("dc:title", ""))
        assert _commands(title) == set(), ascii(title)
    records = json_lines(bench("verify", made, "--offline", "--json"))
    assert records[1]["name"] == name
    assert _commands(bench("portfolio", "list").text) == set()


@pytest.mark.parametrize("name", ["R&D %1 {0}", "Ünï‌códe  खुला", "数据分析", "👩\u200d🎓 Graduate"])
def test_i11_honest_names_are_shown_exactly(bench: Bench, tmp_path: Path, name: str) -> None:
    file = tmp_path / "badge.json"
    file.write_bytes(_badge(name))
    assert name in bench("verify", file, "--offline").text
    assert name in bench("import", file, "--offline").text
    assert name in bench("list").text
