"""The documents that a label presupposes, made from the keys that it speaks of: issuers' profiles, metadata, contexts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from wallet.model.carried import Finding
from wallet.model.credential import Credential, Format
from wallet.model.presentation import Expectation
from wallet.model.proof import Securing
from wallet.model.snapshot import Snapshot
from wallet.proofs.did.web import document_url
from wallet.resources import shipped
from wallet.verify.jwt_vc_issuer import metadata_url

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # the day on which the corpus was labelled
_CID = ["https://www.w3.org/ns/cid/v1"]
_OB2 = {
    "https://example.org/robotics-badge.json": "robotics-badge.json",
    "https://example.org/organization.json": "organization.json",
    "http://example.org/key1.json": "key1.json",
}
_SETTINGS = re.compile(r"issuer_keys?:\s+(?:- )?kty: EC.*?x: (\S+)\s+y: (\S+)", re.DOTALL)
_ASKED = re.compile(r'verifier: "([^"]+)".*key_binding_nonce: "([^"]+)"', re.DOTALL)


def kept(url: str, document: Any) -> Snapshot:
    """A document as it would have been fetched on the day."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Snapshot(url=url, final_url=url, body=body, media_type="application/json", fetched_at=NOW)


@cache
def contexts(corpus: Path) -> Mapping[str, Snapshot]:
    """The contexts of the corpus that do not ship with Satchel."""
    entries = json.loads((corpus / "contexts/mapping.json").read_bytes())
    named = ((url, entry["file"]) for entry in entries for url in (entry["url"], *entry["aliases"]))
    return {url: kept(url, (corpus / "contexts" / file).read_bytes()) for url, file in named if url not in shipped()}


def issuers(file: Path, findings: Iterable[Finding]) -> dict[str, Snapshot]:
    """What the issuers of these credentials would publish, were the label's keys theirs."""
    pages: dict[str, Snapshot] = {}
    for finding in findings:
        if finding.credential is not None:
            pages |= {page.url: page for page in _pages(file, finding.credential)}
    return pages


def expectation(file: Path) -> Expectation:
    """What the verifier of a generated SD-JWT asked for."""
    settings = _settings(file)
    found = _ASKED.search(settings) if settings and "presentation" in file.name else None
    return Expectation(audience=found[1], nonce=found[2]) if found else Expectation()


def _pages(file: Path, credential: Credential) -> Iterator[Snapshot]:
    issuer = credential.issuer.id
    if credential.format is Format.OB2:
        yield from _badge_pages(file)
    elif credential.securing is Securing.DATA_INTEGRITY:
        yield from _profiles(issuer, tuple(proof.verification_method or "" for proof in credential.proofs))
    elif (key := _token_key(file, credential)) and credential.securing is Securing.SD_JWT:
        url = metadata_url(issuer)
        yield kept(url, {"issuer": issuer, "jwks": {"keys": [key]}})
    elif key:
        method = {"id": f"{issuer}#key", "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": key}
        yield _profile(issuer, [method], [method["id"]])


def _badge_pages(file: Path) -> Iterator[Snapshot]:
    assets = file.parent / "assets"
    if assets.is_dir():
        yield from (kept(url, (assets / name).read_bytes()) for url, name in _OB2.items())
    if assets.is_dir() and file.suffix == ".json":
        yield kept(json.loads(file.read_bytes())["id"], file.read_bytes())


def _profiles(issuer: str, methods: tuple[str, ...]) -> Iterator[Snapshot]:
    """The issuer's own document lists the keys; those in a URL's fragment stand in the document before it."""
    if not issuer.startswith(("https://", "did:web:")):
        return
    own = [_multikey(name) for name in methods if name.partition("#")[0] == issuer]
    listed = [name for name in methods if name.startswith((issuer + "#", "did:key:"))]
    if len(listed) == len(methods):
        yield _profile(issuer, own, listed)


def _multikey(name: str) -> dict[str, str]:
    controller, _, key = name.partition("#")
    return {"id": name, "type": "Multikey", "controller": controller, "publicKeyMultibase": key}


def _profile(identifier: str, methods: list[dict[str, Any]], listed: list[str]) -> Snapshot:
    url = document_url(identifier) if identifier.startswith("did:web:") else identifier
    document = {"@context": _CID, "id": identifier, "verificationMethod": methods, "assertionMethod": listed}
    return kept(url, document)


def _token_key(file: Path, credential: Credential) -> dict[str, Any] | None:
    """The key of the set's settings, or the one that the token carries (which Satchel itself never believes)."""
    found = _SETTINGS.search(_settings(file))
    if found:
        return {"kty": "EC", "crv": "P-256", "x": found[1], "y": found[2]}
    carried: list[dict[str, Any]] = [proof.options["jwk"] for proof in credential.proofs if "jwk" in proof.options]
    return carried[0] if carried else None


def _settings(file: Path) -> str:
    for folder in file.parents[:3]:
        if (folder / "settings.yml").is_file():
            return (folder / "settings.yml").read_text(encoding="utf-8")
    return ""
