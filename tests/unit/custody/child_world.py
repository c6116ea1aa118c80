"""How the wallet processes of these tests open their wallet: a clock that stands still, and acts that misbehave when told."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakes import FixedClock, SeededEntropy
from wallet.custody.order import Order
from wallet.intake.reader import Reader
from wallet.model.outcomes import CardSummary
from wallet.model.trust import TrustList
from wallet.ports import Fetcher
from wallet.session import Session, open_wallet


class Misbehaving(Session):
    """A session some of whose acts do what a test's argument says. ``read`` counts the cards that were given."""

    read = 0

    def add_trust_list(self, data: bytes) -> TrustList:
        word, _, rest = data.decode("utf-8", "replace").partition(" ")
        if word == "bug":
            raise KeyError(rest)
        if word == "die":
            os._exit(9)
        if word == "sleep":
            time.sleep(float(rest))
        if word == "slow-write":
            with self._parts.vault.trust_lists._database.transaction():
                self._parts.vault.trust_lists.put(TrustList(name="first", issuers=()))
                time.sleep(float(rest))
                self._parts.vault.trust_lists.put(TrustList(name="second", issuers=()))
        if word == "say":
            return TrustList(name=str(eval(rest)), issuers=())  # what a test wants to know of this process
        return TrustList(name=word, issuers=())

    def cards(self) -> Iterator[CardSummary]:
        for card in super().cards():
            self.read += 1
            yield card


@contextmanager
def open_session(order: Order, secret: str | None, fetcher: Fetcher | None) -> Iterator[Session]:
    ports = {"clock": FixedClock(), "entropy": SeededEntropy()}
    with Reader(jobs=order.jobs) as reader:
        session = open_wallet(Path(order.folder), secret, reader=reader, fetcher=fetcher, **ports)
        with Misbehaving(session._parts) as opened:
            yield opened
