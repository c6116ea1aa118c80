"""The page of results: it adds up, and it does not hide what was found."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tests.faults.experiments import KILLS, POWER, SWEEP, Found, Size, tasks
from tests.faults.results import PAGE, machine, page

_AT = datetime(2026, 11, 23, tzinfo=UTC)


def _page(*found: Found) -> str:
    return page(found, at=_AT, seconds=90, command="python -m tests.faults")


def test_counts_of_several_tasks_are_added_up() -> None:
    one = Found(KILLS, {"satchel import": 3, "of which acknowledgements looked for": 7})
    other = Found(KILLS, {"satchel import": 4, "satchel note": 5})
    text = _page(one, other)
    assert "| satchel import | 7 |" in text
    assert "| **in all** (goal 2,000) | **12** |" in text
    assert "| of which acknowledgements looked for | 7 |" in text
    assert "**0 lost, 0 unopenable, 0 false successes, 0 crashes.**" in text
    assert text.count("Not run.") == 5
    assert machine() in text


def test_what_was_found_or_left_out_is_told() -> None:
    text = _page(Found(SWEEP, {"edit": 1}, wrong=["lost: everything"]), Found(POWER, left_out=["strace is not here"]))
    assert "**1 findings:**" in text
    assert "lost: everything" in text
    assert "Left out: strace is not here." in text
    assert "0 lost" not in text


def test_the_long_form_is_as_long_as_it_must_be() -> None:
    size, acts = Size(), 0
    for task in tasks(size):
        acts += getattr(task, "func", task).__name__ == "sweep_one"
    assert size.points is not None
    assert acts * size.points >= 1000
    assert acts * size.states >= 5000
    assert size.kills >= 2000
    assert size.every == 1


def test_the_last_result_reached_its_goals() -> None:
    found = re.findall(r"\*\*in all\*\* \(goal ([\d,]+)\) \| \*\*([\d,]+)\*\*", PAGE.read_text("utf-8"))
    assert len(found) == 3
    assert all(int(count.replace(",", "")) >= int(goal.replace(",", "")) for goal, count in found)
