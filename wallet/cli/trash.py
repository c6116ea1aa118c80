"""``satchel trash``: what was deleted and can still be brought back."""

from __future__ import annotations

import sys

import click
from click.termui import confirm

from wallet.cli import as_json, cards, say
from wallet.cli.doors import Call, explained
from wallet.errors import UsageError


@click.group()
def trash() -> None:
    """Look at what was deleted. Each credential stays for 30 days; bring one back with: satchel undelete ID"""


@trash.command("list", epilog="\b\nExample:\n  satchel trash list --json")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(call: Call, *, json_: bool) -> None:
    """List what lies in the trash, the last thrown away first."""
    with explained(as_json=json_), call.session() as session:
        thrown_away = session.trash()
    for one in thrown_away:
        if json_:
            times = {"trashed_at": as_json.instant(one.trashed_at), "until": as_json.instant(one.until)}
            as_json.emit({**cards.record(one.card), **times})
        else:
            cards.tell(one.card)
            say.line(f"deleted {one.trashed_at:%d %b %Y}, can be brought back until {one.until:%d %b %Y}", indent=14)
    if not thrown_away and not json_:
        say.line("The trash is empty.")


@trash.command("empty", epilog="\b\nExample:\n  satchel trash empty --yes")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def empty(call: Call, *, yes: bool, json_: bool) -> None:
    """Delete for ever what lies in the trash. What was shown of it stays in the log."""
    with explained(as_json=json_), call.session() as session:
        count = len(session.trash())
        if count and not yes and not json_ and not _sure(count):
            raise UsageError("not-confirmed", "Nothing was deleted.")
        gone = session.empty_trash()
    if json_:
        as_json.emit({"deleted": gone})
    else:
        say.line(f"{gone} {'credential was' if gone == 1 else 'credentials were'} deleted for ever.")


def _sure(count: int) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("not-confirmed", "Nothing was deleted: this cannot be undone. Say so with --yes.")
    return bool(confirm(f"Delete {count} for ever? This cannot be undone.", err=True))
