"""Does it match the schema that it names? (VC JSON Schema; 1EdTech JSON Schema Validator 2019)"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from wallet import resources
from wallet.encoding import strict_json
from wallet.errors import CheckFailed, CheckUndecided, InputRefused
from wallet.model.report import Check, CheckKind
from wallet.model.snapshot import Material
from wallet.verify import json_schema
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import Case

TYPES = frozenset({"JsonSchema", "JsonSchemaValidator2018", "1EdTechJsonSchemaValidator2019"})

_HASHES = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def entries(case: Case) -> tuple[Any, ...]:
    """What ``credentialSchema`` names, each to be checked by itself; (None,) where it names nothing."""
    named = case.credential.document.get("credentialSchema")
    found = named if isinstance(named, list) else [named]
    return tuple(item for item in found if item is not None) or (None,)


def check(case: Case, entry: Any) -> Check:
    """Compares the document with one schema, kept or shipped; nothing is ever fetched.

    Raises CheckFailed("schema-mismatch") and CheckUndecided("schema-not-offline", "schema-unreadable", "schema-changed",
    "schema-too-complex" or "schema-unsupported").
    """
    if entry is None:
        return not_applicable(CheckKind.SCHEMA, "no-schema", "The credential names no schema.")
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise CheckUndecided("schema-unsupported", "The credential names a schema without an address.")
    kinds = entry.get("type")
    known = TYPES & {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}
    if not known:
        raise CheckUndecided("schema-unsupported", f"Schemas of the type {str(kinds)[:80]} are not known here.")
    url = entry["id"]
    body, trusted = _body(url, case.material)
    _check_digest(url, body, entry.get("digestSRI"))
    document = dict(case.credential.document)
    fault = json_schema.first_fault(document, _schema(url, body), _library(case.material), trusted=trusted)
    if fault:
        raise CheckFailed("schema-mismatch", f"It does not match {url}: {fault}")
    return passed(CheckKind.SCHEMA, "schema-matched", f"It matches {url}.")


def _body(url: str, material: Material) -> tuple[bytes, bool]:
    shipped = resources.shipped().get(url)
    if shipped is not None:
        return shipped.read(), True
    if url not in material:
        raise CheckUndecided("schema-not-offline", f"No copy of the schema {url} is kept.", needs=(url,))
    return material[url].body, False


def _schema(url: str, body: bytes) -> Mapping[str, Any]:
    try:
        value = strict_json.loads(body, max_bytes=json_schema.MAX_BYTES)
    except InputRefused as error:
        raise CheckUndecided("schema-unreadable", f"The kept copy of {url} is no schema: {error}", needs=(url,)) from error
    if not isinstance(value, dict):
        raise CheckUndecided("schema-unreadable", f"The kept copy of {url} is no schema.", needs=(url,))
    return value


def _library(material: Material) -> json_schema.Library:
    def find(url: str) -> Mapping[str, Any]:
        return _schema(url, _body(url, material)[0])

    return find


def _check_digest(url: str, body: bytes, digest: Any) -> None:
    """Subresource Integrity (VC Data Model 2.0 section 5.3): any one of the digests given must hold."""
    if digest is None:
        return
    for item in digest.split() if isinstance(digest, str) else ():
        name, _, text = item.partition("-")
        try:
            expected = base64.b64decode(text.partition("?")[0], validate=True)
        except (binascii.Error, ValueError):
            continue
        if name in _HASHES and hmac.compare_digest(_HASHES[name](body).digest(), expected):
            return
    raise CheckUndecided("schema-changed", f"The copy of {url} has not the hash that the credential pins.", needs=(url,))
