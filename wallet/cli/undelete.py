"""``satchel undelete``: bring a credential back from the trash."""

from __future__ import annotations

import click

from wallet.cli import as_json, cards, say
from wallet.cli.doors import Call, explained


@click.command(epilog="\b\nExample:\n  satchel undelete 3f2a")
@click.argument("id_", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def undelete(call: Call, *, id_: str, json_: bool) -> None:
    """Bring a deleted credential back, with its tags, note and collections."""
    with explained(as_json=json_), call.session() as session:
        card = session.undelete(id_)
    if json_:
        as_json.emit(cards.record(card))
    else:
        say.line("It is back:")
        cards.tell(card)
