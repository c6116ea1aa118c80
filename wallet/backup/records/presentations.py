"""``presentation``: one line of the log of what was shown to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members
from wallet.backup.records.seen import Seen
from wallet.model.presentation import PresentationKind, PresentationRecord
from wallet.vault.holdings import Holdings
from wallet.vault.times import to_optional_text, to_text

NAME = "presentation"
_PAGE = 500
_MEMBERS = frozenset({"id", "kind", "created_at", "credential_ids", "shown", "audience", "nonce", "expires_at", "data_sha256"})


def _write(holdings: Holdings) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        page = holdings.presentations.list(limit=_PAGE, after=after)
        for record in page.items:
            yield _members(record)
        after = page.next
        if not after:
            return


def _members(record: PresentationRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "kind": record.kind.value,
        "created_at": to_text(record.created_at),
        "credential_ids": list(record.credential_ids),
        "shown": list(record.shown),
        "audience": record.audience,
        "nonce": record.nonce,
        "expires_at": to_optional_text(record.expires_at),
        "data_sha256": record.data_sha256,
    }


def _read(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    try:
        kind = PresentationKind(members.text("kind"))
    except ValueError as error:
        raise members.bad("kind") from error
    record = PresentationRecord(
        id=members.text("id"),
        kind=kind,
        created_at=members.time("created_at"),
        credential_ids=members.texts("credential_ids"),
        shown=members.texts("shown"),
        audience=members.any_text("audience"),
        nonce=members.any_text("nonce"),
        expires_at=members.optional_time("expires_at"),
        data_sha256=members.any_text("data_sha256"),
    )
    seen.add_name(NAME, record.id)
    return lambda holdings: holdings.presentations.add(record)


PRESENTATION = Kind(name=NAME, members=_MEMBERS, write=_write, read=_read)
