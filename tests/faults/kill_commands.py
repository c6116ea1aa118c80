"""The commands that are killed: what each may change, and how to see that what it said is so."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults import world
from tests.faults.world import Place, signed
from wallet.session import check_backup
from wallet.vault.vault import Vault

_BADGES_AT_ONCE = 16
_CREDENTIALS = frozenset({"credentials"})


def _nothing_more(_vault: Vault) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One run of the program: its words, what it may change, and the proof that what it promised is so.

    ``adds`` and ``removes`` are ids of credentials, ``tables`` those in which rows may come, ``gives_up`` those in which a row
    may go (another takes its place).
    """

    name: str
    words: tuple[str, ...]
    tables: frozenset[str]
    gives_up: frozenset[str] = frozenset()
    adds: frozenset[str] = frozenset()
    removes: frozenset[str] = frozenset()
    proof: Callable[[Vault], bool] = _nothing_more


class Commands:
    """Makes one command after the other, for a wallet that holds these ids and has those in its trash."""

    def __init__(self, place: Place, room: Path, chance: random.Random) -> None:
        self._place = place
        self._room = room
        self._chance = chance
        self._next = world.HELD

    def one(self, held: frozenset[str], trashed: frozenset[str]) -> Command:
        """Any of them; an import, which takes longest, about one time in ten."""
        makers: list[Callable[[], Command]] = [self._portfolio, self._trust, self._backup]
        if self._chance.random() < 0.1:
            return self.import_()
        if held:
            makers += [lambda: self._note(held), lambda: self._tag(held), lambda: self._delete(held)]
        if trashed:
            makers.append(lambda: self._undelete(trashed))
        return self._chance.choice(makers)()

    def import_(self) -> Command:
        """A folder of badges; some of them were there already."""
        folder = self._room / "given"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        adds = set()
        for number in range(self._next, self._next + _BADGES_AT_ONCE):
            data = signed(number, size=(0, 3000, 30_000)[number % 3])
            (folder / f"{number}.json").write_bytes(data)
            adds.add(hashlib.sha256(data).hexdigest()[:32])
        self._next += _BADGES_AT_ONCE - self._chance.choice((0, 5))
        tables = frozenset({"credentials", "originals", "contents", "pins", "texts", "search"})
        words = ("import", str(folder), "--offline", "--json")
        return Command(name="import", words=words, tables=tables, gives_up=_CREDENTIALS, adds=frozenset(adds))

    def trust(self) -> Command:
        """A list of issuers."""
        return self._trust()

    def _one_of(self, names: frozenset[str]) -> str:
        return self._chance.choice(sorted(names))

    def _note(self, held: frozenset[str]) -> Command:
        name, text = self._one_of(held), f"note {self._number()} " * 50
        return Command(
            name="note",
            words=("note", name, text, "--json"),
            tables=_CREDENTIALS,
            gives_up=_CREDENTIALS,
            proof=lambda vault: vault.credentials.get(name).note == text,
        )

    def _tag(self, held: frozenset[str]) -> Command:
        name, text = self._one_of(held), f"tag {self._number()}"
        return Command(
            name="tag",
            words=("tag", name, "--add", text, "--json"),
            tables=_CREDENTIALS | {"tags"},
            gives_up=_CREDENTIALS,
            proof=lambda vault: text in vault.tags.of(name),
        )

    def _delete(self, held: frozenset[str]) -> Command:
        name = self._one_of(held)
        return Command(
            name="delete",
            words=("delete", name, "--json"),
            tables=_CREDENTIALS,
            gives_up=_CREDENTIALS | {"search"},
            removes=frozenset({name}),
            proof=lambda vault: name in {one.id for one in vault.credentials.trashed()},
        )

    def _undelete(self, trashed: frozenset[str]) -> Command:
        name = self._one_of(trashed)
        return Command(
            name="undelete",
            words=("undelete", name, "--json"),
            tables=_CREDENTIALS | {"search"},
            gives_up=_CREDENTIALS,
            adds=frozenset({name}),
            proof=lambda vault: name in vault.credentials.ids(),
        )

    def _portfolio(self) -> Command:
        name = f"p{self._number()}"
        return Command(
            name="portfolio",
            words=("portfolio", "new", name, "--title", "Another", "--json"),
            tables=frozenset({"portfolios"}),
            proof=lambda vault: name in {one.name for one in vault.portfolios.list()},
        )

    def _trust(self) -> Command:
        name, file = f"list {self._number()}", self._room / "trusted.json"
        file.write_text(json.dumps({"name": name, "issuers": [{"id": world.ISSUER.did, "name": "Uni"}]}))
        return Command(
            name="trust",
            words=("trust", "add", str(file), "--json"),
            tables=frozenset({"trust_lists"}),
            proof=lambda vault: name in {one.name for one in vault.trust_lists.list()},
        )

    def _backup(self) -> Command:
        file = self._place.outside / "wallet.backup"
        before = [path for path in (file, file.with_name(f"{file.name}.1")) if path.exists()]
        return Command(
            name="backup",
            words=("backup", "--out", str(file), "--json"),
            tables=frozenset({"meta"}),
            gives_up=frozenset({"meta"}),
            proof=lambda vault: bool(check_backup(file, self._place.code)) and (not before or len(_backups(file)) > 1),
        )

    def _number(self) -> int:
        self._next += 1
        return self._next


def _backups(file: Path) -> list[Path]:
    return sorted(file.parent.glob(f"{file.name}*"))


def broken_backups(place: Place) -> list[str]:
    """Whatever has the name of a backup must be one."""
    wrong = []
    for file in _backups(place.outside / "wallet.backup"):
        try:
            check_backup(file, place.code)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is no backup
            wrong.append(f"{file.name} is no backup: {error!r}")
    return wrong
