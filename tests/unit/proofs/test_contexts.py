from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import snapshot
from wallet.errors import CheckUndecided
from wallet.proofs import contexts as room
from wallet.proofs.contexts import Contexts, is_shipped
from wallet.resources import Shipped, folder, shipped

V2 = "https://www.w3.org/ns/credentials/v2"
ELSEWHERE = "https://college.example/context.json"

# Published in VC Data Model 1.1 B.1 and 2.0 B.1, VC Data Integrity 1.0 section 2.4.1, Controlled Identifiers 1.0 section 1.3.
PUBLISHED = {
    "https://www.w3.org/2018/credentials/v1": "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    V2: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "https://w3id.org/security/data-integrity/v2": "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    "https://w3id.org/security/multikey/v1": "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    "https://w3id.org/security/jwk/v1": "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece",
}
WANTED = (
    "https://www.w3.org/2018/credentials/examples/v1",
    "https://www.w3.org/ns/credentials/examples/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
    "https://www.w3.org/ns/credentials/status/v1",
    "https://w3id.org/vc/status-list/2021/v1",
    "https://w3id.org/vc-revocation-list-2020/v1",
    "https://www.w3.org/ns/did/v1",
    "https://www.w3.org/ns/cid/v1",
    "https://w3id.org/security/data-integrity/v1",
    "https://w3id.org/security/v1",
    "https://w3id.org/security/v2",
    "https://w3id.org/security/suites/ed25519-2018/v1",
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "https://w3id.org/security/suites/x25519-2020/v1",
    "https://w3id.org/security/suites/jws-2020/v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    "https://purl.imsglobal.org/spec/clr/v2p0/context.json",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
    "https://w3id.org/openbadges/v2",
    "https://w3id.org/dcc/v1",
    "https://www.w3.org/ns/activitystreams",
    *PUBLISHED,
)


def _index() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder() / "contexts" / "index.json").read_bytes())
    return entries


@pytest.mark.parametrize("entry", _index(), ids=lambda entry: entry["file"])
def test_every_file_is_the_one_that_was_indexed(entry: dict[str, Any]) -> None:
    data = (folder() / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert entry.get("published_sha256", entry["sha256"]) == entry["sha256"]
    assert isinstance(json.loads(data)["@context"], dict | list)
    assert re.fullmatch(r"[A-Za-z0-9.-]+", entry["licence"])
    assert entry["package"] == "own" or (entry["version"] and entry["member"] and entry["treatment"])
    assert entry["package"] != "own" or entry["note"].startswith("from ")


def test_no_file_lies_there_without_a_line() -> None:
    present = {str(path.relative_to(folder())) for path in (folder() / "contexts").rglob("*") if path.is_file()}
    assert present == {entry["file"] for entry in _index()} | {"contexts/index.json"}


def test_no_url_is_named_twice() -> None:
    urls = [url for entry in _index() for url in (entry["url"], *entry["aliases"])]
    assert len(urls) == len(set(urls)) == len(shipped())


def test_published_hashes_hold() -> None:
    assert {url: shipped()[url].sha256 for url in PUBLISHED} == PUBLISHED
    assert {entry["url"] for entry in _index() if "published_sha256" in entry} == set(PUBLISHED)


def test_what_a_learner_s_credential_needs_is_there() -> None:
    assert [url for url in WANTED if url not in shipped()] == []


@pytest.mark.corpus
@pytest.mark.parametrize("url", sorted(shipped()))
def test_each_means_what_the_publisher_s_file_means(corpus: Path, url: str) -> None:
    mapping = json.loads((corpus / "contexts" / "mapping.json").read_bytes())
    file = next(entry["file"] for entry in mapping if url in (entry["url"], *entry["aliases"]))
    theirs = json.loads((corpus / "contexts" / file).read_bytes())
    assert json.loads(shipped()[url].read())["@context"] == theirs["@context"]


def test_a_kept_document_never_takes_the_place_of_a_shipped_one() -> None:
    forged = snapshot(V2, b'{"@context": {"@vocab": "https://attacker.example/"}}')
    found = Contexts({V2: forged}).find(V2)
    assert found.shipped
    assert found.document is Contexts({}).find(V2).document


def test_a_kept_document_is_used_where_none_ships() -> None:
    kept = snapshot(ELSEWHERE, b'{"@context": {"grade": "https://college.example/terms#grade"}}')
    found = Contexts({ELSEWHERE: kept}).find(ELSEWHERE)
    assert not found.shipped
    assert found.document["@context"]["grade"] == "https://college.example/terms#grade"
    assert not is_shipped(ELSEWHERE)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(CheckUndecided) as caught:
        Contexts({}).find(ELSEWHERE)
    assert (caught.value.code, caught.value.needs) == ("context-missing", (ELSEWHERE,))


def test_nothing_is_asked_for_that_no_web_server_has() -> None:
    with pytest.raises(CheckUndecided) as caught:
        Contexts({}).find("file:///etc/passwd")
    assert (caught.value.code, caught.value.needs) == ("context-missing", ())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html>Please log in</html>", "context-unreadable"),
        (b"[]", "context-unreadable"),
        (b"{}", "context-unreadable"),
        (b'{"@context": 5}', "context-unreadable"),
        (b'{"@context": {"a": "x:a", "a": "x:b"}}', "context-unreadable"),
        (b'{"@context": {"a": "' + b"x" * 300_000 + b'"}}', "context-unreadable"),
        (b'{"@context": {"@import": "https://www.w3.org/ns/credentials/v2"}}', "context-unsupported"),
        (b'{"@context": [{"t": {"@id": "x:t", "@context": {"@import": "x:y"}}}]}', "context-unsupported"),
    ],
)
def test_a_kept_document_that_is_no_context(body: bytes, code: str) -> None:
    with pytest.raises(CheckUndecided) as caught:
        Contexts({ELSEWHERE: snapshot(ELSEWHERE, body)}).find(ELSEWHERE)
    assert caught.value.code == code


def test_a_changed_file_of_the_installation_is_not_used() -> None:
    good = shipped()[V2]
    changed = Shipped(url=good.url, file=good.file, sha256="0" * 64, media_type=good.media_type)
    with pytest.raises(CheckUndecided) as caught:
        room._shipped_document(changed)
    assert caught.value.code == "context-damaged"


def test_equal_is_not_the_same() -> None:
    """Only the very objects of shipped contexts may share what was computed from them."""
    document = Contexts({}).find(V2).document
    assert is_shipped(document["@context"])
    assert not is_shipped(json.loads(json.dumps(document["@context"])))
    assert not is_shipped({})
