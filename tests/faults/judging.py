"""What must be so after a fault: all that was promised is there, the rest is there whole or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults.act import Said
from tests.faults.acts import ACTS
from tests.faults.observe import Fact, Observed, observe
from tests.faults.running import run_act
from tests.faults.world import PASSPHRASE, Place, fresh

_CREDENTIAL = re.compile(r"credential ([0-9a-f]{32})")
_FIRST = re.compile(r'\["([0-9a-f]{32})')


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an act as it goes without faults: the facts that it brings and those that it ends."""

    name: str
    brings: frozenset[Fact]
    ends: frozenset[Fact]

    @property
    def touches(self) -> frozenset[Fact]:
        return self.brings | self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An act without faults: what there was before, its steps, and every secret that may open the wallet."""

    act: str
    template: Place
    before: frozenset[Fact]
    steps: tuple[Step, ...]
    secrets: dict[str, str]

    @property
    def touched(self) -> Counter[Fact]:
        """How many steps touch a fact."""
        return Counter(fact for step in self.steps for fact in step.touches)


def reference(name: str, template: Place, room: Path) -> Reference:
    """Do the act once, with a copy of the folder after each step. Raises AssertionError where it fails even so."""
    act = ACTS[name]
    start = act.prepare(fresh(template, room / "start"))
    place = fresh(start, room / "reference")
    run = run_act(name, place, copies=str(room / "copy"))
    assert run.exit_code == 0, run
    assert run.said[-1] == {"end": True}, run.said
    done = [said for said in run.said if "did" in said]
    secrets = {"recovery code": place.code, "passphrase": PASSPHRASE}
    secrets |= {said["did"]: said["secret"] for said in done if "secret" in said}
    seen = [observe(fresh(start, room / "before").folder, secrets)]
    seen += [observe(room / "copy" / str(number), secrets) for number in range(len(done))]
    seen = [_without(one, act.aside) for one in seen]
    assert [one.faults for one in seen] == [()] * len(seen), [one.faults for one in seen]
    steps = tuple(
        Step(name=said["did"], brings=after.facts - before.facts, ends=before.facts - after.facts)
        for said, before, after in zip(done, seen, seen[1:], strict=False)
    )
    return Reference(act=name, template=start, before=seen[0].facts, steps=_owned(steps), secrets=secrets)


def _without(seen: Observed, entries: frozenset[str]) -> Observed:
    """Leave out what nobody promises."""
    aside = tuple(f'["{name}"' for name in entries)
    kept = (fact for fact in seen.facts if not (aside and fact[0] == "meta" and fact[1].startswith(aside)))
    return replace(seen, facts=frozenset(kept))


def _owned(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """What names another step's credential is that step's: several may be stored before the first is spoken of."""
    names = {match[1]: step.name for step in steps if (match := _CREDENTIAL.fullmatch(step.name))}

    def owner(fact: Fact, step: Step) -> str:
        first = _FIRST.match(fact[1])
        return names.get(first[1], step.name) if first else step.name

    brings = [(owner(fact, step), fact) for step in steps for fact in step.brings]
    ends = [(owner(fact, step), fact) for step in steps for fact in step.ends]
    return tuple(
        Step(
            name=step.name,
            brings=frozenset(fact for name, fact in brings if name == step.name),
            ends=frozenset(fact for name, fact in ends if name == step.name),
        )
        for step in steps
    )


def judged(known: Reference, place: Place, said: Iterable[Said]) -> list[str]:
    """What is wrong with this wallet after this was said; [] where every promise was kept."""
    lines = list(said)
    wrong = [f"a bug, not an error: {line['bug']}" for line in lines if "bug" in line]
    wrong += ["an error without a code" for line in lines if {"refused", "error"} & set(line) and not _code(line)]
    promised = {line["did"] for line in lines if "did" in line}
    wrong += [f"a promise of something unknown: {name}" for name in promised - {step.name for step in known.steps}]
    look = ACTS[known.act].look
    if look is not None:
        wrong += look(place, promised)
    seen = _without(observe(place.folder, known.secrets), ACTS[known.act].aside)
    if not seen.facts:
        return [*wrong, *seen.faults]
    return [*wrong, *seen.faults, *compared(known, seen, promised)]


def _code(line: Said) -> str:
    return str(line.get("code") or line.get("error") or "")


def compared(known: Reference, seen: Observed, promised: set[str]) -> list[str]:
    """Where what is seen differs from what must be: lost, or half there, or from nowhere."""
    touched = known.touched
    wrong = [f"lost: {fact}" for fact in known.before - seen.facts - set(touched)]
    wrong += [f"from nowhere: {fact}" for fact in seen.facts - known.before - set(touched)]
    for number, step in enumerate(known.steps):
        later = {fact for after in known.steps[number + 1 :] for fact in after.touches}
        if step.name in promised:
            wrong += [f"promised by {step.name} and not there: {fact}" for fact in step.brings - seen.facts - later]
            wrong += [f"ended by {step.name} and still there: {fact}" for fact in (step.ends & seen.facts) - later]
        else:
            wrong += _halves(known, step, seen, {fact for fact in step.touches if touched[fact] == 1})
    return wrong


def _halves(known: Reference, step: Step, seen: Observed, alone: set[Fact]) -> list[str]:
    done: dict[str, set[bool]] = {}
    for fact in alone:
        group = "" if ACTS[known.act].whole else fact[0]
        done.setdefault(group, set()).add((fact in seen.facts) == (fact in step.brings))
    return [f"half of {step.name} is there {group}" for group, states in done.items() if len(states) > 1]
