"""The acts under test, each through a session: what it says has been done is a promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.faults.world import HELD, Place, contexts, inputs, pages
from wallet.model.outcomes import Decision
from wallet.model.presentation import PresentationRequest, PresentOrder

Said = dict[str, Any]
"""``{"did": what}``, ``{"refused": what, "code": …}``; ``secret`` tells a secret that was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """``run`` yields what it says of each step, once that step is done. ``prepare`` comes before any fault.

    ``whole`` says that a step is one transaction; else a step's changes may be there table by table.
    """

    run: Callable[[Place], Iterator[Said]]
    prepare: Callable[[Place], None] | None = None
    whole: bool = True


def _import(place: Place, count: int) -> Iterator[Said]:
    with place.session() as session:
        for outcome in session.import_inputs(inputs(range(HELD, HELD + count))):
            if outcome.decision is Decision.REFUSED:
                yield {"refused": outcome.source, "code": outcome.error.code if outcome.error else ""}
            else:
                yield {"did": outcome.source}


def with_contexts(place: Place) -> None:
    """Kept documents, which the next import pins."""
    with place.session() as session:
        assert list(session.import_inputs((), material=contexts())) == []


def import_1(place: Place) -> Iterator[Said]:
    return _import(place, 1)


def import_25(place: Place) -> Iterator[Said]:
    return _import(place, 25)


def note(place: Place) -> Iterator[Said]:
    with place.session() as session:
        for card in sorted(session.cards(), key=lambda card: card.id)[:2]:
            session._parts.vault.credentials.set_note(card.id, "a note of my own " * 400)
            yield {"did": card.id}


def delete(place: Place) -> Iterator[Said]:
    with place.session() as session:
        for card in sorted(session.cards(), key=lambda card: card.id)[:3]:
            session.delete(card.id)
            yield {"did": card.id}


def refresh(place: Place) -> Iterator[Said]:
    with place.session(minutes=60, pages=pages()) as session:
        for outcome in session.refresh():
            yield {"did": outcome.id}


def present(place: Place) -> Iterator[Said]:
    with place.session() as session:
        name = min(card.id for card in session.cards())
        session.present(PresentOrder(credential_ids=(name,), request=PresentationRequest(audience="Somebody")))
        yield {"did": "showing"}


def portfolio(place: Place) -> Iterator[Said]:
    with place.session() as session:
        names = sorted(card.id for card in session.cards())
        session.new_portfolio("other", title="Other", items=((names[0], "one"), (names[1], "two")))
        yield {"did": "portfolio"}
        session.add_to_portfolio("cv", names[3], "words of mine")
        yield {"did": "portfolio item"}


ACTS: dict[str, Act] = {
    "import of 1": Act(run=import_1, prepare=with_contexts),
    "import of 25": Act(run=import_25),
    "edit": Act(run=note),
    "delete": Act(run=delete),
    "refresh": Act(run=refresh, whole=False),
    "present": Act(run=present),
    "portfolio": Act(run=portfolio),
}
