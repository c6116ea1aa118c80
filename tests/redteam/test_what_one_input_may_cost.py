"""One hostile input must not make the checker wait, fetch or hold for all the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.fakes import NOON, FixedClock, MemoryFetcher
from tests.issuers import Party, as_bytes, badge
from tests.redteam.conftest import Verifier
from wallet.desk import Desk, Terms
from wallet.errors import FetchFailed, InputRefused
from wallet.gather import from_link, settle
from wallet.intake.reader import Reader
from wallet.model.carried import Finding
from wallet.model.given import Given, Question
from wallet.model.snapshot import Snapshot

ISSUER = Party.with_did_key("issuer of many")
MB = 1024 * 1024


def _hungry(count: int, host: str = "https://evil.example") -> bytes:
    """A credential that asks for thousands of documents."""
    entries = [
        {"id": f"{host}/{place}#1", "type": "1EdTechRevocationList", "statusPurpose": "revocation"} for place in range(count)
    ]
    return as_bytes(ISSUER.sign(badge(ISSUER, credentialStatus=entries)))


@dataclass
class Silent:
    """A server that takes its whole time."""

    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
        self.asked.append(url)
        raise FetchFailed("timeout", f"{url} took too long to answer.")


def test_a_credential_that_names_thousands_of_documents(reader: Reader) -> None:
    question = Question(source="x", data=_hungry(1500), now=NOON)
    fetcher = MemoryFetcher({})
    gathered = settle(question, reader.read(question), reader, fetcher)
    assert len(fetcher.asked) <= 100
    assert gathered.findings[0].report is not None
    assert len(gathered.findings[0].report.needs) == 1500


def test_a_host_that_lets_us_wait_is_asked_once(reader: Reader) -> None:
    question = Question(source="x", data=_hungry(90), now=NOON)
    fetcher = Silent()
    gathered = settle(question, reader.read(question), reader, fetcher)
    assert len(fetcher.asked) == 1
    assert len(gathered.unanswered) == 90


def test_pages_that_name_pages_that_name_pages(reader: Reader) -> None:
    def page(at: str) -> bytes:
        links = "".join(f'<link rel="alternate" type="application/json" href="{at}/{place}">' for place in range(50))
        return f"<!DOCTYPE html><html><head>{links}</head></html>".encode()

    @dataclass
    class Maze(MemoryFetcher):
        def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
            self.asked.append(url)
            return Snapshot(url=url, final_url=url, body=page(url), media_type="text/html", fetched_at=NOON)

    maze = Maze({})
    gathered = from_link(Question(source="https://evil.example/a", data=b"", now=NOON), reader, maze)
    assert len(maze.asked) <= 20
    assert gathered.findings[0].error is not None


def test_large_inputs_are_not_all_held_at_once() -> None:
    class Counting(Reader):
        """Reads nothing; tells how many bytes it was given at once."""

        most = 0

        def __init__(self) -> None:
            pass

        def read_all(self, questions: Iterable[Question]) -> Iterator[tuple[Finding, ...]]:
            held = list(questions)
            self.most = max(self.most, sum(len(question.data) for question in held))
            for question in held:
                yield (Finding(source=question.source, index=0, error=InputRefused("empty", "Nothing was read.")),)

    body = b"x" * (20 * MB)
    counting = Counting()
    given = (Given(source=str(place), data=body) for place in range(40))
    assert len(list(Desk(FixedClock(NOON), counting).check(given, Terms()))) == 40
    assert counting.most <= 100 * MB


HOSTILE: dict[str, Any] = {
    "deep.json": b"[" * 100_000,
    "lone.json": b'{"name": "\\ud800"}',
    "zero.json": b"\0" * 100,
    "cut.png": b"\x89PNG\r\n\x1a\n",
    "cut.pdf": b"%PDF-1.7\n%%EOF",
    "evil.svg": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "token.jwt": b"e30.e30.e30",
    "sat1.txt": b"SAT1:%%%",
    "empty": b"",
    "number.json": b"1e999",
    "early.jwt": ISSUER.token(badge(ISSUER) | {"nbf": -(10**17)}),
    "many.json": [json.loads(_hungry(2))] * 3 + [7],
}


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_good_one_among_hostile_ones(verify: Verifier, jobs: int) -> None:
    for place, (name, body) in enumerate(HOSTILE.items()):
        verify.file(f"all/{place:02}-{name}", body)
        verify.file(f"all/{place:02}-good.json", ISSUER.sign(badge(ISSUER)))
    records = verify.records(verify.folder / "all", "--jobs", str(jobs))
    good = [record for record in records if record["input"].endswith("-good.json")]
    assert len(good) == len(HOSTILE)
    assert {record["headline"] for record in good} == {"issuer-unknown"}
    others = [record for record in records if record not in good and "early" not in record["input"]]
    assert {record["verdict"] for record in others} <= {None, "rejected", "indeterminate"}
