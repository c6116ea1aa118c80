"""``satchel delete``: put a credential into the trash."""

from __future__ import annotations

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained


@click.command(epilog="\b\nExample:\n  satchel delete 3f2a")
@click.argument("id_", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def delete(call: Call, *, id_: str, json_: bool) -> None:
    """Delete one credential. For 30 days it can be brought back; what was shown of it stays in the log."""
    with explained(as_json=json_), call.session() as session:
        gone = session.delete(id_)
    if json_:
        until = as_json.instant(gone.until)
        as_json.emit({"id": gone.id, "deleted": True, "until": until, "portfolios": list(gone.portfolios)})
        return
    name = say.stranger(gone.name, limit=100) or "A credential without a name"
    say.line(f"“{name}” is in the trash. Until {gone.until:%d %b %Y} it comes back with: satchel undelete {gone.id[:12]}")
    if gone.portfolios:
        names = ", ".join(f"“{say.stranger(one, limit=80)}”" for one in gone.portfolios)
        say.line(f"It has a place in {names}, which cannot be exported without it: bring it back, or take it out there.")
