"""``satchel recovery-code``: the code on paper that opens the wallet when the passphrase is forgotten."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.termui import confirm, prompt

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained, first_line
from wallet.errors import UsageError
from wallet.session import Session


@click.group(name="recovery-code")
def recovery_code() -> None:
    """Make the recovery code anew, or confirm that you have written it down."""


@recovery_code.command(epilog="\b\nExample:\n  satchel recovery-code new")
@click.option("--json", "json_", is_flag=True, help="Two JSON objects: the new code, then that it counts.")
@click.pass_obj
def new(call: Call, *, json_: bool) -> None:
    """Make a new recovery code. It is shown first; once you agree it counts, and the old one opens nothing here."""
    with explained(as_json=json_):
        present = call.passphrase()
        with call.session(secret=present) as session:
            code = session.draft_recovery_code()
            show(code, json_=json_)
            session.adopt_recovery_code(present, code)
            confirmed = not json_ and ask_for_groups(session)
    if json_:
        as_json.emit({"adopted": True, "recovery_confirmed": False})
        return
    say.line("The new recovery code counts; the old one opens nothing here. Backups made before still open with the old one.")
    say_whether_confirmed(confirmed=confirmed)


@recovery_code.command(
    name="confirm", epilog="\b\nExamples:\n  satchel recovery-code confirm\n  … confirm --code-file code.txt"
)
@click.option("--code-file", type=click.Path(path_type=Path), metavar="F", help="A file whose first line is the whole code.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def confirm_(call: Call, *, code_file: Path | None, json_: bool) -> None:
    """Show that you have the recovery code: type two of its groups. The wallet remembers that you did."""
    with explained(as_json=json_), call.session() as session:
        if code_file is not None:
            session.confirm_recovery_code(first_line(code_file))
        elif not session.protection().recovery_confirmed:
            session.confirm_recovery_code(_typed(session))
    if json_:
        as_json.emit({"recovery_confirmed": True})
    else:
        say.line("The recovery code is confirmed.")


@recovery_code.command(epilog="\b\nExample:\n  satchel recovery-code status")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def status(call: Call, *, json_: bool) -> None:
    """Say whether the recovery code was confirmed, and what a guess at the passphrase costs."""
    with explained(as_json=json_), call.session() as session:
        guard = session.protection()
    if json_:
        as_json.emit(
            {
                "recovery_confirmed": guard.recovery_confirmed,
                "cost": {"memory_mib": guard.memory_mib, "passes": guard.passes, "lanes": guard.lanes, "weak": guard.weak},
            }
        )
        return
    say_whether_confirmed(confirmed=guard.recovery_confirmed)
    say.line(f"A guess at the passphrase costs {guard.memory_mib} MiB of memory and {guard.passes} passes over it.")
    if guard.weak:
        say.line("That is less than a new passphrase would cost. Raise it with: satchel passphrase")


def show(code: str, *, json_: bool) -> None:
    """Show a code that opens nothing yet, and wait until it is on paper. Raises UsageError("not-confirmed")."""
    if json_:
        as_json.emit({"recovery_code": code, "adopted": False})
        return
    say.title("Your new recovery code")
    say.line(code, indent=2, bold=True)
    say.line("Write it down and keep it away from this computer. Until you agree, the old code is the one that counts.")
    if sys.stdin.isatty() and not confirm("Have you written it down?", err=True):
        raise UsageError("not-confirmed", "Nothing was changed; the old recovery code still counts.")


def ask_for_groups(session: Session) -> bool:
    """Ask for two groups where somebody sits at the terminal; whether they were right."""
    if not sys.stdin.isatty():
        return False
    try:
        session.confirm_recovery_code(_typed(session))
    except UsageError as problem:
        say.line(problem.message, err=True)
        return False
    return True


def say_whether_confirmed(*, confirmed: bool) -> None:
    """One line on it."""
    if confirmed:
        say.line("The recovery code is confirmed.")
    else:
        say.line("The recovery code is not confirmed yet. Once it is on paper: satchel recovery-code confirm")


def _typed(session: Session) -> str:
    if not sys.stdin.isatty():
        raise UsageError("no-recovery-code", "Give the recovery code with --code-file; there is no terminal to ask on.")
    numbers = session.protection().groups_to_confirm
    words = f"Groups {' and '.join(map(str, numbers))} of the recovery code" if numbers else "The whole recovery code"
    typed: str = prompt(words, err=True)
    return typed
