"""``credential``: one credential, the files that it came in, the documents by which it is read, and the user's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from wallet.backup import problems
from wallet.backup.lines import Spliced
from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members, named
from wallet.backup.records.seen import Seen
from wallet.errors import VaultDamaged
from wallet.model.carried import Carrier
from wallet.vault import canonical, report_json
from wallet.vault.holding_rows import CredentialRow, MemberRow, OriginalRow, PinRow
from wallet.vault.holdings import Holdings
from wallet.vault.times import to_optional_text, to_text

_TEXTS = ("format", "title", "issuer_id", "issuer_name", "given_id", "kinds", "skills", "criteria", "holder_key", "note")
_TIMES = ("issued_at", "valid_until", "trashed_at")
_OTHERS = ("id", "payload", "added_at", "report", "originals", "pins", "tags", "collections")
_ID = 32


def _write(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for row in holdings.credentials():
        yield {
            "id": row.id,
            "payload": row.payload,
            **{name: getattr(row, name) for name in _TEXTS},
            **{name: to_optional_text(getattr(row, name)) for name in _TIMES},
            "added_at": to_text(row.added_at),
            "report": Spliced(row.report),
            "originals": [_original_members(file) for file in row.originals],
            "pins": [{"url": pin.url, "document": pin.document} for pin in row.pins],
            "tags": list(row.tags),
            "collections": [{"name": one.collection, "added_at": to_text(one.added_at)} for one in row.collections],
        }


def _original_members(file: OriginalRow) -> dict[str, str]:
    return {"name": file.name, "media_type": file.media_type, "carrier": file.carrier.value, "sha256": file.content}


def _read(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    payload = members.digest("payload")
    if members.raw("id") != payload[:_ID]:
        raise problems.inconsistent("a credential in it has an identifier that is not its own")
    seen.need_content(payload)
    seen.add_credential(payload)
    _check_report(members)
    row = CredentialRow(
        id=payload[:_ID],
        payload=payload,
        format=members.text("format"),
        title=members.text("title"),
        issuer_id=members.text("issuer_id"),
        issuer_name=members.text("issuer_name"),
        given_id=members.text("given_id"),
        kinds=members.text("kinds"),
        skills=members.text("skills"),
        criteria=members.text("criteria"),
        holder_key=members.text("holder_key"),
        note=members.text("note"),
        issued_at=members.optional_time("issued_at"),
        valid_until=members.optional_time("valid_until"),
        trashed_at=members.optional_time("trashed_at"),
        added_at=members.time("added_at"),
        report="",
        originals=tuple(_originals(members, seen)),
        pins=tuple(_pins(members, seen)),
        tags=tuple(_tags(members)),
        collections=tuple(_collections(members, seen)),
    )
    report = members.raw("report")
    return lambda holdings: holdings.put_credential(replace(row, report=canonical.text(report)))


def _originals(members: Members, seen: Seen) -> Iterator[OriginalRow]:
    known: set[str] = set()
    for entry in members.each("originals", "name", "media_type", "carrier", "sha256"):
        content = entry.digest("sha256")
        seen.need_content(content)
        if content in known:
            raise members.bad("originals")
        known.add(content)
        try:
            carrier = Carrier(entry.text("carrier"))
        except ValueError as error:
            raise members.bad("originals") from error
        yield OriginalRow(name=entry.text("name"), media_type=entry.text("media_type"), carrier=carrier, content=content)


def _pins(members: Members, seen: Seen) -> Iterator[PinRow]:
    known: set[str] = set()
    for entry in members.each("pins", "url", "document"):
        pin = PinRow(url=entry.text("url"), document=entry.number("document"))
        seen.need_document(pin.document)
        if pin.url in known:
            raise members.bad("pins")
        known.add(pin.url)
        yield pin


def _tags(members: Members) -> Iterator[str]:
    known: set[str] = set()
    for entry in members.texts("tags"):
        tag, folded = named(members, entry, "tags")
        if folded in known:
            raise members.bad("tags")
        known.add(folded)
        yield tag


def _collections(members: Members, seen: Seen) -> Iterator[MemberRow]:
    known: set[str] = set()
    for entry in members.each("collections", "name", "added_at"):
        row = MemberRow(collection=entry.text("name"), added_at=entry.time("added_at"))
        seen.need_name("collection", row.collection)
        if row.collection in known:
            raise members.bad("collections")
        known.add(row.collection)
        yield row


def _check_report(members: Members) -> None:
    try:
        report_json.check_members(members.raw("report"))
    except VaultDamaged as error:
        raise members.bad("report") from error


CREDENTIAL = Kind(name="credential", members=frozenset({*_TEXTS, *_TIMES, *_OTHERS}), write=_write, read=_read)
