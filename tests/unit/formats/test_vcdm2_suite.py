"""The W3C VCDM 2.0 test suite's inputs: file names end in -ok or -fail (structure rules, unsigned). None is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import NOON
from wallet.errors import CheckFailed, InputRefused
from wallet.formats.read import read
from wallet.model.credential import Credential
from wallet.model.report import CheckKind, Outcome
from wallet.proofs import canonical
from wallet.proofs.canonical import Contexts
from wallet.verify.verifier import verify_credential

pytestmark = pytest.mark.corpus

# The suite's harness adds what it does not test: an issuer.
_ISSUER = "did:key:z6MkptRSJTmVbzM1HMSVyiigsNHbpvzrR5SxWYsyJQUHfwaw"
# What is not wrong with the shape is found by the period check, or because the linked data cannot be signed.
_BY_PERIOD = frozenset(
    {
        "credential-validUntil-validFrom-fail.json",
        "credential-validfrom-invalid-fail.json",
        "credential-validuntil-invalid-fail.json",
    }
)
_BY_TERMS = frozenset(
    {
        "credential-redef-type2-fail.json",
        "credential-type-unmapped-fail.json",
        "credential-type-mapped-nonurl-fail.json",
    }
)


def _files(corpus: Path) -> list[Path]:
    return sorted((corpus / "vc-data-model/open/w3c-vcdm2-suite").glob("credential-*.json"))


def _document(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_bytes())
    if "issuer" not in document and "issuer" not in file.name:
        document["issuer"] = _ISSUER
    if document.get("issuer") == {}:
        document["issuer"]["id"] = _ISSUER
    return document


def _problems(document: dict[str, Any]) -> tuple[str, ...]:
    try:
        (found,) = read(json.dumps(document).encode())
    except InputRefused as error:
        return (error.code,)
    assert isinstance(found, Credential)
    return found.problems


def test_every_file_is_read_as_its_name_says(corpus: Path) -> None:
    wrong = {}
    files = _files(corpus)
    assert len(files) == 71
    for file in files:
        problems = _problems(_document(file))
        means_to_fail = "-fail" in file.stem and file.name not in _BY_PERIOD | _BY_TERMS
        if bool(problems) != means_to_fail:
            wrong[file.name] = problems
    assert not wrong


def test_wrong_dates_fail_the_period(corpus: Path) -> None:
    for file in (file for file in _files(corpus) if file.name in _BY_PERIOD):
        (found,) = read(json.dumps(_document(file)).encode())
        assert isinstance(found, Credential)
        (period,) = [check for check in verify_credential(found, {}, NOON).checks if check.kind is CheckKind.PERIOD]
        assert period.outcome is Outcome.FAILED, file.name


def test_wrong_terms_cannot_be_signed(corpus: Path) -> None:
    for file in (file for file in _files(corpus) if file.name in _BY_TERMS):
        try:
            unsigned = canonical.unsigned_terms(_document(file), Contexts({}))
        except CheckFailed as error:
            assert error.code == "json-ld-invalid", file.name
        else:
            assert unsigned, file.name
