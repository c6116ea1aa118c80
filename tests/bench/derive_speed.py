"""How fast a part of a credential with 20 claims is derived, beside @digitalbazaar/vc doing the same in the same run.

    .venv/bin/python -m tests.bench.derive_speed [folder with node_modules]

Without Node or that folder (it needs @digitalbazaar/vc, data-integrity, ecdsa-sd-2023-cryptosuite and bbs-2023-cryptosuite)
only our own figures are given.  Both sides derive from the same base proof, with contexts at hand, after warming up; each
side's derived credential is verified by the other.  Figures are medians.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from wallet.ports import SystemEntropy
from wallet.proofs import data_integrity, selective_proofs
from wallet.proofs.contexts import Contexts
from wallet.proofs.keys import SoftwareSigner
from wallet.proofs.selective_proofs import BBS, ECDSA_SD, BbsKey
from wallet.resources import shipped

ENTROPY = SystemEntropy()
NONE = Contexts({})
COUNT = 30
GOAL = {ECDSA_SD: 3, BBS: 10}
POINTERS = (
    "/credentialSubject/achievement/name",
    "/credentialSubject/achievement/criteria",
    "/credentialSubject/activityStartDate",
)
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def credential(issuer: str) -> dict[str, Any]:
    """An Open Badge with twenty claims besides types and identifiers."""
    return {
        "@context": [V2, OB3],
        "id": "urn:uuid:6c4bd4ac-3a55-4c4b-8f1c-1f2d2c9c7a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Beekeeping, first year",
        "description": "A year with bees.",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example College", "url": "https://college.example/"},
        "validFrom": "2025-06-01T00:00:00Z",
        "validUntil": "2035-06-01T00:00:00Z",
        "awardedDate": "2025-05-30T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "activityStartDate": "2024-06-01T00:00:00Z",
            "activityEndDate": "2025-05-30T00:00:00Z",
            "creditsEarned": 7.5,
            "licenseNumber": "B-1893",
            "role": "Learner",
            "term": "Summer",
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": "ada@example.org", "identityType": "emailAddress"}
            ],
            "achievement": {
                "id": "https://college.example/achievements/bees",
                "type": ["Achievement"],
                "name": "Beekeeping",
                "description": "Keeps a hive through the winter.",
                "achievementType": "Certificate",
                "fieldOfStudy": "Agriculture",
                "humanCode": "BEE-1",
                "specialization": "Apiculture",
                "version": "2",
                "criteria": {"narrative": "One hive, one winter."},
            },
        },
    }


def issued(suite: str) -> tuple[dict[str, Any], SoftwareSigner | BbsKey]:
    """The credential with a base proof of this suite, and its key."""
    key = BbsKey.generate(ENTROPY) if suite == BBS else SoftwareSigner.generate("P-256", ENTROPY)
    multikey = key.public.to_multikey()
    options = {
        "created": "2025-06-01T00:00:00Z",
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "proofPurpose": "assertionMethod",
    }
    mandatory = ("/issuer", "/validFrom", "/validUntil")
    document = credential(f"did:key:{multikey}")
    return selective_proofs.issue(document, options, mandatory, key, contexts=NONE, entropy=ENTROPY), key


def derive(signed: dict[str, Any]) -> dict[str, Any]:
    """One derivation of ours."""
    return selective_proofs.derive(signed, POINTERS, contexts=Contexts({}), entropy=ENTROPY)


def ours(signed: dict[str, Any]) -> float:
    """Median seconds of one derivation."""
    for _ in range(3):
        derive(signed)
    times = []
    for _ in range(COUNT):
        start = time.perf_counter()
        derive(signed)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def peer(suite: str, signed: dict[str, Any], modules: Path) -> dict[str, Any]:
    """What the Node libraries make of the same credential."""
    contexts = {url: json.loads(entry.read()) for url, entry in shipped().items()}
    question = {
        "suite": suite,
        "signed": signed,
        "ours": derive(signed),
        "pointers": POINTERS,
        "contexts": contexts,
        "count": COUNT,
    }
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "peer.mjs"
        shutil.copy(Path(__file__).with_name("derive_peer.mjs"), script)
        (Path(folder) / "node_modules").symlink_to(modules.resolve())
        node = shutil.which("node") or "node"
        said = subprocess.run(
            [node, "--preserve-symlinks", "--preserve-symlinks-main", str(script)],
            input=json.dumps(question).encode(),
            capture_output=True,
            check=False,
            timeout=300,
        )
    if said.returncode:
        raise SystemExit(said.stderr.decode()[-2000:])
    return dict(json.loads(said.stdout))


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    modules = folder / "node_modules" if folder and folder.name != "node_modules" else folder
    with_peer = modules is not None and (modules / "@digitalbazaar" / "vc").is_dir() and shutil.which("node") is not None
    for suite in (ECDSA_SD, BBS):
        signed, key = issued(suite)
        mine = ours(signed)
        line = f"{suite}: {mine * 1000:.2f} ms"
        if with_peer and modules is not None:
            found = peer(suite, signed, modules)
            theirs = statistics.median(found["times"]) / 1000
            data_integrity.verify(found["theirs"], found["theirs"]["proof"], key.public, NONE)
            if found["oursHolds"] is not True or found["theirsHolds"] is not True:
                raise SystemExit(f"{suite}: ours {found['oursHolds']}, theirs {found['theirsHolds']}")
            line += f"; Node {theirs * 1000:.2f} ms; {theirs / mine:.1f} times as fast (goal {GOAL[suite]})"
            line += "; each verifies the other"
        print(line)


if __name__ == "__main__":
    main()
