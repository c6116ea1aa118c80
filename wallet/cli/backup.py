"""``satchel backup``: save everything as one encrypted file, or prove that such a file is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.model.backup import BackupFacts, BackupMade
from wallet.session import Session

_EXAMPLES = """
\b
Examples:
  satchel backup
  satchel backup --out /media/stick/wallet.backup
  satchel backup check /media/stick/wallet.backup
"""
_REMIND_AFTER = 5  # new credentials
_SHOWN = ("credential", "holder-key", "portfolio", "collection", "presentation", "trust-list", "document")
NAMES = {
    "credential": "credentials",
    "holder-key": "keys",
    "portfolio": "portfolios",
    "collection": "collections",
    "presentation": "lines of the log",
    "trust-list": "trust lists",
    "document": "kept documents",
}


@click.group(invoke_without_command=True, epilog=_EXAMPLES)
@click.option("--out", type=click.Path(path_type=Path), metavar="F", help="The file. Default: in backups/ beside the wallet.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_context
def backup(ctx: click.Context, *, out: Path | None, json_: bool) -> None:
    """Back up everything into one encrypted file, which the wallet's passphrase and recovery code open on any computer.

    It is read back and found whole before it gets its name; the two before it are kept as F.1 and F.2. It opens with the
    passphrase of today, also when you change it later.
    """
    if ctx.invoked_subcommand is not None:
        return
    call: Call = ctx.obj
    with explained(as_json=json_), call.session() as session:
        made = session.backup(out)
        place = session.backup_status().file
    if json_:
        as_json.emit({"out": place, **_record(made.facts), "earlier": list(made.earlier)})
    else:
        _tell_made(made, place)


@backup.command(epilog="\b\nExample:\n  satchel backup check /media/stick/wallet.backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check(call: Call, *, file: Path, json_: bool) -> None:
    """Prove that a backup opens and that every record in it is whole. No wallet is touched, and none is needed.

    --passphrase-file names the passphrase or recovery code that the wallet had when the backup was made.
    """
    with explained(as_json=json_):
        facts = call.doors.check_backup(file, call.passphrase())
    if json_:
        as_json.emit(_record(facts))
        return
    say.line("This backup is whole.", bold=True, colour="green")
    tell(facts)


def tell(facts: BackupFacts) -> None:
    """What a backup holds, in words."""
    say.line(f"made {facts.created_at:%d %b %Y %H:%M} UTC of wallet {facts.vault_id[:8]}, {facts.size:,} bytes", indent=2)
    held = [f"{facts.counts[kind]:,} {NAMES[kind]}" for kind in _SHOWN if facts.counts.get(kind)]
    say.line(", ".join(held) or "nothing yet", indent=2)
    if facts.untold:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(facts.untold.items()))
        say.line(f"A newer Satchel put in what this one does not know, and leaves out: {kinds}", indent=2, colour="yellow")


def offer(session: Session) -> None:
    """One line on standard error where a backup is due; nothing where it is not."""
    status = session.backup_status()
    if status.last is None and status.new_since:
        say.line("This wallet has no backup yet. Make one with: satchel backup", err=True)
    elif status.new_since >= _REMIND_AFTER:
        when = f"{status.last:%d %b %Y}" if status.last else ""
        say.line(f"{status.new_since} credentials are new since the backup of {when}: satchel backup", err=True)


def _tell_made(made: BackupMade, place: str) -> None:
    say.line(f"Everything is saved in {place}.", bold=True)
    tell(made.facts)
    for earlier in made.earlier:
        say.line(f"kept from before: {earlier}", indent=2)
    say.line("Keep a copy away from this computer. It opens with today's passphrase or recovery code, and with nothing else.")


def _record(facts: BackupFacts) -> dict[str, Any]:
    return {
        "vault_id": facts.vault_id,
        "created_at": as_json.instant(facts.created_at),
        "bytes": facts.size,
        "counts": dict(facts.counts),
        "not_known_here": dict(facts.untold),
    }
