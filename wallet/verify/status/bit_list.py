"""What the two W3C status lists share: an entry with an index, a signed list with compressed bits, a purpose.

Answers are bound to the day the list was kept: "not withdrawn as of".  A set bit always rejects.  A clear bit counts only in a
list that is genuine, the issuer's own, of the same purpose, in force when it was kept and long enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.credential import Credential, StatusEntry
from wallet.model.report import Check, CheckKind
from wallet.model.snapshot import Snapshot
from wallet.verify import times
from wallet.verify.answers import failed, passed
from wallet.verify.case import Case
from wallet.verify.status import bits, listing

SHORTEST = 131_072
"""Entries a list must have, so that asking for it does not tell whose credential is meant (Bitstring Status List 1.0, 3.2)."""
SHORTEST_IN_USE = 100_000
"""What the Digital Credentials Consortium's issuers publish: answered, and the reason says that the list is short."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_WITHDRAWN = {"revocation": "revoked", "suspension": "suspended"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One of the two: ``credential_type`` and ``subject_type`` name its list, ``decode`` turns encodedList into bytes."""

    credential_type: str
    subject_type: str
    decode: Callable[[str], bytes]


def check(case: Case, entry: StatusEntry, method: Method) -> Check:
    """Reads one entry's bit.

    Raises CheckUndecided: "status-not-offline", "status-unreadable", "status-too-large", "status-list-not-genuine",
    "status-list-unproven", "status-list-issuer", "status-list-expired", "status-purpose-mismatch", "status-range",
    "status-list-short" or "status-message".
    """
    purpose, index, size = entry.entry.get("statusPurpose"), _index(entry), _size(entry)
    listed, snapshot = listing.genuine(case, entry.url, method.credential_type)
    subject = _subject(listed, method, entry.url)
    _check_purpose(purpose, subject.get("statusPurpose"), entry.url)
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise CheckUndecided("status-unreadable", f"{entry.url} holds no list.", needs=(entry.url,))
    data = method.decode(encoded)
    value = bits.at(data, index, size, left=True)
    if purpose not in _WITHDRAWN or size > 1:
        return _message(entry, value, snapshot)
    if value:
        detail = f"Number {index} of {entry.url} is set: {_WITHDRAWN[purpose]} by the issuer."
        return failed(CheckKind.STATUS, _WITHDRAWN[purpose], detail, as_of=snapshot.fetched_at)
    return _standing(case, entry.url, len(data) * 8 // size, _freshness(listed, subject, snapshot), snapshot)


def _standing(case: Case, url: str, length: int, fresh_until: datetime, snapshot: Snapshot) -> Check:
    if length < SHORTEST_IN_USE:
        raise CheckUndecided("status-list-short", f"{url} has {length} entries, so few that it tells whom one asks about.")
    detail = f"Not withdrawn according to {url}."
    if length < SHORTEST:
        detail += f" It has only {length} entries; {SHORTEST} would keep secret whom one asks about."
    reason = "list-outdated" if fresh_until <= case.now else "not-withdrawn" if length >= SHORTEST else "short-list"
    return passed(CheckKind.STATUS, reason, detail, as_of=snapshot.fetched_at)


def _message(entry: StatusEntry, value: int, snapshot: Snapshot) -> Check:
    """A purpose other than withdrawal says something that only people can weigh: zero is the plain state, the rest is open."""
    text = ""
    messages = entry.entry.get("statusMessage")
    for item in messages if isinstance(messages, list) else ():
        if isinstance(item, dict) and _same_number(item.get("status"), value):
            text = str(item.get("message", ""))[:200]
    if value:
        detail = f"The list says {value:#x} for the purpose “{entry.entry.get('statusPurpose')}”{': ' + text if text else '.'}"
        raise CheckUndecided("status-message", detail)
    return passed(CheckKind.STATUS, "no-message", text or "The list says nothing more.", as_of=snapshot.fetched_at)


def _same_number(text: Any, value: int) -> bool:
    try:
        return isinstance(text, str) and int(text, 16) == value
    except ValueError:
        return False


def _index(entry: StatusEntry) -> int:
    named = entry.entry.get("statusListIndex")
    if isinstance(named, int) and not isinstance(named, bool):
        named = str(named)  # a number where the standard wants its text: the same place either way
    if not isinstance(named, str) or not _INDEX.fullmatch(named):
        raise CheckUndecided("status-unreadable", "The credential's place in the status list is not a number.")
    return int(named)


def _size(entry: StatusEntry) -> int:
    size = entry.entry.get("statusSize", 1)
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= 8:
        raise CheckUndecided("status-unreadable", "The size of the credential's status is not a small number of bits.")
    return size


def _subject(listed: Credential, method: Method, url: str) -> Mapping[str, Any]:
    subject = listed.document.get("credentialSubject")
    if not isinstance(subject, dict) or method.subject_type not in _texts(subject.get("type")):
        raise CheckUndecided("status-unreadable", f"{url} is not about a {method.subject_type}.", needs=(url,))
    return subject


def _check_purpose(wanted: Any, offered: Any, url: str) -> None:
    if not isinstance(wanted, str) or wanted not in _texts(offered):
        raise CheckUndecided("status-purpose-mismatch", f"{url} is not a list for the purpose “{wanted!s:.60}”.")


def _freshness(listed: Credential, subject: Mapping[str, Any], snapshot: Snapshot) -> datetime:
    """Until when the list stands for itself: its earliest end, or ``ttl`` milliseconds after it was kept.

    Raises CheckUndecided("status-list-expired") for one that was out of force on the day it was kept.
    """
    ends = [times.LATEST]
    try:
        for claim in listed.times:
            numeric = isinstance(claim.value, int | float)
            moment = times.numeric(claim.value, claim.name) if numeric else times.stamp(claim.value, claim.name)
            if claim.bound == "start" and moment > snapshot.fetched_at:
                raise CheckUndecided("status-list-expired", f"{snapshot.url} was not yet in force when it was kept.")
            if claim.bound == "end":
                ends.append(moment)
    except CheckFailed as error:
        raise CheckUndecided("status-unreadable", f"{snapshot.url}: {error}", needs=(snapshot.url,)) from error
    if min(ends) <= snapshot.fetched_at:
        raise CheckUndecided("status-list-expired", f"{snapshot.url} was out of date when it was kept.", needs=(snapshot.url,))
    ttl = subject.get("ttl")
    if isinstance(ttl, int | float) and not isinstance(ttl, bool) and 0 <= ttl < 1e15:
        ends.append(times.shift(snapshot.fetched_at, timedelta(milliseconds=ttl)))
    return min(ends)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
