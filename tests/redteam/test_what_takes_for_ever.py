"""Small inputs that would keep a matcher, a list or a walk busy for minutes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.issuers import Party, badge, kept, material
from tests.verdicts import answers, judged
from wallet.model.report import CheckKind, Outcome

ISSUER = Party.with_did_key("issuer of schemas")
SCHEMA = "https://uni.example/schema.json"


def _answer(pattern: str, text: str) -> tuple[Outcome, str]:
    document = badge(ISSUER, name=text, credentialSchema={"id": SCHEMA, "type": "JsonSchema"})
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"name": {"pattern": pattern}}}
    started = time.process_time()
    report = judged(ISSUER.sign(document), material(kept(SCHEMA, schema)))
    assert time.process_time() - started < 2
    return answers(report)[CheckKind.SCHEMA]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^" + "a?" * 28 + "a" * 28 + "$", "a" * 27 + "b"),
        ("^" + "(?:a|a)" * 28 + "$", "a" * 28 + "b"),
        ("^" + "a{0,9}" * 9 + "$", "a" * 80 + "b"),
        ("^" + "a{0,}" * 4 + "b$", "a" * 500),
        ("^" + "[ab]?" * 30 + "c$", "a" * 30),
        ("a*a*b", "a" * 1990),
        ("^(a+)+$", "a" * 40 + "b"),
        ("^(?:(?:a|aa)(?:a|aa)(?:a|aa)){5,9}$", "a" * 40 + "b"),
    ],
)
def test_a_pattern_that_would_be_tried_for_ever(pattern: str, text: str) -> None:
    assert _answer(pattern, text) == (Outcome.UNKNOWN, "schema-too-complex")


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"^[A-Z]{2}-\d{4}$", "AB-1234", True),
        (r"^[A-Z]{2}-\d{4}$", "AB-123", False),
        (r"^[^@ ]+@[^@ ]+\.[a-z]{2,}$", "ada@example.org", True),
        (r"^\+?[0-9*|?]{3,5}$", "+12*?", True),
        (r"^(red|green|blue)$", "green", True),
        (r"^https?://.*$", "https://uni.example/" + "x" * 900, True),
        (r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}$", "urn:uuid:0a5c2c4e-2d2f", True),
    ],
)
def test_patterns_that_people_write(pattern: str, text: str, fits: bool) -> None:
    assert _answer(pattern, text) == ((Outcome.PASSED, "schema-matched") if fits else (Outcome.FAILED, "schema-mismatch"))


def _deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"@set": [value]}
    return value


@pytest.mark.parametrize(
    "members",
    [
        {"evidence": [{"type": ["Evidence"], "narrative": "x"}] * 3000},
        {"evidence": _deep(28)},
        {"@context": ["https://www.w3.org/ns/credentials/v2"] * 400},
        {"credentialStatus": [{"type": "Unknown"}] * 2000},
        {"credentialSchema": [{"id": SCHEMA, "type": "JsonSchema"}] * 2000},
        {"proof": [{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}] * 2000},
    ],
    ids=["evidence", "deep", "contexts", "status", "schema", "proofs"],
)
def test_a_great_many_of_one_thing(members: dict[str, Any]) -> None:
    started = time.process_time()
    judged(ISSUER.sign(badge(ISSUER)) | members)
    judged(ISSUER.sign(badge(ISSUER), cryptosuite="eddsa-rdfc-2022") | members)
    assert time.process_time() - started < 5
