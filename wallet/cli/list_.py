"""``satchel list``: what is in the wallet."""

from __future__ import annotations

from typing import Any

import click

from wallet.cli import as_json, say, words
from wallet.cli.doors import Call, explained
from wallet.model.outcomes import CardSummary
from wallet.model.plain_text import visible


@click.command("list", epilog="\b\nExamples:\n  satchel list\n  satchel list --json")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(call: Call, *, json_: bool) -> None:
    """List the credentials, newest first, with the verdict of their last check."""
    with explained(as_json=json_), call.session() as session:
        count = 0
        for card in session.cards():
            count += 1
            if json_:
                as_json.emit(summary(card))
            else:
                _tell(card)
        if not count and not json_:
            say.line("This wallet is empty. Bring in a badge with: satchel import badge.png")


def summary(card: CardSummary) -> dict[str, Any]:
    """One credential as a JSON object."""
    return {
        "id": card.id,
        "name": card.name,
        "issuer": card.issuer_id,
        "issuer_name": card.issuer_name,
        "format": card.format,
        "headline": card.headline.value,
        "checked_at": as_json.instant(card.checked_at),
        "added_at": as_json.instant(card.added_at),
        "valid_until": as_json.instant(card.valid_until),
        "note": card.note,
    }


def _tell(card: CardSummary) -> None:
    symbol, sentence, colour = words.HEADLINES[card.headline]
    name = say.stranger(card.name, limit=60) or "A credential without a name"
    say.line(f"{card.id[:12]}  {name}", bold=True)
    say.line(f"{visible(card.issuer_name or card.issuer_id, limit=60)} · {card.format}", indent=14)
    say.line(f"{symbol} {sentence}, checked {card.checked_at:%d %b %Y}", colour=colour, indent=14)
