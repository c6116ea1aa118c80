"""``satchel log``: what was shown, of what, to whom and until when."""

from __future__ import annotations

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.model.plain_text import visible
from wallet.model.presentation import PresentationRecord


@click.command(epilog="\b\nExamples:\n  satchel log\n  satchel log --json")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def log(call: Call, *, json_: bool) -> None:
    """List the presentations made with this wallet, newest first. The log never leaves this computer."""
    with explained(as_json=json_), call.session() as session:
        records = session.log()
    for record in records:
        if json_:
            as_json.emit(_record(record))
        else:
            _tell(record)
    if not records and not json_:
        say.line("Nothing was shown from this wallet yet.")


def _record(record: PresentationRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "format": record.kind.value,
        "created_at": as_json.instant(record.created_at),
        "credentials": list(record.credential_ids),
        "shown": list(record.shown),
        "audience": record.audience,
        "nonce": record.nonce,
        "expires_at": as_json.instant(record.expires_at),
        "sha256": record.data_sha256,
    }


def _tell(record: PresentationRecord) -> None:
    until = f", valid until {record.expires_at:%d %b %Y}" if record.expires_at else ""
    say.line(f"{record.created_at:%d %b %Y %H:%M} UTC  for {visible(record.audience) or 'anybody'}{until}", bold=True)
    say.line(f"{record.kind.value} of {', '.join(item[:12] for item in record.credential_ids)}", indent=2)
    shown = ", ".join(f"{item[:-1]} whole" if item.endswith("#") else item or "all of it" for item in record.shown)
    say.line(f"shown: {visible(shown, limit=600)}", indent=2)
