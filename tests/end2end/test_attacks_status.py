"""Rows of classes F, G, H and Q through the command line: addresses, status lists, presentations, QR codes (security.md 3)."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.end2end.attack_bench import HOLDER, ISSUER, OTHER, THIEF, Attack, Bench, json_lines
from tests.fakes import NOON, MemoryFetcher
from tests.issuers import Party, as_bytes, badge, bitstring, kept, presentation, stamp, status_entry, status_list
from wallet.app import System
from wallet.carriers import qr
from wallet.cli.main import satchel
from wallet.encoding import base64url

_URL = "https://uni.example/status/1"
_NG = {"headline": "not-genuine"}
_OPEN = {"headline": "not-fully-checked"}
_JCS = "eddsa-jcs-2022"


def _listed(index: Any = 7, **entry: Any) -> dict[str, Any]:
    return ISSUER.sign(badge(ISSUER, credentialStatus=status_entry(_URL, index, **entry)), cryptosuite=_JCS)


def _list(*bits: int, by: Party = ISSUER, signer: Party = ISSUER, **changes: Any) -> Any:
    return kept(_URL, signer.sign(status_list(by, _URL, *bits, **changes), cryptosuite=_JCS))


def _list_of(encoded: bytes) -> Any:
    return _list(subject={"encodedList": "u" + base64url.encode(encoded)})


def _shown(by: Party = HOLDER, **asked: Any) -> dict[str, Any]:
    inside = ISSUER.sign(badge(ISSUER, HOLDER), cryptosuite=_JCS)
    return presentation(by, inside, **({"challenge": "7KQ4MP", "domain": "Employer"} | asked))


_ASKED = ("--nonce", "7KQ4MP", "--audience", "Employer")
_TAKEN = {"stored": "issuer-unknown"}
ATTACKS = [
    Attack(id="sound, not withdrawn", data=_listed, kept=[_list(8)], headline="issuer-unknown"),
    Attack(id="G1 the bit is set", data=_listed, kept=[_list(7)], headline="withdrawn", reason="revoked"),
    Attack(id="G3 no list", data=_listed, **_OPEN, reason="status-not-offline"),
    Attack(id="G3b a list that is no list", data=_listed, kept=[kept(_URL, b"<html>404</html>")], **_OPEN),
    Attack(id="G5 index = length", data=lambda: _listed(131_072), kept=[_list()], **_OPEN, reason="status-range"),
    Attack(id="G5b index below nothing", data=lambda: _listed("-1"), kept=[_list()], **_OPEN),
    Attack(id="G5c index in other digits", data=lambda: _listed("\u0667"), kept=[_list(7)], **_OPEN),
    Attack(id="G5d index of 10,000 digits", data=lambda: _listed("9" * 10_000), kept=[_list()], **_OPEN),
    Attack(id="G7 a list that unpacks to 1 GiB", data=_listed, kept=[_list_of(gzip.compress(bytes(1 << 28), 9) * 4)], **_OPEN),
    Attack(
        id="G7b packed in itself: a short list, and doubt counts against it",
        data=_listed,
        kept=[_list_of(gzip.compress(bitstring()))],
        headline="withdrawn",
    ),
    Attack(
        id="G9 another purpose",
        data=lambda: _listed(purpose="suspension"),
        kept=[_list()],
        **_OPEN,
        reason="status-purpose-mismatch",
    ),
    Attack(id="G11 a short list", data=_listed, kept=[_list(length=1024)], **_OPEN, reason="status-list-short"),
    Attack(id="G13 a list signed by another", data=_listed, kept=[_list(signer=OTHER)], **_OPEN),
    Attack(id="G13b a list of another issuer", data=_listed, kept=[_list(by=OTHER, signer=OTHER)], **_OPEN),
    Attack(id="G14 an unknown status type", data=lambda: _listed(kind="MagicStatus2027"), kept=[_list()], **_OPEN),
    Attack(id="sound, shown", data=_shown, words=_ASKED, headline="verified", **_TAKEN),
    Attack(
        id="H3 wrong challenge", data=lambda: _shown(challenge="OTHER"), words=_ASKED, **_NG, reason="nonce-mismatch", **_TAKEN
    ),
    Attack(id="H3b no challenge", data=lambda: _shown(challenge=""), words=_ASKED, **_NG, reason="nonce-missing", **_TAKEN),
    Attack(
        id="H3c another domain", data=lambda: _shown(domain="Other"), words=_ASKED, **_NG, reason="audience-mismatch", **_TAKEN
    ),
    Attack(id="H5c changed after signing", data=lambda: _shown() | {"holder": THIEF.did}, words=_ASKED, **_NG, **_TAKEN),
    Attack(
        id="H12 past its window",
        data=lambda: _shown(expires=stamp(NOON - timedelta(minutes=30))),
        words=_ASKED,
        **_NG,
        reason="presentation-expired",
        **_TAKEN,
    ),
    Attack(id="H14 a painted page", data=lambda: b"<html><h1>Verified \xe2\x9c\x93</h1></html>", code="no-credential"),
    Attack(
        id="Q3 a code with an address of a script",
        data=lambda: qr.draw_png("javascript:alert(1)"),
        code="no-credential-in-qr",
        absent="alert(1)",
    ),
    Attack(id="Q3b a code with a file", data=lambda: qr.draw_png("file:///etc/passwd"), code="no-credential-in-qr"),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_status_and_presentations(attack: Attack, survives: Any) -> None:
    survives(attack)


def test_h5_a_thief_shows_anothers_credential(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "shown.json"
    file.write_bytes(as_bytes(_shown(by=THIEF)))
    shown, inside = json_lines(bench("verify", file, *_ASKED, "--offline", "--json"))
    assert "rejected" in (shown["verdict"], inside["verdict"])
    assert "holder-mismatch" in {check["reason"] for record in (shown, inside) for check in record["checks"]}


def test_q3_a_code_with_an_address_is_told_and_not_opened(bench: Bench, tmp_path: Path) -> None:
    bench.fetcher = MemoryFetcher({})
    file = tmp_path / "code.png"
    file.write_bytes(qr.draw_png("https://evil.example/badge"))
    (record,) = json_lines(bench("verify", file, "--online", "--json"))
    assert record["error"]["code"] == "only-a-link"
    (taken,) = json_lines(bench("import", file, "--online", "--json"))
    assert taken["outcome"] == "refused"
    assert bench.fetcher.asked == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://a.example/x", "javascript://x", "data://x", "gopher://a.example/"]
)
def test_f3_only_https_is_an_address(bench: Bench, address: str) -> None:
    result = CliRunner().invoke(
        satchel, ["verify", address, "--online", "--json"], obj=System(bench.clock), catch_exceptions=False
    )
    assert result.exit_code == 1
    assert '"root:' not in result.output


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "169.254.169.254", "10.0.0.1", "%5B%3A%3A1%5D"])
def test_f1_a_did_at_an_address_of_ours_is_not_asked(bench: Bench, tmp_path: Path, host: str) -> None:
    party = Party.with_did_web("inside", host)
    file = tmp_path / "badge.json"
    file.write_bytes(as_bytes(party.sign(badge(party), cryptosuite=_JCS)))
    bench.fetcher = MemoryFetcher({})
    (record,) = json_lines(bench("verify", file, "--offline", "--json"))
    assert record["headline"] in ("not-genuine", "not-fully-checked")
    assert bench.fetcher.asked == []
