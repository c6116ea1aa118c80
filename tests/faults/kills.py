"""The real program, killed at random moments: what it said it had done is done, and the wallet opens."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import command_child, world
from tests.faults.observe import observe
from tests.faults.running import SERVER
from tests.faults.world import Place, fresh, signed
from wallet.vault.vault import Vault

_BADGES_AT_ONCE = 16
_MOST = 80  # credentials in a wallet before a fresh one is taken
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One run of the program: its words, and what it may change. ``adds`` and ``removes`` are ids of credentials."""

    name: str
    words: list[str]
    adds: frozenset[str] = frozenset()
    removes: frozenset[str] = frozenset()


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
        self._next = world.HELD
        self._seconds: dict[str, tuple[float, float]] = {}  # to the first word, and to the end
        self.result = Killed()
        self._start_afresh()

    def strike(self) -> None:
        """One command, killed at a random moment of its run (the first of each kind runs to its end, to be timed)."""
        command = self._chance.choice(self._commands())()
        said, code = self._run(command)
        if code == -9:
            self.result.kills[command.name] += 1
        else:
            self.result.ended[command.name] += 1
        self._look(command, said, code)
        if len(self._ids) > _MOST:
            self._start_afresh()

    def _start_afresh(self) -> None:
        self._place = fresh(self._template, self._room)
        (self._room / "secret.txt").write_text(self._place.code + "\n")
        seen = observe(self._place.folder, self._secrets())
        self._facts = seen.facts
        self._ids = self._held()

    def _secrets(self) -> dict[str, str]:
        return {"recovery code": self._place.code}

    # ---- the commands

    def _commands(self) -> list[Callable[[], Command]]:
        return [self._import, self._delete, self._portfolio, self._trust]

    def _import(self) -> Command:
        folder = self._room / "given"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        adds = set()
        for number in range(self._next, self._next + _BADGES_AT_ONCE):
            (folder / f"{number}.json").write_bytes(signed(number, size=self._chance.choice((0, 3000, 30_000))))
            adds.add(_id(folder / f"{number}.json"))
        self._next += _BADGES_AT_ONCE - self._chance.choice((0, 5))  # some of them a second time
        return Command(name="import", words=["import", str(folder), "--offline", "--json"], adds=frozenset(adds))

    def _delete(self) -> Command:
        name = self._chance.choice(sorted(self._ids))
        return Command(name="delete", words=["delete", name, "--json"], removes=frozenset({name}))

    def _portfolio(self) -> Command:
        self._next += 1
        words = ["portfolio", "new", f"p{self._next}", "--title", "Another", "--json"]
        return Command(name="portfolio", words=words)

    def _trust(self) -> Command:
        self._next += 1
        file = self._room / "trusted.json"
        file.write_text(json.dumps({"name": f"list {self._next}", "issuers": [{"id": world.ISSUER.did, "name": "Uni"}]}))
        return Command(name="trust", words=["trust", "add", str(file), "--json"])

    # ---- running and looking

    def _run(self, command: Command) -> tuple[list[dict[str, Any]], int]:
        here, there = SERVER.Pipe(duplex=False)
        options = ["--wallet", str(self._place.folder), "--passphrase-file", str(self._room / "secret.txt")]
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
        if not timed:
            self._seconds[command.name] = first, time.monotonic() - started
        code = int(process.exitcode if process.exitcode is not None else 1)
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

    def _look(self, command: Command, said: list[dict[str, Any]], code: int) -> None:
        """Compare with what was there before, what may have changed, and what was promised."""
        seen = observe(self._place.folder, self._secrets())
        wrong = list(seen.faults)
        held = self._held() if seen.facts else frozenset()
        promised = {str(record["id"]) for record in said if record.get("outcome") in ("added", "already-here")}
        self.result.acknowledged += len(promised)
        wrong += [f"promised and not there: {name}" for name in promised - held]
        wrong += [f"lost: {name}" for name in self._ids - held - command.removes]
        wrong += [f"from nowhere: {name}" for name in held - self._ids - command.adds]
        if said and command.removes:
            self.result.acknowledged += 1
            wrong += [f"deleted and still there: {name}" for name in command.removes & held]
        wrong += list(self._others(command, seen.facts, promised=bool(said)))
        if code not in (0, -9):
            wrong.append(f"it ended with {code}: {said}")
        self.result.wrong += [f"{command.name} ({code}): {line}" for line in wrong]
        self._facts, self._ids = seen.facts, held

    def _others(self, command: Command, facts: frozenset[Any], *, promised: bool) -> Iterator[str]:
        """What is neither a credential nor an original stays, but for what the command is there to make."""
        tables = {"portfolio": {"portfolios"}, "trust": {"trust_lists"}}.get(command.name, set())
        changing = {"credentials", "originals", "contents", "pins"}
        for table, row in self._facts - facts:
            if table not in changing or not (command.adds or command.removes):
                yield f"lost: {table} {row}"
        added = {fact for fact in facts - self._facts if fact[0] not in changing or not (command.adds or command.removes)}
        for table, row in added:
            if table not in tables:
                yield f"from nowhere: {table} {row}"
        if promised and tables and not added:
            yield "promised and not there"
        if promised and tables:
            self.result.acknowledged += 1

    def _held(self) -> frozenset[str]:
        with self._place.session() as session:
            vault: Vault = session._parts.vault
            return frozenset(vault.credentials.ids())


def _id(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:32]


def killed(template: Place, room: Path, count: int, seed: int) -> Killed:
    """At least this many kills."""
    room.mkdir(parents=True, exist_ok=True)
    killer = Killer(template, room, seed)
    while killer.result.kills.total() < count:
        killer.strike()
    return killer.result
