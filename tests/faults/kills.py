"""The real program, killed at random moments: what it said it had done is done, and the wallet opens."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import command_child
from tests.faults.kill_commands import Command, Commands, broken_backups
from tests.faults.observe import observe
from tests.faults.running import SERVER
from tests.faults.world import Place, fresh
from wallet.vault.vault import Vault

_MOST = 80  # credentials in a wallet before a fresh one is taken
_PATIENCE = 120.0


@dataclass
class Killed:
    """What came of it all."""

    kills: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Killed) -> None:
        self.kills += other.kills
        self.ended += other.ended
        self.acknowledged += other.acknowledged
        self.wrong += other.wrong


class Killer:
    """Runs one command after another on a wallet and kills most of them; after each it looks at everything."""

    def __init__(self, template: Place, room: Path, seed: int) -> None:
        self._template = template
        self._room = room
        self._chance = random.Random(seed)
        self._seconds: dict[str, tuple[float, ...]] = {}  # to the first word, and to the end
        self.result = Killed()
        self._start_afresh()

    def strike(self) -> None:
        """One command, killed at a random moment of its run (the first of each kind runs to its end, to be timed)."""
        command = self.commands.one(self._ids, self._trashed)
        said, code = self._run(command)
        if code == -9:
            self.result.kills[command.name] += 1
        else:
            self.result.ended[command.name] += 1
        self.look(command, said, code)
        if len(self._ids) > _MOST:
            self._start_afresh()

    def _start_afresh(self) -> None:
        self.place = fresh(self._template, self._room)
        (self._room / "secret.txt").write_text(self.place.code + "\n")
        self.commands = Commands(self.place, self._room, self._chance)
        self._facts = observe(self.place.folder, self._secrets()).facts
        self._ids, self._trashed, _ = self._held(None)

    def _secrets(self) -> dict[str, str]:
        return {"recovery code": self.place.code}

    # ---- running and looking

    def _run(self, command: Command) -> tuple[list[dict[str, Any]], int]:
        here, there = SERVER.Pipe(duplex=False)
        options = ["--wallet", str(self.place.folder), "--passphrase-file", str(self._room / "secret.txt")]
        errors = self._room / "errors.txt"
        process = SERVER.Process(target=command_child.run_command, args=([*options, *command.words], str(errors), there))
        process.start()
        there.close()
        timed = command.name in self._seconds
        if timed:
            self._kill_some_time(process, here, *self._seconds[command.name])
        started = time.monotonic()
        first = time.monotonic() - started if here.poll(_PATIENCE) else 0.0
        with open(here.fileno(), "rb", closefd=False) as stream:
            printed = stream.read()
        process.join(_PATIENCE)
        code = int(process.exitcode if process.exitcode is not None else 1)
        if not timed:
            self._seconds[command.name] = first, time.monotonic() - started
        else:  # about one run in seven comes to its end: so the kills reach to the last moment
            factor = 0.8 if code == 0 else 1.04
            self._seconds[command.name] = tuple(factor * one for one in self._seconds[command.name])
        here.close()
        process.close()
        if errors.exists() and "Traceback" in (text := errors.read_text(errors="replace")):
            self.result.wrong.append(f"{command.name}: {text[-2000:]}")
        return [json.loads(line) for line in printed.split(b"\n")[:-1]], code

    def _kill_some_time(self, process: Any, output: Any, first: float, whole: float) -> None:
        """At any moment of its run; or, where it says more than one thing, at any moment after the first of them."""
        if whole - first > 0.02 and self._chance.random() < 0.6:
            output.poll(_PATIENCE)
            process.join(self._chance.uniform(0, whole - first))
        else:
            process.join(self._chance.uniform(0, whole))
        process.kill()

    def look(self, command: Command, said: list[dict[str, Any]], code: int) -> None:
        """Compare with what was there before, what may have changed, and what was promised."""
        seen = observe(self.place.folder, self._secrets())
        wrong = [*seen.faults, *broken_backups(self.place)]
        if seen.facts:
            promised = {str(record["id"]) for record in said if record.get("outcome") in ("added", "already-here")}
            ids, trashed, so = self._held(command.proof if said else None)
            if said and not promised:
                wrong += [] if so else ["promised, and it is not so"]
                wrong += [f"deleted and still there: {name}" for name in command.removes & ids]
                self.result.acknowledged += 1
            self.result.acknowledged += len(promised)
            wrong += [f"promised and not there: {name}" for name in promised - ids]
            wrong += [f"lost: {name}" for name in self._ids - ids - command.removes]
            wrong += [f"lost from the trash: {name}" for name in self._trashed - trashed - command.adds]
            wrong += [f"from nowhere: {name}" for name in ids - self._ids - command.adds]
            wrong += [f"lost: {table} {row}" for table, row in self._facts - seen.facts if table not in command.gives_up]
            wrong += [f"from nowhere: {table} {row}" for table, row in seen.facts - self._facts if table not in command.tables]
            self._facts, self._ids, self._trashed = seen.facts, ids, trashed
        if code not in (0, -9):
            wrong.append(f"it ended with {code}: {said}")
        self.result.wrong += [f"{command.name} ({code}): {line}" for line in wrong]

    def _held(self, proof: Callable[[Vault], bool] | None) -> tuple[frozenset[str], frozenset[str], bool]:
        """The ids, those in the trash, and whether what is to be proved is so."""
        with self.place.session() as session:
            vault: Vault = session._parts.vault
            trashed = frozenset(one.id for one in vault.credentials.trashed())
            return frozenset(vault.credentials.ids()) - trashed, trashed, proof is None or proof(vault)


def killed(template: Place, room: Path, count: int, seed: int) -> Killed:
    """At least this many kills."""
    room.mkdir(parents=True, exist_ok=True)
    killer = Killer(template, room, seed)
    while killer.result.kills.total() < count:
        killer.strike()
    return killer.result
