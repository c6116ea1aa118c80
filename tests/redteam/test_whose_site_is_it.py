"""Addresses that look like the issuer's, lie beside it, or are answered by somebody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.issuers import (
    ISSUED,
    OB2,
    OB2_BADGE,
    OB2_ISSUER,
    OB2_REVOKED,
    Party,
    assertion,
    badge,
    badge_class,
    hosted_world,
    kept,
    material,
    ob2_key,
    ob2_signed,
    profile,
    signed_world,
    stamp,
)
from tests.verdicts import answers, failures, judged, trusting
from wallet.model.report import CheckKind, Headline, Outcome, Verdict, VerificationReport

KNOWN = trusting(OB2_ISSUER)
NEIGHBOUR = "https://uni.example/neighbour"


# ---------------------------------------------------------------- a key that lies on the same site


def _old_style(key: str, **changes: Any) -> str:
    """A signed assertion of version 1, in which the site alone says whose a key is."""
    document = {
        "@context": OB2,
        "type": "Assertion",
        "id": "urn:uuid:0d1a2f3c-0000-4000-8000-000000000001",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "issuedOn": stamp(ISSUED),
        "badge": OB2_BADGE,
        "verify": {"type": "signed", "url": key},
    }
    return ob2_signed(document | changes)


@pytest.mark.parametrize(
    "listed", ["https://uni.example/its-own-key.json", [{"id": "https://uni.example/its-own-key.json"}], None]
)
def test_a_neighbour_on_the_same_platform_signs_in_the_issuers_name(listed: Any) -> None:
    key = f"{NEIGHBOUR}/key.json"
    own = Party.with_did_key("its own")
    world = signed_world(publicKey=listed) | material(
        kept(key, ob2_key(id=key, owner=f"{NEIGHBOUR}/issuer.json")),
        kept("https://uni.example/its-own-key.json", ob2_key(id="https://uni.example/its-own-key.json")
             | {"publicKeyPem": None, "publicKeyJwk": own.signer.public.to_jwk()}),
    )  # fmt: skip
    assert judged(_old_style(key), world, policy=KNOWN).verdict is not Verdict.VERIFIED


def test_a_neighbour_uploads_a_bare_key_where_the_issuer_lists_its_own() -> None:
    pem = f"{NEIGHBOUR}/key.pem"
    own = "https://uni.example/its-own-key.json"
    other = Party.with_did_key("its own").signer.public.to_jwk()
    listed = {"@context": OB2, "type": "JsonWebKey", "id": own, "owner": OB2_ISSUER, "publicKeyJwk": other}
    world = signed_world(publicKey=own) | material(kept(pem, ob2_key()["publicKeyPem"].encode()), kept(own, listed))
    assert "issuer-mismatch" in failures(judged(_old_style(pem), world, policy=KNOWN))


def test_a_key_behind_an_open_redirect_of_the_issuers_site() -> None:
    pem = "https://uni.example/go?to=evil"
    answered = replace(kept(pem, ob2_key()["publicKeyPem"].encode()), final_url="https://evil.example/key.pem")
    world = signed_world(publicKey=None) | material(answered)
    assert answers(judged(_old_style(pem), world, policy=KNOWN))[CheckKind.ISSUER] == (Outcome.UNKNOWN, "hosted-redirected")


def test_a_list_of_withdrawn_badges_from_an_unprotected_address() -> None:
    address = "http://uni.example/revoked.json"
    listed = {"@context": OB2, "id": address, "type": "RevocationList", "issuer": OB2_ISSUER, "revokedAssertions": []}
    world = signed_world(revocationList=address) | material(kept(address, listed))
    assert judged(ob2_signed(), world, policy=KNOWN).verdict is Verdict.INDETERMINATE
    answered = replace(world[OB2_REVOKED], final_url="https://evil.example/empty.json")
    assert judged(ob2_signed(), signed_world() | material(answered), policy=KNOWN).verdict is Verdict.INDETERMINATE


# ---------------------------------------------------------------- where a hosted badge lies


def _hosted(url: str, **rules: Any) -> VerificationReport:
    document = assertion(id=url)
    world = hosted_world(document) | material(kept(OB2_ISSUER, profile(verification={"type": "hosted"} | rules)))
    return judged(document, world, policy=KNOWN)


CLIMBING = [
    "https://uni.example/good/../neighbour/a.json",
    "https://uni.example/good/%2e%2e/neighbour/a.json",
    "https://uni.example/good/.%2E/neighbour/a.json",
    "https://uni.example/good/..%2fneighbour/a.json",
    "https://uni.example/good/..%5Cneighbour/a.json",
    "https://uni.example/good/..;/neighbour/a.json",
    "https://uni.example/good/..",
    "https://uni.example/good/x/./../../neighbour/a.json",
]


@pytest.mark.parametrize("url", CLIMBING)
def test_an_address_that_begins_as_the_issuer_demands_and_climbs_out(url: str) -> None:
    assert "issuer-mismatch" in failures(_hosted(url, startsWith="https://uni.example/good/"))


@pytest.mark.parametrize(
    ("url", "rules"),
    [
        ("https://uni.example.evil.example/good/a.json", {"startsWith": "https://uni.example"}),
        ("https://uni.example@evil.example/good/a.json", {"startsWith": "https://uni.example"}),
        ("https://uni.example:8443/good/a.json", {"startsWith": "https://uni.example"}),
        ("https://uni.example:8443/a.json", {"allowedOrigins": ["uni.example"]}),
        ("https://x.uni.example/a.json", {"allowedOrigins": ["uni.example"]}),
        ("https://uni.example./a.json", {"allowedOrigins": ["uni.example"]}),
        ("https://uni.exampleevil/a.json", {"allowedOrigins": ["uni.example"]}),
        ("https://evil.example/a.json", {"allowedOrigins": ["uni.example"], "startsWith": "https://evil.example/"}),
        ("https://evil.example/a.json", {"allowedOrigins": "", "startsWith": ""}),
        ("https://evil.example/a.json", {"allowedOrigins": [{"evil.example": 1}], "startsWith": [7]}),
        ("https://evil.example/a.json", {"allowedOrigins": ["*"]}),
        ("http://uni.example/a.json", {"allowedOrigins": ["uni.example"]}),
        ("https://un\u0456.example/a.json", {"allowedOrigins": ["un\u0456.example"]}),
    ],
)
def test_addresses_beside_the_issuers_rules(url: str, rules: dict[str, Any]) -> None:
    assert _hosted(url, **rules).verdict is not Verdict.VERIFIED


def test_honest_addresses_within_the_rules() -> None:
    good = {"startsWith": ["https://cdn.example/x/", "https://uni.example/good/"]}
    assert _hosted("https://uni.example/good/a..b/.well-known/x.json", **good).headline is Headline.VERIFIED


def test_an_embedded_profile_leaves_open_what_the_real_one_allows() -> None:
    """Anybody who can put a file on the site can embed the issuer's name in it; only its own Profile says where badges lie."""
    url = f"{NEIGHBOUR}/a.json"
    document = assertion(id=url, badge=badge_class(issuer=profile()))
    report = judged(document, material(kept(url, document)), policy=KNOWN)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.needs == (OB2_ISSUER,)
    rules = {"type": "hosted", "startsWith": "https://uni.example/assertions/"}
    settled = material(kept(url, document), kept(OB2_ISSUER, profile(verification=rules)))
    assert "issuer-mismatch" in failures(judged(document, settled, policy=KNOWN))


# ---------------------------------------------------------------- issuers that are web addresses


def _by(party: Party, issuer: Any = None, *, final_url: str = "") -> VerificationReport:
    document = badge(party, issuer=issuer or party.did)
    snapshot = replace(party.snapshot(), final_url=final_url or party.document_url)
    return judged(party.sign(document), material(snapshot), policy=trusting(issuer or party.did))


def test_an_issuer_at_its_own_address() -> None:
    assert _by(Party.at_url("web")).headline is Headline.VERIFIED
    assert _by(Party.at_url("web"), final_url="https://uni.example/profiles/1").headline is Headline.VERIFIED


@pytest.mark.parametrize(
    "url",
    [
        "https://uni.example@evil.example/issuer",
        "https://uni.example:x@evil.example/issuer",
        "https://uni%2eexample.evil.example/issuer",
        "https://un\u0456.example/issuer",
        "https://uni\u3002example/issuer",
        "https:/uni.example/issuer",
        "https:///issuer",
    ],
)
def test_an_issuer_whose_address_reads_as_anothers(url: str) -> None:
    assert _by(Party.at_url("lookalike", url)).verdict is not Verdict.VERIFIED


@pytest.mark.parametrize("fragment", ["dean", "key-1", ""])
def test_an_issuer_that_is_only_a_part_of_a_document(fragment: str) -> None:
    """Whoever owns one key of a document that many share would speak as any of them."""
    assert _by(Party.at_url("shared"), f"https://uni.example/issuer#{fragment}").verdict is not Verdict.VERIFIED


@pytest.mark.parametrize("final", ["https://evil.example/me", "http://uni.example/issuer", "https://uni.example:8443/issuer"])
def test_an_issuers_profile_behind_an_open_redirect(final: str) -> None:
    report = _by(Party.at_url("redirected", "https://uni.example/go?to=evil"), final_url=final)
    assert answers(report)[CheckKind.ISSUER] == (Outcome.UNKNOWN, "issuer-redirected")


@pytest.mark.parametrize(
    "listed",
    ["did:web:Uni.example", "did:web:uni.example/", "did:web:uni.example#key-1", "https://uni.example", "did:web:uni.example:"],
)
def test_a_trust_list_that_nearly_names_the_issuer(listed: str) -> None:
    party = Party.with_did_web("web")
    report = judged(party.sign(badge(party)), material(party.snapshot()), policy=trusting(listed))
    assert report.headline is Headline.ISSUER_UNKNOWN
    assert report.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize(
    "name", ["did:web:UNI.example", "did:web:uni%2Eexample", "did:web:uni.example:", "did:web:uni.example:.."]
)
def test_an_identifier_in_another_spelling_is_another_issuer(name: str) -> None:
    party = Party.with_did_web("web")
    report = judged(party.sign(badge(party, issuer=name)), material(party.snapshot()), policy=trusting(party.did))
    assert report.verdict is not Verdict.VERIFIED
