"""``satchel init``: make a wallet."""

from __future__ import annotations

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained


@click.command(epilog="\b\nExample:\n  satchel --wallet ~/badges --passphrase-file secret.txt init")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def init(call: Call, *, json_: bool) -> None:
    """Make an empty wallet, and show its recovery code this once."""
    with explained(as_json=json_):
        made = call.doors.create_wallet(call.folder, call.passphrase(confirm=True))
    if json_:
        as_json.emit(
            {"wallet": made.folder, "vault_id": made.vault_id, "recovery_code": made.recovery_code, "recovery_confirmed": False}
        )
        return
    say.line(f"A wallet was made in {made.folder}.")
    say.title("Your recovery code")
    say.line(made.recovery_code, indent=2, bold=True)
    say.line(
        "Write it down and keep it away from this computer. It opens the wallet when the passphrase is forgotten, and it is "
        "never shown again. With both lost, nobody can open this wallet."
    )
    say.line("It is not confirmed yet. Once it is on paper: satchel recovery-code confirm")
