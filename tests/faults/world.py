"""A small wallet with something of everything in it, and credentials to bring in: the same bytes each time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes import NOON, FixedClock, MemoryFetcher, SeededEntropy
from tests.issuers import OB3, V2, Party, as_bytes, badge, kept, status_entry, status_list
from wallet.intake.examine import examine
from wallet.intake.reader import Reader
from wallet.model.carried import Finding
from wallet.model.given import Given, Question
from wallet.model.presentation import PresentationRequest, PresentOrder
from wallet.session import Session, create_wallet, open_wallet
from wallet.vault.kdf import CHEAPEST

PASSPHRASE = "the passphrase of before"
NEW_PASSPHRASE = "the passphrase of after"
ISSUER = Party.with_did_key("faults")
STATUS_URL = "https://uni.example/status/1"
HELD = 6
"""Credentials that the wallet holds before anything happens."""


class HereReader(Reader):
    """Reads in this very process: what a worker answers is proved elsewhere, and here only the store's writes count."""

    def __init__(self) -> None:
        super().__init__()

    def read_all(self, questions: Iterable[Question]) -> Iterator[tuple[Finding, ...]]:
        return map(examine, questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a wallet lies and what opens it; ``outside`` is a folder for what leaves the wallet on purpose."""

    folder: Path
    outside: Path
    code: str = field(repr=False)
    secret: str = field(default="", repr=False)  # what to open it with where that is not the recovery code
    other_code: str = field(default="", repr=False)  # what opens another wallet in ``outside``

    def session(self, *, minutes: int = 0, pages: Any = None, seed: bytes = b"during") -> Session:
        """Open it at a later time, with these pages for a network (None: nobody may go online)."""
        clock = FixedClock(NOON + timedelta(minutes=minutes))
        fetcher = None if pages is None else MemoryFetcher(pages, clock)
        return open_wallet(
            self.folder,
            self.secret or self.code,
            clock=clock,
            entropy=SeededEntropy(seed),
            reader=HereReader(),
            fetcher=fetcher,
        )


@cache
def signed(number: int, *, size: int = 0, status: bool = False) -> bytes:
    """Badge number so-and-so; ``size`` bytes of narrative more."""
    changes: dict[str, Any] = {"id": f"https://uni.example/faults/{number}", "name": f"Badge {number}"}
    if status:
        changes["credentialStatus"] = status_entry(STATUS_URL, number)
    document = badge(ISSUER, **changes)
    document["credentialSubject"]["achievement"]["criteria"]["narrative"] += "." * size
    return as_bytes(ISSUER.sign(document, cryptosuite="eddsa-jcs-2022"))


def inputs(numbers: Iterable[int], **options: Any) -> list[Given]:
    """Badges as files that somebody gives."""
    return [Given(source=f"{number}.json", data=signed(number, **options)) for number in numbers]


def pages() -> dict[str, tuple[str, bytes]]:
    """The network: one status list."""
    signed_list = ISSUER.sign(status_list(ISSUER, STATUS_URL, 4), cryptosuite="eddsa-jcs-2022")
    return {STATUS_URL: ("application/vc", as_bytes(signed_list))}


def contexts() -> tuple[Any, ...]:
    """Kept documents that come along with an import and are pinned."""
    return tuple(kept(url, {"@context": {"@vocab": "https://uni.example/#"}}) for url in (V2, OB3))


def make(folder: Path, outside: Path, *, seed: bytes = b"before", held: int = HELD) -> Place:
    """The wallet of before: six credentials, one of them with a status, a showing, a portfolio, a trust list.

    With fewer credentials, nothing but those.
    """
    made = create_wallet(folder, PASSPHRASE, clock=FixedClock(), entropy=SeededEntropy(seed), profile=CHEAPEST)
    outside.mkdir(parents=True, exist_ok=True)
    place = Place(folder=folder, outside=outside, code=made.recovery_code)
    with place.session(seed=b"filling" + seed) as session:
        first = [outcome.id for outcome in session.import_inputs(inputs([0], status=True))]
        first += [outcome.id for outcome in session.import_inputs(inputs(range(1, held)))]
        if held < HELD:
            return place
        session.present(PresentOrder(credential_ids=(first[1],), request=PresentationRequest(audience="Employer")))
        session.new_portfolio("cv", title="CV", words="Own words", items=((first[2], "About this one"),))
        session.add_trust_list(json.dumps({"name": "Known", "issuers": [{"id": ISSUER.did, "name": "Uni"}]}).encode())
    return place


def copied(folder: Path, to: Path) -> None:
    """The files of a folder, as they are now, in a new one."""
    if to.exists():
        shutil.rmtree(to)
    shutil.copytree(folder, to)


def fresh(template: Place, to: Path) -> Place:
    """A copy of a prepared wallet to do something to."""
    copied(template.folder, to / "wallet")
    copied(template.outside, to / "outside")
    return replace(template, folder=to / "wallet", outside=to / "outside")
