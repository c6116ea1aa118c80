"""``satchel keys``: the wallet's own public identifiers, to give to an issuer."""

from __future__ import annotations

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained


@click.command(epilog="\b\nExamples:\n  satchel keys\n  satchel keys --json")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def keys(call: Call, *, json_: bool) -> None:
    """List the public keys that an issuer can bind a credential to. The private halves never leave the wallet."""
    with explained(as_json=json_), call.session() as session:
        for key in session.holder_keys():
            if json_:
                as_json.emit({"id": key.id, "kind": key.kind.value, "did": key.did, "jwk": dict(key.jwk)})
            else:
                say.line(f"{key.kind.value}  made {key.created_at:%d %b %Y}", bold=True)
                click.echo(f"  {key.did}")
