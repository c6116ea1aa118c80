"""``satchel merge``: take in all that another wallet or a backup holds."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click
from click.termui import prompt

from wallet.cli import as_json, say
from wallet.cli.backup import NAMES
from wallet.cli.doors import Call, explained, first_line
from wallet.errors import UsageError
from wallet.model.backup import MergeDecision, MergeOutcome
from wallet.model.plain_text import visible

_EXAMPLES = """
\b
Examples:
  satchel merge ~/old-laptop/wallet --other-passphrase-file F
  satchel merge /media/stick/wallet.backup
  satchel merge ~/wallet/vault-1.sync-conflict-20261123-101010.db
"""
_WORDS = {
    MergeDecision.ADDED: "new",
    MergeDecision.UNITED: "united",
    MergeDecision.ALREADY_HERE: "already here",
    MergeDecision.KEPT_BOTH: "kept beside yours",
    MergeDecision.REFUSED: "refused",
}
_CAME = {
    "restored": "brought back from the trash",
    "note": "the other note was put behind yours",
    "file": "another file that it came in",
    "document": "a document by which it is read",
    "report": "checked again, as the other check was newer",
    "tags": "tags",
    "tags-left-out": "not all tags, as there are more than one credential can have",
    "collection": "a place in a collection",
    "newer": "the newer edition",
}


@click.command(epilog=_EXAMPLES)
@click.argument("other", type=click.Path(path_type=Path))
@click.option(
    "--other-passphrase-file",
    type=click.Path(path_type=Path),
    metavar="F",
    help="Its first line opens the other wallet. Without it you are asked.",
)
@click.option("--json", "json_", is_flag=True, help="One JSON object a line, printed only once the thing is safely stored.")
@click.pass_obj
def merge(call: Call, *, other: Path, other_passphrase_file: Path | None, json_: bool) -> None:
    """Take in everything that OTHER (another wallet's folder, a backup, or a conflict copy) holds. OTHER stays as it is.

    Nothing of yours goes: notes that differ are both kept, tags are united, what one wallet threw away and the other did not
    is kept. Merging a second time changes nothing.
    """
    counts: Counter[tuple[str, MergeDecision]] = Counter()
    with explained(as_json=json_), call.session() as session:
        for outcome in session.merge(other, _secret(other_passphrase_file)):
            counts[outcome.what, outcome.decision] += 1
            if json_:
                as_json.emit(_record(outcome))
            else:
                _tell(outcome)
    if not json_:
        _summary(counts)
    raise click.exceptions.Exit(1 if any(decision is MergeDecision.REFUSED for _, decision in counts) else 0)


def _secret(file: Path | None) -> str:
    if file is not None:
        return first_line(file)
    if not sys.stdin.isatty():
        raise UsageError("no-passphrase", "Give the other wallet's passphrase with --other-passphrase-file.")
    asked: str = prompt("Passphrase of the other wallet", hide_input=True, err=True)
    return asked


def _record(outcome: MergeOutcome) -> dict[str, Any]:
    return {
        "what": outcome.what,
        "id": outcome.id,
        "name": outcome.name,
        "outcome": outcome.decision.value,
        "came": list(outcome.came),
        "error": as_json.error(outcome.error) if outcome.error else None,
    }


def _tell(outcome: MergeOutcome) -> None:
    name = visible(outcome.name or outcome.id, limit=100)
    match outcome.decision:
        case MergeDecision.ADDED if outcome.what == "credential":
            say.line(f"+ {name}", bold=True)
        case MergeDecision.UNITED | MergeDecision.ALREADY_HERE if outcome.came:
            say.line(f"& {name}: {', '.join(dict.fromkeys(_CAME[word] for word in outcome.came))}")
        case MergeDecision.KEPT_BOTH:
            say.line(
                f"+ {name} says something else in the other wallet; that one is kept as “{visible(outcome.id, limit=100)}”."
            )
        case MergeDecision.REFUSED:
            say.line(f"✗ {name}", bold=True, colour="red")
            if outcome.error is not None:
                say.line(f"{outcome.error.message} ({outcome.error.code})", indent=2)


def _summary(counts: Counter[tuple[str, MergeDecision]]) -> None:
    for kind, name in NAMES.items():
        told = [f"{counts[kind, decision]:,} {word}" for decision, word in _WORDS.items() if counts[kind, decision]]
        if told:
            say.line(f"{name}: {', '.join(told)}")
    if not counts:
        say.line("The other wallet holds nothing.")
