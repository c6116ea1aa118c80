"""``satchel portfolio``: credentials in the learner's own order, with the learner's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.cli.lifetimes import lifetime
from wallet.cli.outputs import write_new
from wallet.model.plain_text import visible
from wallet.model.portfolio import Portfolio

_NEW = """
\b
Examples:
  satchel portfolio new analyst --title "Data analyst" --add 3f2a --add 91bc
  satchel portfolio new analyst --add 3f2a --words "Two years of evening study."
"""
_EXPORT = """
\b
Examples:
  satchel portfolio export analyst --format pdf --out analyst.pdf
  satchel portfolio export analyst --format vp --out analyst.json
"""


@click.group()
def portfolio() -> None:
    """Put credentials together for an application."""


@portfolio.command("new", epilog=_NEW)
@click.argument("name")
@click.option("--title", default="", help="What is printed on top; the name, if none is given.")
@click.option("--words", default="", help="Your own introduction.")
@click.option("--add", "ids", multiple=True, metavar="ID", help="A credential, in the order given; ID=WORDS adds your words.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def new(call: Call, *, name: str, title: str, words: str, ids: tuple[str, ...], json_: bool) -> None:
    """Make a portfolio of chosen credentials, in your order."""
    items = tuple((word.partition("=")[0], word.partition("=")[2]) for word in ids)
    with explained(as_json=json_), call.session() as session:
        made = session.new_portfolio(name, title=title, words=words, items=items)
    _show(made, json_=json_)


@portfolio.command("add", epilog='\b\nExample:\n  satchel portfolio add analyst 3f2a --words "My first course."')
@click.argument("name")
@click.argument("id_", metavar="ID")
@click.option("--words", default="", help="What you say of it.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def add(call: Call, *, name: str, id_: str, words: str, json_: bool) -> None:
    """Add one more credential at the end."""
    with explained(as_json=json_), call.session() as session:
        changed = session.add_to_portfolio(name, id_, words)
    _show(changed, json_=json_)


@portfolio.command("list", epilog="\b\nExample:\n  satchel portfolio list --json")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(call: Call, *, json_: bool) -> None:
    """List the portfolios."""
    with explained(as_json=json_), call.session() as session:
        for known in session.portfolios():
            _show(known, json_=json_)


@portfolio.command("export", epilog=_EXPORT)
@click.argument("name")
@click.option(
    "--format", "kind", type=click.Choice(["vp", "pdf"]), required=True, help="A signed file, or a PDF that carries it."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="F", help="Where to save it.")
@click.option("--audience", default="", help="Whom it is for.")
@click.option("--nonce", default="", help="The employer's check code.")
@click.option("--expires", default="90d", show_default=True, metavar="TIME", help="RFC 3339, or hours and days such as 30d.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def export(call: Call, *, name: str, kind: str, out: Path, audience: str, nonce: str, expires: str, json_: bool) -> None:
    """Sign the portfolio and save it."""
    with explained(as_json=json_), call.session() as session:
        made = session.export_portfolio(name, kind=kind, audience=audience, nonce=nonce, lifetime=lifetime(expires))
        write_new(out, made.data)
    if json_:
        as_json.emit({"out": str(out), "media_type": made.media_type, "bytes": len(made.data), "has_qr": made.has_qr})
        return
    say.line(f"Saved as {out} ({made.media_type}, {len(made.data):,} bytes).")
    if kind == "pdf" and not made.has_qr:
        say.line("The signed portfolio is attached to the PDF; it is too long for one QR code.", indent=2)


def _show(shown: Portfolio, *, json_: bool) -> None:
    if json_:
        as_json.emit(_record(shown))
        return
    say.line(f"{visible(shown.name)}: {visible(shown.title, limit=120)}", bold=True)
    for item in shown.items:
        said = f"  “{visible(item.words, limit=120)}”" if item.words else ""
        say.line(f"{item.credential_id[:12]}{said}", indent=2)


def _record(shown: Portfolio) -> dict[str, Any]:
    return {
        "name": shown.name,
        "title": shown.title,
        "words": shown.words,
        "items": [{"id": item.credential_id, "words": item.words} for item in shown.items],
        "changed_at": as_json.instant(shown.changed_at),
    }
