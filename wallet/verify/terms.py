"""Is every claim that is shown covered by the signature?

Signatures over JSON-LD cover statements, not text: what no context defines is dropped before it is signed, so anybody may add
it afterwards and the proof still holds.  Signatures over bytes (JWS, SD-JWT, JCS) cover everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.errors import CheckFailed
from wallet.model.proof import Proof, Securing
from wallet.model.report import Check, CheckKind
from wallet.proofs import canonical
from wallet.proofs.canonical import Contexts
from wallet.proofs.registry import SUITES
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import Case, PresentationCase

_SHOWN = 12


def check(case: Case) -> Check:
    """Raises CheckFailed("unsigned-terms") naming them by JSON pointer, and CheckUndecided("context-missing", …)."""
    return _check(case.credential.securing, case.credential.proofs, case.credential.document, case.contexts)


def check_presentation(case: PresentationCase) -> Check:
    """The same for the presentation around its credentials."""
    return _check(case.presented.securing, case.presented.proofs, case.presented.document, case.contexts)


def _check(securing: Securing, proofs: tuple[Proof, ...], document: Mapping[str, Any], contexts: Contexts) -> Check:
    if securing in (Securing.JWS, Securing.SD_JWT):
        return passed(CheckKind.TERMS, "every-byte-signed", "The signature covers every byte.")
    if securing is not Securing.DATA_INTEGRITY or not proofs:
        return not_applicable(CheckKind.TERMS, "nothing-signed", "No signature covers anything.")
    known = [SUITES[proof.suite] for proof in proofs if proof.suite in SUITES]
    if not known:
        return not_applicable(CheckKind.TERMS, "proof-unsupported", "What an unknown proof covers cannot be said.")
    if all(suite.signs_every_member for suite in known):
        return passed(CheckKind.TERMS, "every-byte-signed", "The signature covers every member.")
    left_out = canonical.unsigned_terms({key: value for key, value in document.items() if key != "proof"}, contexts)
    if left_out:
        more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
        raise CheckFailed(
            "unsigned-terms", f"No signature covers {', '.join(left_out[:_SHOWN])}{more}; anybody may have added it."
        )
    return passed(CheckKind.TERMS, "every-term-defined", "Every member is defined and signed.")
