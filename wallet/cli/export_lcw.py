"""``satchel export --all --format lcw``: everything in a file for Learner Credential Wallet, after a warning."""

from __future__ import annotations

import sys
from pathlib import Path

from click.termui import confirm

from wallet.cli import as_json, say
from wallet.cli.doors import Call
from wallet.errors import UsageError

_WARNING = "The file is not encrypted: whoever gets it can read every credential in it."
_WITHOUT_KEYS = (
    "It holds no keys, so Learner Credential Wallet refuses it as a profile; other readers of the format take it. "
    "With --with-keys it takes it."
)
_WITH_KEYS = (
    "It holds your private keys in clear: whoever gets it can show your credentials as theirs. Delete it, and every copy "
    "of it, once the other wallet has it."
)


def export_lcw(call: Call, out: Path, *, with_keys: bool, yes: bool, json_: bool) -> None:
    """Write the file. Raises UsageError("not-confirmed") where nobody agreed to what is said."""
    if not yes:
        say.line(f"{_WARNING} {_WITH_KEYS if with_keys else _WITHOUT_KEYS}", err=True)
        if json_ or not sys.stdin.isatty() or not confirm("Write it?", err=True):
            raise UsageError("not-confirmed", "Nothing was written. Say --yes to write it.")
    with call.session() as session:
        made = session.export_lcw(out, with_keys=with_keys)
    if json_:
        counts = {"credentials": made.credentials, "keys": made.keys, "bytes": made.size}
        as_json.emit({"out": made.file, **counts, "unreadable": list(made.unreadable)})
        return
    say.line(f"Saved {made.credentials:,} credentials and {made.keys:,} keys in {made.file}, not encrypted.")
    for name in made.unreadable:
        say.line(f"{name[:12]} is damaged in the wallet and was left out. Restore it from a backup.", colour="red")
