"""``satchel keyring``: let the system's keyring open the wallet, beside the passphrase."""

from __future__ import annotations

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained


@click.group()
def keyring() -> None:
    """Let the system's keyring open the wallet while you are logged in. The passphrase always opens it too."""


@keyring.command(epilog="\b\nExample:\n  satchel keyring add")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def add(call: Call, *, json_: bool) -> None:
    """Add the keyring, or repair it. Whoever can use your account while you are logged in can then open the wallet."""
    with explained(as_json=json_):
        present = call.passphrase()
        with call.session(secret=present) as session:
            change = session.add_keyring(present)
    if json_:
        as_json.emit({"keyring": change.backend, "added": True, "item_left": change.item_left})
        return
    say.line(f"The wallet now opens with the system's keyring ({change.backend}). The passphrase still opens it.")
    if change.item_left:
        say.line("An older entry for this wallet could not be deleted from the keyring; it opens nothing.")


@keyring.command(epilog="\b\nExample:\n  satchel keyring remove")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def remove(call: Call, *, json_: bool) -> None:
    """Open the wallet only with what you know or have on paper."""
    with explained(as_json=json_):
        present = call.passphrase()
        with call.session(secret=present) as session:
            change = session.remove_keyring(present)
    if json_:
        as_json.emit({"keyring": change.backend, "removed": True, "item_left": change.item_left})
        return
    say.line("The keyring opens this wallet no more.")
    if change.item_left:
        say.line("Its entry could not be deleted from the keyring; it opens nothing.")


@keyring.command(epilog="\b\nExample:\n  satchel keyring status")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def status(call: Call, *, json_: bool) -> None:
    """Say whether the keyring opens the wallet, and if not, why."""
    with explained(as_json=json_), call.session() as session:
        standing = session.keyring_standing()
    if json_:
        problem = as_json.error(standing.error) if standing.error else None
        as_json.emit({"keyring": standing.backend or None, "opens": standing.opens, "error": problem})
    elif standing.opens:
        say.line(f"The system's keyring ({standing.backend}) opens this wallet.")
    elif standing.error is not None:
        say.line(standing.error.message)
