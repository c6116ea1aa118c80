"""``satchel passphrase``: change what opens the wallet."""

from __future__ import annotations

from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained


@click.command(
    epilog="\b\nExamples:\n  satchel passphrase\n  satchel --passphrase-file old.txt passphrase --new-passphrase-file new.txt"
)
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    metavar="F",
    help="A file whose first line is the new passphrase. Without it you are asked, twice.",
)
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def passphrase(call: Call, *, new_passphrase_file: Path | None, json_: bool) -> None:
    """Change the passphrase. The present one is asked for, or the recovery code where it is forgotten.

    Nothing in the wallet is written anew: only who may open it changes. To change the keys as well: satchel rotate-keys
    """
    with explained(as_json=json_):
        present = call.passphrase()
        with call.session(secret=present) as session:
            new = call.new_secret(new_passphrase_file, "New passphrase")
            change = session.change_passphrase(present, new)
    guard = change.protection
    if json_:
        as_json.emit(
            {
                "changed": True,
                "same": change.same,
                "cost": {"memory_mib": guard.memory_mib, "passes": guard.passes, "lanes": guard.lanes, "raised": change.raised},
                "recovery_confirmed": guard.recovery_confirmed,
            }
        )
        return
    say.line(
        "The passphrase stayed the same." if change.same else "The passphrase was changed. The old one opens nothing here."
    )
    if change.raised:
        say.line(f"A guess at it now costs {guard.memory_mib} MiB of memory and {guard.passes} passes over it.")
    say.line("Backups and copies that you made before still open with the passphrase they were made under. Make a new backup.")
