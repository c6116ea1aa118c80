"""``satchel search``: credentials by what they say and by what you said of them."""

from __future__ import annotations

import click

from wallet.cli import cards, say
from wallet.cli.doors import Call, explained
from wallet.model.library import CardQuery, Sort

_EXAMPLES = """
\b
Words are found in the title, issuer, skills, criteria, your note and tags, also by their beginnings.
  "first aid"          these words together
  issuer:nordic        in the issuer's name or address
  tag:work  collection:"My best"
  type:sd-jwt-vc       the format, or what type of achievement it is
  status:expired       verified, verified-stale, issuer-unknown, not-fully-checked, not-yet-valid,
                       expired, withdrawn, not-genuine
  before:2026-01       issued before that month; after:2026-01 from that month on
  -python              not this

\b
Examples:
  satchel search welding
  satchel search python -tag:old status:verified
  satchel search 'issuer:"Nordic University" after:2024'
"""


# Without -h: what begins with a hyphen is part of the search.
@click.command(epilog=_EXAMPLES, context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True, metavar="QUERY...", type=click.UNPROCESSED)
@click.option("--sort", type=click.Choice([order.value for order in Sort]), default="added", show_default=True)
@click.option("--limit", type=int, default=50, show_default=True, metavar="N", help="The length of a page.")
@click.option("--after", default="", metavar="PAGE", help="The page behind that one.")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def search(call: Call, *, query: tuple[str, ...], sort: str, limit: int, after: str, json_: bool) -> None:
    """Find credentials: words, and filters with an operator."""
    asked = CardQuery(text=" ".join(query), sort=Sort(sort), limit=limit, after=after)
    with explained(as_json=json_), call.session() as session:
        page = session.page(asked)
    cards.show(page, json_=json_, again="the same")
    if not page.items and not json_:
        say.line("Nothing was found.")
