"""What the benchmark's wallet holds: credentials of 3 KB whose words come as often as words do."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from itertools import accumulate
from random import Random

from tests.fakes import NOON
from wallet.model.card import Original
from wallet.model.carried import Carrier
from wallet.model.credential import Achievement, Credential, Format, Issuer, TimeClaim
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind, Outcome, VerificationReport
from wallet.vault.stored import Received

PASSPHRASE = "correct horse battery staple"
SIZE = 3000
_chance = Random(7)
WORDS = ["".join(_chance.choice("abcdefghilmnoprstuvw") for _ in range(_chance.randint(3, 9))) for _ in range(4000)]
_WEIGHTS = list(accumulate(1 / (place + 1) for place in range(len(WORDS))))


def texts(number: int) -> tuple[str, str, str, tuple[str, ...]]:
    """Title, issuer, criteria and skills of a credential."""
    words = Random(number).choices(WORDS, cum_weights=_WEIGHTS, k=90)
    title = f"Certificate number{number}x of {' '.join(words[:4])}"
    return title, f"University of {words[4]}", f"The criterion: {' '.join(words[5:75])}.", tuple(words[75:85])


def times(number: int, count: int) -> tuple[str, str]:
    """From when to when: the last that came in are the youngest, so that what is old and what has ended lies far behind."""
    begins = NOON - timedelta(days=4000 * (count - number) / count)
    return begins.isoformat(), (begins + timedelta(days=1500 + number % 700)).isoformat()


def tags_of(number: int, count: int) -> tuple[str, ...]:
    """Half of them even, half odd, ten of all rare."""
    return ("even" if number % 2 == 0 else "odd", *(("rare",) if number % (count // 10 or 1) == 3 else ()))


def received(number: int, count: int) -> Received:
    """One credential with its report and its file."""
    title, issuer, criteria, skills = texts(number)
    begins, ends = times(number, count)
    proof = hashlib.shake_256(str(number).encode()).hexdigest(600)
    document = {"id": f"urn:{number}", "name": title, "criteria": criteria, "skills": skills, "proof": proof}
    raw = json.dumps(document).encode()[: SIZE - 1].ljust(SIZE)
    kinds = (CheckKind.STRUCTURE, CheckKind.TERMS, CheckKind.PROOF, CheckKind.ISSUER, CheckKind.PERIOD, CheckKind.TRUST)
    checks = [Check(kind=kind, outcome=Outcome.PASSED, reason="fine", detail="A sentence on it.") for kind in kinds]
    seen = NOON - timedelta(days=number % 20)
    checks.append(Check(kind=CheckKind.STATUS, outcome=Outcome.PASSED, reason="fine", as_of=seen))
    return Received(
        credential=Credential(
            format=Format.OB3,
            securing=Securing.DATA_INTEGRITY,
            raw=raw,
            document={},
            name=title,
            credential_id=f"urn:{number}",
            types=("VerifiableCredential", "OpenBadgeCredential"),
            issuer=Issuer(id=f"did:web:u{number % 500}.example", name=issuer),
            achievement=Achievement(name=title, criteria=criteria, skills=skills, kind="Certificate"),
            times=(TimeClaim(name="validFrom", bound="start", value=begins), TimeClaim(name="x", bound="end", value=ends)),
        ),
        report=VerificationReport(checked_at=seen, checks=tuple(checks)),
        originals=(Original(name=f"{number}.json", media_type="application/json", carrier=Carrier.JSON, data=raw),),
    )
