"""Fakes of the ports: a clock that stands still until told, repeatable entropy, a world of documents in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from wallet.errors import FetchFailed, KeyringUnavailable
from wallet.model.snapshot import Snapshot

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class FixedClock:
    """Stands at ``time`` until ``advance``."""

    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    def advance(self, **delta: float) -> None:
        self.time += timedelta(**delta)


@dataclass
class SeededEntropy:
    """The same bytes for the same seed, never the same bytes twice."""

    seed: bytes = b"satchel tests"
    _count: int = 0

    def token(self, length: int) -> bytes:
        self._count += 1
        out = b""
        block = 0
        while len(out) < length:
            out += hashlib.sha256(self.seed + self._count.to_bytes(8, "big") + block.to_bytes(4, "big")).digest()
            block += 1
        return out[:length]


@dataclass
class MemoryFetcher:
    """A whole world as one mapping of URL to (media type, body); ``asked`` records every request."""

    pages: Mapping[str, tuple[str, bytes]]
    clock: FixedClock = field(default_factory=FixedClock)
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
        self.asked.append(url)
        if url not in self.pages:
            raise FetchFailed("not-found", f"{url} did not answer.")
        media_type, body = self.pages[url]
        return Snapshot(url=url, final_url=url, body=body, media_type=media_type, fetched_at=self.clock.now())


def snapshot(url: str, body: bytes, media_type: str = "application/json", at: datetime = NOON) -> Snapshot:
    """A kept document, for material."""
    return Snapshot(url=url, final_url=url, body=body, media_type=media_type, fetched_at=at)


@dataclass
class MemorySecretStore:
    """A store of secrets in memory. ``refuses`` is raised by every act; ``acts`` records them in their order."""

    name: str = "secret-service"
    items: dict[str, str] = field(default_factory=dict)
    refuses: KeyringUnavailable | None = None
    forgets: bool = False
    acts: list[str] = field(default_factory=list)

    def backend(self) -> str:
        return self.name

    def get(self, name: str) -> str | None:
        self._act("get")
        return self.items.get(name)

    def set(self, name: str, secret: str) -> None:
        self._act("set")
        if not self.forgets:
            self.items[name] = secret

    def delete(self, name: str) -> None:
        self._act("delete")
        self.items.pop(name, None)

    def _act(self, name: str) -> None:
        self.acts.append(name)
        if self.refuses is not None:
            raise self.refuses
