"""ecdsa-sd-2023 against the published examples of vc-di-ecdsa 1.0 (appendix A.7 and A.8)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.world import contexts as kept_contexts
from wallet.encoding import multibase
from wallet.proofs import ecdsa_sd
from wallet.proofs.contexts import Contexts
from wallet.proofs.ecdsa_sd_value import read_base
from wallet.proofs.keys import PublicKey
from wallet.proofs.selective import Statements, hmac_labels

pytestmark = pytest.mark.corpus
EXAMPLES = {"employ": ("employMandatory.json", "employSelective.json"), "prc": ("prCredMandatory.json", "prCredSelective.json")}


@pytest.fixture(params=sorted(EXAMPLES))
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _unproven(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def test_published_statements_labels_and_derivation(corpus: Path, example: str) -> None:
    root = corpus / "data-integrity" / "open" / "w3c-ecdsa"
    folder = root / "ecdsa-sd-2023" / example
    contexts = Contexts(kept_contexts(corpus))
    mandatory, selective = (_load(root / name) for name in EXAMPLES[example])
    base = _load(folder / "addSignedSDBase.json")
    value = read_base(base["proof"]["proofValue"])
    assert value.text() == base["proof"]["proofValue"]
    assert list(value.mandatory) == mandatory
    statements = Statements(_unproven(base), contexts, hmac_labels(value.hmac_key))
    assert list(statements.lines) == _load(folder / "addBaseDocHMACCanon.json")
    part, text = ecdsa_sd.derive(_unproven(base), base["proof"], selective, contexts)
    published = _load(folder / "derivedRevealDocument.json")
    assert part == _unproven(published)
    assert text == published["proof"]["proofValue"]
    key = PublicKey.from_multikey(_load(root / "p256KeyPair.json")["publicKeyMultibase"])
    ecdsa_sd.verify_base(_unproven(base), base["proof"], key, contexts)
    ecdsa_sd.verify(_unproven(published), published["proof"], key, contexts)
    assert multibase.decode(key.to_multikey())[:2] == b"\x80\x24"
