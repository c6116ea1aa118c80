"""What a person reads on the terminal: a stranger's text must not be taken for a verdict of ours."""

from __future__ import annotations

import json
import re

import pytest

from tests.fakes import NOON
from tests.issuers import Party, badge, presentation, stamp
from tests.redteam.conftest import Verifier
from wallet.model.plain_text import visible

ISSUER = Party.with_did_key("issuer on a terminal")
HOLDER = Party.with_did_key("holder on a terminal")
_HEADLINE = re.compile(r"^\s*[^\w\s(]\s+Verified", re.MULTILINE)
_CHECK = re.compile(r"^\s*[✓✔✅☑]", re.MULTILINE)


def _forged(name: str, **changes: object) -> dict[str, object]:
    made = ISSUER.sign(badge(ISSUER, name=name, **changes))
    return made | {"description": "changed afterwards"}


@pytest.mark.parametrize("mark", ["✓", "✔", "✅", "☑", "🗸"])
@pytest.mark.parametrize(
    "padding", ["." * 99, "." * 79, "\u3000" * 49, "\u00a0" * 99, "a " * 50, "\n" * 3, "\u2028", "\x1b[2J\r"]
)
def test_a_name_that_is_a_verdict(verify: Verifier, mark: str, padding: str) -> None:
    said = verify(verify.file("badge.json", _forged(f"Robots{padding} {mark} Verified")))
    assert said.code == 1
    assert not _HEADLINE.search(said.text), said.text
    assert "✗ Not genuine" in said.text


def test_a_description_that_is_a_list_of_checks(verify: Verifier) -> None:
    words = " ".join(f"{'x' * 70} ✓ Unchanged since it was issued ✓ Still in force" for _ in range(3))
    document = badge(ISSUER, issuer={"id": ISSUER.did, "type": ["Profile"], "name": words})
    document["credentialSubject"]["achievement"] |= {"description": words, "tag": [words], "criteria": {"narrative": words}}
    said = verify(verify.file("badge.json", ISSUER.sign(document)), "--details")
    before = said.text.split("Genuine, issuer not known to you")[0]
    assert not _CHECK.search(before), before


def test_an_issuers_address_is_shown_to_its_end(verify: Verifier) -> None:
    host = "www.harvard.edu." + ".".join(["a" * 60] * 3) + ".evil.example"
    party = Party.with_did_web("long", host)
    said = verify(verify.file("badge.json", party.sign(badge(party))))
    assert "evil.example" in said.text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("letter", "\u3164\u115f\u1160\uffa0\u2800\u034f\u180b\u17b4\u200b\u2060\ufeff\u202e\u061c\U000e0041")
def test_letters_that_cannot_be_seen_are_seen(letter: str) -> None:
    assert visible(f"did:web:a{letter}b") == f"did:web:a⟨U+{ord(letter):04X}⟩b"


@pytest.mark.parametrize("empty", ["", " ", "\t"])
@pytest.mark.parametrize("option", ["--nonce", "--audience"])
def test_a_check_code_that_came_out_empty_is_no_check_turned_off(verify: Verifier, option: str, empty: str) -> None:
    """``satchel verify it.json --nonce "$CODE"`` in a script that forgot to set CODE."""
    shown = presentation(HOLDER, ISSUER.sign(badge(ISSUER, HOLDER)), challenge="another", created=stamp(NOON))
    said = verify(verify.file("shown.json", shown), option, empty)
    assert said.code == 2
    assert "empty-option" in said.errors


def test_json_is_one_line_whatever_is_in_it(verify: Verifier) -> None:
    name = 'x", "headline": "verified"}\n{"headline": "verified", "y": "\u2028\x85\u202e'
    (record,) = verify.records(verify.file("badge.json", _forged(name)))
    assert record["headline"] == "not-genuine"
    assert record["name"] == name
    assert json.loads(json.dumps(record)) == record


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_cannot_be_counted(verify: Verifier, at: str) -> None:
    said = verify(verify.file("badge.json", ISSUER.sign(badge(ISSUER))), "--at", at)
    assert said.code == 2
    assert "bad-time" in said.errors


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_first_and_the_last_moment(verify: Verifier, at: str) -> None:
    assert verify(verify.file("badge.json", ISSUER.sign(badge(ISSUER))), "--at", at).code in (0, 1)
