"""Class D: SD-JWTs that say more, twice, or to somebody else; and nothing hidden in anything that leaves (security.md 3)."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.attack_bench import HOLDER, ISSUER, TEXTBOOK, THIEF, Attack, Bench, json_lines
from tests.fakes import NOON, SeededEntropy
from tests.issuers import as_bytes, digest, disclosure, key_binding, sd_jwt_vc, seconds
from wallet.carriers.qr_text import decode
from wallet.encoding import base64url
from wallet.proofs.sd_jwt_issue import issue

_GOOD = sd_jwt_vc(ISSUER, HOLDER)
_ASKED = ("--nonce", "7KQ4MP", "--audience", "Employer")
_NG = {"headline": "not-genuine"}
_SHOWN = "presentation-not-importable"


def _with(*more: str, text: str = _GOOD) -> str:
    return text + "".join(f"{part}~" for part in more)


def _issued(payload: Mapping[str, Any], *disclosures: str) -> str:
    """An SD-JWT VC with a payload of the issuer's own making."""
    claims = {"iss": ISSUER.did, "iat": seconds(NOON) - 99, "vct": "https://uni.example/types/diploma"} | payload
    return "~".join([ISSUER.token(claims, typ="dc+sd-jwt"), *disclosures, ""])


def _without_last_disclosure(bound: str) -> str:
    parts = bound.split("~")
    return "~".join([*parts[:-2], parts[-1]])


_NAME = disclosure("salt-salt-salt-1", "grade", "A")
_NESTED = disclosure("salt-salt-salt-2", "degree", {"_sd": [digest(_NAME)], "title": "BSc"})
_ELEMENT = disclosure("salt-salt-salt-3", "DE")


def _kb(**claims: Any) -> str:
    return key_binding(_GOOD, HOLDER, **claims)


ATTACKS = [
    Attack(id="sound", data=lambda: _GOOD, headline="issuer-unknown"),
    Attack(id="sound, and shown", data=_kb, words=_ASKED, headline="verified", imported=_SHOWN),
    Attack(
        id="D1 a disclosure that nothing refers to",
        data=lambda: _with(disclosure("salt-salt-salt-9", "grade", "A+")),
        **_NG,
        reason="sd-disclosure-unreferenced",
    ),
    Attack(id="D1b a disclosure twice", data=lambda: _with(_GOOD.split("~")[1]), **_NG, reason="sd-disclosure-repeated"),
    Attack(
        id="D1c an array element that nothing refers to",
        data=lambda: _with(disclosure("salt-salt-salt-9", "DE")),
        **_NG,
        reason="sd-disclosure-unreferenced",
    ),
    Attack(
        id="D2 a digest twice in one list",
        data=lambda: _issued({"_sd": [digest(_NAME)] * 2}, _NAME),
        **_NG,
        reason="sd-digest-repeated",
    ),
    Attack(
        id="D2b a digest at two levels",
        data=lambda: _issued({"_sd": [digest(_NESTED), digest(_NAME)]}, _NESTED, _NAME),
        **_NG,
        reason="sd-digest-repeated",
    ),
    Attack(
        id="D2c a digest twice, undisclosed",
        data=lambda: _issued({"_sd": [digest("decoy")] * 2}),
        **_NG,
        reason="sd-digest-repeated",
    ),
    Attack(
        id="D4 a name that is there already",
        data=lambda: _issued({"grade": "F", "_sd": [digest(_NAME)]}, _NAME),
        **_NG,
        reason="sd-claim-repeated",
    ),
    *(
        Attack(
            id=f"D4b a disclosed name {name}",
            data=lambda name=name: _issued(
                {"_sd": [digest(disclosure("salt-salt-salt-4", name, "x"))]}, disclosure("salt-salt-salt-4", name, "x")
            ),
            **_NG,
        )
        for name in ("_sd", "...", "iss", "exp", "vct", "cnf", "status", "nbf")
    ),
    Attack(
        id="D5 four parts in a disclosure",
        data=lambda: _issued({"_sd": [digest(disclosure("s", "a", "b", "c"))]}, disclosure("s", "a", "b", "c")),
        code="disclosure-malformed",
    ),
    Attack(
        id="D5b an element where a member belongs",
        data=lambda: _issued({"_sd": [digest(_ELEMENT)]}, _ELEMENT),
        **_NG,
        reason="sd-disclosure-shape",
    ),
    Attack(
        id="D5c one byte of a disclosure",
        data=lambda: _GOOD.replace(_GOOD.split("~")[2], disclosure("salt-grade___________", "grade", "A+")),
        **_NG,
    ),
    Attack(
        id="D7 expired",
        data=lambda: sd_jwt_vc(ISSUER, HOLDER, exp=seconds(NOON) - 86_400),
        headline="expired",
        reason="expired",
    ),
    Attack(id="D7b not yet", data=lambda: sd_jwt_vc(ISSUER, HOLDER, nbf=seconds(NOON) + 86_400), headline="not-yet-valid"),
    Attack(id="D7c exp is a text", data=lambda: sd_jwt_vc(ISSUER, HOLDER, exp="2099-01-01"), **_NG),
    Attack(id="D9 md5", data=lambda: sd_jwt_vc(ISSUER, HOLDER, _sd_alg="md5"), **_NG, reason="sd-alg-unsupported"),
    Attack(
        id="D9b sha-256 in capitals",
        data=lambda: sd_jwt_vc(ISSUER, HOLDER, _sd_alg="SHA-256"),
        **_NG,
        reason="sd-alg-unsupported",
    ),
    Attack(
        id="D9c an algorithm inside a disclosure",
        data=lambda: _issued(
            {"_sd_alg": "sha-256", "_sd": [digest(disclosure("salt-salt-salt-5", "_sd_alg", "md5"))]},
            disclosure("salt-salt-salt-5", "_sd_alg", "md5"),
        ),
        **_NG,
    ),
    Attack(
        id="D11 no key binding",
        data=lambda: _GOOD,
        words=_ASKED,
        **_NG,
        reason="presentation-expected",
        stored="issuer-unknown",
    ),
    Attack(
        id="D12 wrong nonce", data=lambda: _kb(nonce="OTHER"), words=_ASKED, **_NG, reason="nonce-mismatch", imported=_SHOWN
    ),
    Attack(id="D12b no nonce", data=lambda: _kb(nonce=None), words=_ASKED, **_NG, imported=_SHOWN),
    Attack(
        id="D12c wrong audience",
        data=lambda: _kb(aud="Somebody else"),
        words=_ASKED,
        **_NG,
        reason="audience-mismatch",
        imported=_SHOWN,
    ),
    Attack(
        id="D12d audience is a list", data=lambda: _kb(aud=["Employer", "Somebody else"]), words=_ASKED, **_NG, imported=_SHOWN
    ),
    Attack(
        id="D14 shown ten years ago",
        data=lambda: _kb(iat=seconds(NOON - timedelta(days=3650))),
        words=_ASKED,
        headline="expired",
        reason="presentation-expired",
        imported=_SHOWN,
    ),
    Attack(
        id="D14b shown tomorrow",
        data=lambda: _kb(iat=seconds(NOON + timedelta(days=1))),
        words=_ASKED,
        headline="not-yet-valid",
        imported=_SHOWN,
    ),
    Attack(
        id="D14c shown at no time", data=lambda: _kb(iat=None), words=_ASKED, **_NG, reason="kb-iat-missing", imported=_SHOWN
    ),
    Attack(
        id="D16 a disclosure taken out afterwards",
        data=lambda: _without_last_disclosure(_kb()),
        words=_ASKED,
        **_NG,
        reason="kb-sd-hash-mismatch",
        imported=_SHOWN,
    ),
    Attack(
        id="D16b a binding from another showing",
        data=lambda: sd_jwt_vc(ISSUER, HOLDER, iat=1) + _kb().rsplit("~", 1)[1],
        words=_ASKED,
        **_NG,
        reason="kb-sd-hash-mismatch",
        imported=_SHOWN,
    ),
    Attack(
        id="D17 bound by a thief",
        data=lambda: key_binding(_GOOD, THIEF),
        words=_ASKED,
        **_NG,
        reason="kb-signature-mismatch",
        imported=_SHOWN,
    ),
    Attack(
        id="D17b typ JWT",
        data=lambda: (
            _GOOD
            + HOLDER.token(
                {"iat": seconds(NOON) - 9, "aud": "Employer", "nonce": "7KQ4MP", "sd_hash": digest(_GOOD)}, typ="JWT", kid=None
            )
        ),
        words=_ASKED,
        **_NG,
        reason="kb-type",
        imported=_SHOWN,
    ),
    Attack(id="D18 100,000 disclosures", data=lambda: _GOOD + "WyJhIl0~" * 100_000, code="too-many-disclosures"),
    Attack(id="D19 disclosures inside each other", data=lambda: _ladder(40), headline="issuer-unknown"),
    Attack(id="D19b deeper than any JSON", data=lambda: _ladder(400), **_NG),
    Attack(id="D19c deeper than the stack", data=lambda: _ladder(990), **_NG),
    Attack(id="D20 a showing is not a credential", data=_kb, headline="verified", imported=_SHOWN),
]


def _ladder(rungs: int) -> str:
    inner = disclosure("salt-salt-salt-0", "end", 1)
    parts = [inner]
    for number in range(rungs):
        inner = disclosure(f"salt-salt-{number:06}", "a", {"_sd": [digest(inner)]})
        parts.append(inner)
    return _issued({"_sd": [digest(inner)]}, *reversed(parts))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_disclosures(attack: Attack, survives: Any) -> None:
    survives(attack)


# ---------------------------------------------------------------- D24: nothing hidden leaves

_CLAIMS = {f"claim{number:02}{word}": f"value-{number:02}-{word[::-1]}" for number, word in enumerate(
    ("alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ironwood", "juniper", "katsura", "larch")
)}  # fmt: skip
_RUNS = 100


@pytest.fixture(scope="module")
def selections() -> list[tuple[str, ...]]:
    chosen = random.Random(24)
    return [tuple(sorted(chosen.sample(sorted(_CLAIMS), chosen.randint(1, 4)))) for _ in range(_RUNS)]


@pytest.mark.slow
def test_d24_nothing_hidden_is_in_anything_that_leaves(bench: Bench, tmp_path: Path, selections: list[tuple[str, ...]]) -> None:
    key = next(key for key in json_lines(bench("keys", "--json")) if key["kind"] == "P-256")
    payload = {
        "iss": TEXTBOOK.did,
        "iat": seconds(NOON) - 99,
        "vct": "https://uni.example/t",
        "cnf": {"jwk": key["jwk"]},
        **_CLAIMS,
    }
    header = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": TEXTBOOK.method}
    text = issue(payload, [f"/{name}" for name in _CLAIMS], TEXTBOOK.signer, header, SeededEntropy())
    file = tmp_path / "twelve.sd-jwt"
    file.write_bytes(as_bytes(text))
    (added,) = json_lines(bench("import", file, "--offline", "--json"))
    secrets = {name: _secrets(part) for part in text.split("~")[1:-1] for name in [json.loads(base64url.decode(part))[1]]}
    assert set(secrets) == set(_CLAIMS)
    for shown in selections:
        bench.clock.advance(minutes=1)
        _show_and_search(bench, tmp_path, added["id"], shown, secrets)


def _show_and_search(bench: Bench, folder: Path, card: str, shown: tuple[str, ...], secrets: Mapping[str, set[bytes]]) -> None:
    pointers = [word for name in shown for word in ("--show", f"/{name}")]
    out, picture = folder / "out.txt", folder / ("out.png" if min(shown) < "claim06" else "out.svg")
    drawn = ["--qr", picture] if len(shown) == 1 else []  # the picture holds the same text, and takes long to draw
    made = bench("present", card, *pointers, "--nonce", "N", "--out", out, *drawn, "--json")
    assert made.code == 0, made.text
    (entry, *_) = json_lines(bench("log", "--json"))
    assert set(entry["shown"]) >= {f"/{name}" for name in shown}
    left = [out.read_bytes(), json.dumps(entry).encode()]
    if drawn:
        left.append(picture.read_bytes())
    if drawn and picture.suffix == ".png":
        read = _codes(picture)
        assert read
        left += [*read, *map(_unpacked, read)]
    hidden = set().union(*(secrets[name] for name in _CLAIMS if name not in shown))
    assert not {secret for secret in hidden for data in left if secret in data}
    assert all(any(part in left[0] for part in secrets[name]) for name in shown)


def _codes(picture: Path) -> list[bytes]:
    from wallet.carriers import qr

    return [text.encode() for text in qr.read(picture.read_bytes())]


def _unpacked(text: bytes) -> bytes:
    return decode(text.decode()) if not text.startswith(b"ey") else text


def _secrets(part: str) -> set[bytes]:
    """All that must not be seen of a disclosure: salt, name and value, plain and as they stand in the text."""
    salt, name, value = json.loads(base64url.decode(part))
    return {part.encode(), salt.encode(), name.encode(), value.encode()} | {
        base64.urlsafe_b64encode(item.encode())[2:-4] for item in (salt, name, value)
    }


def test_d24_the_whole_portfolio_as_pdf_shows_what_its_preview_says(bench: Bench, tmp_path: Path) -> None:
    """A portfolio holds whole credentials: what is not part of it, the holder's other cards, is in no stream of the PDF."""
    cards = json_lines(bench("list", "--json"))
    inside, *outside = sorted(cards, key=lambda card: card["format"])
    assert bench("portfolio", "new", "p", "--add", inside["id"], "--json").code == 0
    made = tmp_path / "p.pdf"
    assert bench("portfolio", "export", "p", "--format", "pdf", "--out", made, "--json").code == 0
    import pikepdf

    with pikepdf.open(made) as document:
        whole = b"".join(item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream)) + made.read_bytes()
    assert b"VerifiablePresentation" in whole
    for card in outside:
        assert card["id"].encode() not in whole
        if card["issuer"] != inside["issuer"]:
            assert card["issuer"].encode() not in whole
