"""``satchel delete``: remove a credential from the wallet."""

from __future__ import annotations

import sys

import click
from click.termui import confirm

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.errors import UsageError
from wallet.model.plain_text import visible


@click.command(epilog="\b\nExample:\n  satchel delete 3f2a --yes")
@click.argument("id_", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def delete(call: Call, *, id_: str, yes: bool, json_: bool) -> None:
    """Delete one credential for ever. What was shown of it stays in the log."""
    with explained(as_json=json_), call.session() as session:
        card = session.summary(id_)
        if not yes and not json_ and not _sure(card.name):
            raise UsageError("not-confirmed", "Nothing was deleted.")
        session.delete(card.id)
    if json_:
        as_json.emit({"id": card.id, "deleted": True})
    else:
        say.line(f"“{visible(card.name, limit=100)}” was deleted.")


def _sure(name: str) -> bool:
    if not sys.stdin.isatty():
        return True
    return bool(confirm(f"Delete “{visible(name, limit=100)}” for ever?", err=True))
