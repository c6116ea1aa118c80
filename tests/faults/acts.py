"""The acts under test, each through a session: what it says has been done is a promise."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults import acts_keys
from tests.faults.act import Act, Said
from tests.faults.world import HELD, Place, contexts, inputs, pages
from wallet.model.outcomes import Decision
from wallet.model.presentation import PresentationRequest, PresentOrder


def _import(place: Place, count: int) -> Iterator[Said]:
    with place.session() as session:
        for outcome in session.import_inputs(inputs(range(HELD, HELD + count))):
            if outcome.decision is Decision.REFUSED:
                yield {"refused": outcome.source, "code": outcome.error.code if outcome.error else ""}
            else:
                yield {"did": outcome.source}


def with_contexts(place: Place) -> Place:
    """Kept documents, which the next import pins."""
    with place.session() as session:
        assert list(session.import_inputs((), material=contexts())) == []
    return place


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


def something_in_the_trash(place: Place) -> Place:
    """Two credentials that were thrown away, one of them long ago."""
    for days, number in ((0, 0), (40, 1)):
        with place.session(minutes=days * 24 * 60) as session:
            session._parts.vault.credentials.trash(sorted(card.id for card in session.cards())[number])
    return place


def trash(place: Place) -> Iterator[Said]:
    """Throw away, bring back, and empty what has lain there for thirty days."""
    with place.session(minutes=41 * 24 * 60) as session:
        credentials = session._parts.vault.credentials
        for card in sorted(session.cards(), key=lambda card: card.id)[:2]:
            credentials.trash(card.id)
            yield {"did": f"trash {card.id}"}
        last = credentials.trashed()[-2].id
        credentials.restore(last)
        yield {"did": f"back {last}"}
        credentials.purge(None)
        yield {"did": "purge"}


def tags(place: Place) -> Iterator[Said]:
    with place.session() as session:
        vault = session._parts.vault
        names = sorted(card.id for card in session.cards())
        vault.tags.set(names[0], ("one", "two"))
        yield {"did": "tags"}
        vault.collections.put("mine")
        yield {"did": "collection"}
        vault.collections.add("mine", names[1])
        yield {"did": "collection item"}
        vault.tags.set(names[0], ("two", "three"))
        yield {"did": "other tags"}


ACTS: dict[str, Act] = {
    "import of 1": Act(run=import_1, prepare=with_contexts),
    "import of 25": Act(run=import_25),
    "edit": Act(run=note),
    "delete": Act(run=delete),
    "refresh": Act(run=refresh, whole=False),
    "present": Act(run=present),
    "portfolio": Act(run=portfolio),
    "trash": Act(run=trash, prepare=something_in_the_trash),
    "tags and collections": Act(run=tags, whole=False),
    **acts_keys.ACTS,
}
