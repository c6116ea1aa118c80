"""The experiments in their long form, each as tasks that can run side by side."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.faults import canaries, damage, disks, kills, power, sweep, world
from tests.faults.acts import ACTS
from tests.faults.tracing import strace
from tests.faults.world import Place


@dataclass
class Found:
    """What one task found: ``counts`` by name, what was ``wrong``, and what was ``left_out`` because it cannot be had here."""

    experiment: str
    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of each: points and states for each act (None: all), kills in all, every so-many-th byte, places, seed."""

    points: int | None = 70
    kills: int = 2000
    states: int = 300
    every: int = 1
    pages: int = 200
    seed: int = 1


Task = Callable[[], Found]
_LANES = 4  # into how many tasks the kills are divided
SWEEP, KILLS, POWER = "System-call faults", "Random kills", "Power loss"
DAMAGE, CANARIES, DISKS = "Damaged files", "Canaries", "Disks and surroundings"


def tasks(size: Size) -> Iterator[Task]:
    """All of them, the longest first."""
    yield partial(harm, size)
    for lane in range(_LANES):
        yield partial(kill, -(-size.kills // _LANES), size.seed + lane)
    for act in ACTS:
        yield partial(sweep_one, act, size)
        yield partial(lose_power, act, size)
    yield search
    for case in disks.CASES:
        yield partial(try_disk, case)


@contextmanager
def _room() -> Iterator[tuple[Place, Path]]:
    with tempfile.TemporaryDirectory(prefix="satchel-faults-") as folder:
        room = Path(folder)
        yield world.make(room / "template" / "wallet", room / "template" / "outside"), room / "room"


def sweep_one(act: str, size: Size) -> Found:
    """Faults at the calls of one act: all of them, or evenly spread."""
    found = Found(SWEEP)
    if strace() is None:
        found.left_out.append("strace is not here, or may not attach")
        return found
    with _room() as (template, room):
        swept, tally = sweep.prepared(act, template, room), sweep.Tally()
        points = list(swept.faults)
        if size.points is not None and size.points < len(points):
            points = random.Random(f"{act} {size.seed}").sample(points, size.points)
        for fault in points:
            swept.meet(fault, tally)
    found.counts = {act: tally.points.total()} | {f"of which {kind}": count for kind, count in tally.kinds.items()}
    found.wrong = tally.wrong
    return found


def kill(count: int, seed: int) -> Found:
    """So many kills of the real program."""
    with _room() as (template, room):
        result = kills.killed(template, room, count, seed)
    counts = {f"satchel {name}": number for name, number in result.kills.items()}
    counts |= {"of which acknowledgements looked for": result.acknowledged}
    counts |= {"of which runs that came to their end": result.ended.total()}
    return Found(KILLS, counts, result.wrong)


def lose_power(act: str, size: Size) -> Found:
    """States of a recorded act, evenly spread over its moments."""
    found = Found(POWER)
    if strace() is None:
        found.left_out.append("strace is not here, or may not attach")
        return found
    with _room() as (template, room):
        run, outages = power.recorded(act, template, room), power.Outages()
        moments = sum(1 for _ in run.moments())
        every = max(1, moments // size.states)
        run.cut(-(-size.states * every // moments), random.Random(f"{act} {size.seed}"), outages, every=every)
    found.counts = {act: outages.states.total(), "of which something was not synced yet": outages.partial}
    found.wrong = outages.wrong
    return found


def harm(size: Size) -> Found:
    """Every kind of file, cut and bent."""
    with _room() as (template, room):
        room.mkdir()
        result = damage.harm_everything(template, room, random.Random(size.seed), every=size.every, pages=size.pages)
    same = {"of which meant what they meant before": result.named["the same"]}
    return Found(DAMAGE, dict(result.tried) | same, result.wrong)


def search() -> Found:
    """A whole session, and every byte that it left."""
    with tempfile.TemporaryDirectory(prefix="satchel-faults-") as folder:
        session = canaries.Session(Path(folder) / "home", Path(folder) / "outside")
        session.live()
        files, size = canaries.searched(session.home)
        wrong = canaries.found(session.home, session.secrets)
        wrong += [f"{words}: {answer.code}" for words, answer in session.said if answer.code != "done"]
    counts = {"texts planted": len(session.secrets), "commands": len(session.said), "files searched": files}
    return Found(CANARIES, counts | {"bytes searched": size}, wrong)


def try_disk(case: str) -> Found:
    """One disk; what is expected of its answers is said in test_disks.py, and here only that nothing is lost."""
    found = Found(DISKS)
    with tempfile.TemporaryDirectory(prefix="satchel-faults-") as folder:
        said = disks.tried(case, Path(folder))
    if said is None:
        found.left_out.append(f"{case}: needs the right to mount, or to make files unchangeable (root)")
        return found
    for name, value in said.items():
        if name.startswith(("lost", "faults")) and value:
            found.wrong.append(f"{case}: {name}: {value}")
        if str(value).startswith(("bug", "exit")):
            found.wrong.append(f"{case}: {name}: {value}")
    found.counts = {case: len(said)}
    return found
