"""Everything that a wallet holds, as a set of facts that can be compared; and what is wrong with it, in words."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes import FixedClock, SeededEntropy
from wallet.errors import WalletError
from wallet.vault.layout import layout_of
from wallet.vault.opening import unlock_bytes
from wallet.vault.vault import Vault

Fact = tuple[str, str]
"""The table and the row, or another subject and what is so."""

_UNORDERED = {"number"}  # row numbers: which one a row got does not matter
_CHANCE = {"predecessor"}  # entries whose value is another one each time: the hash of an encrypted file
_PLACE = re.compile(r"/[^\"]*/(?=outside/|wallet/)")  # where a wallet lies does not matter
_SEARCH = "SELECT c.id FROM search AS s LEFT JOIN credentials AS c ON c.number = s.rowid"
_TEXTS = "SELECT c.id, t.kinds, t.skills, t.criteria FROM texts AS t LEFT JOIN credentials AS c ON c.number = t.number"
_JOINED = {"pins", "texts"}
_PINS = "SELECT p.credential_id, p.url, s.fetched_at, s.content FROM pins AS p JOIN snapshots AS s ON s.number = p.snapshot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """``facts`` are what is there, ``faults`` what no wallet may show: it does not open, a seal is broken, a hash is wrong."""

    facts: frozenset[Fact] = frozenset()
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = field(default=())


def observe(folder: Path, secrets: dict[str, str]) -> Observed:
    """Open the wallet with the first of these secrets that fits, and look at everything."""
    opens = [name for name, secret in secrets.items() if _fits(folder, secret)]
    if not opens:
        return Observed(faults=("no secret opens it",))
    try:
        with _opened(folder, secrets[opens[0]]) as vault:
            facts = {("opens with", name) for name in opens} | set(_rows(vault))
            faults = [*vault.check(), *_broken(vault), *_unusable(vault)]
            notices = vault.notices
    except WalletError as error:
        return Observed(faults=(f"it does not open: {error.code}",))
    faults += [f"left behind: {path.name}" for path in folder.rglob("*.tmp")]
    return Observed(facts=frozenset(facts), faults=tuple(faults), notices=notices)


def _opened(folder: Path, secret: str) -> Vault:
    """A program killed while it starts a worker leaves its lock for the moment until that worker has begun."""
    for _ in range(40):
        try:
            return Vault.open(folder, secret, clock=FixedClock(), entropy=SeededEntropy(b"looking"))
        except WalletError as error:
            if error.code != "in-use":
                raise
        time.sleep(0.05)
    return Vault.open(folder, secret, clock=FixedClock(), entropy=SeededEntropy(b"looking"))


def _fits(folder: Path, secret: str) -> bool:
    """Whether the key file, or its copy where the first is no good, opens with this."""
    layout = layout_of(folder)
    for path in (layout.keys, layout.keys_copy):
        try:
            unlock_bytes(path.read_bytes(), secret)
        except OSError:
            continue
        except WalletError as error:
            if error.code == "wrong-passphrase":
                return False
            continue
        return True
    return False


def _rows(vault: Vault) -> list[Fact]:
    found = [("pins", _text(row)) for row in vault._database.query(_PINS)]
    found += [("search", _text(row)) for row in vault._database.query(_SEARCH)]
    found += [("texts", _text(row)) for row in vault._database.query(_TEXTS)]
    for table in _tables(vault):
        columns = [row[1] for row in vault._database.query(f"PRAGMA table_info({table})") if row[1] not in _UNORDERED]
        found += [(table, _text(row)) for row in vault._database.query(f"SELECT {', '.join(columns)} FROM {table}")]
    return found


def _tables(vault: Vault) -> list[str]:
    """The tables that hold what the user has; an index for searching is checked by searching."""
    rows = vault._database.query("PRAGMA table_list")
    return [name for _, name, kind, *_ in rows if kind == "table" and not name.startswith("sqlite_") and name not in _JOINED]


def _text(row: tuple[Any, ...]) -> str:
    plain = [hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value for value in row]
    if plain[0] in _CHANCE:
        plain = plain[:1]
    text = _PLACE.sub("…/", json.dumps(plain))
    return text if len(text) < 300 else text[:200] + hashlib.sha256(text.encode()).hexdigest()


def _broken(vault: Vault) -> list[str]:
    """Each content under its own hash, nothing that refers to nothing, and every credential readable."""
    rows = vault._database.query("SELECT sha256, data FROM contents")
    found = [f"content {name[:12]} is another" for name, data in rows if hashlib.sha256(data).hexdigest() != name]
    found += [f"a row of {row[0]} refers to nothing" for row in vault._database.query("PRAGMA foreign_key_check")]
    vault._database.query("INSERT INTO search (search) VALUES ('integrity-check')")
    for name in vault.credentials.ids():
        stored = vault.credentials.get(name)
        if hashlib.sha256(stored.payload).hexdigest()[: len(name)] != name:
            found.append(f"credential {name[:12]} is not its bytes")
        for original in stored.originals:
            vault.credentials.original(name, original.sha256)
    for key in vault.holder_keys.list():
        vault.holder_keys.unwrap(key.id)
    return found


def _unusable(vault: Vault) -> list[str]:
    """It must take a change as well: a note, and back again."""
    for name in vault.credentials.ids()[:1]:
        before = vault.credentials.get(name).note
        vault.credentials.set_note(name, "can it be written?")
        vault.credentials.set_note(name, before)
    return []
