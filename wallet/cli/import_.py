"""``satchel import``: bring credentials into the wallet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.termui import prompt

from wallet.cli import as_json, backup_words, say
from wallet.cli.backup import offer
from wallet.cli.doors import Call, consent_of, explained, first_line, settles
from wallet.cli.inputs import check_words, given
from wallet.desk import read_material
from wallet.model.outcomes import Decision, ImportOutcome
from wallet.model.plain_text import visible
from wallet.model.snapshot import Snapshot
from wallet.session import Session

_EXAMPLES = """
\b
Examples:
  satchel import badge.png certificate.jwt
  satchel import ~/Downloads/badges/
  satchel import badges.zip
  satchel import https://www.credly.com/badges/… --online
  satchel import "Wallet Backup.json"
  satchel import learncard.zip --backup-passphrase-file F

\b
Backups of Learner Credential Wallet and LearnCard are known by what is in
them. Their keys come along, so that their credentials can still be shown.
"""


@click.command("import", epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--json", "json_", is_flag=True, help="One JSON object a line, printed only once the credential is safely stored."
)
@click.option("--offline", is_flag=True, help="Never use the network.")
@click.option("--online", is_flag=True, help="Fetch what is needed without asking for each host.")
@click.option("--material", type=click.Path(path_type=Path), metavar="DIR", help="Kept documents to bring along.")
@click.option(
    "--backup-passphrase-file",
    type=click.Path(path_type=Path),
    metavar="F",
    help="Its first line opens another wallet's backup that is locked.",
)
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Inputs read at the same time.")
@click.pass_obj
def import_(
    call: Call,
    *,
    inputs: tuple[str, ...],
    json_: bool,
    offline: bool,
    online: bool,
    material: Path | None,
    backup_passphrase_file: Path | None,
    jobs: int,
) -> None:
    """Import files, folders, ZIP and tar archives, addresses, - (standard input), and other wallets' backups.

    A broken file costs that file only.
    """
    with explained(as_json=json_, usage=True):
        check_words(inputs)
        kept = read_material(material) if material else ()
        secret = first_line(backup_passphrase_file) if backup_passphrase_file else ""
    refused = False
    consent = consent_of(online=online, offline=offline)
    settle = settles(online=online, offline=offline)
    with explained(as_json=json_), call.session(consent=consent, jobs=jobs) as session:
        for outcome in _outcomes(session, inputs, secret, settle=settle, material=kept):
            refused |= _is_loss(outcome)
            if json_:
                as_json.emit(_record(outcome))
            else:
                _tell(outcome)
        if not json_:
            offer(session)
    raise click.exceptions.Exit(1 if refused else 0)


def _outcomes(
    session: Session, inputs: tuple[str, ...], secret: str, *, settle: bool, material: tuple[Snapshot, ...]
) -> Iterator[ImportOutcome]:
    """Every outcome; with somebody at the terminal, locked backups are asked about at the end, one after the other."""
    locked: list[str] = []
    for outcome in session.import_inputs(given(inputs), settle=settle, material=material, backup_passphrase=secret):
        is_locked = outcome.error is not None and outcome.error.code == "backup-passphrase-needed"
        if is_locked and sys.stdin.isatty() and Path(outcome.source).is_file():
            locked.append(outcome.source)
        else:
            yield outcome
    for source in locked:
        asked: str = prompt(f"Passphrase of the backup “{visible(source)}”", hide_input=True, err=True)
        yield from session.import_inputs(given([source]), settle=settle, backup_passphrase=asked)


def _is_loss(outcome: ImportOutcome) -> bool:
    left_out = outcome.backup.left_out if outcome.backup else ()
    return outcome.decision is Decision.REFUSED or any(item.is_loss for item in left_out)


def _record(outcome: ImportOutcome) -> dict[str, Any]:
    record: dict[str, Any] = {"input": outcome.source, "index": outcome.index, "outcome": outcome.decision.value}
    if outcome.backup is not None:
        return record | {"backup": backup_words.record(outcome.backup)}
    if outcome.decision is Decision.REFUSED:
        record |= {"id": None, "error": as_json.error(outcome.error) if outcome.error else None}
    else:
        record |= {"id": outcome.id, "format": outcome.format, "name": outcome.name, "issuer_name": outcome.issuer_name}
        record |= {"error": None, "other_versions": list(outcome.other_versions)}
    if outcome.report is not None:
        record |= as_json.judged(outcome.report)
    record["unanswered"] = {url: as_json.error(problem) for url, problem in outcome.unanswered.items()}
    return record


def _tell(outcome: ImportOutcome) -> None:
    if outcome.backup is not None:
        backup_words.tell(outcome.source, outcome.backup)
    elif outcome.decision is Decision.REFUSED:
        say.line(f"✗ {outcome.source}", bold=True, colour="red")
        if outcome.error is not None:
            say.line(f"{outcome.error.message} ({outcome.error.code})", indent=2)
    else:
        _tell_taken(outcome)


_TAKEN = {
    Decision.ADDED: ("+", ""),
    Decision.ALREADY_HERE: ("=", "You already have this one, with the same content."),
    Decision.BROUGHT_BACK: ("+", "It was in the trash, and is back as you left it."),
}


def _tell_taken(outcome: ImportOutcome) -> None:
    mark, sentence = _TAKEN[outcome.decision]
    say.line(f"{mark} {visible(outcome.name, limit=120) or 'A credential without a name'}", bold=True)
    if sentence:
        say.line(sentence, indent=2)
    say.line(f"{outcome.id[:12]} · {outcome.format} · {visible(outcome.issuer_name, limit=80)}", indent=2)
    if outcome.report is not None:
        say.headline(outcome.report, indent=2)
    if outcome.other_versions:
        others = ", ".join(other[:12] for other in outcome.other_versions)
        say.line(f"Another version of one that you have ({others}); both are kept.", indent=2)
    for problem in outcome.unanswered.values():
        say.line(f"{problem.message} It can be checked later with: satchel refresh", indent=2)
