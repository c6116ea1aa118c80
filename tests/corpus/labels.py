"""What the corpus says of its files (labels.csv), and what that asks of Satchel: one table, from the words of a label."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path


class Expect(StrEnum):
    """What a label asks of a verdict, given the documents of the issuer."""

    HOLDS = "signature holds, never rejected"
    BROKEN = "rejected for its proof or its shape"
    EXPIRED = "signature holds, expired; not expired within its dates"
    UNSIGNED = "rejected as unsigned"
    OPEN = "undecided, naming what it lacks"
    UNSUPPORTED = "never passed: a kind of proof that is not checked"
    REFUSED = "refused by its name"
    LINK = "a link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One row: ``said`` is the source's own word, ``observed`` what another implementation found."""

    path: str
    said: str
    observed: str

    @property
    def set(self) -> str:
        """Topic and set, without the folder between."""
        topic, _, name, *_ = self.path.split("/")
        return f"{topic}/{name}"

    @property
    def words(self) -> str:
        """The label in one phrase: the source's word, or what was observed of the outermost proof."""
        return self.said or re.sub(r" \(.*", "", self.observed.partition("; ")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of one row. ``why`` is given where the label does not say it; ``code`` is a reason or an error's code."""

    expect: Expect
    code: str = ""
    why: str = ""
    scope: bool = True
    differs: bool = False  # Satchel is stricter than the label, on purpose


def read(corpus: Path) -> tuple[Label, ...]:
    """All rows, in the order of the file."""
    with (corpus / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return tuple(Label(path=row[0], said=row[2], observed=row[4]) for row in rows)


def asked(label: Label) -> Asked:
    """What is asked of this row; KeyError for one that no line of the tables covers."""
    for pattern, answer in (*PARTS, *OWN):
        if fnmatch(label.path, pattern):
            return answer
    for words, why in _OUTSIDE.items():
        if re.search(words, label.observed):
            return Asked(expect=Expect.UNSUPPORTED, code="proof-unsupported", why=why, scope=False)
    words = label.said or label.observed.partition(": ")[2]
    for start, answer in _WORDS.items():
        if words.startswith(start):
            return answer
    raise KeyError(f"{label.path}: no line covers “{words}”")


# What a label's first words ask.
_WORDS = {
    "signature valid, expired": Asked(expect=Expect.EXPIRED),
    "valid": Asked(expect=Expect.HOLDS),
    "base proof": Asked(expect=Expect.UNSUPPORTED, code="base-proof", why="it holds, but is its holder's own copy"),
    "expired": Asked(expect=Expect.EXPIRED),
    "invalid": Asked(expect=Expect.BROKEN),
    "unsigned": Asked(expect=Expect.UNSIGNED, code="unsigned"),
    "key-not-offline": Asked(expect=Expect.OPEN, code="key-not-offline"),
    "extract-error": Asked(expect=Expect.REFUSED, code="damaged"),
    "extracts-url-only": Asked(expect=Expect.LINK),
    "extracts": Asked(expect=Expect.REFUSED, code="not-a-credential", why="it is extracted; what is inside is only an address"),
    "no-badge": Asked(expect=Expect.REFUSED, code="no-credential"),
}

# Kinds of proof that this version does not check, by the name another implementation gives them.
_OUTSIDE = {
    r"^BbsBls": "BbsBlsSignature2020: withdrawn before it became a standard",
    r"^Ed25519Signature2018|^JsonWebSignature2020": "Linked Data Signatures of 2018 to 2020",
    r"^EcdsaSecp256k1Signature2019": "Linked Data Signatures of 2018 to 2020",
    r"Merkle|ChainedProof2021": "Blockcerts: a proof anchored in a block chain",
    r"^PROOF-Type": "a sample with a placeholder for a proof",
}

# Files that are no credential, or only a part of one: refused by name, whatever their signature is worth.
PARTS = (
    (
        "*/sd_jwt_jws_part.txt",
        Asked(expect=Expect.REFUSED, code="sd-jwt-cut", scope=False, why="an SD-JWT without its last part"),
    ),
    ("*/kb_jwt_serialized.txt", Asked(expect=Expect.REFUSED, code="not-a-credential", scope=False, why="a key binding alone")),
    ("blockcerts/*1.2.json", Asked(expect=Expect.REFUSED, code="not-a-credential", scope=False, why="Blockcerts 1.2")),
    (
        "blockcerts/*/issuer-blockcerts.json",
        Asked(expect=Expect.REFUSED, code="not-a-credential", scope=False, why="a signed profile of an issuer"),
    ),
    (
        "wallet-backup/*/protocols-04-*",
        Asked(expect=Expect.REFUSED, code="not-a-credential", scope=False, why="a message between wallets"),
    ),
    (
        "wallet-backup/*/protocols-1[01]-*",
        Asked(expect=Expect.REFUSED, code="not-a-credential", scope=False, why="a message between wallets"),
    ),
    *(
        (
            f"jose-cose/*/example-{number}.sd-jwt.txt",
            Asked(expect=Expect.REFUSED, code="presentation-unsupported", scope=False, why="a presentation as an SD-JWT"),
        )
        for number in ("08", "09", "10", "17")
    ),
)

_NESTED = "the label speaks of the credentials inside; the document around them is not signed"
_ILLUSTRATION = "an illustration of the specification: what it carries is shortened or malformed"
# Rows whose label needs a word of ours.
OWN = (
    (
        "ob3/*/complete.json",
        Asked(expect=Expect.OPEN, code="schema-not-offline", why="its proof holds; the label means its schema"),
    ),
    (
        "ob3/*/1edtech-ob30/simple.jwt",
        Asked(expect=Expect.OPEN, code="key-not-offline", why="its key is published nowhere in the corpus", differs=True),
    ),
    (
        "ob2/*/1edtech-ob20-core/simple.jwt",
        Asked(
            expect=Expect.OPEN,
            code="issuer-insecure",
            why="its key lies at an http address, which proves nothing",
            differs=True,
        ),
    ),
    ("ob3/*/linked-data-proof-clr-01-*", Asked(expect=Expect.UNSIGNED, code="unsigned", why=_NESTED)),
    ("ob3/*/linked-data-proof-clr-02-*", Asked(expect=Expect.UNSIGNED, code="unsigned", why=_NESTED)),
    ("ob3/*/fullOpenBadge-00-*", Asked(expect=Expect.UNSIGNED, code="unsigned", why=_NESTED)),
    (
        "sd-jwt/*/header_mod/sd_jwt_*",
        Asked(
            expect=Expect.BROKEN, code="kid-malformed", why="kid is a number; RFC 7515 section 4.1.4 demands text", differs=True
        ),
    ),
    (
        "data-integrity/*/eddsa-rdfc-2022/employ/*",
        Asked(expect=Expect.BROKEN, code="issuer-mismatch", why="signed by another did:key than the issuer's", differs=True),
    ),
    (
        "data-integrity/*/ecdsa-rdfc-2019-*/employ/*",
        Asked(expect=Expect.BROKEN, code="issuer-mismatch", why="signed by another did:key than the issuer's", differs=True),
    ),
    *(
        (
            place,
            Asked(
                expect=Expect.BROKEN, code="issuer-mismatch", why="signed by another did:key than the issuer's", differs=True
            ),
        )
        for place in (
            "data-integrity/*/ecdsa-sd-2023/*/derivedRevealDocument.json",
            "data-integrity/*/prc/derivedRevealDocument.json",
        )
    ),
    *(
        (
            f"data-integrity/*/{feature}/addSignedSDBase.json",
            Asked(expect=Expect.UNSUPPORTED, code="proof-feature-unsupported", why="a feature of bbs-2023", scope=False),
        )
        for feature in ("HolderBinding", "Pseudonym", "PseudonymHB")
    ),
    ("openid4vc/*/ldp_vc.json", Asked(expect=Expect.BROKEN, code="unsigned-terms", why=_ILLUSTRATION, differs=True)),
    *(
        (
            f"jose-cose/*/example-{number}.jwt.txt",
            Asked(expect=Expect.BROKEN, code="unreadable-credential", why=_ILLUSTRATION, differs=True),
        )
        for number in ("03", "04", "05", "16")
    ),
    (
        "jose-cose/*/example-19.sd-jwt.txt",
        Asked(expect=Expect.REFUSED, code="no-credential", why=_ILLUSTRATION, differs=True),
    ),
)
