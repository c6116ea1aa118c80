"""Public links and the documents behind them: field.md 5.4 and 5.7 as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.online.links import candidates

UUID = "123e4567-e89b-12d3-a456-426614174000"
CREDLY = (
    f"https://www.credly.com/api/v1/obi/v3/open_badge_credentials/{UUID}",
    f"https://www.credly.com/api/v1/obi/v2/badge_assertions/{UUID}",
)


def badgr(api: str, entity: str = "Y7NruJsXTZ2j") -> tuple[str, ...]:
    base = f"https://{api}/public/assertions/{entity}"
    return (
        f"{base}?v=3_0",
        f"{base}.json?v=2_0&expand=badge&expand=badge.issuer",
        f"{base}.json?v=2_0",
        f"{base}/baked?v=2_0",
    )


@pytest.mark.parametrize(
    ("link", "twins"),
    [
        (f"https://verifierplus.org/credentials/{UUID}", (f"https://verifierplus.org/api/credentials/{UUID}",)),
        (f"https://verifierplus.org/credentials/{UUID}?x=1#top", (f"https://verifierplus.org/api/credentials/{UUID}",)),
        (
            "https://verifierplus.org/#verify?vc=https%3A%2F%2Fstorage.dcc.did.coop%2Fa%2Fb",
            ("https://storage.dcc.did.coop/a/b",),
        ),
        (f"https://www.credly.com/badges/{UUID}", CREDLY),
        (f"https://www.credly.com/badges/{UUID.upper()}/public_url", CREDLY),
        (f"https://www.credly.com/users/ada/badges/{UUID}", CREDLY),
        (f"https://www.youracclaim.com/badges/{UUID}", CREDLY),
        (f"https://www.credly.com/api/v1/obi/v2/badge_assertions/{UUID}", CREDLY),
        ("https://badges.parchment.com/public/assertions/Y7NruJsXTZ2j", badgr("api.badges.parchment.com")),
        (
            "https://school.badges.parchment.com/public/assertions/Y7NruJsXTZ2j?identity__email=ada@example.org",
            badgr("api.badges.parchment.com"),
        ),
        ("https://eu.badges.parchment.com/public/assertions/Y7NruJsXTZ2j", badgr("api.eu.badges.parchment.com")),
        ("https://api.au.badges.parchment.com/public/assertions/Y7NruJsXTZ2j.json", badgr("api.au.badges.parchment.com")),
        ("https://api.badgr.io/public/assertions/Y7NruJsXTZ2j", badgr("api.badgr.io")),
        ("https://school.badgr.com/public/assertions/Y7NruJsXTZ2j/image", badgr("api.badgr.io")),
        ("https://ca.badgr.io/public/assertions/Y7NruJsXTZ2j", badgr("api.ca.badgr.io")),
        ("https://badgr.com/public/collections/abc123", ("https://api.badgr.io/public/collections/abc123.json",)),
        ("https://openbadgefactory.com/v1/assertion/0a1b2c.html", ("https://openbadgefactory.com/v1/assertion/0a1b2c",)),
        (f"https://www.credential.net/{UUID}", (f"https://api.accredible.com/v1/obi/badge_assertions/{UUID}",)),
        ("https://lcw.app/request?vc=https%3A%2F%2Fschool.example%2Fvc", ("https://school.example/vc",)),
    ],
)
def test_the_machine_readable_twins_come_first_and_the_link_itself_last(link: str, twins: tuple[str, ...]) -> None:
    found = candidates(link)
    assert found[: len(twins)] == twins
    assert found[-1].partition("#")[0] == found[-1], "no fragment leaves the machine"
    assert found[-1] == link.partition("#")[0] or link.partition("#")[0] in twins


@pytest.mark.parametrize(
    "link",
    [
        "https://school.example/badges/1",
        f"https://verifierplus.org.evil.example/credentials/{UUID}",
        f"https://evilcredly.com/badges/{UUID}",
        f"http://www.credly.com/badges/{UUID}",
        f"https://www.credly.com:8443/badges/{UUID}",
        "https://www.credly.com/badges/not-a-uuid",
        f"https://www.credly.com/badges/{UUID}/../../etc",
        "https://badges.parchment.com/public/assertions/a%2F..%2Fb",
        "https://[broken",
    ],
)
def test_unknown_and_lookalike_links_are_their_own_only_candidate(link: str) -> None:
    assert candidates(link) == (link,)


def test_a_viewer_link_may_not_smuggle_another_scheme() -> None:
    assert candidates("https://verifierplus.org/#verify?vc=file%3A%2F%2F%2Fetc%2Fpasswd") == ("https://verifierplus.org/",)


@given(st.text(max_size=60).map(lambda tail: "https://www.credly.com/" + tail) | st.text(max_size=80))
def test_any_text_gives_at_least_one_candidate(link: str) -> None:
    found = candidates(link)
    assert found and len(set(found)) == len(found)
