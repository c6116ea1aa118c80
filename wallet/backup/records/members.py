"""The members of one record, asked for by name: what is missing or of another shape is no record of Satchel's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wallet.backup import problems
from wallet.encoding import base64url
from wallet.errors import InputRefused, UsageError, VaultDamaged
from wallet.vault.names import checked_name
from wallet.vault.times import from_text

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_LARGEST = 2**62


class Members:
    """Every method raises InputRefused("backup-inconsistent") where the member is not what it must be."""

    def __init__(self, kind: str, values: dict[str, Any]) -> None:
        self.kind = kind
        self.values = values

    def raw(self, name: str) -> Any:
        """Whatever JSON value it is."""
        if name not in self.values:
            raise self.bad(name)
        return self.values[name]

    def any_text(self, name: str) -> str:
        """Text, be it such that only JSON can hold it."""
        value = self.raw(name)
        if not isinstance(value, str):
            raise self.bad(name)
        return value

    def text(self, name: str) -> str:
        """Text that a database's column can hold."""
        value = self.any_text(name)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise self.bad(name) from None
        return value

    def digest(self, name: str) -> str:
        """A SHA-256 in hex."""
        value = self.text(name)
        if _DIGEST.match(value) is None:
            raise self.bad(name)
        return value

    def number(self, name: str) -> int:
        """A whole number from 1."""
        value = self.raw(name)
        if type(value) is not int or not 0 < value < _LARGEST:
            raise self.bad(name)
        return value

    def time(self, name: str) -> datetime:
        """A time."""
        try:
            return from_text(self.text(name))
        except VaultDamaged as error:
            raise self.bad(name) from error

    def optional_time(self, name: str) -> datetime | None:
        """A time or null."""
        return None if self.raw(name) is None else self.time(name)

    def secret(self, name: str) -> bytes:
        """Bytes, as base64url."""
        try:
            return base64url.decode(self.text(name))
        except InputRefused as error:
            raise self.bad(name) from error

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(Members(self.kind, {name: entry}).any_text(name) for entry in self._list(name))

    def each(self, name: str, *known: str) -> Iterator[Members]:
        """A list of objects with exactly these members."""
        for entry in self._list(name):
            if not isinstance(entry, dict) or set(entry) != set(known):
                raise self.bad(name)
            yield Members(self.kind, entry)

    def bad(self, name: str) -> InputRefused:
        """What to raise for this member."""
        return problems.inconsistent(f"a record in it ({self.kind}: {name}) is not whole")

    def _list(self, name: str) -> list[Any]:
        value = self.raw(name)
        if not isinstance(value, list):
            raise self.bad(name)
        return value


def named(members: Members, text: str, member: str) -> tuple[str, str]:
    """A name that the user gave, as it is kept and as it is compared; one that no Satchel would have kept is refused."""
    try:
        name, folded = checked_name(text, member)
    except UsageError as error:
        raise members.bad(member) from error
    if name != text:
        raise members.bad(member)
    return name, folded
