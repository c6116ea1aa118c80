"""``satchel trust``: the issuers that this wallet's owner knows."""

from __future__ import annotations

from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.errors import UsageError
from wallet.model.plain_text import visible


@click.group()
def trust() -> None:
    """Keep lists of the issuers you know; without one, no issuer is known."""


@trust.command("add", epilog="\b\nExample:\n  satchel trust add universities.json")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def add(call: Call, *, file: Path, json_: bool) -> None:
    """Add a list: {"name", "updated", "issuers": [{"id", "name", "url"}]}, or a DCC registry."""
    with explained(as_json=json_), call.session() as session:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise UsageError("no-such-input", f"The trust list “{file}” cannot be read.") from error
        added = session.add_trust_list(data)
    if json_:
        as_json.emit({"name": added.name, "issuers": len(added.issuers)})
    else:
        say.line(
            f"“{visible(added.name)}” was added: {len(added.issuers)} issuers. Check again with: satchel refresh --offline"
        )


@trust.command("list", epilog="\b\nExample:\n  satchel trust list --json")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(call: Call, *, json_: bool) -> None:
    """List the trust lists and the issuers on them."""
    with explained(as_json=json_), call.session() as session:
        for known in session.trust_lists():
            if json_:
                issuers = [{"id": issuer.id, "name": issuer.name, "url": issuer.url} for issuer in known.issuers]
                as_json.emit({"name": known.name, "updated": as_json.instant(known.updated), "issuers": issuers})
            else:
                say.line(visible(known.name), bold=True)
                for issuer in known.issuers:
                    say.line(f"{visible(issuer.name, limit=60)}  {visible(issuer.id, limit=120)}", indent=2)
