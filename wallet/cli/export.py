"""``satchel export``: a credential leaves as the file that it came in, or baked into a picture."""

from __future__ import annotations

from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.cli.export_all import export_all
from wallet.cli.export_lcw import export_lcw
from wallet.cli.outputs import write_new
from wallet.errors import UsageError

_EXAMPLES = """
\b
Examples:
  satchel export 3f2a --out badge.png
  satchel export 3f2a --picture logo.svg --out badge.svg
  satchel export --all --out originals.zip
  satchel export --all --format lcw --with-keys --out "Wallet Backup.json"
"""


@click.command(epilog=_EXAMPLES)
@click.argument("id_", metavar="ID", required=False)
@click.option("--all", "all_", is_flag=True, help="Every original file in one plain ZIP, which is not encrypted.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["zip", "lcw"]),
    default="zip",
    show_default=True,
    help="With --all: lcw is a file that Learner Credential Wallet can import.",
)
@click.option("--with-keys", is_flag=True, help="With --format lcw: your private keys too, in clear.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="F", help="Where to save it.")
@click.option("--picture", type=click.Path(path_type=Path), metavar="F.png|.svg", help="Bake the credential into this picture.")
@click.option("--yes", is_flag=True, help="With --all: do not ask whether a file that is not encrypted may be written.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def export(
    call: Call,
    *,
    id_: str | None,
    all_: bool,
    form: str,
    with_keys: bool,
    out: Path,
    picture: Path | None,
    yes: bool,
    json_: bool,
) -> None:
    """Save the original file, byte for byte; with --picture, a copy of that picture that carries the credential."""
    for_lcw = form == "lcw"
    if all_ or id_ is None or for_lcw or with_keys:
        with explained(as_json=json_):
            if not all_ or id_ is not None or picture is not None:
                raise UsageError("which-one", "Give the id of one credential, or --all (without --picture).")
            if with_keys and not for_lcw:
                raise UsageError("which-form", "Keys go along only with --format lcw. To keep them safe, use: satchel backup")
            if for_lcw:
                export_lcw(call, out, with_keys=with_keys, yes=yes, json_=json_)
            else:
                export_all(call, out, yes=yes, json_=json_)
        return
    with explained(as_json=json_), call.session() as session:
        if picture is None:
            original = session.original(id_)
        else:
            original = session.bake(id_, _picture(picture))
        write_new(out, original.data)
    if json_:
        as_json.emit({"out": str(out), "media_type": original.media_type, "bytes": len(original.data)})
    else:
        say.line(f"Saved as {out} ({original.media_type}, {len(original.data):,} bytes).")


def _picture(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise UsageError("no-such-input", f"The picture “{place}” cannot be read.") from error
