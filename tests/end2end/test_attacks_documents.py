"""Class E: embedded proofs and JSON-LD that were changed, stretched, dated or poisoned after signing (security.md 3)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.attack_bench import ISSUER, OTHER, Attack, Bench, json_lines
from tests.fakes import NOON, MemoryFetcher
from tests.issuers import OB3, V1, V2, Party, as_bytes, badge, kept, stamp

_RDF, _JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"
_NG = {"headline": "not-genuine"}
_WEB = Party.with_did_web("web issuer")


def _signed(
    suite: str = _RDF, /, *, by: Party = ISSUER, options: Mapping[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    return by.sign(badge(ISSUER, **changes), **({"cryptosuite": suite} | dict(options or {})))


def _edited(suite: str = _RDF, **changes: Any) -> dict[str, Any]:
    """Changed after signing; None takes a member away."""
    whole = _signed(suite) | changes
    return {name: value for name, value in whole.items() if value is not None}


def _subject(suite: str = _RDF, **changes: Any) -> dict[str, Any]:
    whole = _signed(suite)
    return whole | {"credentialSubject": whole["credentialSubject"] | changes}


def _proof(suite: str = _RDF, **changes: Any) -> dict[str, Any]:
    whole = _signed(suite)
    edited = whole["proof"] | changes
    return whole | {"proof": {name: value for name, value in edited.items() if value is not None}}


def _clique(size: int) -> dict[str, Any]:
    """Blank nodes that all look alike: canonical labels for them take factorial time."""
    nodes = [{"id": f"_:{a}", "peer": [{"id": f"_:{b}"} for b in range(size) if b != a]} for a in range(size)]
    whole = badge(ISSUER) | {"peer": nodes}
    whole["@context"] = [V2, OB3, {"peer": {"@id": "urn:peer", "@type": "@id"}}]
    return whole | {"proof": _signed()["proof"]}


def _wide_context() -> dict[str, Any]:
    whole = badge(ISSUER) | {"evidence": [{"@context": {}} for _ in range(5_000)]}
    whole["@context"] = [V2, OB3, {f"t{n}": f"urn:{n}" for n in range(8_000)}]
    return whole | {"proof": _signed()["proof"]}


def _many_proofs(count: int) -> dict[str, Any]:
    whole = _signed(_JCS)
    return whole | {"proof": [whole["proof"]] * count}


ATTACKS = [
    Attack(id="sound, rdfc", data=_signed, headline="issuer-unknown"),
    Attack(id="sound, jcs", data=lambda: _signed(_JCS), headline="issuer-unknown"),
    Attack(id="E1 one claim changed", data=lambda: _edited(name="Doctorate"), **_NG, reason="signature-mismatch"),
    Attack(id="E1b one claim changed, jcs", data=lambda: _edited(_JCS, name="Doctorate"), **_NG, reason="signature-mismatch"),
    Attack(id="E1c a claim taken away", data=lambda: _edited(name=None), **_NG, reason="signature-mismatch"),
    Attack(id="E1d the holder changed", data=lambda: _subject(id="did:example:thief"), **_NG, reason="signature-mismatch"),
    Attack(
        id="E1e a type added",
        data=lambda: _edited(type=["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"]),
        **_NG,
        reason="signature-mismatch",
    ),
    Attack(id="E2 an undefined term added", data=lambda: _subject(gradeX="A+"), **_NG, reason="unsigned-terms"),
    Attack(
        id="E2b an undefined term at the top", data=lambda: _edited(honours="summa cum laude"), **_NG, reason="unsigned-terms"
    ),
    Attack(
        id="E2c an undefined type added",
        data=lambda: _edited(type=["VerifiableCredential", "OpenBadgeCredential", "Doctorate"]),
        **_NG,
        reason="unsigned-terms",
    ),
    Attack(id="E2d a blank node's name as a term", data=lambda: _edited(**{"_:x": "summa"}), **_NG),
    Attack(id="E2e a keyword that is none", data=lambda: _edited(**{"@honours": "summa"}), **_NG),
    Attack(
        id="E2f a context that turns names around",
        data=lambda: _edited(**{"@context": [V2, OB3, {"name": "https://schema.org/description"}]}),
        **_NG,
    ),
    Attack(
        id="E2g a context that empties a term",
        data=lambda: _edited(**{"@context": [V2, OB3, {"honours": None}], "honours": "summa"}),
        **_NG,
    ),
    Attack(
        id="E5 an unknown context",
        data=lambda: _edited(**{"@context": [V2, OB3, "https://nobody.example/context"]}),
        headline="not-fully-checked",
        reason="context-missing",
    ),
    Attack(
        id="E5b a context in a file",
        data=lambda: _edited(**{"@context": [V2, OB3, "file:///etc/passwd"]}),
        headline="not-fully-checked",
        absent="root:x:0:0",
    ),
    Attack(
        id="E5c a context on this computer",
        data=lambda: _edited(**{"@context": [V2, OB3, "http://127.0.0.1:9/context"]}),
        headline="not-fully-checked",
    ),
    Attack(
        id="E5d a well-known context kept with other content",
        data=lambda: _edited(name="Doctorate"),
        kept=[kept(V2, {"@context": {}})],
        **_NG,
    ),
    Attack(
        id="E9 a proof for signing in",
        data=lambda: _signed(options={"proofPurpose": "authentication"}),
        **_NG,
        reason="proof-purpose",
    ),
    Attack(id="E9b the purpose changed afterwards", data=lambda: _proof(proofPurpose="authentication"), **_NG),
    Attack(id="E9c no purpose", data=lambda: _proof(proofPurpose=None), **_NG),
    Attack(id="E11 another's key", data=lambda: _signed(by=OTHER), **_NG, reason="issuer-mismatch"),
    Attack(
        id="E11b a document that names another controller",
        data=lambda: _WEB.sign(badge(_WEB), cryptosuite=_JCS),
        kept=[_WEB.snapshot(verificationMethod=[_WEB.document()["verificationMethod"][0] | {"controller": OTHER.did}])],
        **_NG,
    ),
    Attack(
        id="E11c a document of another",
        data=lambda: _WEB.sign(badge(_WEB), cryptosuite=_JCS),
        kept=[_WEB.snapshot(id="did:web:evil.example")],
        **_NG,
        reason="did-document-mismatch",
    ),
    Attack(
        id="E11d a key not for assertions",
        data=lambda: _WEB.sign(badge(_WEB), cryptosuite=_JCS),
        kept=[_WEB.snapshot(assertionMethod=[])],
        **_NG,
    ),
    Attack(id="E12 the proof removed", data=lambda: _edited(proof=None), **_NG, reason="unsigned"),
    Attack(id="E12b an empty proof", data=lambda: _edited(proof={}), **_NG),
    Attack(id="E12c no proofs", data=lambda: _edited(proof=[]), **_NG),
    Attack(
        id="E12d a second proof that does not hold",
        data=lambda: _signed() | {"proof": [_signed()["proof"], _signed(by=OTHER)["proof"] | {"proofValue": "z1"}]},
        **_NG,
    ),
    Attack(
        id="E14 signed tomorrow",
        data=lambda: _signed(options={"created": stamp(NOON + timedelta(days=1))}),
        **_NG,
        reason="proof-not-yet-valid",
    ),
    Attack(
        id="E14b a proof that expired",
        data=lambda: _signed(options={"expires": stamp(NOON - timedelta(days=1))}),
        **_NG,
        reason="proof-expired",
    ),
    Attack(
        id="E14c the proof's end taken away",
        data=lambda: (
            _signed(options={"expires": stamp(NOON - timedelta(days=1))})
            | {
                "proof": {
                    n: v
                    for n, v in _signed(options={"expires": stamp(NOON - timedelta(days=1))})["proof"].items()
                    if n != "expires"
                }
            }
        ),
        **_NG,
        reason="signature-mismatch",
    ),
    Attack(
        id="E16 an unknown suite",
        data=lambda: _proof(cryptosuite="falcon-jcs-2027"),
        headline="not-fully-checked",
        reason="proof-unsupported",
    ),
    Attack(
        id="E16b an unknown proof type",
        data=lambda: _proof(type="MagicSignature2027"),
        headline="not-fully-checked",
        reason="proof-unsupported",
    ),
    Attack(
        id="E16c another suite than the one that signed",
        data=lambda: _proof(cryptosuite=_JCS),
        **_NG,
        reason="signature-mismatch",
    ),
    Attack(id="E16d a suite that is a list", data=lambda: _proof(cryptosuite=[_RDF]), **_NG),
    Attack(id="E17 a signature of zeros", data=lambda: _proof(proofValue="z" + "1" * 64), **_NG),
    Attack(id="E17b a signature in another base", data=lambda: _proof(proofValue="uAAAA"), **_NG),
    Attack(id="E18 a poison graph", data=lambda: _clique(12), **_NG, reason="canonicalization-too-complex"),
    Attack(id="E18b a larger one", data=lambda: _clique(60), **_NG, reason="canonicalization-too-complex"),
    Attack(id="E18c a wide context, often", data=_wide_context, **_NG, reason="canonicalization-too-complex"),
    Attack(id="E18d a thousand proofs", data=lambda: _many_proofs(1_000), headline="issuer-unknown"),
    Attack(id="E23 the first context last", data=lambda: _edited(**{"@context": [OB3, V2]}), **_NG, reason="context-order"),
    Attack(id="E23b no context", data=lambda: _edited(**{"@context": None}), **_NG),
    Attack(id="E23c two first contexts", data=lambda: _edited(**{"@context": [V1, V2, OB3]}), **_NG),
    Attack(
        id="E27 not valid yet",
        data=lambda: _signed(validFrom=stamp(NOON + timedelta(days=1))),
        headline="not-yet-valid",
        reason="not-yet-valid",
    ),
    Attack(
        id="E27b expired",
        data=lambda: _signed(validUntil=stamp(NOON - timedelta(days=1))),
        headline="expired",
        reason="expired",
    ),
    Attack(id="E27c no zone", data=lambda: _signed(validUntil="2030-01-01T00:00:00"), **_NG, reason="time-without-zone"),
    Attack(id="E27d 30 February", data=lambda: _signed(validUntil="2025-02-30T00:00:00Z"), **_NG, reason="time-malformed"),
    Attack(
        id="E27e a year of five digits",
        data=lambda: _signed(validUntil="12026-01-01T00:00:00Z"),
        headline="issuer-unknown",
    ),
    Attack(
        id="E27f other digits",
        data=lambda: _signed(validUntil="\uff12\uff10\uff13\uff10-01-01T00:00:00Z"),
        **_NG,
        reason="time-malformed",
    ),
    Attack(
        id="E27g ends before it begins",
        data=lambda: _signed(validFrom="2024-01-01T00:00:00Z", validUntil="2023-01-01T00:00:00Z"),
        **_NG,
        reason="period-inverted",
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_documents(attack: Attack, survives: Any) -> None:
    survives(attack)


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.id.startswith("E18")], ids=lambda attack: attack.id)
def test_e18_poison_is_stopped_within_two_seconds(bench: Bench, tmp_path: Path, attack: Attack) -> None:
    file = tmp_path / "poison.json"
    file.write_bytes(attack.bytes)
    bench("verify", file, "--offline", "--json")
    started = bench.worked()
    bench("verify", file, "--offline", "--json")
    assert bench.worked() - started <= 2


@pytest.mark.corpus
def test_e18_the_poison_graph_of_the_w3c_suite(bench: Bench, tmp_path: Path, corpus: Path) -> None:
    (quads,) = corpus.glob("canon/open/rdf-canon/**/test074-in.nq")
    nodes: dict[str, list[dict[str, str]]] = {}
    for line in quads.read_text("utf-8").splitlines():
        if line.startswith("_:"):
            subject, _, other, *_ = line.split()
            nodes.setdefault(subject, []).append({"id": other})
    whole = badge(ISSUER) | {"peer": [{"id": name, "peer": others} for name, others in nodes.items()]}
    whole["@context"] = [V2, OB3, {"peer": {"@id": "urn:peer", "@type": "@id"}}]
    file = tmp_path / "poison.json"
    file.write_bytes(as_bytes(whole | {"proof": _signed()["proof"]}))
    started = time.monotonic()
    (record,) = json_lines(bench("verify", file, "--offline", "--json"))
    assert time.monotonic() - started <= 2
    assert record["headline"] == "not-genuine"
    assert "canonicalization-too-complex" in {check["reason"] for check in record["checks"]}


def test_e5_no_context_is_asked_for_without_consent_and_none_at_an_address_of_ours(bench: Bench, tmp_path: Path) -> None:
    bench.fetcher = MemoryFetcher({})
    for name, context in (("a", "https://nobody.example/context"), ("b", "file:///etc/passwd"), ("c", "urn:context")):
        (tmp_path / f"{name}.json").write_bytes(as_bytes(_edited(**{"@context": [V2, OB3, context]})))
        bench("verify", tmp_path / f"{name}.json", "--offline", "--json")
        bench("verify", tmp_path / f"{name}.json", "--json")
    assert bench.fetcher.asked == []
    bench("verify", tmp_path / "b.json", "--online", "--json")
    assert not [url for url in bench.fetcher.asked if not url.startswith("https://")]
