"""``satchel note``: your own words about a credential."""

from __future__ import annotations

import sys

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.errors import UsageError

_EXAMPLES = """
\b
Examples:
  satchel note 3f2a "Evening course, two years."
  satchel note 3f2a - < note.txt
  satchel note 3f2a ""
"""


@click.command(epilog=_EXAMPLES)
@click.argument("id_", metavar="ID")
@click.argument("words", required=False)
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def note(call: Call, *, id_: str, words: str | None, json_: bool) -> None:
    """Write a note on a credential in place of the old one (- reads it from standard input); without WORDS, print it."""
    with explained(as_json=json_), call.session() as session:
        card = session.summary(id_)
        if words is not None:
            session.set_note(card.id, _typed() if words == "-" else words)
            card = session.summary(card.id)
    if json_:
        as_json.emit({"id": card.id, "note": card.note})
    else:
        for line in card.note.splitlines() or ["It has no note."]:
            say.line(line)


def _typed() -> str:
    try:
        return sys.stdin.read().rstrip("\n")
    except UnicodeDecodeError as error:
        raise UsageError("not-text", "Standard input is not text in UTF-8.") from error
