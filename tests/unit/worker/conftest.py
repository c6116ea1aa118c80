"""Pools of hostile workers: one shared by the tests that leave it whole, and a maker of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.worker.hostile_tasks import KINDS
from wallet.worker.limits import Limits
from wallet.worker.pool import Pool

TASKS = "tests.unit.worker.hostile_tasks"


@pytest.fixture(scope="session")
def shared() -> Iterator[Pool]:
    """A pool of one worker, with the limits that the wallet uses."""
    with Pool(TASKS, KINDS) as pool:
        yield pool


@pytest.fixture
def make_pool() -> Iterator[Callable[..., Pool]]:
    """Make pools that end with the test; arguments beside ``jobs`` are limits."""
    made: list[Pool] = []

    def make(*, jobs: int = 1, kinds: Any = KINDS, **limits: Any) -> Pool:
        made.append(Pool(TASKS, kinds, jobs=jobs, limits=Limits(**limits)))
        return made[-1]

    yield make
    for pool in made:
        pool.close()
