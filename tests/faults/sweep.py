"""One fault at a time: each call that touches the wallet's files is killed at, or answered with an error, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.judging import Reference, judged, reference
from tests.faults.running import run_act
from tests.faults.tracing import READING, WRITING, Fault, attacher, calls, paths_under, was_injected
from tests.faults.world import Place, fresh

KINDS = (("kill", False), ("ENOSPC", False), ("EIO", False), ("ENOSPC", True))
_FILLING = {"write", "pwrite64", "openat", "ftruncate", "fallocate"}


@dataclass
class Tally:
    """How many points of each act were met, and what was wrong at which."""

    points: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    unmet: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.points += other.points
        self.kinds += other.kinds
        self.named += other.named
        self.unmet += other.unmet
        self.wrong += other.wrong


def faults(counts: Counter[str], kinds: tuple[tuple[str, bool], ...] = KINDS) -> Iterator[Fault]:
    """Every point: each call of each kind, at each of its times."""
    for call, count in sorted(counts.items()):
        for at in range(1, count + 1):
            for kind, lasting in kinds:
                if call in READING and kind != "EIO":
                    continue
                if not lasting or call in _FILLING:
                    yield Fault(call=call, at=at, kind=kind, lasting=lasting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """An act that is ready to be swept: its reference, the paths to watch and the calls that it makes on them."""

    known: Reference
    room: Path
    options: tuple[str, ...]
    counts: Counter[str]

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(faults(self.counts))

    def meet(self, fault: Fault, tally: Tally) -> None:
        """Do the act with this fault, and see what is left."""
        place = fresh(self.known.template, self.room / "swept")
        log = self.room / "log"
        run = run_act(self.known.act, place, attach=attacher(log, *self.options, fault.option))
        met = run.exit_code == -9 if fault.kind == "kill" else was_injected(log)
        if not met:
            tally.unmet += 1
            return
        tally.points[self.known.act] += 1
        tally.kinds[f"{fault.kind}{' for good' if fault.lasting else ''}"] += 1
        tally.named.update(line.get("code") or line["error"] for line in run.said if {"refused", "error"} & set(line))
        wrong = judged(self.known, place, run.said)
        tally.wrong += [f"{self.known.act}, {fault}: {what}" for what in wrong]


def prepared(act: str, template: Place, room: Path) -> Sweep:
    """The act done once without faults, and once watched."""
    room.mkdir(parents=True, exist_ok=True)
    known = reference(act, template, room)
    place = fresh(known.template, room / "swept")
    log = room / "log"
    traced = f"--trace={','.join((*WRITING, *READING))}"
    run_act(act, place, attach=attacher(log, "-y", traced))
    watched = tuple(option for path in paths_under(log, (place.folder, place.outside)) for option in ("-P", path))
    place = fresh(known.template, room / "swept")
    run_act(act, place, attach=attacher(log, traced, *watched))
    return Sweep(known=known, room=room, options=(traced, *watched), counts=Counter(calls(log)))
