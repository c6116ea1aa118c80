"""``satchel present``: show chosen fields of credentials, as a file and as a QR code."""

from __future__ import annotations

from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.cli.lifetimes import lifetime
from wallet.cli.outputs import write_new
from wallet.model.plain_text import visible
from wallet.model.presentation import (
    DisclosureChoice,
    Presentation,
    PresentationKind,
    PresentationRequest,
    PresentOrder,
    Preview,
)
from wallet.session import Session

_EXAMPLES = """
\b
Examples:
  satchel present 3f2a --show /given_name --show /degree/name --qr shown.png
  satchel present 3f2a --show /award --audience "Nordic Data" --nonce 7KQ4MP --out shown.txt
  satchel present 3f2a 91bc --format vp --expires 2d --out shown.json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--show", "pointers", multiple=True, metavar="POINTER", help="A field to show, by its pointer in `satchel show`.")
@click.option("--format", "kind", type=click.Choice([kind.value for kind in PresentationKind]), help="Default: what fits best.")
@click.option("--audience", default="", help="Whom it is for; nobody else should accept it.")
@click.option("--nonce", default="", help="The employer's check code.")
@click.option("--expires", default="7d", show_default=True, metavar="TIME", help="RFC 3339, or hours and days such as 12h, 7d.")
@click.option("--qr", type=click.Path(path_type=Path), metavar="F.png|.svg", help="Save a QR code.")
@click.option("--out", type=click.Path(path_type=Path), metavar="F", help="Save the presentation as a file.")
@click.option("--preview", "only_preview", is_flag=True, help="Say what would be seen, and stop.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def present(
    call: Call,
    *,
    ids: tuple[str, ...],
    pointers: tuple[str, ...],
    kind: str | None,
    audience: str,
    nonce: str,
    expires: str,
    qr: Path | None,
    out: Path | None,
    only_preview: bool,
    json_: bool,
) -> None:
    """Show credentials to somebody: only the chosen fields of those that allow it, the others whole."""
    with explained(as_json=json_), call.session() as session:
        order = PresentOrder(
            credential_ids=ids,
            choice=DisclosureChoice(pointers=pointers),
            request=PresentationRequest(audience=audience, nonce=nonce, expires_at=None),
            kind=PresentationKind(kind) if kind else None,
        )
        if not json_:
            _tell_previews(session.preview(order))
        if only_preview:
            return
        presentation = session.present(order, lifetime=lifetime(expires), to_qr=qr is not None)
        _deliver(session, presentation, qr=qr, out=out, json_=json_)


def _deliver(session: Session, presentation: Presentation, *, qr: Path | None, out: Path | None, json_: bool) -> None:
    if out is not None:
        write_new(out, presentation.data)
    picture = session.qr(presentation) if qr is not None else None
    if qr is not None and picture is not None:
        write_new(qr, picture.svg if qr.suffix.lower() == ".svg" else picture.png)
    if json_:
        as_json.emit(_record(presentation, qr=qr, out=out))
        return
    if picture is not None:
        click.echo(picture.blocks)
    say.line(f"Shown with a {presentation.kind.value} presentation, signed by {presentation.holder or 'nobody'}.")
    for place in (out, qr):
        if place is not None:
            say.line(f"Saved as {place}.")
    if out is None and qr is None:
        click.echo(presentation.data)


def _record(presentation: Presentation, *, qr: Path | None, out: Path | None) -> dict[str, object]:
    request = presentation.request
    return {
        "format": presentation.kind.value,
        "holder": presentation.holder,
        "audience": request.audience,
        "nonce": request.nonce,
        "expires_at": as_json.instant(request.expires_at),
        "media_type": presentation.media_type,
        "out": str(out) if out else None,
        "qr": str(qr) if qr else None,
        "data": None if out else presentation.data.decode("utf-8"),
        "credentials": [
            {
                "id": preview.credential_id,
                "shown": [item.pointer for item in preview.fields if item.shown],
                "hidden": [item.pointer for item in preview.fields if not item.shown],
                "warnings": list(preview.warnings),
            }
            for preview in presentation.previews
        ],
    }


def _tell_previews(previews: tuple[Preview, ...]) -> None:
    for preview in previews:
        say.line(f"What will be seen of {preview.credential_id[:12]}:", bold=True)
        for item in preview.fields:
            if item.shown:
                always = "" if item.selectable else "  (cannot be hidden)"
                say.line(f"● {item.label}: {visible(item.value, limit=70)}{always}", indent=2)
        hidden = [item.label for item in preview.fields if not item.shown]
        if hidden:
            say.line(f"○ stays hidden: {', '.join(hidden)}", indent=2)
        for warning in preview.warnings:
            say.line(f"▲ {warning}", indent=2, colour="yellow")
    click.echo()
