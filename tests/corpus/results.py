"""Writes RESULTS.md: what Satchel makes of every labelled file.  ``.venv/bin/python -m tests.corpus.results``"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from tests.corpus import judging, runs, sweep
from tests.corpus.runs import Run

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PLACE = Path(__file__).with_name("RESULTS.md")
Line: TypeAlias = tuple[str, str, str, str, str]

_HEAD = """\
# What Satchel makes of the field's real credentials and published vectors

Made by `.venv/bin/python -m tests.corpus.results`; a test compares it with a new run. The labels are the sources' own, or what
another implementation found. Each file was examined at noon of 23 November 2026: first with nothing kept, then with documents
of its issuer, made from the key that its label speaks of. In brackets is each check that stayed open or failed, and its reason.
No list of known issuers was given, so “issuer-unknown” is the best that a file can be: every check passed.
"""


def text(corpus: Path) -> str:
    """The whole file."""
    found = runs.all_runs(corpus)
    inside = [run for run in found if run.asked.scope]
    outside = [run for run in found if not run.asked.scope]
    parts = [_HEAD, _figures(found, inside, outside, corpus), "## In scope", _table(inside), "## Stricter than the label"]
    parts += [_list(run for run in inside if run.asked.differs), "## Read in another light than the label's words"]
    parts += [_list(run for run in inside if run.asked.why and not run.asked.differs)]
    parts += ["## Out of scope: never passed, never a crash", _reasons(outside), _table(outside)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _figures(found: tuple[Run, ...], inside: list[Run], outside: list[Run], corpus: Path) -> str:
    differing = sum(run.asked.differs for run in inside)
    complaining = sum(bool(judging.complaints(run)) for run in found)
    every_file = f"All {len(sweep.files(corpus))} files of the corpus were read as well, labelled or not."
    alone, informed = len(sweep.verified(corpus)), len(sweep.verified_when_informed(corpus))
    lines = [
        "| what | rows |",
        "|---|--:|",
        f"| labelled | {len(found)} |",
        f"| in scope | {len(inside)} |",
        f"| … as the label says | {len(inside) - differing} |",
        f"| … stricter than the label, on purpose | {differing} |",
        f"| out of scope | {len(outside)} |",
        f"| not as asked | {complaining} |",
        "",
        f"{every_file} None raised an error of the program. Verified: {alone} with nothing kept, {informed} with documents.",
    ]
    return "\n".join(lines)


def _table(rows: Iterable[Run]) -> str:
    counted = Counter(_line(run) for run in rows)
    head = ("set", "format", "label", "rows", "with nothing kept", "with the issuer's documents")
    lines = [head, ("---", "---", "---", "--:", "---", "---")]
    for (place, kind, label, alone, informed), count in sorted(counted.items(), key=lambda item: item[0]):
        lines.append((place, kind, label, str(count), alone, "the same" if informed == alone else informed))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(run: Run) -> Line:
    return run.label.set, run.format, run.label.words, runs.said(run.alone), runs.said(run.informed)


def _list(rows: Iterable[Run]) -> str:
    return "\n".join(f"- `{run.label.path}` ({run.label.words}): {run.asked.why}" for run in rows)


def _reasons(rows: Iterable[Run]) -> str:
    return "\n".join(_reason_lines(Counter(run.asked.why for run in rows)))


def _reason_lines(counted: Counter[str]) -> Iterator[str]:
    yield "| why | rows |"
    yield "|---|--:|"
    for why, count in counted.most_common():
        yield f"| {why} | {count} |"


if __name__ == "__main__":
    PLACE.write_text(text(CORPUS), encoding="utf-8")
