"""The claims of a credential, one by one, as the holder sees them before choosing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.holder import labels, pointer
from wallet.holder.pointer import Path
from wallet.holder.selection import Selection, select
from wallet.model.credential import Credential
from wallet.model.presentation import DisclosureChoice, Field

# Machinery that people read as one thing: a signature's twelve members are not twelve claims.
_ONE_PIECE = frozenset({"@context", "proof", "signature", "cnf"})
_WHAT_IS_CHOSEN = "only what is chosen of it"


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is shown or hidden together."""

    path: Path
    value: Any
    selectable: bool
    hollow: bool = False  # always there, and empty but for what is chosen


def fields(credential: Credential, choice: DisclosureChoice) -> tuple[Field, ...]:
    """Every claim, those that are always shown first, and whether this choice shows it.

    A claim is ``selectable`` where an SD-JWT's issuer made it a disclosure of its own (RFC 9901 section 4.2), or where a proof
    can be derived without it; its pointer is what a choice names.  What lies inside such a claim and cannot be parted from
    it stands in its value.  All other credentials show everything.

    Raises PresentationRefused ("unknown-claim", "shown-only-together", "damaged-credential").
    """
    return fields_of(select(credential, choice))


def fields_of(selection: Selection) -> tuple[Field, ...]:
    """The fields under a choice that was already made into a text."""
    units = list(_Walk(selection.selectable).units(selection.held))
    named = labels.labels([unit.path for unit in units])
    return tuple(_field(unit, label, selection) for unit, label in zip(units, named, strict=True))


def _field(unit: _Unit, label: str, selection: Selection) -> Field:
    where = pointer.write(unit.path)
    return Field(
        pointer=where,
        label=label,
        value=_WHAT_IS_CHOSEN if unit.hollow else labels.claim(unit.path[-1], unit.value),
        selectable=unit.selectable,
        shown=not unit.selectable or where in selection.shown,
    )


class _Walk:
    """One walk over a document, cutting it at the claims that can be chosen."""

    def __init__(self, selectable: Mapping[str, int]) -> None:
        read = ((pointer.read(place), rank) for place, rank in selectable.items())
        self._selectable = {path: rank for path, rank in read if path is not None}
        self._above = frozenset(path[:length] for path in self._selectable for length in range(len(path)))

    def units(self, document: Mapping[str, Any]) -> Iterator[_Unit]:
        for path, value in self._in_order(document, ()):
            yield from self._unit(path, value, inside=False)

    def _unit(self, path: Path, value: Any, *, inside: bool) -> Iterator[_Unit]:
        """``inside``: a claim above shows whatever cannot be chosen here."""
        if path in self._selectable:
            hollow = path in self._above and bool(value) and not self._rest(value, path)
            yield _Unit(path, self._rest(value, path), selectable=True, hollow=hollow)
            inside = True
        elif not self._opens(path, value):
            if not inside:
                yield _Unit(path, value, selectable=False)
            return
        elif not inside and not self._rest(value, path):
            yield _Unit(path, value, selectable=False, hollow=True)
        if not inside or path in self._above:
            for below, member in self._in_order(value, path):
                yield from self._unit(below, member, inside=inside)

    def _in_order(self, value: Any, path: Path) -> list[tuple[Path, Any]]:
        """Members as the issuer put them: a digest's place tells nothing (RFC 9901 section 4.2.4.1), a disclosure's does."""
        members = list(_members(value, path))
        if isinstance(value, Mapping):
            members.sort(key=lambda member: self._selectable.get(member[0], -1))
        return members

    def _opens(self, path: Path, value: Any) -> bool:
        if path in self._above:
            return True
        return isinstance(value, Mapping | list) and bool(value) and path[-1] not in _ONE_PIECE and not _plain_list(value)

    def _rest(self, value: Any, path: Path) -> Any:
        """The value without what can be chosen inside it."""
        if path not in self._above:
            return value
        members = [(below, one) for below, one in _members(value, path) if below not in self._selectable]
        kept = [(below[-1], self._rest(one, below)) for below, one in members]
        return dict(kept) if isinstance(value, Mapping) else [member for _, member in kept]


def _members(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield (*path, name), member
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            yield (*path, str(index)), member


def _plain_list(value: Any) -> bool:
    """A list of texts and numbers (types, skills) reads as one claim."""
    return isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value)
