"""Credential links: asked for, fetched once, kept with their date, and good for checking offline afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests import issuers
from tests.end2end.conftest import Satchel
from tests.fakes import MemoryFetcher
from tests.issuers import Party

_UUID = "123e4567-e89b-12d3-a456-426614174000"
_OWN_CONTEXT = "https://academy.example/terms.json"


def _world(run: Satchel, pages: Mapping[str, Any]) -> MemoryFetcher:
    """A world of pages; anything but (media type, bytes) is a JSON document."""
    made = {
        url: page if isinstance(page, tuple) else ("application/json", json.dumps(page).encode()) for url, page in pages.items()
    }
    run.fetcher = MemoryFetcher(made, run.clock)
    return run.fetcher


def _badge(issuer: Party, **changes: Any) -> dict[str, Any]:
    return issuer.sign(issuers.badge(issuer, **changes), cryptosuite="eddsa-rdfc-2022")


def _hosted_pages() -> dict[str, Any]:
    world = issuers.hosted_world(issuers.assertion())
    return {url: (kept.media_type, kept.body) for url, kept in world.items()}


@pytest.fixture
def wallet(run: Satchel) -> Satchel:
    assert run("init", "--json").code == 0
    return run


def test_a_hosted_badge_is_seen_at_its_site_and_serves_offline_afterwards(wallet: Satchel) -> None:
    _world(wallet, _hosted_pages())
    url = issuers.assertion()["id"]
    (added,) = wallet("import", url, "--online", "--json").records
    assert added["outcome"] == "added"
    assert added["headline"] == "issuer-unknown"
    checks = {check["kind"]: check for check in added["checks"]}
    assert (checks["hosted"]["outcome"], checks["hosted"]["reason"]) == ("passed", "seen-at-issuer-site")
    assert checks["hosted"]["as_of"] == "2026-11-20T12:00:00Z"
    assert checks["proof"]["outcome"] == "not-applicable"

    wallet.fetcher = None
    wallet.clock.advance(days=3)
    (shown,) = wallet("show", added["id"], "--json").records
    assert shown["headline"] == "issuer-unknown"
    assert {check["kind"]: check["as_of"] for check in shown["checks"]}["hosted"] == "2026-11-20T12:00:00Z"


def test_what_the_site_withdraws_is_withdrawn_at_the_next_refresh(wallet: Satchel) -> None:
    world = _world(wallet, _hosted_pages())
    url = issuers.assertion()["id"]
    wallet("import", url, "--online", "--json")
    gone = {"@context": issuers.OB2, "type": "Assertion", "id": url, "revoked": True, "revocationReason": "Issued by mistake"}
    _world(wallet, {**world.pages, url: gone})
    wallet.clock.advance(days=1)
    (outcome,) = wallet("refresh", "--online", "--json").records
    assert (outcome["before"], outcome["headline"]) == ("issuer-unknown", "withdrawn")


def test_refresh_offline_never_asks_anybody(wallet: Satchel) -> None:
    world = _world(wallet, _hosted_pages())
    wallet("import", issuers.assertion()["id"], "--online", "--json")
    asked = len(world.asked)
    assert wallet("refresh", "--offline", "--json").code == 0
    assert len(world.asked) == asked


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://academy.example/c/1.json", None),
        ("https://academy.example/c/1.jwt", "jwt"),
        (
            "https://academy.example/page",
            '<html><head><link rel="alternate" type="application/vc" href="c/1.json"></head></html>',
        ),
        ("https://academy.example/inline", "json-ld"),
        (f"https://verifierplus.org/credentials/{_UUID}", "verifier-plus"),
        (f"https://www.credly.com/badges/{_UUID}", "credly"),
    ],
)
def test_every_kind_of_link_leads_to_its_credential(run: Satchel, link: str, page: str | None) -> None:
    issuer = Party.with_did_key("academy")
    badge = _badge(issuer)
    pages: dict[str, Any] = {"https://academy.example/c/1.json": badge}
    if page == "jwt":
        pages[link] = ("text/plain", issuers.vc_jwt(issuer, issuers.badge(issuer)).encode())
    elif page == "json-ld":
        body = f'<html><script type="application/ld+json">{json.dumps(badge)}</script><body>Hello</body></html>'
        pages[link] = ("text/html", body.encode())
    elif page == "verifier-plus":
        pages[f"https://verifierplus.org/api/credentials/{_UUID}"] = {"id": _UUID, "vp": issuers.presentation(issuer, badge)}
    elif page == "credly":
        pages[f"https://www.credly.com/api/v1/obi/v3/open_badge_credentials/{_UUID}"] = badge
    elif page:
        pages[link] = ("text/html; charset=utf-8", page.encode())
    _world(run, pages)
    checked = run("verify", link, "--online", "--json")
    credential = checked.records[-1]
    assert credential["name"] == badge["name"]
    assert credential["headline"] == "issuer-unknown"
    assert credential["input"] == link
    assert run("init", "--json").code == 0
    assert [record["outcome"] for record in run("import", link, "--online", "--json").records] == ["added"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--offline"], "offline"),
        ([], "no-consent"),  # nobody sits at the terminal to ask
    ],
)
def test_nothing_is_fetched_without_consent(run: Satchel, words: list[str], code: str) -> None:
    world = _world(run, _hosted_pages())
    checked = run("verify", issuers.assertion()["id"], "--json", *words)
    assert checked.code == 1
    assert checked.records[0]["error"]["code"] == code
    assert checked.records[0]["headline"] == "refused"
    assert world.asked == []


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (None, "not-found"),
        (("text/html", b"<html><body>Log in</body></html>"), "no-credential"),
        ({"hello": "world"}, "not-a-credential"),
        (("application/json", b'{"type":'), "not-json"),
        (("image/png", b"\x89PNG\r\n\x1a\nbroken"), "damaged"),
    ],
)
def test_a_link_to_nothing_says_what_was_found(run: Satchel, page: Any, code: str) -> None:
    link = "https://academy.example/c/9"
    _world(run, {} if page is None else {link: page})
    (record,) = run("verify", link, "--online", "--json").records
    assert record["error"]["code"] == code


def test_an_issuers_own_context_is_captured_and_pinned(wallet: Satchel) -> None:
    issuer = Party.with_did_web("academy", "academy.example")
    terms = {"@context": {"workload": "https://academy.example/terms#workload"}}
    context = issuers.kept(_OWN_CONTEXT, terms, media_type="application/ld+json")
    document = issuers.badge(issuer)
    document["@context"] = [*document["@context"], _OWN_CONTEXT]
    document["credentialSubject"]["workload"] = "30 hours"
    badge = issuer.sign(document, cryptosuite="eddsa-rdfc-2022", contexts={_OWN_CONTEXT: context})
    link = "https://academy.example/c/1.json"
    pages = {link: badge, _OWN_CONTEXT: terms, issuer.document_url: issuer.document()}
    _world(wallet, pages)
    (added,) = wallet("import", link, "--online", "--json").records
    assert added["headline"] == "issuer-unknown"

    # The same address later means something else: the credential is still read by what was captured with it.
    _world(wallet, {**pages, _OWN_CONTEXT: {"@context": {"workload": "https://academy.example/terms#salary"}}})
    wallet.clock.advance(days=2)
    (outcome,) = wallet("refresh", "--online", "--json").records
    assert outcome["headline"] == "issuer-unknown"
    wallet.fetcher = None
    assert wallet("show", added["id"], "--json").records[0]["headline"] == "issuer-unknown"


def test_a_file_whose_issuer_must_be_asked_names_the_address_that_would_settle_it(run: Satchel, tmp_path: Any) -> None:
    issuer = Party.with_did_web("academy", "academy.example")
    file = tmp_path / "badge.json"
    file.write_text(json.dumps(_badge(issuer)), "utf-8")
    offline = run("verify", file, "--offline", "--json")
    assert offline.code == 3
    assert offline.records[0]["needs"] == ["https://academy.example/.well-known/did.json"]
    world = _world(run, {issuer.document_url: issuer.document()})
    assert run("verify", file, "--json").records[0]["headline"] == "not-fully-checked"
    assert world.asked == []
    online = run("verify", file, "--online", "--json")
    assert (online.code, online.records[0]["headline"]) == (0, "issuer-unknown")
