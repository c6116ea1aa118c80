"""RDFC-1.0 against the W3C test suite and against a second, independent implementation."""

from __future__ import annotations

import json
import re
import time
from itertools import permutations
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.errors import CheckFailed
from wallet.proofs.quads import escape
from wallet.proofs.rdfc import Quad, canonical_labels, canonical_nquads

_TERM = re.compile(r'(<[^>]*>|_:[^\s]+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?)\s*')
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_CONTROL = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def _read(text: str) -> set[Quad]:
    quads: set[Quad] = set()
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            subject, predicate, value, *graph = (_canonical_literal(term) for term in _TERM.findall(line.rstrip(" .")))
            quads.add((subject, predicate, value, graph[0] if graph else ""))
    return quads


def _canonical_literal(term: str) -> str:
    if not term.startswith('"'):
        return _ESCAPE.sub(_unescape, term)
    end = term.rindex('"')
    return f'"{escape(_ESCAPE.sub(_unescape, term[1:end]))}"{_ESCAPE.sub(_unescape, term[end + 1 :])}'


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _CONTROL.get(code, code)


def _entries(corpus: Path, kind: str) -> list[dict[str, Any]]:
    manifest = json.loads((corpus / "canon/open/rdf-canon/manifest.jsonld").read_bytes())
    return [entry for entry in manifest["entries"] if entry["type"] == f"rdfc:{kind}"]


@pytest.mark.corpus
def test_every_evaluation_of_the_w3c_suite(corpus: Path) -> None:
    entries = _entries(corpus, "RDFC10EvalTest")
    assert len(entries) == 64
    for entry in entries:
        folder = corpus / "canon/open/rdf-canon"
        quads = _read((folder / entry["action"]).read_text(encoding="utf-8"))
        expected = (folder / entry["result"]).read_text(encoding="utf-8")
        assert canonical_nquads(quads, hash_name=entry.get("hashAlgorithm", "SHA256")) == expected, entry["id"]


@pytest.mark.corpus
def test_every_map_of_the_w3c_suite(corpus: Path) -> None:
    entries = _entries(corpus, "RDFC10MapTest")
    assert len(entries) == 21
    for entry in entries:
        folder = corpus / "canon/open/rdf-canon"
        quads = _read((folder / entry["action"]).read_text(encoding="utf-8"))
        labels = canonical_labels(quads, hash_name=entry.get("hashAlgorithm", "SHA256"))
        expected = json.loads((folder / entry["result"]).read_bytes())
        assert {old[2:]: new[2:] for old, new in labels.items()} == expected, entry["id"]


def _clique(size: int) -> set[Quad]:
    return {(f"_:e{a}", "<urn:p>", f"_:e{b}", "") for a, b in permutations(range(size), 2)}


@pytest.mark.corpus
def test_the_poisonous_graph_of_the_suite_is_given_up(corpus: Path) -> None:
    (entry,) = _entries(corpus, "RDFC10NegativeEvalTest")
    quads = _read((corpus / "canon/open/rdf-canon" / entry["action"]).read_text(encoding="utf-8"))
    _assert_given_up(quads)


@pytest.mark.parametrize("size", [9, 10, 12, 40])
def test_a_clique_is_given_up(size: int) -> None:
    _assert_given_up(_clique(size))


def test_a_long_chain_of_equals_is_given_up_before_the_stack_ends() -> None:
    ring = {(f"_:e{n}", "<urn:next>", f"_:e{(n + 1) % 3000}", "") for n in range(3000)}
    _assert_given_up(ring)


def test_many_equal_things_are_no_poison() -> None:
    """Two hundred results that say the same, below one achievement."""
    quads = {("<urn:a>", "<urn:result>", f"_:r{n}", "") for n in range(200)}
    quads |= {(f"_:r{n}", "<urn:value>", '"passed"', "") for n in range(200)}
    assert canonical_nquads(quads).count('<urn:value> "passed"') == 200


def test_equal_proofs_in_graphs_of_their_own_are_no_poison() -> None:
    """Embedded proofs are graphs without a name, and each names its subject once a quad: twelve quads, not 12! orders."""
    quads = {("<urn:a>", "<urn:proof>", f"_:g{n}", "") for n in range(3)}
    quads |= {(f"_:p{n}", f"<urn:p{m}>", '"x"', f"_:g{n}") for n in range(3) for m in range(12)}
    assert len(canonical_nquads(quads).splitlines()) == 39


def _assert_given_up(quads: set[Quad]) -> None:
    begun = time.process_time()
    with pytest.raises(CheckFailed) as caught:
        canonical_nquads(quads)
    assert caught.value.code == "canonicalization-too-complex"
    assert time.process_time() - begun < 2


def test_the_limit_is_the_same_every_time() -> None:
    """Not a matter of the machine's speed or of the order in which quads come."""
    outcomes = set()
    for steps in (50, 400, 100_000):
        for _ in range(3):
            try:
                outcomes.add((steps, canonical_nquads(_clique(4), max_steps=steps)))
            except CheckFailed:
                outcomes.add((steps, "given up"))
    assert len(outcomes) == 3
    assert (50, "given up") in outcomes
    assert (100_000, "given up") not in outcomes


_NODES = st.sampled_from(["<urn:a>", "<urn:b>", "_:n0", "_:n1", "_:n2", "_:n3", "_:n4"])
_QUADS = st.sets(
    st.tuples(
        _NODES,
        st.sampled_from(["<urn:p>", "<urn:q>"]),
        _NODES | st.sampled_from(['"x"', '"y"@en', '"1"^^<urn:t>']),
        st.sampled_from(["", "", "<urn:g>", "_:n0", "_:n4"]),
    ),
    max_size=12,
)


@given(_QUADS, st.sampled_from(["SHA256", "SHA384"]))
@settings(max_examples=150, deadline=None)
def test_a_second_implementation_agrees(quads: set[Quad], hash_name: str) -> None:
    dataset = pyoxigraph.Dataset(
        pyoxigraph.parse(" .\n".join([*(" ".join(quad) for quad in quads), ""]), format=pyoxigraph.RdfFormat.N_QUADS)
    )
    algorithm = getattr(pyoxigraph.CanonicalizationAlgorithm, "RDFC_1_0" + ("_SHA_384" if hash_name == "SHA384" else ""))
    dataset.canonicalize(algorithm)
    assert canonical_nquads(quads, hash_name=hash_name) == "".join(sorted(f"{quad} .\n" for quad in dataset))


@given(st.text())
def test_what_is_escaped_stays_on_its_line(text: str) -> None:
    written = escape(text)
    assert not re.search(r'[\x00-\x1f\x7f]|(?<!\\)(\\\\)*"', written)
    assert _ESCAPE.sub(_unescape, written) == text
