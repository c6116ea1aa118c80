"""Conditions as expressions of the index.

Time goes on between two checks: a credential may have expired an hour ago, and the index knows days.  So each node has an
expression that finds at least what fulfils it (``over``) and one that finds nothing else (``under``).  Where the two differ,
``rest`` decides row by row among the rows that ``over`` found, and ``whole`` among any.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from wallet.model.report import Headline
from wallet.vault import facets
from wallet.vault.times import to_text

NOTHING = f'"{facets.MARK}n"'
_EVERYTHING = f'"{facets.ANY}"'
_WORSE = (Headline.NOT_GENUINE, Headline.WITHDRAWN, Headline.REFUSED)
_STANDS = """
CASE WHEN c.headline IN ('not-genuine', 'withdrawn', 'refused') THEN c.headline WHEN c.valid_until < ? THEN 'expired'
WHEN c.headline = 'verified' AND c.stale_at < ? THEN 'verified-stale' ELSE c.headline END
"""
IN_INDEX = "EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND search.rowid = c.number)"
"""Whether a row of ``credentials AS c`` is found by an expression of the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sql:
    """A condition on a row, with its parameters; true unless said."""

    text: str = "1"
    parameters: tuple[str, ...] = ()

    def __neg__(self) -> Sql:
        return Sql(text=f"NOT ({self.text})", parameters=self.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One condition as expressions of the index, and as SQL on ``credentials AS c``."""

    over: str
    under: str
    whole: Sql
    rest: Sql = field(default_factory=Sql)

    @property
    def is_exact(self) -> bool:
        """Whether the index alone decides."""
        return self.over == self.under


def exact(expression: str) -> Node:
    """A node that the index alone decides."""
    return Node(over=expression, under=expression, whole=Sql(text=IN_INDEX, parameters=(expression,)))


def phrase(words: Iterable[str], *, column: str = "", is_beginning: bool = False) -> str:
    """These words one behind another, in a column or anywhere; ``is_beginning``: the last may go on."""
    said = f'"{" ".join(words)}"{" *" if is_beginning else ""}'
    return f"{column} : {said}" if column else said


def either(expressions: Iterable[str]) -> str:
    """Any of them."""
    return "(" + (" OR ".join(expressions) or NOTHING) + ")"


def both(wanted: list[Node], unwanted: list[Node]) -> Node:
    """All of the wanted and none of the unwanted."""
    return Node(
        over=_all_but([node.over for node in wanted], [node.under for node in unwanted]),
        under=_all_but([node.under for node in wanted], [node.over for node in unwanted]),
        whole=_and([*(node.whole for node in wanted), *(-node.whole for node in unwanted)]),
        rest=_and(
            [
                *(node.rest for node in wanted if not node.is_exact),
                *(-node.whole for node in unwanted if not node.is_exact),
            ]
        ),
    )


def _and(terms: list[Sql]) -> Sql:
    return Sql(
        text=" AND ".join(f"({term.text})" for term in terms) or "1",
        parameters=tuple(value for term in terms for value in term.parameters),
    )


def standing(headlines: Iterable[Headline], now: datetime) -> Node:
    """Those whose headline is one of these at this time."""
    wanted = tuple(headlines)
    today = now.date()
    ended, ended_for_sure = _until(facets.ENDS, today, 1), _until(facets.ENDS, today, 0)
    stale, stale_for_sure = _until(facets.STALE, today, 1), _until(facets.STALE, today, 0)
    decided = Sql(
        text=f"({_STANDS}) IN ({', '.join('?' * len(wanted))})",
        parameters=(to_text(now), to_text(now), *(one.value for one in wanted)),
    )
    return Node(
        over=either(_stands(one, ended, ended_for_sure, stale, stale_for_sure) for one in wanted),
        under=either(_stands(one, ended_for_sure, ended, stale_for_sure, stale) for one in wanted),
        whole=decided,
        rest=decided,
    )


def _stands(headline: Headline, ended: str, surely_ended: str, stale: str, surely_stale: str) -> str:
    """With the wide expressions first: at least those that stand so. The other way round: no others."""
    checked = _headline(headline)
    if headline in _WORSE:
        return checked
    if headline is Headline.EXPIRED:
        return f"({checked} OR ({ended} NOT {either(map(_headline, _WORSE))}))"
    if headline is Headline.VERIFIED_STALE:
        return f"(({checked} OR ({_headline(Headline.VERIFIED)} AND {stale})) NOT {surely_ended})"
    if headline is Headline.VERIFIED:
        return f"({checked} NOT ({surely_ended} OR {surely_stale}))"
    return f"({checked} NOT {surely_ended})"


def dated_before(bound: date) -> str:
    """Those issued (where they name no date: that came in) before this day."""
    return _before(facets.DATED, bound)


def _until(which: str, day: date, days: int) -> str:
    return _before(which, day + timedelta(days=days) if day < date.max else day)


def _before(which: str, bound: date) -> str:
    return either(f'"{word}"' for word in facets.before(which, bound))


def _headline(headline: Headline) -> str:
    return f'"{facets.headline(headline.value)}"'


def _all_but(wanted: list[str], unwanted: list[str]) -> str:
    inside = " AND ".join(f"({one})" for one in wanted) or _EVERYTHING
    return f"(({inside}) NOT ({either(unwanted)}))" if unwanted else f"({inside})"
