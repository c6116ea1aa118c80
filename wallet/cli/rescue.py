"""``satchel rescue``: the files of your credentials, out of a wallet that this version cannot open."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.cli.outputs import write_new
from wallet.errors import UsageError
from wallet.model.card import Original
from wallet.model.carried import Carrier

_ENDINGS = {Carrier.TEXT: "txt", Carrier.QR: "qr"}


@click.command(epilog="\b\nExample:\n  satchel --wallet ~/Sync/wallet rescue saved/")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def rescue(call: Call, *, folder: Path, json_: bool) -> None:
    """Save the files that your credentials came in, not encrypted, from a wallet written by a newer Satchel.

    The wallet itself is only read.
    """
    count = 0
    with explained(as_json=json_):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError("cannot-write", f"“{folder}” cannot be made: {error.strerror}.") from error
        for original in call.doors.rescue_originals(call.folder, call.passphrase()):
            count += 1
            place = folder / _name(original)
            write_new(place, original.data)
            if json_:
                as_json.emit({"file": str(place), "name": original.name})
    if not json_:
        say.line(f"{count} files were saved to “{folder}”. They are not encrypted: keep them where nobody else can read them.")


def _name(original: Original) -> str:
    """A name from the bytes alone: what a stranger called a file is not used on this computer."""
    ending = _ENDINGS.get(original.carrier, original.carrier.value)
    return f"{hashlib.sha256(original.data).hexdigest()[:16]}.{ending}"
