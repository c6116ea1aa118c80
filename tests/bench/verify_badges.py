"""How fast distinct Open Badges 3.0 are judged, JSON to verdict, beside the libraries' own way in the same run.

    .venv/bin/python -m tests.bench.verify_badges [count]

The peer does the least that could be called verification: PyLD 3.3 as it comes (its own URDNA/RDFC, contexts from a dict),
SHA-256 and Ed25519; no structure, terms, issuer, period, status or trust.  Figures are the better of two passes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from pyld import jsonld

from tests import issuers
from tests.fakes import NOON
from tests.issuers import Party
from wallet import resources
from wallet.encoding import multibase
from wallet.intake.examine import examine
from wallet.intake.reader import Reader
from wallet.model.given import Question
from wallet.model.report import Verdict


def _badges(count: int) -> list[bytes]:
    issuer = Party.with_did_key("bench")
    made = []
    for number in range(count):
        document = issuers.badge(issuer)
        document["id"] = f"urn:uuid:00000000-0000-4000-8000-{number:012d}"
        document["name"] = f"Badge {number}"
        made.append(json.dumps(issuer.sign(document, cryptosuite="eddsa-rdfc-2022")).encode())
    return made


def _ours(badges: list[bytes]) -> None:
    for badge in badges:
        (found,) = examine(Question(source="bench", data=badge, now=NOON))
        assert found.report is not None and found.report.verdict is Verdict.VERIFIED


def _pool(badges: list[bytes], jobs: int) -> Callable[[list[bytes]], None]:
    reader = Reader(jobs=jobs)
    list(reader.read_all(Question(source="warm", data=badge, now=NOON) for badge in badges[: 20 * jobs]))

    def run(inputs: list[bytes]) -> None:
        for findings in reader.read_all(Question(source="bench", data=badge, now=NOON) for badge in inputs):
            assert findings[0].report is not None and findings[0].report.verdict is Verdict.VERIFIED

    return run


def _peer(badges: list[bytes]) -> None:
    def load(url: str, _options: Any) -> dict[str, Any]:
        document = json.loads(resources.shipped()[url].read())
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}

    key = Party.with_did_key("bench").signer.public
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    for badge in badges:
        document = json.loads(badge)
        proof = document.pop("proof")
        value = multibase.decode(proof.pop("proofValue"))
        hashes = [
            hashlib.sha256(jsonld.normalize(part, options).encode()).digest()
            for part in ({**proof, "@context": document["@context"]}, document)
        ]
        key.verify(value, b"".join(hashes))


def _rate(work: Callable[[list[bytes]], None], badges: list[bytes]) -> float:
    best = 0.0
    for _ in range(2):
        start = time.perf_counter()
        work(badges)
        best = max(best, len(badges) / (time.perf_counter() - start))
    return best


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    badges = _badges(count)
    _ours(badges[:20])
    peer = _rate(_peer, badges[: max(20, count // 10)])
    print(f"{count} distinct Open Badges 3.0, eddsa-rdfc-2022, {len(badges[0]):,} bytes each")
    print(f"PyLD as it comes, signature only      {peer:8.0f} a second")
    for name, rate in (
        ("Satchel, every check, in process", _rate(_ours, badges)),
        ("Satchel, one worker process", _rate(_pool(badges, 1), badges)),
        ("Satchel, two worker processes", _rate(_pool(badges, 2), badges)),
    ):
        print(f"{name:38}{rate:8.0f} a second   {rate / peer:5.1f} times")


if __name__ == "__main__":
    main()
