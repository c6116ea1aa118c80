"""``satchel show``: one credential, whole."""

from __future__ import annotations

import click

from wallet.cli import as_json, cards, say, words
from wallet.cli.doors import Call, explained
from wallet.model.card import Card
from wallet.model.credential import Credential
from wallet.model.outcomes import CardSummary
from wallet.model.presentation import Field


@click.command(epilog="\b\nExamples:\n  satchel show 3f2a\n  satchel show 3f2a --details\n  satchel show 3f2a --json")
@click.argument("id_", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.option("--details", is_flag=True, help="Technical details: every check, its reason, its evidence.")
@click.pass_obj
def show(call: Call, *, id_: str, json_: bool, details: bool) -> None:
    """Show a credential: what it says, what its checks gave, and which fields can be shown one by one."""
    with explained(as_json=json_), call.session() as session:
        card = session.card(id_)
        fields = session.fields(card.id)
        kept, others = session.summary(card.id), session.versions(card.id)
    if json_:
        as_json.emit({**_record(card, fields), "tags": list(kept.tags), "other_versions": [other.id for other in others]})
    else:
        _tell(card, fields, details=details)
        _tell_kept(kept, others)


def _record(card: Card, fields: tuple[Field, ...]) -> dict[str, object]:
    credential = card.credential
    return {
        "id": card.id,
        "name": credential.name,
        "format": credential.format.value,
        "issuer": credential.issuer.id,
        "issuer_name": credential.issuer.name,
        "subject": credential.subject.id,
        "types": list(credential.types),
        "added_at": as_json.instant(card.added_at),
        "note": card.note,
        "holder_key": card.holder_key,
        "fields": [{"pointer": item.pointer, "value": item.value, "selectable": item.selectable} for item in fields],
        "document": credential.document,
        **as_json.judged(card.report),
    }


def _tell(card: Card, fields: tuple[Field, ...], *, details: bool) -> None:
    credential = card.credential
    say.line(say.stranger(credential.name, limit=200) or "A credential without a name", bold=True)
    says = f" (calls itself {say.stranger(credential.issuer.name, limit=100)})" if credential.issuer.name else ""
    say.line(f"issued by {say.stranger(credential.issuer.id, limit=300)}{says}")
    say.line(f"{card.id} · {credential.format.value} · added {card.added_at:%d %b %Y}")
    click.echo()
    say.headline(card.report)
    say.line(words.when_and_where(card.report, asked_the_network=False), indent=2)
    say.checklist(card.report, details=details)
    _tell_achievement(credential)
    say.title("Fields")
    for item in fields:
        mark = "○" if item.selectable else "●"
        say.line(f"{mark} {item.pointer}  {say.stranger(item.value, limit=90)}", indent=2)
    if any(item.selectable for item in fields):
        say.line("○ shown only when you choose it   ● always shown", indent=2)


def _tell_kept(kept: CardSummary, others: tuple[CardSummary, ...]) -> None:
    """What its owner added, and the other versions beside which it is kept."""
    for heading, text in (("Tags", ", ".join(kept.tags)), ("Note", kept.note)):
        if text:
            say.title(heading)
            say.line(say.stranger(text, limit=1500), indent=2)
    if others:
        say.title("Other versions of this credential, all of them kept")
        for other in others:
            cards.tell(other)


def _tell_achievement(credential: Credential) -> None:
    achievement = credential.achievement
    if achievement is None:
        return
    for heading, text in (("About", achievement.description), ("Criteria", achievement.criteria)):
        if text:
            say.title(heading)
            say.line(say.stranger(text, limit=1500), indent=2)
    if achievement.skills:
        say.title("Skills")
        say.line(say.stranger(", ".join(achievement.skills), limit=600), indent=2)
