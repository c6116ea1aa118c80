"""``trust-list``: the issuers that the user takes for known, and where from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members
from wallet.backup.records.seen import Seen
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.vault.holdings import Holdings
from wallet.vault.times import to_optional_text

NAME = "trust-list"


def _write(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for known in holdings.trust_lists.list():
        yield {
            "name": known.name,
            "updated": to_optional_text(known.updated),
            "issuers": [{"id": issuer.id, "name": issuer.name, "url": issuer.url} for issuer in known.issuers],
        }


def _read(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    entries = members.each("issuers", "id", "name", "url")
    known = TrustList(
        name=members.text("name"),
        updated=members.optional_time("updated"),
        issuers=tuple(_issuer(entry) for entry in entries),
    )
    seen.add_name(NAME, known.name)
    return lambda holdings: holdings.trust_lists.put(known)


def _issuer(entry: Members) -> TrustedIssuer:
    return TrustedIssuer(id=entry.any_text("id"), name=entry.any_text("name"), url=entry.any_text("url"))


TRUST_LIST = Kind(name=NAME, members=frozenset({"name", "updated", "issuers"}), write=_write, read=_read)
