"""Real documents issued with base proofs of ours: whatever part is chosen verifies, and says nothing of the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.world import contexts as kept_contexts
from tests.fakes import SeededEntropy
from wallet.encoding import strict_json
from wallet.errors import CheckFailed, PresentationRefused, WalletError
from wallet.proofs import canonical, data_integrity, selective_proofs
from wallet.proofs.contexts import Contexts
from wallet.proofs.keys import SoftwareSigner
from wallet.proofs.selective_pointers import escaped

pytestmark = [pytest.mark.corpus, pytest.mark.slow]
ENTROPY = SeededEntropy(seed=b"corpus parts")
KEYS: tuple[Any, ...] = (SoftwareSigner.generate("P-256", ENTROPY), selective_proofs.BbsKey.generate(ENTROPY))
OPTIONS = {"verificationMethod": "did:example:issuer#key", "proofPurpose": "assertionMethod"}
ROUNDS = 8


def _documents(corpus: Path, contexts: Contexts) -> Iterator[tuple[Path, dict[str, Any]]]:
    for folder in ("ob3", "clr", "vc-data-model", "data-integrity"):
        for path in sorted((corpus / folder).rglob("*.json")):
            try:
                document = strict_json.loads(path.read_bytes())
                if not isinstance(document, dict) or "credentialSubject" not in document:
                    continue
                bare = {name: value for name, value in document.items() if name != "proof"}
                if not canonical.unsigned_terms(bare, contexts):
                    yield path, bare
            except WalletError:
                continue


def _places(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        below = f"{place}/{escaped(str(name))}"
        if name != "@context":
            yield below, member
            yield from _places(member, below)


def test_random_parts_of_real_documents(corpus: Path) -> None:
    contexts = Contexts(kept_contexts(corpus))
    derived = refused = documents = 0
    seen: set[str] = set()
    for path, document in _documents(corpus, contexts):
        text = json.dumps(document, sort_keys=True)
        if text in seen or len(text) > 20_000:
            continue
        seen.add(text)
        places = [place for place, _ in _places(document)]
        key = KEYS[documents % 2]
        try:
            base = selective_proofs.issue(document, OPTIONS, ("/issuer",), key, contexts=contexts, entropy=ENTROPY)
        except CheckFailed as error:
            assert error.code == "unsigned-proof-options", path  # a context of 2018 knows no proofs of this kind
            continue
        except PresentationRefused as error:
            assert error.code in ("pointer-missing", "cannot-be-split"), path
            continue
        documents += 1
        for _ in range(ROUNDS):
            draw = ENTROPY.token(8)
            chosen = tuple({places[byte * 7 % len(places)] for byte in draw[: draw[7] % 4 + 1]})
            try:
                part = selective_proofs.derive(base, chosen, contexts=contexts, entropy=ENTROPY)
            except PresentationRefused as error:
                assert error.code == "cannot-be-split", (path, chosen)
                refused += 1
                continue
            data_integrity.verify(part, part["proof"], key.public, contexts)
            derived += 1
            for place, value in _places(document):
                inside = any(place.startswith(f"{one}/") or place == one for one in (*chosen, "/issuer"))
                if isinstance(value, str) and len(value) > 12 and not inside and text.count(json.dumps(value)) == 1:
                    steps = place.rsplit("/", 2)
                    kept = steps[-1] in ("id", "type") or steps[-2] in ("type", "@context")
                    assert kept or json.dumps(value) not in json.dumps({**part, "proof": ""}), (path, place, chosen)
    assert documents > 25
    assert derived > 180
    assert refused < derived / 10
