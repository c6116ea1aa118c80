"""``satchel rotate-keys``: new keys throughout."""

from __future__ import annotations

from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained, first_line
from wallet.cli.recovery import ask_for_groups, say_whether_confirmed, show

_KEYRING = {
    "renewed": "The system's keyring opens it as before.",
    "dropped": "The system's keyring opens it no more. Add it again with: satchel keyring add",
}


@click.command(
    name="rotate-keys",
    epilog="\b\nExamples:\n  satchel rotate-keys\n  satchel --passphrase-file p.txt rotate-keys --recovery-code-file code.txt",
)
@click.option(
    "--recovery-code-file",
    type=click.Path(path_type=Path),
    metavar="F",
    help="A file whose first line is the recovery code that you have; it then stays. Without it a new one is made and shown.",
)
@click.option("--json", "json_", is_flag=True, help="One JSON object a line; a new recovery code comes first.")
@click.pass_obj
def rotate_keys(call: Call, *, recovery_code_file: Path | None, json_: bool) -> None:
    """Write the whole wallet anew under new keys: after somebody had it open, or had a copy and its passphrase.

    Old copies and backups still open as they did: delete those that you no longer want. The passphrase itself stays; change
    it first if it is known: satchel passphrase
    """
    with explained(as_json=json_):
        passphrase = call.passphrase()
        with call.session(secret=passphrase) as session:
            if recovery_code_file is not None:
                code = first_line(recovery_code_file)
                session.confirm_recovery_code(code)
            else:
                code = session.draft_recovery_code()
                show(code, json_=json_)
            done = session.rotate_keys(passphrase, code)
            confirmed = done.recovery_code_kept or (not json_ and ask_for_groups(session))
    if json_:
        kept = done.recovery_code_kept
        as_json.emit({"generation": done.generation, "recovery_code_kept": kept, "keyring": done.keyring or None})
        return
    say.line("The wallet has new keys throughout. Old copies of it, and backups made before, still open as they did.")
    if done.keyring:
        say.line(_KEYRING[done.keyring])
    say_whether_confirmed(confirmed=confirmed)
