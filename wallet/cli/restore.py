"""``satchel restore``: a wallet out of a backup."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.termui import confirm

from wallet.cli import as_json, say
from wallet.cli.backup import tell
from wallet.cli.doors import Call, explained
from wallet.errors import VaultError
from wallet.model.backup import Restored

_EXAMPLES = """
\b
Examples:
  satchel restore /media/stick/wallet.backup
  satchel restore old.backup --into ~/another-wallet
  satchel restore wallet.backup --replace
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="The new wallet's folder. Default: the wallet's.")
@click.option("--replace", is_flag=True, help="Where a wallet stands there, keep it aside and put this one in its place.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def restore(call: Call, *, file: Path, into: Path | None, replace: bool, json_: bool) -> None:
    """Make the wallet of a backup again. It opens with the passphrase and the recovery code of that time.

    A wallet that stands in the folder is never written over: it is kept aside, whole, and its new place is told.
    """
    with explained(as_json=json_):
        restored = _restore(call, file, into or call.folder, replace=replace, ask=not json_ and sys.stdin.isatty())
    if json_:
        as_json.emit(
            {
                "wallet": restored.folder,
                "aside": restored.aside or None,
                "vault_id": restored.facts.vault_id,
                "created_at": as_json.instant(restored.facts.created_at),
                "counts": dict(restored.facts.counts),
                "not_known_here": dict(restored.facts.untold),
            }
        )
        return
    say.line(f"The wallet was restored in {restored.folder}.", bold=True)
    tell(restored.facts)
    if restored.aside:
        say.line(
            f"The wallet that stood there is kept in {restored.aside}; open it with --wallet, delete it when you are sure."
        )


def _restore(call: Call, file: Path, folder: Path, *, replace: bool, ask: bool) -> Restored:
    secret = call.passphrase()
    try:
        return call.doors.restore(file, folder, secret, replace=replace)
    except VaultError as problem:
        if problem.code != "vault-exists" or replace or not (ask and _sure(folder)):
            raise
        return call.doors.restore(file, folder, secret, replace=True)


def _sure(folder: Path) -> bool:
    return bool(confirm(f"There is a wallet in {folder} already. Put the backup in its place, and keep it aside?", err=True))
