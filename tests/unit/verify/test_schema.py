"""Credential schemas: kept ones are applied, others leave it open; the network is never an answer."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from tests.issuers import Party, badge, kept, material
from tests.verdicts import answer, answers, judged
from wallet.model.report import Check, CheckKind, Headline, Outcome, Verdict

UNI = Party.with_did_key("university")
URL = "https://uni.example/schema.json"
FITS = {"$schema": "https://json-schema.org/draft/2019-09/schema", "type": "object", "required": ["issuer"]}
WRONG = {"type": "object", "required": ["diplomaNumber"]}


def asked(body: Any, **entry: Any) -> Check:
    named = {"id": URL, "type": "1EdTechJsonSchemaValidator2019"} | entry
    documents = material() if body is None else material(kept(URL, body))
    return answer(judged(UNI.sign(badge(UNI, credentialSchema=named)), documents), CheckKind.SCHEMA)


@pytest.mark.parametrize("kind", ["JsonSchema", "JsonSchemaValidator2018", "1EdTechJsonSchemaValidator2019", ["JsonSchema"]])
def test_a_kept_schema_is_applied(kind: Any) -> None:
    assert (asked(FITS, type=kind).outcome, asked(FITS, type=kind).reason) == (Outcome.PASSED, "schema-matched")
    assert (asked(WRONG, type=kind).outcome, asked(WRONG, type=kind).reason) == (Outcome.FAILED, "schema-mismatch")
    assert "diplomaNumber" in asked(WRONG, type=kind).detail


def test_a_schema_that_is_not_kept() -> None:
    report = judged(UNI.sign(badge(UNI, credentialSchema={"id": URL, "type": "JsonSchema"})))
    assert answers(report)[CheckKind.SCHEMA] == (Outcome.UNKNOWN, "schema-not-offline")
    assert report.needs == (URL,)
    assert report.headline is Headline.NOT_FULLY_CHECKED


@pytest.mark.parametrize("kind", ["JsonSchemaCredential", "ShexSchema", "zkp"])
def test_an_unknown_kind_of_schema(kind: str) -> None:
    assert (asked(FITS, type=kind).outcome, asked(FITS, type=kind).reason) == (Outcome.UNKNOWN, "schema-unsupported")


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b"true", {"type": 7}, b'{"a":1,"a":2}'])
def test_what_is_no_schema(body: Any) -> None:
    assert (asked(body).outcome, asked(body).reason) == (Outcome.UNKNOWN, "schema-unreadable")


def test_each_schema_for_itself() -> None:
    other = "https://uni.example/other.json"
    named = [{"id": URL, "type": "JsonSchema"}, {"id": other, "type": "JsonSchema"}]
    report = judged(UNI.sign(badge(UNI, credentialSchema=named)), material(kept(URL, FITS), kept(other, WRONG)))
    assert [check.outcome for check in report.checks if check.kind is CheckKind.SCHEMA] == [Outcome.PASSED, Outcome.FAILED]
    assert report.verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    "odd", ["https://uni.example/schema.json", 7, {"type": "JsonSchema"}, {"id": 7, "type": "JsonSchema"}, [None], {}]
)
def test_odd_entries_never_pass(odd: Any) -> None:
    assert judged(UNI.sign(badge(UNI, credentialSchema=odd))).verdict is not Verdict.VERIFIED


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_a_pinned_schema(name: str) -> None:
    body = json.dumps(FITS).encode()
    digest = base64.b64encode(hashlib.new(name, body).digest()).decode()
    assert asked(FITS, digestSRI=f"{name}-{digest}").outcome is Outcome.PASSED
    assert asked(FITS, digestSRI=f"sha256-AAAA {name}-{digest}").outcome is Outcome.PASSED
    assert asked({**FITS, "title": "x"}, digestSRI=f"{name}-{digest}").reason == "schema-changed"


@pytest.mark.parametrize("pin", ["", "md5-AAAA", "sha256", "sha256-", "sha256-!!", 7, []])
def test_a_pin_that_means_nothing_pins_nothing_good(pin: Any) -> None:
    assert asked(FITS, digestSRI=pin).reason == "schema-changed"


def test_no_schema_no_question() -> None:
    assert answers(judged(UNI.sign(badge(UNI))))[CheckKind.SCHEMA] == (Outcome.NOT_APPLICABLE, "no-schema")
