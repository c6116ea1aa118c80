"""One embedded proof (VC Data Integrity 1.0 section 4.4): purpose, times, key and signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.proof import Proof
from wallet.model.snapshot import Material
from wallet.proofs import data_integrity
from wallet.proofs.canonical import Contexts
from wallet.proofs.did.resolve import VerificationMethod, find_method
from wallet.verify import method_validity, times
from wallet.verify.case import LEEWAY


def holds(
    document: Mapping[str, Any],
    proof: Proof,
    purpose: str,
    now: datetime,
    material: Material,
    contexts: Contexts,
    *,
    own: bool = False,
) -> VerificationMethod:
    """The key that made the proof, once the proof holds; ``own``: a base proof serves its holder as well as another one.

    An unknown suite is asked about first: what its members mean, dates included, cannot be said.  Then comes what needs no
    key, so that a proof for another purpose fails even where its key is not kept.
    Raises CheckFailed: "proof-purpose", "proof-not-yet-valid", "proof-expired", "time-malformed", "time-without-zone",
    "proof-without-key", "key-revoked", and what ``data_integrity.verify`` raises; CheckUndecided("proof-unsupported"),
    and what ``find_method`` raises.
    """
    data_integrity.suite_of(proof.options)
    if proof.options.get("proofPurpose") != purpose:
        named = f"“{proof.options.get('proofPurpose')!s:.60}”"
        raise CheckFailed("proof-purpose", f"The proof was made for {named}, not to {_WORDS[purpose]}.")
    _check_times(proof.options, now)
    if not proof.verification_method:
        raise CheckFailed("proof-without-key", "The proof does not say which key made it.")
    method = find_method(proof.verification_method, material)
    method_validity.check(method, now)
    try:
        data_integrity.verify(document, proof.options, method.key, contexts)
    except CheckUndecided as error:
        if not own or error.code != "base-proof":
            raise
    return method


_WORDS = {"assertionMethod": "issue a credential", "authentication": "present one"}


def _check_times(options: Mapping[str, Any], now: datetime) -> None:
    if "created" in options and times.shift(times.stamp(options["created"], "created"), -LEEWAY) > now:
        raise CheckFailed("proof-not-yet-valid", f"The proof was made at {options['created']}, which is yet to come.")
    if "expires" in options and times.stamp(options["expires"], "expires") <= now:
        raise CheckFailed("proof-expired", f"The proof itself ended at {options['expires']}.")
