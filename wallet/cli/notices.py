"""What the holder should know about the wallet that was just opened: one line each, on standard error, beside any answer."""

from __future__ import annotations

import click

_SENTENCES = {
    "key-file-restored": "The key file was damaged; its copy opened the wallet and has taken its place. Make a backup soon.",
    "copy-not-written": "The disk did not take the copy of the key file. Check the disk.",
    "not-private": "This file system cannot hide the wallet's files from others. They stay encrypted.",
    "older-database-left": "A database of an earlier generation lies in the wallet's folder. Look at it with: satchel merge",
    "older-key-file": "An older key file was put back: what it opens with counts again. Change it with: satchel passphrase",
    "read-only": "The wallet's folder cannot be written to. The wallet is open to be read; nothing can be changed.",
    "conflict-copies": "A sync program left copies of this wallet in its folder. Bring them together with: satchel merge",
    "clock-behind": "This computer's clock stands before times that this wallet has seen. Set it; dates mean little before.",
}


def tell(codes: tuple[str, ...]) -> None:
    """Say what each code means; one that is not known here is said as it is."""
    for code in codes:
        click.echo(f"▲ {_SENTENCES.get(code, code)}", err=True)
