"""``holder-key``: the wallet's own keys, private part included; a backup is as secret as the wallet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from wallet.backup import problems
from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members
from wallet.backup.records.seen import Seen
from wallet.encoding import base64url
from wallet.errors import WalletError
from wallet.holder.keys import describe, signer
from wallet.model.holder import HolderKey, KeyKind
from wallet.vault.holdings import Holdings
from wallet.vault.times import to_text

NAME = "holder-key"
_PRIVATE_BYTES = 32


def _write(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for key in holdings.holder_keys.list():
        yield {
            "id": key.id,
            "kind": key.kind.value,
            "did": key.did,
            "jwk": dict(key.jwk),
            "purpose": key.purpose,
            "created_at": to_text(key.created_at),
            "private": base64url.encode(holdings.holder_keys.unwrap(key.id)),
        }


def _read(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    try:
        kind = KeyKind(members.text("kind"))
    except ValueError as error:
        raise members.bad("kind") from error
    private = members.secret("private")
    key = _proved(members, kind, private)
    seen.add_name(NAME, key.id)
    return lambda holdings: holdings.holder_keys.put(key, private)


def _proved(members: Members, kind: KeyKind, private: bytes) -> HolderKey:
    """The key, if its name, identifier and public half are those of its private half."""
    if len(private) != _PRIVATE_BYTES:
        raise members.bad("private")
    try:
        true = describe(signer(private, kind), kind, members.time("created_at"))
    except (WalletError, ValueError) as error:
        raise members.bad("private") from error
    if (true.id, true.did, json.dumps(dict(true.jwk), sort_keys=True)) != (
        members.text("id"),
        members.text("did"),
        json.dumps(members.raw("jwk"), sort_keys=True),
    ):
        raise problems.inconsistent("a key in it does not belong to the identifier that it bears")
    return HolderKey(
        id=true.id, kind=kind, did=true.did, jwk=true.jwk, created_at=true.created_at, purpose=members.text("purpose")
    )


HOLDER_KEY = Kind(
    name=NAME,
    members=frozenset({"id", "kind", "did", "jwk", "purpose", "created_at", "private"}),
    write=_write,
    read=_read,
)
