"""``portfolio``: an ordered choice of credentials with the learner's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wallet.backup.records.kind import Kind
from wallet.backup.records.members import Members
from wallet.backup.records.seen import Seen
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.vault.holdings import Holdings
from wallet.vault.times import to_text

NAME = "portfolio"


def _write(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for portfolio in holdings.portfolios.list():
        yield {
            "name": portfolio.name,
            "title": portfolio.title,
            "words": portfolio.words,
            "created_at": to_text(portfolio.created_at),
            "changed_at": to_text(portfolio.changed_at),
            "items": [{"credential": item.credential_id, "words": item.words} for item in portfolio.items],
        }


def _read(members: Members, seen: Seen) -> Callable[[Holdings], object]:
    entries = members.each("items", "credential", "words")
    portfolio = Portfolio(
        name=members.text("name"),
        title=members.text("title"),
        words=members.text("words"),
        created_at=members.time("created_at"),
        changed_at=members.time("changed_at"),
        items=tuple(PortfolioItem(credential_id=entry.text("credential"), words=entry.text("words")) for entry in entries),
    )
    seen.add_name(NAME, portfolio.name)
    return lambda holdings: holdings.portfolios.save(portfolio)


PORTFOLIO = Kind(
    name=NAME,
    members=frozenset({"name", "title", "words", "created_at", "changed_at", "items"}),
    write=_write,
    read=_read,
)
