"""bbs-2023 against the published examples of vc-di-bbs (appendix A)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.world import contexts as kept_contexts
from tests.fakes import SeededEntropy
from wallet.errors import CheckFailed, CheckUndecided
from wallet.proofs import bbs_2023
from wallet.proofs.bbs_2023_value import read_base, read_derived
from wallet.proofs.contexts import Contexts
from wallet.proofs.keys import PublicKey
from wallet.proofs.selective import Statements, shuffled_labels

pytestmark = pytest.mark.corpus
EXAMPLES = {"": ("windMandatory.json", "windSelective.json"), "prc": ("prCredMandatory.json", "prCredSelective.json")}


class Replayed:
    def __init__(self, *tokens: bytes) -> None:
        self._tokens = list(tokens)

    def token(self, length: int) -> bytes:
        assert len(self._tokens[0]) == length
        return self._tokens.pop(0)


@pytest.fixture
def root(corpus: Path) -> Path:
    return corpus / "data-integrity" / "open" / "w3c-bbs"


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _unproven(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_published_base_proof_and_derivation(corpus: Path, root: Path, example: str) -> None:
    folder = root / example
    contexts = Contexts(kept_contexts(corpus))
    mandatory, selective = (_load(root / name) for name in EXAMPLES[example])
    base = _load(folder / "addSignedSDBase.json")
    value = read_base(base["proof"]["proofValue"])
    assert value.text() == base["proof"]["proofValue"]
    statements = Statements(_unproven(base), contexts, shuffled_labels(value.hmac_key))
    assert list(statements.lines) == _load(folder / "addBaseDocHMACCanon.json")
    keys = _load(root / "BBSKeyMaterial.json")
    options = {name: part for name, part in base["proof"].items() if name != "proofValue"}
    hmac_key, secret = bytes.fromhex(keys["hmacKeyString"]), bytes.fromhex(keys["privateKeyHex"])
    made = bbs_2023.create(_unproven(base), options, mandatory, secret, contexts, Replayed(hmac_key))
    assert made == base["proof"]["proofValue"]
    published = _load(folder / "derivedRevealDocument.json")
    wanted = read_derived(published["proof"]["proofValue"])
    part, text = bbs_2023.derive(
        _unproven(base), base["proof"], selective, contexts, SeededEntropy(), wanted.presentation_header
    )
    assert part == _unproven(published)
    assert wanted.text() == published["proof"]["proofValue"]
    assert replace(read_derived(text), proof=wanted.proof) == wanted  # the example's own random numbers are not published
    key = PublicKey.from_encoded("BLS12-381-G2", bytes.fromhex(keys["publicKeyHex"]))
    assert base["proof"]["verificationMethod"] == f"did:key:{key.to_multikey()}#{key.to_multikey()}"
    bbs_2023.verify_base(_unproven(base), base["proof"], key, contexts)
    bbs_2023.verify(_unproven(published), published["proof"], key, contexts)


@pytest.mark.parametrize("feature", ["HolderBinding", "Pseudonym", "PseudonymHB"])
@pytest.mark.parametrize("file", ["addSignedSDBase.json", "derivedRevealDocument.json"])
def test_features_are_told_by_name_and_never_verified(corpus: Path, root: Path, feature: str, file: str) -> None:
    document = _load(root / feature / file)
    key = PublicKey.from_multikey(document["proof"]["verificationMethod"].partition("#")[2])
    for check in (bbs_2023.verify, bbs_2023.verify_base):
        with pytest.raises((CheckUndecided, CheckFailed)) as caught:
            check(_unproven(document), document["proof"], key, Contexts(kept_contexts(corpus)))
        assert caught.value.code == "proof-feature-unsupported"
