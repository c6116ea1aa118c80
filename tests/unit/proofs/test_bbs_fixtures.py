"""BBS signatures: the published fixtures of draft-irtf-cfrg-bbs-signatures, both ciphersuites."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wallet.errors import CheckFailed
from wallet.proofs import bbs
from wallet.proofs.bbs_hash import SHA256, SHAKE256, Ciphersuite, generators

pytestmark = pytest.mark.corpus
SUITES = {"bls12-381-sha-256": SHA256, "bls12-381-shake-256": SHAKE256}


class Mocked:
    """The fixtures' random scalars (appendix of the draft, mocked_calculate_random_scalars)."""

    def __init__(self, suite: Ciphersuite, seed: bytes, count: int) -> None:
        self._data = suite.expand(seed, suite.api + b"MOCK_RANDOM_SCALARS_DST_", 48 * count)

    def token(self, length: int) -> bytes:
        taken, self._data = self._data[:length], self._data[length:]
        return taken


@pytest.fixture(params=sorted(SUITES))
def suite(request: pytest.FixtureRequest) -> Ciphersuite:
    return SUITES[request.param]


@pytest.fixture
def folder(suite: Ciphersuite, corpus: Path) -> Path:
    name = next(name for name, known in SUITES.items() if known is suite)
    return corpus / "bbs-raw" / "open" / "irtf-bbs" / name


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _hex(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def test_keys(suite: Ciphersuite, folder: Path) -> None:
    fixture = _load(folder / "keypair.json")
    secret = bbs.secret_key(bytes.fromhex(fixture["keyMaterial"]), bytes.fromhex(fixture["keyInfo"]), suite=suite)
    assert secret.hex() == fixture["keyPair"]["secretKey"]
    assert bbs.public_key(secret).hex() == fixture["keyPair"]["publicKey"]


def test_generators_and_scalars(suite: Ciphersuite, folder: Path) -> None:
    fixture = _load(folder / "generators.json")
    made = [bytes(point.to_compressed_bytes()).hex() for point in generators(suite, 11)]
    assert suite.base_point.hex() == fixture["P1"]
    assert made == [fixture["Q1"], *fixture["MsgGenerators"]]
    mapped = _load(folder / "MapMessageToScalarAsHash.json")["cases"]
    scalars = suite.messages(_hex([case["message"] for case in mapped]))
    assert scalars == [int(case["scalar"], 16) for case in mapped]


def test_signatures(suite: Ciphersuite, folder: Path) -> None:
    outcomes = set()
    for path in sorted((folder / "signature").glob("*.json")):
        fixture = _load(path)
        key, header = bytes.fromhex(fixture["signerKeyPair"]["publicKey"]), bytes.fromhex(fixture["header"])
        messages, signature = _hex(fixture["messages"]), bytes.fromhex(fixture["signature"])
        valid = fixture["result"]["valid"]
        outcomes.add(valid)
        if valid:
            bbs.verify(key, signature, header, messages, suite=suite)
            assert bbs.sign(bytes.fromhex(fixture["signerKeyPair"]["secretKey"]), header, messages, suite=suite) == signature
        else:
            with pytest.raises(CheckFailed) as caught:
                bbs.verify(key, signature, header, messages, suite=suite)
            assert caught.value.code == "signature-mismatch", path.name
    assert outcomes == {True, False}


def test_proofs(suite: Ciphersuite, folder: Path) -> None:
    seed = bytes.fromhex(_load(folder / "mockedRng.json")["seed"])
    outcomes = set()
    for path in sorted((folder / "proof").glob("*.json")):
        fixture = _load(path)
        key, header = bytes.fromhex(fixture["signerPublicKey"]), bytes.fromhex(fixture["header"])
        presented, proof = bytes.fromhex(fixture["presentationHeader"]), bytes.fromhex(fixture["proof"])
        messages, places = _hex(fixture["messages"]), fixture["disclosedIndexes"]
        shown = {place: messages[place] for place in places}
        outcomes.add(fixture["result"]["valid"])
        if not fixture["result"]["valid"]:
            with pytest.raises(CheckFailed):
                bbs.verify_proof(key, proof, header, presented, shown, suite=suite)
            continue
        bbs.verify_proof(key, proof, header, presented, shown, suite=suite)
        mocked = Mocked(suite, seed, 5 + len(messages) - len(places))
        signature = bytes.fromhex(fixture["signature"])
        assert bbs.prove(key, signature, header, presented, messages, places, mocked, suite=suite) == proof, path.name
    assert outcomes == {True, False}
