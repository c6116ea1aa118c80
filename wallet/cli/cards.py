"""Credentials in short, as words and as JSON: what ``list``, ``search`` and ``trash`` print."""

from __future__ import annotations

from typing import Any

from wallet.cli import as_json, say, words
from wallet.model.library import CardPage
from wallet.model.outcomes import CardSummary
from wallet.model.report import Headline

_UNPROVEN = {
    Headline.EXPIRED: "Expired, and could not be fully checked",
    Headline.NOT_YET_VALID: "Not valid yet, not fully checked",
}


def record(card: CardSummary) -> dict[str, Any]:
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
        "issued_at": as_json.instant(card.issued_at),
        "valid_until": as_json.instant(card.valid_until),
        "note": card.note,
        "tags": list(card.tags),
        "other_versions": list(card.other_versions),
    }


def show(page: CardPage, *, json_: bool, again: str) -> None:
    """A page; ``again`` is the command whose ``--after`` gives the next one."""
    for card in page.items:
        if json_:
            as_json.emit(record(card))
        else:
            tell(card)
    if page.next and json_:
        as_json.emit({"next": page.next})
    elif page.next:
        say.line(f"There are more: {again} --after {page.next}")


def tell(card: CardSummary) -> None:
    """Three lines about one credential, and one for each thing that its owner added."""
    symbol, sentence, colour = words.HEADLINES[card.headline]
    if not card.genuine:
        sentence = _UNPROVEN.get(card.headline, sentence)
    name = say.stranger(card.name, limit=60) or "A credential without a name"
    say.line(f"{card.id[:12]}  {name}", bold=True)
    say.line(f"{say.stranger(card.issuer_name or card.issuer_id, limit=60)} · {card.format}", indent=14)
    say.line(f"{symbol} {sentence}, checked {card.checked_at:%d %b %Y}", colour=colour, indent=14)
    if card.tags:
        say.line(f"tags: {say.stranger(', '.join(card.tags), limit=300)}", indent=14)
    if card.note:
        say.line(f"note: {say.stranger(card.note, limit=200)}", indent=14)
    if card.other_versions:
        others = ", ".join(other[:12] for other in card.other_versions)
        say.line(f"another version of {others}; both are kept", indent=14)
