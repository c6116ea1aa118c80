"""What the commands are given: doors to the desk and to a wallet, built by ``wallet.app``; and the options all share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import click
from click.termui import confirm, prompt

from wallet.cli import notices
from wallet.cli.as_json import emit, error
from wallet.desk import Desk
from wallet.errors import KeyringUnavailable, UsageError, WalletError
from wallet.model.backup import BackupFacts, Restored
from wallet.model.card import Original
from wallet.model.holder import HolderKey
from wallet.model.outcomes import NewWallet
from wallet.model.plain_text import visible
from wallet.session import Session

Consent = Callable[[str], bool]
"""Asked with a host name before anything is sent to it."""


class Doors(Protocol):
    """Opens the parts of the application."""

    def desk(self, *, jobs: int, consent: Consent | None) -> AbstractContextManager[Desk]: ...

    def create_wallet(self, folder: Path, passphrase: str) -> NewWallet: ...

    def open_wallet(
        self, folder: Path, secret: str | None, *, consent: Consent | None, jobs: int = 1
    ) -> AbstractContextManager[Session]: ...

    def keyring_of(self, folder: Path) -> str: ...

    def check_backup(self, file: Path, secret: str) -> BackupFacts: ...

    def restore(self, file: Path, folder: Path, secret: str, *, replace: bool) -> Restored: ...

    def default_folder(self) -> Path: ...

    def has_display(self) -> bool: ...

    def open_window(self, folder: Path, secret: str) -> int: ...

    def rescue_originals(self, folder: Path, secret: str) -> Iterator[Original]: ...

    def write_samples(self, folder: Path, key: HolderKey) -> None: ...


@dataclass(slots=True)
class Call:
    """One run of the program: the doors and the options before the command."""

    doors: Doors
    wallet: Path | None = None
    passphrase_file: Path | None = None
    keyring: bool | None = None

    @property
    def folder(self) -> Path:
        return self.wallet or self.doors.default_folder()

    def passphrase(self, *, confirm: bool = False, asked: str = "Passphrase") -> str:
        """The passphrase or recovery code, from the file's first line or asked for without showing it.

        Raises UsageError("no-passphrase") where nobody can be asked.
        """
        if self.passphrase_file is not None:
            return first_line(self.passphrase_file)
        if not sys.stdin.isatty():
            raise UsageError("no-passphrase", "Give the passphrase with --passphrase-file; there is no terminal to ask on.")
        typed: str = prompt(asked, hide_input=True, confirmation_prompt=confirm, err=True)
        return typed

    def new_secret(self, file: Path | None, asked: str) -> str:
        """A secret to be set: the first line of a file, or asked for twice. Raises UsageError("no-passphrase")."""
        return replace(self, passphrase_file=file).passphrase(confirm=True, asked=asked)

    @contextmanager
    def session(self, *, consent: Consent | None = None, jobs: int = 1, secret: str | None = None) -> Iterator[Session]:
        """The wallet, unlocked with ``secret``, else by the keyring that opens it, else with the passphrase."""
        with ExitStack() as stack:
            found = None if secret is not None else self._by_keyring(stack, consent, jobs)
            if found is None:
                given = self.passphrase() if secret is None else secret
                found = stack.enter_context(self.doors.open_wallet(self.folder, given, consent=consent, jobs=jobs))
            notices.tell(found.notices)
            yield found

    def _by_keyring(self, stack: ExitStack, consent: Consent | None, jobs: int) -> Session | None:
        """The keyring that was added opens the wallet unless something else is asked for; what is wrong with it is said."""
        wanted = self.keyring if self.keyring is not None else self.passphrase_file is None
        if not wanted or not (self.keyring or self.doors.keyring_of(self.folder)):
            return None
        try:
            return stack.enter_context(self.doors.open_wallet(self.folder, None, consent=consent, jobs=jobs))
        except KeyringUnavailable as problem:
            if self.keyring or not sys.stdin.isatty():
                raise
            click.echo(visible(problem.message), err=True)
            return None


def first_line(file: Path) -> str:
    """The secret in a file: its first line. Raises UsageError("no-passphrase")."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError("no-passphrase", f"The passphrase file “{file}” cannot be read.") from problem
    if not lines or not lines[0]:
        raise UsageError("no-passphrase", f"The passphrase file “{file}” is empty; its first line is the passphrase.")
    return lines[0]


def consent_of(*, online: bool, offline: bool) -> Consent | None:
    """Who decides about going online: nobody (``--offline``), the flag (``--online``), or the person at the terminal.

    Without a terminal to ask on, every host is declined.
    """
    if offline:
        return None
    if online:
        return _agreed
    return _Asker()


def settles(*, online: bool, offline: bool) -> bool:
    """Whether to fetch what a check lacks: with ``--online``, or where somebody sits at the terminal to be asked."""
    return not offline and (online or sys.stdin.isatty())


def _agreed(_host: str) -> bool:
    return True


class _Asker:
    """Asks once for each host, and remembers the answer for this run."""

    def __init__(self) -> None:
        self._answers: dict[str, bool] = {}

    def __call__(self, host: str) -> bool:
        if host not in self._answers:
            self._answers[host] = sys.stdin.isatty() and bool(
                confirm(f"Fetch from {host}? It will see this computer's network address.", err=True)
            )
        return self._answers[host]


@contextmanager
def explained(*, as_json: bool, usage: bool = False) -> Iterator[None]:
    """Turn a WalletError into its sentence (or a JSON object) and an exit code: 2 for a wrong call, 1 for the rest.

    ``usage`` says that whatever fails here was a wrong call (an unreadable option file, say).
    """
    try:
        yield
    except WalletError as problem:
        if as_json:
            emit({"error": error(problem)})
        else:
            click.echo(f"{visible(problem.message)}\n({problem.code})", err=True)
        raise click.exceptions.Exit(2 if usage or isinstance(problem, UsageError) else 1) from problem
