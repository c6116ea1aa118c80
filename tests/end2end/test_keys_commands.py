"""The commands that change who opens a wallet, on a real wallet; only the clock, the cost and the keyring are ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.end2end.conftest import PASSPHRASE, OfflineWorld, Said
from tests.fakes import FixedClock, MemorySecretStore
from wallet.cli.main import satchel
from wallet.errors import KeyringUnavailable
from wallet.ports import SecretStore


class World(OfflineWorld):
    """With a keyring in memory."""

    def __init__(self, clock: FixedClock, store: MemorySecretStore) -> None:
        super().__init__(clock)
        self._store = store

    def _secret_store(self) -> SecretStore:
        return self._store


@dataclass
class Bench:
    """Runs commands with secrets from files."""

    place: Path
    clock: FixedClock
    store: MemorySecretStore = field(default_factory=MemorySecretStore)

    def file(self, secret: str) -> Path:
        path = self.place / f"secret-{abs(hash(secret))}.txt"
        path.write_text(secret + "\n", "utf-8")
        return path

    def __call__(self, *words: str | Path, secret: str | None = PASSPHRASE, wallet: str = "wallet") -> Said:
        options = ["--wallet", str(self.place / wallet)]
        if secret is not None:
            options += ["--passphrase-file", str(self.file(secret))]
        result = CliRunner().invoke(
            satchel,
            [*options, *map(str, words)],
            obj=World(self.clock, self.store),
            catch_exceptions=False,
            prog_name="satchel",
        )
        return Said(result.exit_code, result.stdout, result.stderr)

    def opens(self, secret: str | None) -> bool:
        return self("list", "--json", secret=secret).code == 0


@pytest.fixture
def bench(tmp_path: Path, clock: FixedClock) -> Bench:
    return Bench(tmp_path, clock)


@pytest.fixture
def code(bench: Bench) -> str:
    """A new wallet's recovery code."""
    (made,) = bench("init", "--json").records
    assert made["recovery_confirmed"] is False
    return str(made["recovery_code"])


def test_passphrase(bench: Bench, code: str) -> None:
    new = bench.file("a new one")
    (changed,) = bench("passphrase", "--new-passphrase-file", new, "--json").records
    assert (changed["changed"], changed["same"], changed["cost"]["raised"]) == (True, False, False)
    assert (bench.opens("a new one"), bench.opens(PASSPHRASE), bench.opens(code)) == (True, False, True)
    said = bench("passphrase", "--new-passphrase-file", bench.file(PASSPHRASE), secret=code)
    assert said.code == 0
    assert "Backups" in said.text
    assert (bench.opens(PASSPHRASE), bench.opens("a new one")) == (True, False)
    wrong = bench("passphrase", "--new-passphrase-file", new, "--json", secret="wrong")
    assert (wrong.code, wrong.records[0]["error"]["code"]) == (1, "wrong-passphrase")
    empty = bench.place / "empty.txt"
    empty.write_text("")
    assert bench("passphrase", "--new-passphrase-file", empty, "--json").records[0]["error"]["code"] == "no-passphrase"
    assert bench("passphrase", "--json").records[0]["error"]["code"] == "no-passphrase"
    assert bench.opens(PASSPHRASE)


def test_recovery_code(bench: Bench, code: str) -> None:
    assert bench("recovery-code", "status", "--json").records[0]["recovery_confirmed"] is False
    differs = bench("recovery-code", "confirm", "--code-file", bench.file("ABCD EFGH"), "--json")
    assert (differs.code, differs.records[0]["error"]["code"]) == (2, "recovery-code-differs")
    assert bench("recovery-code", "confirm", "--code-file", bench.file(code.lower()), "--json").records == [
        {"recovery_confirmed": True}
    ]
    assert bench("recovery-code", "status", "--json").records[0]["recovery_confirmed"] is True
    draft, adopted = bench("recovery-code", "new", "--json").records
    assert draft["adopted"] is False
    assert adopted == {"adopted": True, "recovery_confirmed": False}
    assert (bench.opens(draft["recovery_code"]), bench.opens(code), bench.opens(PASSPHRASE)) == (True, False, True)
    text = bench("recovery-code", "new").text
    assert "not confirmed yet" in text
    assert bench("recovery-code", "confirm", "--json").records[0]["error"]["code"] == "no-recovery-code"


def test_rotation(bench: Bench, code: str) -> None:
    bench("keyring", "add")
    draft, done = bench("rotate-keys", "--json").records
    assert done == {"generation": 2, "recovery_code_kept": False, "keyring": "renewed"}
    assert (bench.opens(draft["recovery_code"]), bench.opens(code), bench.opens(PASSPHRASE)) == (True, False, True)
    assert bench.opens(None)
    assert len(bench.store.items) == 1
    kept = bench.file(draft["recovery_code"])
    said = bench("rotate-keys", "--recovery-code-file", kept)
    assert said.code == 0
    assert "recovery code is confirmed" in said.text
    assert bench("rotate-keys", "--recovery-code-file", bench.file(code), "--json").records[0]["error"]["code"] == (
        "recovery-code-differs"
    )
    bench.store.refuses = KeyringUnavailable("keyring-locked", "locked")
    _, done = bench("rotate-keys", "--json").records
    assert (done["generation"], done["keyring"]) == (4, "dropped")
    names = {path.name for path in (bench.place / "wallet").iterdir()}
    assert names == {"vault.keys", "vault.keys.bak", "vault.lock", "vault-4.db"}


def test_keyring(bench: Bench, code: str) -> None:
    assert bench("keyring", "status", "--json").records[0]["error"]["code"] == "keyring-not-used"
    assert bench("list", "--json", secret=None).records[0]["error"]["code"] == "no-passphrase"
    (added,) = bench("keyring", "add", "--json").records
    assert added == {"keyring": "secret-service", "added": True, "item_left": False}
    assert bench.opens(None)
    assert bench("keyring", "status", "--json", secret=None).records == [
        {"keyring": "secret-service", "opens": True, "error": None}
    ]
    assert bench("--no-keyring", "list", "--json", secret=None).records[0]["error"]["code"] == "no-passphrase"
    assert bench("--keyring", "list", "--json").code == 0
    # what is wrong is named, and the passphrase opens
    (name,) = bench.store.items
    kept = bench.store.items.pop(name)
    assert bench("list", "--json", secret=None).records[0]["error"]["code"] == "keyring-item-missing"
    assert bench("keyring", "status", "--json").records[0]["error"]["code"] == "keyring-item-missing"
    bench.store.items[name] = kept[:-2]
    assert bench("--keyring", "list", "--json").records[0]["error"]["code"] == "keyring-item-wrong"
    assert bench.opens(PASSPHRASE)
    assert bench("keyring", "add").code == 0
    assert bench.opens(None)
    (removed,) = bench("keyring", "remove", "--json", secret=code).records
    assert removed == {"keyring": "secret-service", "removed": True, "item_left": False}
    assert bench.store.items == {}
    assert not bench.opens(None)


def test_the_keyring_does_not_stand_in_for_what_a_person_knows(bench: Bench, code: str) -> None:
    bench("keyring", "add")
    for words in (("passphrase",), ("recovery-code", "new"), ("rotate-keys",), ("keyring", "remove"), ("keyring", "add")):
        said = bench(*words, "--json", secret=None)
        assert (said.code, said.records[-1]["error"]["code"]) == (2, "no-passphrase"), words


def test_keys(bench: Bench, code: str) -> None:
    before = bench("keys", "--json").records
    assert sorted((key["kind"], key["credentials"]) for key in before) == [("Ed25519", 0), ("P-256", 0)]
    bench.clock.advance(minutes=1)
    (made,) = bench("keys", "new", "--kind", "P-256", "--for", "Welding diploma", "--json").records
    assert (made["kind"], made["purpose"]) == ("P-256", "Welding diploma")
    assert made["did"] not in [key["did"] for key in before]
    assert bench("keys", "--json").records[-1] == made | {"credentials": 0}
    assert "Welding diploma" in bench("keys").text
    for words in ("", " ", "imported", "x" * 65, "a\x1bb", "a\u202eb"):
        assert bench("keys", "new", "--for", words, "--json").records[0]["error"]["code"] == "bad-purpose"
    assert bench("rotate-keys").code == 0
    assert bench("keys", "--json").records[-1] == made | {"credentials": 0}


def test_every_command_has_help_with_an_example(bench: Bench) -> None:
    for words in (
        ("passphrase",),
        ("recovery-code", "new"),
        ("recovery-code", "confirm"),
        ("recovery-code", "status"),
        ("keyring", "add"),
        ("keyring", "remove"),
        ("keyring", "status"),
        ("rotate-keys",),
        ("keys",),
        ("keys", "new"),
    ):
        said = bench(*words, "--help")
        assert said.code == 0
        assert "Example" in said.text, words


def test_at_a_terminal_two_groups_confirm_the_new_code(bench: Bench, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import pty
    import sys

    from wallet.cli import recovery

    master, slave = pty.openpty()
    with os.fdopen(slave, encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        seen: list[str] = []

        class Session:
            def protection(self) -> Any:
                from wallet.model.access import Protection

                return Protection(
                    memory_mib=1, passes=1, lanes=1, weak=False, recovery_confirmed=False, groups_to_confirm=(2, 5)
                )

            def confirm_recovery_code(self, words: str) -> None:
                seen.append(words)

        os.write(master, b"ABCD EFGH\n")
        assert recovery.ask_for_groups(Session())  # type: ignore[arg-type]
    os.close(master)
    assert seen == ["ABCD EFGH"]
