"""A part of a badge with a selective proof, from the issuer's file to the employer's verdict, with commands alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Satchel
from tests.fakes import SeededEntropy
from tests.unit.proofs.sample_badge import badge
from wallet.proofs import selective_proofs
from wallet.proofs.contexts import Contexts
from wallet.proofs.keys import SoftwareSigner

ENTROPY = SeededEntropy(seed=b"derived parts")
KEYS: dict[str, Any] = {
    "ecdsa-sd-2023": SoftwareSigner.generate("P-256", ENTROPY),
    "bbs-2023": selective_proofs.BbsKey.generate(ENTROPY),
}
MANDATORY = ("/issuer", "/credentialSubject/achievement/name", "/credentialSubject/achievement/criteria")


@pytest.mark.parametrize("suite", sorted(KEYS))
def test_a_part_of_a_badge_convinces_an_employer(run: Satchel, tmp_path: Path, suite: str) -> None:
    multikey = KEYS[suite].public.to_multikey()
    document = badge(issuer={"id": f"did:key:{multikey}", "type": ["Profile"], "name": "Example College"})
    del document["credentialStatus"], document["credentialSubject"]["id"]
    options = {"verificationMethod": f"did:key:{multikey}#{multikey}", "proofPurpose": "assertionMethod"}
    signed = selective_proofs.issue(document, options, MANDATORY, KEYS[suite], contexts=Contexts({}), entropy=ENTROPY)
    file, shown = tmp_path / "badge.json", tmp_path / "shown.json"
    file.write_text(json.dumps(signed), "utf-8")

    assert run("init", "--json").code == 0
    (taken, *_) = run("import", file, "--offline", "--json").records
    assert taken["headline"] == "issuer-unknown"
    asked = ["--audience", "Nordic Data", "--nonce", "7KQ4MP"]
    made = run("present", taken["id"], "--show", "/name", "--format", "vp", *asked, "--out", shown, "--json")
    assert made.code == 0, made.text + made.errors
    assert b"winter" in file.read_bytes()
    assert b"Keeps a hive" not in shown.read_bytes()
    (inside,) = json.loads(shown.read_bytes())["verifiableCredential"]
    assert inside["name"] == document["name"]
    assert "description" not in inside["credentialSubject"]["achievement"]

    checked = run("verify", shown, *asked, "--offline", "--json")
    presentation, statement = checked.records
    assert presentation["verdict"] == statement["verdict"] == "verified", checked.text
    alone = run("verify", file, "--offline", "--json").records[0]
    assert [check["reason"] for check in alone["checks"] if check["kind"] == "proof"] == ["base-proof"]
