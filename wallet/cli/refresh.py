"""``satchel refresh``: judge what is in the wallet again, with newer evidence where somebody agrees to fetch it."""

from __future__ import annotations

import click

from wallet.cli import as_json, say, words
from wallet.cli.doors import Call, consent_of, explained
from wallet.model.outcomes import RefreshOutcome
from wallet.model.plain_text import visible


@click.command(epilog="\b\nExamples:\n  satchel refresh --online\n  satchel refresh 3f2a --offline")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.option("--offline", is_flag=True, help="Judge again with what is kept; never use the network.")
@click.option("--online", is_flag=True, help="Fetch without asking for each host.")
@click.pass_obj
def refresh(call: Call, *, ids: tuple[str, ...], json_: bool, offline: bool, online: bool) -> None:
    """Check credentials again: the ones named, or all. Whole status lists are fetched, never anything about one credential."""
    consent = consent_of(online=online, offline=offline)
    with explained(as_json=json_), call.session(consent=consent) as session:
        for outcome in session.refresh(ids):
            if json_:
                as_json.emit(_record(outcome))
            else:
                _tell(outcome)


def _record(outcome: RefreshOutcome) -> dict[str, object]:
    return {
        "id": outcome.id,
        "name": outcome.name,
        "before": outcome.before.value,
        **as_json.judged(outcome.report),
        "fetched": list(outcome.fetched),
        "unanswered": {url: as_json.error(problem) for url, problem in outcome.unanswered.items()},
    }


def _tell(outcome: RefreshOutcome) -> None:
    say.line(f"{outcome.id[:12]}  {visible(outcome.name, limit=80)}", bold=True)
    say.headline(outcome.report, indent=2)
    if outcome.before is not outcome.report.headline:
        say.line(f"Before: {words.HEADLINES[outcome.before][1]}", indent=2)
    for problem in outcome.unanswered.values():
        say.line(problem.message, indent=2)
