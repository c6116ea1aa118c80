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
from wallet.holder.fields import fields
from wallet.intake.containers import opened
from wallet.intake.reader import Reader
from wallet.material_folder import read_material
from wallet.model.carried import Finding
from wallet.model.credential import Credential, Format
from wallet.model.given import Given, Question
from wallet.model.presentation import DisclosureChoice, Expectation, Presented
from wallet.model.proof import Securing
from wallet.model.snapshot import Snapshot
from wallet.model.trust import TrustList, VerificationPolicy
from wallet.portfolio.signed import read as read_portfolio
from wallet.ports import Clock, Fetcher
from wallet.verify.trust_list import read_trust_list

__all__ = ["Desk", "Terms", "presenter_says", "read_material", "says", "trusting"]

_TECHNICAL = frozenset({"iss", "iat", "nbf", "exp", "jti", "vct", "vct#integrity", "cnf", "status", "sub"})

_BATCH = 256  # inputs held in memory at once; a folder of thousands flows through
_BATCH_BYTES = 64 * 1024 * 1024  # and no more than this of them, plus the one that reached it


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
        for given in opened(inputs):
            if given.data is not None and given.error is None:
                batch.append(given)
                if len(batch) == _BATCH or sum(len(held.data or b"") for held in batch) >= _BATCH_BYTES:
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


def says(credential: Credential) -> tuple[tuple[str, str], ...]:
    """What a received credential says, as (label, text) for people; what is not disclosed is simply not there.

    Of an SD-JWT every claim but the technical ones, of the others what was achieved.
    """
    if credential.securing is Securing.SD_JWT and credential.format is Format.SD_JWT_VC:
        shown = fields(credential, DisclosureChoice(pointers=tuple(_top_level(credential))))
        return tuple((item.label, item.value) for item in shown if item.pointer.split("/")[1] not in _TECHNICAL)
    achieved = credential.achievement
    about = [("about", achieved.description), ("criteria", achieved.criteria)] if achieved else []
    skills = ", ".join(achieved.skills) if achieved else ""
    return tuple((label, text) for label, text in (*about, ("skills", skills), ("issued to", credential.subject.name)) if text)


def presenter_says(presented: Presented) -> tuple[tuple[str, str], ...]:
    """The presenter's own words in a portfolio, as (label, text): signed by them, vouched for by nobody."""
    view = read_portfolio(presented.document)
    if view is None:
        return ()
    own = [("in their own words", view.words)] if view.words else []
    named = {index: credential.name for index, credential in enumerate(presented.credentials)}
    said = [(f"on “{named.get(part.index, '')}”", part.words) for part in view.parts if part.words]
    return (*own, *said)


def _top_level(credential: Credential) -> Iterator[str]:
    return (f"/{name.replace('~', '~0').replace('/', '~1')}" for name in credential.document)


def trusting(policy: VerificationPolicy, lists: Iterable[bytes]) -> VerificationPolicy:
    """The policy with these trust list files added. Raises InputRefused("trust-list-unreadable")."""
    added: tuple[TrustList, ...] = tuple(read_trust_list(data) for data in lists)
    return replace(policy, trust_lists=policy.trust_lists + added)
