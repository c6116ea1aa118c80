"""Web pages: data blocks before links, addresses resolved and vetted, nothing run or fetched."""

from __future__ import annotations

import json

import pytest

from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused
from wallet.model.carried import Carrier

HERE = "https://badges.example.org/public/assertions/1"
LINK = '<link rel="alternate" type="application/json" href="{}">'


def page(head: str, *, doctype: str = "<!DOCTYPE html>") -> bytes:
    return f"{doctype}<html><head>{head}</head><body><p>Verified ✓</p></body></html>".encode()


def block(content: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">\n{content}\n</script>'


def links(data: bytes, base_url: str = HERE) -> list[str]:
    found = unwrap(data, base_url=base_url)
    assert all(carried.link and carried.carrier is Carrier.HTML for carried in found)
    return [carried.payload.decode() for carried in found]


def code_of(data: bytes, base_url: str = HERE) -> str:
    with pytest.raises(InputRefused) as caught:
        unwrap(data, base_url=base_url)
    return caught.value.code


def test_an_embedded_credential_comes_before_links(credential: bytes) -> None:
    (found,) = unwrap(page(LINK.format("/x.json") + block(credential.decode())), base_url=HERE)
    assert (found.payload, found.carrier, found.link) == (credential, Carrier.HTML, False)


@pytest.mark.parametrize(
    "value",
    [
        {"type": "VerifiablePresentation"},
        {"@type": ["AchievementCredential"]},
        [{"type": ["VerifiableCredential"]}],
        {"type": "Assertion", "badge": "https://a.example/b", "recipient": {}},
        {"uid": "1", "badge": "https://a.example/b", "recipient": "sha256$1"},
    ],
)
def test_what_counts_as_a_credential(value: object) -> None:
    text = json.dumps(value)
    assert [found.payload for found in unwrap(page(block(text)))] == [text.encode()]


@pytest.mark.parametrize(
    "content",
    [
        '{"@type":"Organization"}',
        '{"type":"VerifiableCredential"',
        '{"type":1}',
        "[1]",
        "",
        '{"type":["Assertion"]}',
        "{" * 99_999,
    ],
)
def test_what_does_not(content: str) -> None:
    assert code_of(page(block(content))) == "no-credential"


def test_scripts_are_not_run_nor_read() -> None:
    assert code_of(page('<script>document.write(\'{"type":"VerifiableCredential"}\')</script>')) == "no-credential"
    assert code_of(page(block('{"type":"VerifiableCredential"}', "text/javascript"))) == "no-credential"


def test_tokens_in_data_blocks(sd_jwt_kb: str) -> None:
    data = page(block(sd_jwt_kb, "application/dc+sd-jwt"))
    assert [found.payload for found in unwrap(data)] == [sd_jwt_kb.encode()]


def test_addresses_are_resolved() -> None:
    assert links(page(LINK.format("1.json"))) == ["https://badges.example.org/public/assertions/1.json"]
    assert links(page('<base href="/b/">' + LINK.format("1.json"))) == ["https://badges.example.org/b/1.json"]
    assert links(page('<base href="https://other.example/">' + LINK.format("x"))) == ["https://other.example/x"]
    assert links(page(LINK.format("//c.example/x"))) == ["https://c.example/x"]
    assert links(page(LINK.format("https://d.example/x") * 2), "") == ["https://d.example/x"]
    assert code_of(page(LINK.format("1.json")), "") == "no-credential"


@pytest.mark.parametrize("href", ["file:///etc/passwd", "javascript:alert(1)", "data:,x", "http://[", "", "https://a b"])
def test_other_addresses_are_not_named(href: str) -> None:
    assert code_of(page(LINK.format(href))) == "no-credential"


def test_only_alternates_of_known_types_count() -> None:
    other = (
        '<link rel="stylesheet" type="application/json" href="a">'
        '<link rel="alternate" type="application/json+oembed" href="a"><link rel="alternate" href="a">'
        '<a rel="alternate" type="application/json" href="a"></a>'
    )
    assert code_of(page(other)) == "no-credential"
    good = '<LINK REL="Nofollow ALTERNATE" TYPE="Application/VC+LD+JSON; charset=utf-8" HREF="a">'
    assert links(page(good)) == ["https://badges.example.org/public/assertions/a"]


@pytest.mark.parametrize(
    "doctype", ["", "<!-- c --><!doctype HTML>", '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b">]>', "\n "]
)
def test_pages_of_all_beginnings(doctype: str) -> None:
    assert links(page(LINK.format("a"), doctype=doctype)) == ["https://badges.example.org/public/assertions/a"]


def test_another_encoding_is_read() -> None:
    data = '<html><meta charset="iso-8859-1"><p>é</p><link rel=alternate type=application/vc href="/é">'.encode("latin-1")
    assert links(data) == ["https://badges.example.org/é"]


def test_floods_are_capped() -> None:
    assert len(links(page("".join(LINK.format(n) for n in range(500))))) == 50
    assert code_of(page("<p>" * 1_800_000)) == "too-large"
    assert code_of(page("<div>" * 100_000)) in ("no-credential", "damaged")
