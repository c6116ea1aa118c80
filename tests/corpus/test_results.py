"""RESULTS.md is what a run gives, and counts every row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.corpus import labels, results, runs

pytestmark = pytest.mark.corpus


def test_it_is_what_a_run_gives(corpus: Path) -> None:
    """Made again by ``.venv/bin/python -m tests.corpus.results``."""
    assert results.PLACE.read_text(encoding="utf-8") == results.text(corpus)


def test_no_row_is_missing(corpus: Path) -> None:
    """Counted from the file as it lies here: its tables add up to labels.csv, set by set."""
    rows = re.findall(r"^\| (\S+/\S+) \| .* \| (\d+) \| ", results.PLACE.read_text(encoding="utf-8"), re.MULTILINE)
    counted: dict[str, int] = {}
    for place, count in rows:
        counted[place] = counted.get(place, 0) + int(count)
    expected: dict[str, int] = {}
    for label in labels.read(corpus):
        expected[label.set] = expected.get(label.set, 0) + 1
    assert counted == expected


def test_each_difference_is_named(corpus: Path) -> None:
    text = results.PLACE.read_text(encoding="utf-8")
    for run in runs.all_runs(corpus):
        if run.asked.differs:
            assert f"`{run.label.path}`" in text
            assert run.asked.why in text
    assert "| not as asked | 0 |" in text
