"""Class A: files and JSON that are empty, broken, too deep, too large, doubled or in the wrong letters (security.md 3)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.attack_bench import ISSUER, Attack, Bench, json_lines
from tests.issuers import as_bytes, badge

_WHOLE = as_bytes(ISSUER.sign(badge(ISSUER), cryptosuite="eddsa-jcs-2022"))


def _named(name: str) -> dict[str, Any]:
    return ISSUER.sign(badge(ISSUER, name=name), cryptosuite="eddsa-jcs-2022")


def _deep_inside(levels: int) -> bytes:
    """A credential that is sound but for one member, nested deeply."""
    return _WHOLE[:-1] + b', "x": ' + b'{"a":' * levels + b"1" + b"}" * levels + b"}"


ATTACKS = [
    Attack(id="A1 empty", data=lambda: b"", code="empty"),
    Attack(id="A1b only blanks and a byte order mark", data=lambda: b"\xef\xbb\xbf \n\t ", code="empty"),
    Attack(id="A2 JSON but no credential", data=lambda: b'{"hello": "world"}', code="not-a-credential"),
    Attack(id="A2b a list of no credentials", data=lambda: b"[1, 2, 3]", code="not-a-credential"),
    Attack(id="A2c a number", data=lambda: b"42", code="no-credential"),
    Attack(
        id="A2d a credential's type and nothing else",
        data=lambda: b'{"type": "VerifiableCredential"}',
        code="not-a-credential",
    ),
    Attack(id="A3 cut in half", data=lambda: _WHOLE[: len(_WHOLE) // 2], code="not-json"),
    Attack(id="A3b one byte short", data=lambda: _WHOLE[:-1], code="not-json"),
    Attack(id="A3c one credential after another", data=lambda: _WHOLE + b"\n" + _WHOLE, code="not-json"),
    Attack(id="A5 100,000 brackets", data=lambda: b"[" * 100_000, code="too-deep"),
    Attack(id="A5b 100,000 brackets, closed", data=lambda: b"[" * 100_000 + b"]" * 100_000, code="too-deep"),
    Attack(id="A5c deep inside a signed credential", data=lambda: _deep_inside(50_000), code="too-deep"),
    Attack(
        id="A5d deep under a text full of brackets",
        data=lambda: b'{"a":"' + b"]" * 90_000 + b'","b":' + b"[" * 90_000,
        code="too-deep",
    ),
    Attack(id="A5e millions of escaped quotes, never closed", data=lambda: b'{"a":"' + b'\\"' * 4_000_000, code="not-json"),
    Attack(
        id="A5f millions of brackets, never deep", data=lambda: b"[" + b"[]," * 1_000_000 + b"[]]", code="too-many-credentials"
    ),
    Attack(
        id="A7 two issuers",
        data=lambda: _WHOLE.replace(b'"issuer":', b'"issuer": "https://evil.example", "issuer":', 1),
        code="duplicate-member",
    ),
    Attack(
        id="A7b two issuers, one spelt with an escape",
        data=lambda: _WHOLE[:-1] + b', "iss\\u0075er": "https://evil.example"}',
        code="duplicate-member",
    ),
    Attack(
        id="A7c two names deep inside",
        data=lambda: _WHOLE.replace(b'"achievement": {', b'"achievement": {"name": "Doctorate", ', 1),
        code="duplicate-member",
    ),
    *(
        Attack(id=f"A9 {number}", data=lambda number=number: _WHOLE[:-1] + f', "x": {number}}}'.encode(), code=code)
        for number, code in (
            *((name, "bad-number") for name in ("NaN", "Infinity", "-Infinity", "1e400", "-1E+999", "9" * 5000)),
            *((name, "not-json") for name in ("nan", "0x10", "01", "+1", "1.")),
        )
    ),
    Attack(id="A11 byte order mark", data=lambda: b"\xef\xbb\xbf" + _WHOLE, headline="issuer-unknown"),
    Attack(id="A11b UTF-16 with a mark", data=lambda: _WHOLE.decode().encode("utf-16"), code="bad-encoding"),
    Attack(id="A11c UTF-16 without a mark", data=lambda: _WHOLE.decode().encode("utf-16-be"), code="unknown-file"),
    Attack(id="A11d UTF-32", data=lambda: _WHOLE.decode().encode("utf-32"), code="bad-encoding"),
    Attack(
        id="A11e Latin-1", data=lambda: json.dumps(_named("Prüfung"), ensure_ascii=False).encode("latin-1"), code="bad-encoding"
    ),
    Attack(
        id="A11f overlong UTF-8", data=lambda: _WHOLE.replace(b"Teamwork Badge", b"Teamwork\xc0\xafBadge"), code="bad-encoding"
    ),
    Attack(id="A13 NUL in the name", data=lambda: _named("a\0b"), code="bad-text"),
    Attack(
        id="A13b half a surrogate pair in the name",
        data=lambda: _WHOLE.replace(b"Teamwork Badge", b"Team\\ud800"),
        code="bad-text",
    ),
    Attack(id="A14 60 MB", data=lambda: b'{"a": "' + b"x" * 60_000_000 + b'"}', code="too-large"),
    Attack(id="A14b 49 MB", data=lambda: b'{"a": "' + b"x" * 49_000_000 + b'"}', code="too-large"),
    Attack(id="A14c nine MB in a sound credential", data=lambda: _named("x" * 9_000_000), headline="issuer-unknown"),
    Attack(
        id="A15 a hundred thousand members",
        data=lambda: {"type": "VerifiableCredential"} | {f"m{n}": n for n in range(100_000)},
        code="not-a-credential",
    ),
    Attack(
        id="A15b a list of 100,000 credentials",
        data=lambda: b"[" + b",".join([b'{"type":"VerifiableCredential"}'] * 100_000) + b"]",
        code="too-many-credentials",
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_files_and_json(bench: Bench, attack: Attack, survives: Any) -> None:
    survives(attack)


def test_a18_the_same_identifier_with_other_content_is_kept_as_a_version(bench: Bench, tmp_path: Path) -> None:
    before = bench.originals()
    (first,) = [
        card for card in json_lines(bench("list", "--json")) if card["format"] == "ob3" and card["issuer"] == ISSUER.did
    ]
    file = tmp_path / "again.json"
    document = badge(ISSUER, id="urn:uuid:0a5c2c4e-2d2f-4c11-8f0c-6d5b0f0f0001", name="Another name")
    file.write_bytes(as_bytes(ISSUER.sign(document, cryptosuite="eddsa-rdfc-2022")))
    (added,) = json_lines(bench("import", file, "--json", "--offline"))
    assert added["outcome"] == "added"
    assert added["other_versions"] == [first["id"]]
    after = bench.originals()
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {added["id"]}
    told = bench("import", file, "--offline").text
    assert "both are kept" in told
    assert first["id"][:12] in told


def test_a20_one_broken_file_among_twenty_five_costs_itself_only(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(25):
        signed = ISSUER.sign(badge(ISSUER, id=f"https://uni.example/many/{number}"), cryptosuite="eddsa-jcs-2022")
        (folder / f"{number:02}.json").write_bytes(as_bytes(signed))
    (folder / "11.json").write_bytes((folder / "11.json").read_bytes()[:-40])
    before = bench.originals()
    said = bench("import", folder, "--json", "--offline")
    records = json_lines(said)
    assert said.code == 1
    assert [record["outcome"] for record in records] == ["added"] * 11 + ["refused"] + ["added"] * 13
    assert records[11]["input"].endswith("11.json")
    after = bench.originals()
    assert len(after) == 3 + 24
    assert {name: after[name] for name in before} == before
    checked = bench("verify", folder, "--json", "--offline")
    assert (checked.code, len(json_lines(checked))) == (1, 25)


def test_a21_files_that_are_no_files_and_names_that_command(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    names = ["plain.json", "-rf.json", "line\nbreak.json", "esc\x1b]0;owned\x07.json", "\u202egnp.json", "quote\"'$(id).json"]
    for name in names:
        (folder / name).write_bytes(b"{}")
    (folder / os.fsdecode(b"not-utf8-\xff.json")).write_bytes(_WHOLE)
    os.mkfifo(folder / "pipe.json")
    (folder / "circle").symlink_to(folder)
    (folder / "nowhere.json").symlink_to(folder / "missing")
    for command in ("verify", "import"):
        said = bench(command, folder, "--json", "--offline")
        assert len(json_lines(said)) == len(names) + 1
        told = bench(command, folder, "--offline")
        shown = told.text + told.errors
        assert not any(letter in shown for letter in "\x1b\x07\u202e"), ascii(shown)
    for odd in ("pipe.json", "nowhere.json"):
        assert bench("verify", folder / odd, "--json", "--offline").code in (1, 2)


def test_what_is_attacked_is_sound_where_it_is_not(bench: Bench, survives: Any) -> None:
    survives(Attack(id="sound", data=lambda: _WHOLE, headline="issuer-unknown"))
