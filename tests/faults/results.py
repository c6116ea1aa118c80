"""The last result of the long form, as a page of the repository."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tests.faults.experiments import CANARIES, DAMAGE, DISKS, KILLS, POWER, SWEEP, Found

PAGE = Path(__file__).with_name("RESULTS.md")
_WHAT = {
    SWEEP: "One call on the wallet's files killed at, or answered with ENOSPC or EIO (once, or from there on), at a time. "
    "Points, by act.",
    KILLS: "The real program killed at a random moment; everything is looked at after each kill. Kills, by command.",
    POWER: "A recorded run cut off after any of its calls; of what was not synced any part is there, torn at 512 bytes. "
    "States opened, by act.",
    DAMAGE: "Cut at every byte, and a bit of every byte turned: a named error, or the same meaning. Files read, by kind.",
    CANARIES: "Distinctive texts planted in a whole session of the real program; every byte left in its private tree is "
    "searched as it is, as hex, base64, UTF-16 and backwards.",
    DISKS: "Full, small and unwritable disks, and bare surroundings, under the real program. Answers looked at, by case.",
}
_GOALS = {SWEEP: 1000, KILLS: 2000, POWER: 5000}


def totals(found: Iterable[Found]) -> dict[str, tuple[Counter[str], list[str], list[str]]]:
    """For each experiment its counts, what was wrong, and what was left out."""
    summed: dict[str, tuple[Counter[str], list[str], list[str]]] = {name: (Counter(), [], []) for name in _WHAT}
    for one in found:
        counts, wrong, left_out = summed[one.experiment]
        counts.update(one.counts)
        wrong += one.wrong
        left_out += [line for line in one.left_out if line not in left_out]
    return summed


def counted(counts: Counter[str]) -> int:
    """What was tried in all; remarks on it are not counted a second time."""
    return sum(count for name, count in counts.items() if not name.startswith("of which"))


def page(found: Iterable[Found], *, at: datetime, seconds: float, command: str) -> str:
    """The page."""
    lines = ["# Faults, counted: the last result", "", f"`{command}`, {at:%d %B %Y}, {seconds / 60:.0f} minutes.", ""]
    lines += [f"Machine: {machine()}.", ""]
    for name, (counts, wrong, left_out) in totals(found).items():
        lines += ["", f"## {name}", "", _WHAT[name], ""]
        if counts:
            lines += ["| what | count |", "|---|---|", *_rows(name, counts), ""]
        lines += [f"Left out: {line}." for line in left_out]
        lines.append(_verdict(counts, wrong))
    return "\n".join(lines) + "\n"


def machine() -> str:
    """What it ran on, in short."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    return f"{system}, {cores} cores, Python {sys.version.split()[0]}, files on {_file_system()}"


def _file_system() -> str:
    """Of the folder for temporary files; what a kill or an injected error leaves does not depend on it."""
    place = Path(tempfile.gettempdir()).resolve()
    mounts = Path("/proc/self/mounts")
    lines = [line.split()[1:3] for line in mounts.read_text().splitlines()] if mounts.exists() else []
    above = [(len(mounted), kind) for mounted, kind in lines if place.is_relative_to(mounted)]
    return max(above)[1] if above else "an unknown file system"


def _rows(name: str, counts: Counter[str]) -> list[str]:
    rows = [f"| {what} | {count:,} |" for what, count in counts.items() if not what.startswith("of which")]
    if name != CANARIES:
        goal = f" (goal {_GOALS[name]:,})" if name in _GOALS else ""
        rows.append(f"| **in all**{goal} | **{counted(counts):,}** |")
    return rows + [f"| {what} | {count:,} |" for what, count in sorted(counts.items()) if what.startswith("of which")]


def _verdict(counts: Counter[str], wrong: list[str]) -> str:
    if not counts:
        return "Not run."
    if not wrong:
        return "**0 lost, 0 unopenable, 0 false successes, 0 crashes.**"
    shown = [f"- {line.splitlines()[0][:300]} … {line.splitlines()[-1][:200]}" for line in wrong[:20]]
    return "\n".join([f"**{len(wrong)} findings:**", "", *shown])
