"""``satchel keys``: the wallet's own public identifiers, to give to an issuer."""

from __future__ import annotations

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.plain_text import visible


@click.group(invoke_without_command=True, epilog="\b\nExamples:\n  satchel keys\n  satchel keys --json\n  satchel keys new")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_context
def keys(ctx: click.Context, *, json_: bool) -> None:
    """List the public keys that an issuer can bind a credential to. The private halves never leave the wallet."""
    if ctx.invoked_subcommand is not None:
        return
    call: Call = ctx.obj
    with explained(as_json=json_), call.session() as session:
        uses = session.key_uses()
    for use in uses:
        if json_:
            as_json.emit(_record(use.key) | {"credentials": use.credentials})
        else:
            bound = f"{use.credentials} credential{'s' * (use.credentials != 1)}" if use.credentials else "not used yet"
            _tell(use.key, bound)
    if not json_:
        say.line("Issuers that see the same key can tell that it is the same person. For one of its own: satchel keys new")


@keys.command(epilog="\b\nExamples:\n  satchel keys new\n  satchel keys new --kind P-256 --for “Welding diploma”")
@click.option("--kind", type=click.Choice([kind.value for kind in KeyKind]), default=KeyKind.ED25519.value, show_default=True)
@click.option("--for", "purpose", default="presenting", metavar="WORDS", help="What it is for, in a few words of your own.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def new(call: Call, *, kind: str, purpose: str, json_: bool) -> None:
    """Make a key for one more credential, and show what to give to its issuer."""
    with explained(as_json=json_), call.session() as session:
        key = session.new_holder_key(KeyKind(kind), purpose)
    if json_:
        as_json.emit(_record(key))
    else:
        _tell(key, "not used yet")


def _record(key: HolderKey) -> dict[str, object]:
    return {"id": key.id, "kind": key.kind.value, "did": key.did, "jwk": dict(key.jwk), "purpose": key.purpose}


def _tell(key: HolderKey, bound: str) -> None:
    words = "" if key.purpose == "presenting" else f"  “{visible(key.purpose, limit=64)}”"
    say.line(f"{key.kind.value}  made {key.created_at:%d %b %Y}  {bound}{words}", bold=True)
    click.echo(f"  {key.did}")
