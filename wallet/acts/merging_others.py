"""Merging what is not a credential: keys, trust lists, collections, portfolios and the log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from wallet.errors import UsageError, VaultError
from wallet.model.backup import MergeDecision, MergeOutcome
from wallet.model.library import Collection
from wallet.model.portfolio import Portfolio
from wallet.model.presentation import PresentationRecord
from wallet.model.trust import TrustList
from wallet.vault.names import compared
from wallet.vault.vault import Vault

_PAGE = 200
_LONGEST = 70  # with a number behind it, still within what a name may have
_NEVER = datetime.min.replace(tzinfo=UTC)
Thing = TypeVar("Thing")


def keys(ours: Vault, theirs: Vault) -> Iterator[MergeOutcome]:
    """The holder's keys, private halves included."""
    for key in theirs.holder_keys.list():
        is_new = ours.holder_keys.put(key, theirs.holder_keys.unwrap(key.id))
        yield _outcome("holder-key", key.id, MergeDecision.ADDED if is_new else MergeDecision.ALREADY_HERE, name=key.did)


def trust_lists(ours: Vault, theirs: Vault) -> Iterator[MergeOutcome]:
    """Of two editions of a list the newer one; of two lists that happen to have one name, both."""
    held = {known.name: known for known in ours.trust_lists.list()}
    for known in theirs.trust_lists.list():
        mine = held.get(known.name)
        if mine is None:
            ours.trust_lists.put(known)
            yield _outcome("trust-list", known.name, MergeDecision.ADDED)
        elif mine.updated and known.updated and mine.updated != known.updated:
            yield _newer_list(ours, mine, known)
        else:
            yield _distinct_list(ours, held, known)


def _newer_list(ours: Vault, mine: TrustList, known: TrustList) -> MergeOutcome:
    if (known.updated or _NEVER) <= (mine.updated or _NEVER):
        return _outcome("trust-list", known.name, MergeDecision.ALREADY_HERE)
    ours.trust_lists.put(known)
    return _outcome("trust-list", known.name, MergeDecision.UNITED, came=("newer",))


def _distinct_list(ours: Vault, held: dict[str, TrustList], known: TrustList) -> MergeOutcome:
    name, there = distinct(known.name, held, lambda mine: mine.issuers == known.issuers)
    if not there:
        held[name] = replace(known, name=name)
        ours.trust_lists.put(held[name])
    return _named("trust-list", known.name, name, there=there)


def collections(ours: Vault, theirs: Vault) -> tuple[dict[str, str], tuple[MergeOutcome, ...]]:
    """Collections without what is in them: our name for each of theirs, and the outcomes.

    Two that were put together by hand and have one name become one; a saved search is the same only with the same search.
    """
    held = {compared(one.name): one for one in ours.collections.list()}
    names: dict[str, str] = {}
    outcomes = []
    for known in theirs.collections.list():
        name, there = distinct(known.name, held, partial(_same_search, known), key=compared)
        try:
            made = ours.collections.get(name) if there else ours.collections.put(name, known.query)
        except (UsageError, VaultError) as error:
            outcomes.append(_outcome("collection", known.name, MergeDecision.REFUSED, error=error))
            continue
        held[compared(made.name)] = made
        names[known.name] = made.name
        outcomes.append(_named("collection", known.name, made.name, there=there))
    return names, tuple(outcomes)


def portfolios(ours: Vault, theirs: Vault) -> Iterator[MergeOutcome]:
    """Two of one name that say the same are one; that say something else, both are kept."""
    held = {one.name: one for one in ours.portfolios.list()}
    for known in theirs.portfolios.list():
        name, there = distinct(known.name, held, partial(_same_portfolio, known))
        if not there:
            held[name] = replace(known, name=name)
            ours.portfolios.save(held[name])
        yield _named("portfolio", known.name, name, there=there)


def presentations(ours: Vault, theirs: Vault) -> Iterator[MergeOutcome]:
    """The log of what was shown: every line of both."""
    held = {record.id: record for record in _log(ours)}
    for record in _log(theirs):
        if held.get(record.id) == record:
            yield _outcome("presentation", record.id, MergeDecision.ALREADY_HERE)
            continue
        mark = hashlib.sha256(repr(record).encode("utf-8", "backslashreplace")).hexdigest()[:8]
        kept = record if record.id not in held else replace(record, id=f"{record.id}-{mark}")
        there = kept.id in held
        ours.presentations.add(kept)
        held[kept.id] = kept
        yield _named("presentation", record.id, kept.id, there=there)


def distinct(
    name: str, held: dict[str, Thing], same: Callable[[Thing], bool], *, key: Callable[[str], str] = str
) -> tuple[str, bool]:
    """The name under which something stands or shall stand: its own, or with a number; and whether it stands there already.

    ``held`` is by ``key`` of the name.
    """
    candidate, number = name, 1
    while (mine := held.get(key(candidate))) is not None:
        if same(mine):
            return candidate, True
        number += 1
        candidate = f"{name[:_LONGEST]} ({number})"
    return candidate, False


def _log(vault: Vault) -> Iterator[PresentationRecord]:
    after = ""
    while True:
        page = vault.presentations.list(limit=_PAGE, after=after)
        yield from page.items
        after = page.next
        if not after:
            return


def _same_search(theirs: Collection, ours: Collection) -> bool:
    return ours.query == theirs.query


def _same_portfolio(theirs: Portfolio, ours: Portfolio) -> bool:
    return (ours.title, ours.words, ours.items) == (theirs.title, theirs.words, theirs.items)


def _named(what: str, theirs: str, ours: str, *, there: bool) -> MergeOutcome:
    if there:
        return _outcome(what, ours, MergeDecision.ALREADY_HERE)
    return _outcome(what, ours, MergeDecision.ADDED if ours == theirs else MergeDecision.KEPT_BOTH, name=theirs)


def _outcome(
    what: str,
    key: str,
    decision: MergeDecision,
    *,
    name: str = "",
    came: tuple[str, ...] = (),
    error: VaultError | UsageError | None = None,
) -> MergeOutcome:
    return MergeOutcome(what=what, id=key, decision=decision, name=name, came=came, error=error)
