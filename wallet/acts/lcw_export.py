"""Leaving for Learner Credential Wallet: every credential in a file that it imports, keys only where that was asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from wallet.acts.parts import Parts
from wallet.backup import keeping
from wallet.errors import UsageError, VaultDamaged
from wallet.foreign import lcw_writing
from wallet.foreign.lcw_writing import Profile
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.outcomes import LcwExported
from wallet.vault.durable import named_errors, sync_folder
from wallet.vault.stored import StoredCredential

_NAME = "Satchel"
_MEDIA_TYPES = {"sd-jwt-vc": "application/dc+sd-jwt", "ob2": "application/jwt", "vc1": "application/jwt"}


def export_lcw(parts: Parts, target: Path, *, with_keys: bool) -> LcwExported:
    """Write ``Wallet Backup.json`` for that wallet: beside its place, synced, then renamed.

    With keys there is a profile for each Ed25519 key that credentials are bound to; keys of other kinds have no place in it.
    Raises UsageError("cannot-write") and VaultError("disk-full", "read-only", "write-failed").
    """
    place = target.absolute()
    if place.is_dir() or not place.parent.is_dir():
        raise UsageError("cannot-write", f"No file can be written as “{target}”. Name a file in a folder that exists.")
    writer = _Writer(parts, with_keys=with_keys)
    part = keeping.temporary(place)
    try:
        with named_errors():
            _write(part, lcw_writing.written(writer.profiles()))
            part.replace(place)
            sync_folder(place.parent)
            size = place.stat().st_size
    except BaseException:
        keeping.forget(part)
        raise
    return LcwExported(
        file=str(place), size=size, credentials=writer.count, keys=writer.keys, unreadable=tuple(writer.unreadable)
    )


def _write(part: Path, pieces: Iterable[bytes]) -> None:
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


class _Writer:
    """Goes through the wallet once for each profile, one credential in memory at a time."""

    def __init__(self, parts: Parts, *, with_keys: bool) -> None:
        self._parts = parts
        self._with_keys = with_keys
        self.count = 0
        self.keys = 0
        self.unreadable: list[str] = []

    def profiles(self) -> Iterator[Profile]:
        """The first has what is bound to no key that goes along."""
        ids = self._parts.vault.credentials.ids()
        bound = {name: stored.holder_key for name in ids if (stored := self._stored(name)) is not None}
        chosen = self._chosen(set(bound.values())) if self._with_keys else []
        going = {key.id for key in chosen}
        for number, key in enumerate(chosen or [None], start=1):
            mine = [name for name, id_ in bound.items() if (id_ == key.id if key and id_ in going else number == 1)]
            seed = self._parts.vault.holder_keys.unwrap(key.id) if key else None
            self.keys += key is not None
            shown = _NAME if number == 1 else f"{_NAME} {number}"
            yield Profile(shown, _uuid(self._parts.entropy.token(16)), seed, self._contents(mine))

    def _chosen(self, bound: set[str]) -> list[HolderKey]:
        """The keys that credentials are bound to, or the wallet's first where none is."""
        usable = [key for key in self._parts.vault.holder_keys.list() if key.kind is KeyKind.ED25519]
        return [key for key in usable if key.id in bound] or usable[:1]

    def _contents(self, names: list[str]) -> Iterator[bytes]:
        for name in names:
            stored = self._parts.vault.credentials.get(name)
            self.count += 1
            yield lcw_writing.content(stored.payload, _MEDIA_TYPES.get(stored.format, "application/vc+jwt"))

    def _stored(self, name: str) -> StoredCredential | None:
        try:
            return self._parts.vault.credentials.get(name)
        except VaultDamaged:
            self.unreadable.append(name)
            return None


def _uuid(token: bytes) -> str:
    """A random UUID (RFC 9562 section 5.4)."""
    digits = bytes([*token[:6], token[6] & 0x0F | 0x40, token[7], token[8] & 0x3F | 0x80, *token[9:]]).hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
