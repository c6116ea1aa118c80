"""What an act under test is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.faults.world import Place

Said = dict[str, Any]
"""``{"did": what}``, ``{"refused": what, "code": …}``; ``secret`` tells a secret that was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """``run`` yields what it says of each step, once that step is done. ``prepare`` comes
    before any fault, and returns the wallet to start with.

    ``whole`` says that a step is one transaction; else a step's changes may be there table by table.  ``look`` says what is
    wrong outside the wallet, given what was promised.  ``aside`` are the wallet's own remarks on the act (entries of ``meta``),
    which it makes where the disk lets it and does not promise.
    """

    run: Callable[[Place], Iterator[Said]]
    prepare: Callable[[Place], Place] = lambda place: place
    whole: bool = True
    look: Callable[[Place, set[str]], list[str]] | None = None
    aside: frozenset[str] = frozenset()
