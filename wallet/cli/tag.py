"""``satchel tag``: your own words on credentials."""

from __future__ import annotations

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.model.library import TagCount

_EXAMPLES = """
\b
Examples:
  satchel tag 3f2a --add work --add "first aid"
  satchel tag 3f2a --remove work
  satchel tag
"""


@click.command(epilog=_EXAMPLES)
@click.argument("id_", metavar="[ID]", required=False, default="")
@click.option("--add", multiple=True, metavar="TAG", help="A tag to give it.")
@click.option("--remove", multiple=True, metavar="TAG", help="A tag to take from it.")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def tag(call: Call, *, id_: str, add: tuple[str, ...], remove: tuple[str, ...], json_: bool) -> None:
    """Give a credential tags or take them away; without ID, list all tags."""
    with explained(as_json=json_), call.session() as session:
        if id_:
            _tell_one(session.summary(id_).id, session.tag(id_, add=add, remove=remove), json_=json_)
        else:
            _tell_all(session.tags(), json_=json_)


def _tell_one(name: str, tags: tuple[str, ...], *, json_: bool) -> None:
    if json_:
        as_json.emit({"id": name, "tags": list(tags)})
    else:
        say.line(say.stranger(", ".join(tags), limit=2000) or "It has no tags.")


def _tell_all(counts: tuple[TagCount, ...], *, json_: bool) -> None:
    for one in counts:
        if json_:
            as_json.emit({"tag": one.tag, "count": one.count})
        else:
            say.line(f"{one.count:6}  {say.stranger(one.tag, limit=100)}")
    if not counts and not json_:
        say.line("There are no tags yet. Give one with: satchel tag ID --add WORD")
