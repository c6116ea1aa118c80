"""``satchel collection``: credentials under one name, put together by hand or found by a saved search."""

from __future__ import annotations

from typing import Any

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.model.library import Collection

_json = click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
_NEW = """
\b
Examples:
  satchel collection new "For the application"
  satchel collection new "Soon over" --query "after:2024 status:verified -tag:old"
"""


@click.group()
def collection() -> None:
    """Put credentials together under a name, or save a search. See what is in one: satchel list --collection NAME"""


@collection.command("list", epilog="\b\nExample:\n  satchel collection list --json")
@_json
@click.pass_obj
def list_(call: Call, *, json_: bool) -> None:
    """List the collections."""
    with explained(as_json=json_), call.session() as session:
        known = session.collections()
    for one in known:
        _tell(one, json_=json_)
    if not known and not json_:
        say.line("There are no collections yet. Make one with: satchel collection new NAME")


@collection.command("new", epilog=_NEW)
@click.argument("name")
@click.option("--query", default="", help="Find them by this search each time; see satchel search --help.")
@_json
@click.pass_obj
def new(call: Call, *, name: str, query: str, json_: bool) -> None:
    """Make a collection; of a saved search with this name, change the search."""
    with explained(as_json=json_), call.session() as session:
        made = session.save_collection(name, query)
    _tell(made, json_=json_)


@collection.command("rename", epilog='\b\nExample:\n  satchel collection rename work "Old work"')
@click.argument("name")
@click.argument("new_name", metavar="NEW-NAME")
@_json
@click.pass_obj
def rename(call: Call, *, name: str, new_name: str, json_: bool) -> None:
    """Give a collection another name."""
    with explained(as_json=json_), call.session() as session:
        changed = session.rename_collection(name, new_name)
    _tell(changed, json_=json_)


@collection.command("remove", epilog="\b\nExample:\n  satchel collection remove work")
@click.argument("name")
@_json
@click.pass_obj
def remove(call: Call, *, name: str, json_: bool) -> None:
    """Remove a collection; its credentials stay in the wallet."""
    with explained(as_json=json_), call.session() as session:
        session.remove_collection(name)
    if json_:
        as_json.emit({"name": name, "removed": True})
    else:
        say.line(f"The collection “{name}” was removed; its credentials are still here.")


@collection.command("add", epilog="\b\nExample:\n  satchel collection add work 3f2a 91bc")
@click.argument("name")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_json
@click.pass_obj
def add(call: Call, *, name: str, ids: tuple[str, ...], json_: bool) -> None:
    """Put credentials into a collection."""
    with explained(as_json=json_), call.session() as session:
        session.add_to_collection(name, ids)
    _done(name, ids, json_=json_, words="put into")


@collection.command("take-out", epilog="\b\nExample:\n  satchel collection take-out work 3f2a")
@click.argument("name")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_json
@click.pass_obj
def take_out(call: Call, *, name: str, ids: tuple[str, ...], json_: bool) -> None:
    """Take credentials out of a collection; they stay in the wallet."""
    with explained(as_json=json_), call.session() as session:
        session.take_from_collection(name, ids)
    _done(name, ids, json_=json_, words="taken out of")


def _done(name: str, ids: tuple[str, ...], *, json_: bool, words: str) -> None:
    if json_:
        as_json.emit({"name": name, "ids": list(ids)})
    else:
        say.line(f"{len(ids)} {'was' if len(ids) == 1 else 'were'} {words} “{name}”.")


def _tell(one: Collection, *, json_: bool) -> None:
    if json_:
        as_json.emit(_record(one))
    else:
        how = f"found by: {one.query}" if one.query else "put together by hand"
        say.line(f"{say.stranger(one.name, limit=100)}  {say.stranger(how, limit=300)}")


def _record(one: Collection) -> dict[str, Any]:
    return {
        "name": one.name,
        "query": one.query,
        "created_at": as_json.instant(one.created_at),
        "changed_at": as_json.instant(one.changed_at),
    }
