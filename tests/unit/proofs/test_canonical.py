from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import snapshot
from tests.unit.proofs.sample_badge import OB3, V2, badge, badge_with_context
from wallet.errors import CheckFailed, CheckUndecided, WalletError
from wallet.proofs.canonical import Contexts, canonize, unsigned_terms
from wallet.proofs.json_ld import expand
from wallet.proofs.quads import to_quads

NONE = Contexts({})
ELSEWHERE = "https://college.example/context.json"


def _kept(**terms: Any) -> Contexts:
    return Contexts({ELSEWHERE: snapshot(ELSEWHERE, json.dumps({"@context": terms}).encode())})


def _code(document: dict[str, Any], contexts: Contexts = NONE) -> str:
    with pytest.raises(WalletError) as caught:
        canonize(document, contexts)
    return caught.value.code


def test_a_small_document() -> None:
    document = {
        "@context": {"name": "https://schema.org/name", "knows": {"@id": "https://schema.org/knows", "@container": "@list"}},
        "@id": "urn:a",
        "name": ["tab\there", 'quote " and \\', "nul-ish \x01\x7f", True, 5, 5.5, 1e30, {"@value": "hé", "@language": "fr-CA"}],
        "knows": ["one", {"@id": "urn:b"}],
    }
    xsd = "http://www.w3.org/2001/XMLSchema#"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    lines = canonize(document, NONE).splitlines()
    assert lines == sorted(lines)
    assert set(lines) == {
        '<urn:a> <https://schema.org/name> "tab\\there" .',
        '<urn:a> <https://schema.org/name> "quote \\" and \\\\" .',
        '<urn:a> <https://schema.org/name> "nul-ish \\u0001\\u007F" .',
        f'<urn:a> <https://schema.org/name> "true"^^<{xsd}boolean> .',
        f'<urn:a> <https://schema.org/name> "5"^^<{xsd}integer> .',
        f'<urn:a> <https://schema.org/name> "5.5E0"^^<{xsd}double> .',
        f'<urn:a> <https://schema.org/name> "1.0E30"^^<{xsd}double> .',
        '<urn:a> <https://schema.org/name> "hé"@fr-ca .',
        "<urn:a> <https://schema.org/knows> _:c14n1 .",
        f'_:c14n1 <{rdf}first> "one" .',
        f"_:c14n1 <{rdf}rest> _:c14n0 .",
        f"_:c14n0 <{rdf}first> <urn:b> .",
        f"_:c14n0 <{rdf}rest> <{rdf}nil> .",
    }


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "signed", "canonical", "hash_name"),
    [
        ("w3c-eddsa/eddsa-rdfc-2022", "signedDataInt.json", "canonDocDataInt.txt", "SHA256"),
        ("w3c-eddsa/Ed25519Signature2020", "signedEdSig.json", "canonDocEdSig.txt", "SHA256"),
        ("w3c-ecdsa/ecdsa-rdfc-2019-p256", "signedECDSAP256.json", "canonDocECDSAP256.txt", "SHA256"),
        ("w3c-ecdsa/ecdsa-rdfc-2019-p384", "signedECDSAP384.json", "canonDocECDSAP384.txt", "SHA384"),
    ],
)
def test_canonical_forms_of_w3c(corpus: Path, folder: str, signed: str, canonical: str, hash_name: str) -> None:
    place = corpus / "data-integrity/open" / folder
    document = json.loads((place / signed).read_bytes())
    del document["proof"]
    assert canonize(document, NONE, hash_name=hash_name) == (place / canonical).read_text(encoding="utf-8")


@pytest.mark.corpus
def test_pyld_s_own_conversion_says_the_same(corpus: Path) -> None:
    """Our way from the expanded tree to quads, against PyLD's node map, over every credential of the corpus."""
    from pyld.jsonld import JsonLdProcessor

    from wallet.proofs.rdfc import canonical_nquads

    compared = 0
    for path in sorted(corpus.glob("*/open/**/*.json")):
        document = _json_ld(path)
        try:
            nodes = expand(document, NONE).nodes
            ours = canonical_nquads(to_quads(nodes))
        except WalletError:
            continue
        options = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None}
        theirs = JsonLdProcessor().normalize(nodes, options)
        assert ours == theirs, path
        compared += bool(ours)
    assert compared > 100


def _json_ld(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return document if isinstance(document, dict) and "@context" in document else {}


# ---------------------------------------------------------------- contexts


def test_every_missing_context_is_named_at_once() -> None:
    other = "https://college.example/other.json"
    with pytest.raises(CheckUndecided) as caught:
        canonize(badge_with_context(ELSEWHERE, evidence={"@context": other, "type": "Evidence"}), NONE)
    assert (caught.value.code, caught.value.needs) == ("context-missing", (ELSEWHERE, other))


def test_a_context_that_a_kept_one_names_is_asked_for_too() -> None:
    inner = "https://college.example/inner.json"
    material = {ELSEWHERE: snapshot(ELSEWHERE, json.dumps({"@context": [inner]}).encode())}
    with pytest.raises(CheckUndecided) as caught:
        canonize(badge_with_context(ELSEWHERE), Contexts(material))
    assert caught.value.needs == (inner,)


def test_a_missing_scoped_context_is_missing_not_malformed() -> None:
    """PyLD turns what its loader raises for a scoped context into a syntax error."""
    scoped = {"t": {"@id": "urn:t", "@context": ELSEWHERE}}
    assert _code(badge_with_context(scoped)) == "context-missing"


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ("context.json", "json-ld-invalid"),
        ("../context.json", "json-ld-invalid"),
        ("", "json-ld-invalid"),
        (5, "json-ld-invalid"),
        ({"@import": V2}, "context-unsupported"),
        ({"name": "https://attacker.example/name"}, "json-ld-invalid"),  # protected by VCDM 2.0
        ({"t": {"@id": "urn:t", "@container": "@bag"}}, "json-ld-invalid"),
        ({"@version": 2}, "json-ld-invalid"),
        ("urn:nobody", "context-missing"),
    ],
)
def test_contexts_that_cannot_be(context: Any, code: str) -> None:
    assert _code(badge_with_context(context)) == code


def test_contexts_that_name_each_other() -> None:
    circle = Contexts({ELSEWHERE: snapshot(ELSEWHERE, json.dumps({"@context": [ELSEWHERE]}).encode())})
    assert _code(badge_with_context(ELSEWHERE), circle) == "json-ld-invalid"


def test_too_many_contexts() -> None:
    urls = [f"https://college.example/{number}" for number in range(40)]
    material = Contexts({url: snapshot(url, b'{"@context": {}}') for url in urls})
    assert _code(badge_with_context(*urls), material) == "too-many-contexts"
    assert canonize(badge_with_context(*urls[:20]), material) == canonize(badge(), NONE)


def test_a_null_that_takes_back_nothing_is_no_error() -> None:
    assert canonize(badge_with_context({"@vocab": None, "@language": None}), NONE) == canonize(badge(), NONE)


def test_materials_that_differ_never_mix() -> None:
    document = badge_with_context(ELSEWHERE, grade="A")
    first, second = _kept(grade="https://a.example/grade"), _kept(grade="https://b.example/grade")
    for _ in range(2):
        assert "<https://a.example/grade>" in canonize(document, first)
        assert "<https://b.example/grade>" in canonize(document, second)
        assert _code(document) == "context-missing"


def test_a_document_s_own_context_leaves_no_trace() -> None:
    before = canonize(badge(), NONE)
    for context in (
        {"grade": "urn:grade"},
        {"@vocab": "urn:v:"},
        [{"Evidence2": {"@id": "urn:e", "@context": {"grade": "urn:g"}}}],
    ):
        for order in ([V2, OB3, context], [V2, context, OB3]):
            canonize(badge(**{"@context": order, "grade": "A"}), NONE)
    assert canonize(badge(), NONE) == before
    assert unsigned_terms(badge(grade="A"), NONE) == ("/grade",)


# ---------------------------------------------------------------- limits


def _nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {"id": "urn:end"}
    for _ in range(depth):
        value = {"type": "Evidence", "evidence": value}
    return value


def _scoped(depth: int, width: int) -> dict[str, Any]:
    if not depth:
        return {}
    inner = _scoped(depth - 1, width)
    return {f"t{number}": {"@id": f"urn:{number}", "@context": dict(inner)} for number in range(width)}


@pytest.mark.parametrize(
    "document",
    [
        badge(evidence=_nested(100)),
        badge(evidence=["x"] * 60_000),
        badge_with_context({f"t{n}": f"urn:{n}" for n in range(8_000)}, evidence=[{"@context": {}} for _ in range(5_000)]),
        badge_with_context(_scoped(14, 2)),
        badge_with_context(
            {"peer": "urn:peer"}, peer=[{"id": f"_:{a}", "peer": [{"id": f"_:{b}"} for b in range(12)]} for a in range(12)]
        ),
    ],
    ids=["deep", "long", "wide context, often", "scoped in scoped", "clique"],
)
def test_what_would_take_forever_is_given_up(document: dict[str, Any]) -> None:
    begun = time.process_time()
    assert _code(document) == "canonicalization-too-complex"
    assert time.process_time() - begun < 4


def test_ten_thousand_statements_about_one_thing_take_no_square() -> None:
    document = badge(evidence=[{"id": "urn:one", "type": "Evidence", "name": f"n{number}"} for number in range(10_000)])
    begun = time.process_time()
    assert canonize(document, NONE).count('"n') >= 10_000
    assert time.process_time() - begun < 5


# ---------------------------------------------------------------- what a signature cannot carry


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "https://a.example/><urn:p"},
        {"id": 'https://a.example/"'},
        {"id": "https://a.example/\\u003e"},
        {"name": {"@value": "x", "@language": "en <urn:graph>"}},
        {"name": "\ud800"},
        {"name": {"@value": "x", "@type": "not absolute"}},
        {"id": ["urn:a"]},
        {"type": 5},
        {"name": float("nan")},
        {"name": b"bytes"},
    ],
    ids=str,
)
def test_junk_is_refused_and_named(changes: dict[str, Any]) -> None:
    assert _code(badge(**changes)) == "json-ld-invalid"


_KEYWORDS = (
    "@context @id @type @value @list @set @graph @included @reverse @nest @index @language @direction "
    "@json @none @vocab @base @import @container @protected @propagate @foo"
)
_TERMS = "a:b _:b urn:x x id type name issuer proof evidence credentialSubject achievement"
_KEYS = st.sampled_from([*_KEYWORDS.split(), *_TERMS.split(), ""])
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | _KEYS
    | st.sampled_from([V2, OB3, "VerifiableCredential", "AchievementSubject", "did:example:1", "_:b0", "en"])
)
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(_KEYS, _JSON, max_size=5), st.booleans())
@settings(max_examples=400, deadline=None)
def test_nothing_but_our_own_errors_comes_out(document: dict[str, Any], whole: bool) -> None:
    if whole:
        document = badge(**{name: value for name, value in document.items() if name != "@context"})
    for act in (canonize, unsigned_terms):
        try:
            act(document, NONE)
        except WalletError as error:
            assert error.code in {
                "json-ld-invalid",
                "json-ld-unsupported",
                "context-missing",
                "context-unsupported",
                "canonicalization-too-complex",
                "json-not-canonical",
            }, error.code


def test_an_unknown_failure_of_the_library_is_undecided_not_wrong() -> None:
    with pytest.raises(CheckUndecided) as caught:
        canonize(badge(credentialSubject={"type": "AchievementSubject", "identifier": 10**400}), NONE)
    assert caught.value.code == "json-ld-unsupported"


def test_the_same_object_in_two_places_is_allowed() -> None:
    part = {"type": ["Evidence"], "name": "shared"}
    assert isinstance(canonize(badge(evidence=[part, part]), NONE), str)


def test_nothing_is_changed_in_the_document() -> None:
    document = badge()
    canonize(document, NONE)
    unsigned_terms(document, NONE)
    assert document == badge()


def test_failures_carry_a_sentence() -> None:
    with pytest.raises(CheckFailed) as caught:
        canonize(badge(type=5), NONE)
    assert caught.value.message.endswith(".")
