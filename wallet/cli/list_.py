"""``satchel list``: what is in the wallet."""

from __future__ import annotations

from dataclasses import replace

import click

from wallet.cli import as_json, cards, say
from wallet.cli.doors import Call, explained
from wallet.errors import UsageError
from wallet.model.library import CardQuery, Sort
from wallet.model.outcomes import CardSummary

_EXAMPLES = """
\b
Examples:
  satchel list
  satchel list --tag work --sort expires
  satchel list --collection "For the application" --json
  satchel list --limit 20
"""


@click.command("list", epilog=_EXAMPLES)
@click.option("--tag", default="", help="Only those with this tag.")
@click.option("--collection", default="", metavar="NAME", help="Only those in this collection.")
@click.option("--sort", type=click.Choice([order.value for order in Sort]), default="added", show_default=True)
@click.option("--limit", type=int, metavar="N", help="One page of N credentials; without it, all of them.")
@click.option("--after", default="", metavar="PAGE", help="The page behind that one; needs --limit.")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(call: Call, *, tag: str, collection: str, sort: str, limit: int | None, after: str, json_: bool) -> None:
    """List the credentials with the verdict of their last check, the last that came in first."""
    query = CardQuery(tag=tag, collection=collection, sort=Sort(sort))
    with explained(as_json=json_):
        if after and limit is None:
            raise UsageError("limit-missing", "With --after comes --limit: a page has a length.")
        with call.session() as session:
            if limit is None:
                count = sum(_each(card, json_=json_) for card in session.cards(query))
            else:
                page = session.page(replace(query, limit=limit, after=after))
                cards.show(page, json_=json_, again=f"satchel list --sort {sort} --limit {limit}")
                count = len(page.items)
    if not count and not json_:
        chosen = tag or collection or after
        say.line("None." if chosen else "This wallet is empty. Bring in a badge with: satchel import badge.png")


def _each(card: CardSummary, *, json_: bool) -> int:
    """Print one as soon as it is there: a long list begins at once."""
    if json_:
        as_json.emit(cards.record(card))
    else:
        cards.tell(card)
    return 1
