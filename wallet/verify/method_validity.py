"""Whether a key still stood at the time of the check (CID 1.0 section 2.2, ``revoked`` and ``expires``)."""

from __future__ import annotations

from datetime import datetime

from wallet.errors import CheckFailed
from wallet.proofs.did.resolve import VerificationMethod
from wallet.verify import times


def check(method: VerificationMethod, now: datetime) -> None:
    """Raises CheckFailed("key-revoked" or "key-expired").

    Stricter than the date of the proof: ``created`` is written by whoever holds the key, the thief included, so a key that
    is withdrawn by now proves nothing any more.  A ``revoked`` that is no time counts as revoked.
    """
    if _reached(method.revoked, now):
        raise CheckFailed("key-revoked", f"{method.document.id} has withdrawn the key that made this proof.")
    if _reached(method.expires, now):
        raise CheckFailed("key-expired", f"The key that made this proof ended at {method.expires}.")


def _reached(value: object, now: datetime) -> bool:
    if value is None or value is False:
        return False
    try:
        return times.stamp(value) <= now
    except CheckFailed:
        return True
