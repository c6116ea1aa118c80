"""The W3C VCDM 2.0 test suite's inputs: file names end in -ok or -fail (structure rules, unsigned)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wallet.errors import InputRefused
from wallet.formats.read import read
from wallet.model.credential import Credential

# The suite's harness adds what it does not test: an issuer.
_ISSUER = "did:key:z6MkptRSJTmVbzM1HMSVyiigsNHbpvzrR5SxWYsyJQUHfwaw"
# What verification finds, not reading: dates, and types that no context defines.
_LATER = frozenset(
    {
        "credential-validUntil-validFrom-fail.json",  # period
        "credential-validfrom-invalid-fail.json",  # period
        "credential-validuntil-invalid-fail.json",  # period
        "credential-redef-type2-fail.json",  # terms: a protected term is redefined
        "credential-type-unmapped-fail.json",  # terms
        "credential-type-mapped-nonurl-fail.json",  # terms
        "credential-status-type-nonurl-fail.json",  # terms
    }
)


def _problems(file: Path) -> tuple[str, ...]:
    document = json.loads(file.read_bytes())
    if "issuer" not in document and "issuer" not in file.name:
        document["issuer"] = _ISSUER
    if document.get("issuer") == {}:
        document["issuer"]["id"] = _ISSUER
    try:
        (found,) = read(json.dumps(document).encode())
    except InputRefused as error:
        return (error.code,)
    assert isinstance(found, Credential)
    return found.problems


@pytest.mark.corpus
def test_every_file_is_read_as_its_name_says(corpus: Path) -> None:
    wrong = {}
    files = sorted((corpus / "vc-data-model/open/w3c-vcdm2-suite").glob("credential-*.json"))
    assert len(files) > 60
    for file in files:
        if file.name in _LATER:
            continue
        problems = _problems(file)
        if bool(problems) == file.stem.endswith("-ok"):
            wrong[file.name] = problems
    assert not wrong
