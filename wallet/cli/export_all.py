"""``satchel export --all``: every original file in one plain ZIP, after a warning."""

from __future__ import annotations

import sys
from pathlib import Path

from click.termui import confirm

from wallet.cli import as_json, say
from wallet.cli.doors import Call
from wallet.errors import UsageError

_WARNING = (
    "The archive is not encrypted: whoever gets it can read every credential in it, with your notes. It holds no keys, so what "
    "is bound to your wallet cannot be shown from it. For safety, use: satchel backup"
)


def export_all(call: Call, out: Path, *, yes: bool, json_: bool) -> None:
    """Write the ZIP. Raises UsageError("not-confirmed") where nobody agreed to what is said."""
    if not yes:
        say.line(_WARNING, err=True)
        if json_ or not sys.stdin.isatty() or not confirm("Write it?", err=True):
            raise UsageError("not-confirmed", "Nothing was written. Say --yes to write it.")
    with call.session() as session:
        made = session.export_originals(out)
    if json_:
        as_json.emit({"out": made.file, "files": made.files, "bytes": made.size, "unreadable": list(made.unreadable)})
        return
    say.line(f"Saved {made.files:,} files in {made.file} ({made.size:,} bytes), not encrypted.")
    for name in made.unreadable:
        say.line(f"{name[:12]} is damaged in the wallet and was left out. Restore it from a backup.", colour="red")
