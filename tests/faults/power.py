"""Power loss: a recorded run is played onto a model of a disk, and at every moment the power fails."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.act import Said
from tests.faults.disk import File, Folder, after_power_loss, loaded, pending
from tests.faults.judging import Reference, judged, reference
from tests.faults.recording import OPTIONS, Call, Word, events
from tests.faults.running import run_act
from tests.faults.tracing import attacher
from tests.faults.world import Place, fresh

_NOTHING_CHANGED = {"close", "lseek", "read", "fchmod"}


@dataclass
class Outages:
    """How many states of each act were opened, how many of them were not the whole and latest one, what was wrong."""

    states: Counter[str] = field(default_factory=Counter)
    partial: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Outages) -> None:
        self.states += other.states
        self.partial += other.partial
        self.wrong += other.wrong


class Player:
    """Plays calls onto the model. ``roots`` are the folders that it knows; what happens elsewhere is nobody's loss."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = {str(root): loaded(root) for root in roots}
        self._open: dict[str, tuple[File | Folder, int]] = {}

    def play(self, call: Call) -> None:
        """Raises ValueError for a call that this model has no answer to."""
        act = getattr(self, f"_{call.name}", None)
        if act is not None:
            act(call)
        elif call.name not in _NOTHING_CHANGED and any(self._find(path) for path in self._texts(call)):
            raise ValueError(f"the model does not know {call.name}")

    # ---- names

    def _texts(self, call: Call) -> list[str]:
        return [text.decode() for text in call.arguments if isinstance(text, bytes)] + [path for path in call.files if path]

    def _find(self, path: str) -> tuple[Folder, str] | None:
        """The folder and the name in it; None outside, and for a root itself."""
        for root, folder in self.roots.items():
            if path.startswith(root + "/"):
                *parts, name = path[len(root) + 1 :].split("/")
                for part in parts:
                    inner = folder.now[part]
                    assert isinstance(inner, Folder), path
                    folder = inner
                return folder, name
        return None

    def _paths(self, call: Call) -> list[str]:
        return [text.decode() for text in call.arguments if isinstance(text, bytes)]

    def _openat(self, call: Call) -> None:
        [path] = self._paths(call)
        number = str(call.result)
        self._open.pop(number, None)
        if path in self.roots:
            self._open[number] = (self.roots[path], 0)
        elif (found := self._find(path)) is not None:
            folder, name = found
            flags = call.arguments[2].split("|")
            if name not in folder.now:
                assert "O_CREAT" in flags, path
                folder.change({name: File()})
            target = folder.now[name]
            if isinstance(target, File) and "O_TRUNC" in flags:
                target.truncate(0)
            self._open[number] = (target, len(target.now) if isinstance(target, File) and "O_APPEND" in flags else 0)

    def _rename(self, call: Call) -> None:
        source, target = (self._find(path) for path in self._paths(call))
        if source is None or target is None:
            raise ValueError("a name that comes from outside, or goes there")
        moved = source[0].now[source[1]]
        if source[0] is target[0]:
            source[0].change({source[1]: None, target[1]: moved})
        else:
            target[0].change({target[1]: moved})
            source[0].change({source[1]: None})

    _renameat = _renameat2 = _rename

    def _link(self, call: Call) -> None:
        source, target = (self._find(path) for path in self._paths(call))
        if source is None or target is None:
            raise ValueError("a link that comes from outside, or goes there")
        target[0].change({target[1]: source[0].now[source[1]]})

    _linkat = _link

    def _unlink(self, call: Call) -> None:
        if (found := self._find(self._paths(call)[0])) is not None:
            found[0].change({found[1]: None})

    _rmdir = _unlink

    def _unlinkat(self, call: Call) -> None:
        path = self._paths(call)[0]
        found = self._find(path if path.startswith("/") else f"{call.files[0]}/{path}")
        if found is not None:
            found[0].change({found[1]: None})

    def _mkdir(self, call: Call) -> None:
        if (found := self._find(self._paths(call)[0])) is not None:
            found[0].change({found[1]: Folder()})

    _mkdirat = _mkdir

    # ---- bytes

    def _file(self, number: str) -> tuple[File, int] | None:
        target, position = self._open.get(number, (None, 0))
        return (target, position) if isinstance(target, File) else None

    def _write(self, call: Call) -> None:
        number, data = call.arguments[0], call.arguments[1]
        if (found := self._file(number)) is not None:
            found[0].write(found[1], data[: call.result])
            self._open[number] = (found[0], found[1] + call.result)

    def _pwrite64(self, call: Call) -> None:
        number, data, _, offset = call.arguments
        if (found := self._file(number)) is not None:
            found[0].write(int(offset), data[: call.result])

    def _read(self, call: Call) -> None:
        if (found := self._file(call.arguments[0])) is not None:
            self._open[call.arguments[0]] = (found[0], found[1] + call.result)

    def _lseek(self, call: Call) -> None:
        if (found := self._file(call.arguments[0])) is not None:
            self._open[call.arguments[0]] = (found[0], call.result)

    def _sendfile(self, call: Call) -> None:
        source, target = self._file(call.arguments[1]), self._file(call.arguments[0])
        if target is not None and source is not None:
            start = source[1] if call.arguments[2] == "NULL" else int(call.arguments[2].strip("[]").split()[0])
            target[0].write(target[1], bytes(source[0].now[start : start + call.result]))
            self._open[call.arguments[0]] = (target[0], target[1] + call.result)

    def _ftruncate(self, call: Call) -> None:
        if (found := self._file(call.arguments[0])) is not None:
            found[0].truncate(int(call.arguments[1]))

    def _fsync(self, call: Call) -> None:
        target, _ = self._open.get(call.arguments[0], (None, 0))
        if target is not None:
            target.sync()

    _fdatasync = _fsync


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An act and its recorded run, ready to be cut off anywhere."""

    known: Reference
    start: Place
    room: Path
    events: tuple[Call | Word, ...]

    def moments(self) -> Iterator[tuple[Player, list[Said]]]:
        """The disk and what has been said, after each event that changed either."""
        player = Player((self.start.folder, self.start.outside))
        said: list[Said] = []
        yield player, said
        for event in self.events:
            if isinstance(event, Word):
                said.append(event.said)
            else:
                player.play(event)
                if event.name in _NOTHING_CHANGED:
                    continue
            yield player, said

    def cut(self, each: int, chance: random.Random, outages: Outages, *, every: int = 1) -> None:
        """``each`` states of every ``every``-th moment, opened and judged."""
        place = self.room / "after"
        for number, (player, said) in enumerate(self.moments()):
            if number % every:
                continue
            open_changes = sum(pending(folder) for folder in player.roots.values())
            for _ in range(each if open_changes else 1):
                shutil.rmtree(place, ignore_errors=True)
                wallet, outside = player.roots.values()
                after_power_loss(wallet, place / "wallet", chance)
                after_power_loss(outside, place / "outside", chance)
                outages.states[self.known.act] += 1
                outages.partial += open_changes > 0
                left = replace(self.start, folder=place / "wallet", outside=place / "outside")
                wrong = judged(self.known, left, said)
                outages.wrong += [f"{self.known.act}, power lost at event {number}: {line}" for line in wrong]


def recorded(act: str, template: Place, room: Path) -> Recorded:
    """Do the act once for reference, and once written down. Raises AssertionError where the model ends up elsewhere."""
    room.mkdir(parents=True, exist_ok=True)
    known = reference(act, template, room)
    place, log = fresh(known.template, room / "recorded"), room / "log"
    start = fresh(known.template, room / "recorded-start")
    run = run_act(act, place, attach=attacher(log, *OPTIONS))
    assert run.said[-1] == {"end": True}, run.said
    done = tuple(events(log))
    log.unlink()
    player = Player((start.folder, start.outside))
    player.roots = {str(place.folder): player.roots[str(start.folder)], str(place.outside): player.roots[str(start.outside)]}
    made = Recorded(known=known, start=place, room=room, events=done)
    for event in done:
        if isinstance(event, Call):
            player.play(event)
    _check_model(player, place)
    shutil.rmtree(place.folder.parent)
    start.folder.parent.rename(place.folder.parent)
    return made


def _check_model(player: Player, place: Place) -> None:
    """The model must hold, byte for byte, what the real run left on the real disk."""

    def as_is(folder: Folder) -> dict[str, object]:
        return {name: as_is(one) if isinstance(one, Folder) else bytes(one.now) for name, one in folder.now.items()}

    for path in (place.folder, place.outside):
        real, modelled = as_is(loaded(path)), as_is(player.roots[str(path)])
        assert set(real) == set(modelled), (set(real), set(modelled))
        assert real == modelled, [name for name in real if real[name] != modelled[name]]
