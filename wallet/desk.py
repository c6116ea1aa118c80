"""The verifier's desk: checks what somebody hands over; needs no wallet, keeps no secret.

    bytes ─ carriers.unwrap ─▶ formats.read ─▶ verify ─▶ Finding ─▶ the employer's screen, or JSON

Everything in and out is a frozen dataclass, so that a window can speak to a desk in another process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from wallet.errors import FetchRefused
from wallet.gather import from_link, settle
from wallet.intake.reader import Reader
from wallet.material_folder import read_material
from wallet.model.carried import Finding
from wallet.model.given import Given, Question
from wallet.model.presentation import Expectation
from wallet.model.snapshot import Snapshot
from wallet.model.trust import TrustList, VerificationPolicy
from wallet.ports import Clock, Fetcher
from wallet.verify.trust_list import read_trust_list

__all__ = ["Desk", "Terms", "read_material", "trusting"]

_BATCH = 256  # inputs held in memory at once; a folder of thousands flows through


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the checker asks for: the code and audience that were agreed, trusted issuers, the time to judge at (None: now).

    ``material`` are kept documents the checker brings along.  ``settle`` allows to fetch what a check lacks.
    """

    expectation: Expectation = field(default_factory=Expectation)
    policy: VerificationPolicy = field(default_factory=VerificationPolicy)
    at: datetime | None = None
    material: tuple[Snapshot, ...] = field(default=(), repr=False)
    settle: bool = False


class Desk:
    """Judges inputs in worker processes; goes online only through the fetcher it was given, if any."""

    def __init__(self, clock: Clock, reader: Reader, fetcher: Fetcher | None = None) -> None:
        self._clock = clock
        self._reader = reader
        self._fetcher = fetcher

    def check(self, inputs: Iterable[Given], terms: Terms) -> Iterator[Finding]:
        """One finding for each credential and each presentation, input by input, in the order given.

        A broken input costs that input only: its finding has an ``error``.
        """
        batch: list[Given] = []
        for given in inputs:
            if given.data is not None and given.error is None:
                batch.append(given)
                if len(batch) == _BATCH:
                    yield from self._read(batch, terms)
                    batch = []
            else:
                yield from self._read(batch, terms)
                batch = []
                yield from self._unread(given, terms)
        yield from self._read(batch, terms)

    def _read(self, batch: list[Given], terms: Terms) -> Iterator[Finding]:
        questions = [self._question(given, terms) for given in batch]
        for question, findings in zip(questions, self._reader.read_all(questions), strict=True):
            if terms.settle and self._fetcher is not None:
                yield from settle(question, findings, self._reader, self._fetcher).findings
            else:
                yield from findings

    def _unread(self, given: Given, terms: Terms) -> Iterator[Finding]:
        if given.error is not None:
            yield Finding(source=given.source, index=0, error=given.error)
        elif self._fetcher is None:
            refused = FetchRefused("offline", "This is an address, and the check is offline. Give the file instead.")
            yield Finding(source=given.source, index=0, error=refused)
        else:
            yield from from_link(self._question(given, terms), self._reader, self._fetcher).findings

    def _question(self, given: Given, terms: Terms) -> Question:
        return Question(
            source=given.source,
            data=given.data or b"",
            now=terms.at or self._clock.now(),
            material={snapshot.url: snapshot for snapshot in terms.material},
            policy=terms.policy,
            expectation=terms.expectation,
        )


def trusting(policy: VerificationPolicy, lists: Iterable[bytes]) -> VerificationPolicy:
    """The policy with these trust list files added. Raises InputRefused("trust-list-unreadable")."""
    added: tuple[TrustList, ...] = tuple(read_trust_list(data) for data in lists)
    return replace(policy, trust_lists=policy.trust_lists + added)
