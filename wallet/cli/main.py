"""``satchel``: the options before the command, and the list of commands."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from wallet.cli.doors import Call, Doors

# Each command is loaded only when it is called: start-up time is part of the product.
_COMMANDS = {
    "verify": "wallet.cli.verify:verify",
    "init": "wallet.cli.init:init",
    "import": "wallet.cli.import_:import_",
    "list": "wallet.cli.list_:list_",
    "search": "wallet.cli.search:search",
    "show": "wallet.cli.show:show",
    "tag": "wallet.cli.tag:tag",
    "note": "wallet.cli.note:note",
    "collection": "wallet.cli.collection:collection",
    "refresh": "wallet.cli.refresh:refresh",
    "present": "wallet.cli.present:present",
    "export": "wallet.cli.export:export",
    "backup": "wallet.cli.backup:backup",
    "restore": "wallet.cli.restore:restore",
    "merge": "wallet.cli.merge:merge",
    "delete": "wallet.cli.delete:delete",
    "undelete": "wallet.cli.undelete:undelete",
    "trash": "wallet.cli.trash:trash",
    "rescue": "wallet.cli.rescue:rescue",
    "log": "wallet.cli.log:log",
    "portfolio": "wallet.cli.portfolio:portfolio",
    "keys": "wallet.cli.keys:keys",
    "passphrase": "wallet.cli.passphrase:passphrase",
    "recovery-code": "wallet.cli.recovery:recovery_code",
    "keyring": "wallet.cli.keyring:keyring",
    "rotate-keys": "wallet.cli.rotate:rotate_keys",
    "trust": "wallet.cli.trust:trust",
    "demo": "wallet.cli.demo:demo",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--wallet", type=click.Path(path_type=Path), metavar="DIR", help="The wallet's folder. Default: your data folder."
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar="F",
    help="A file whose first line is the passphrase or the recovery code. Without it you are asked.",
)
@click.option(
    "--keyring/--no-keyring",
    default=None,
    help="Open with the system's keyring, or without. Default: with it where you added it and gave no passphrase file.",
)
@click.version_option(package_name="satchel", prog_name="satchel")
@click.pass_context
def satchel(ctx: click.Context, *, wallet: Path | None, passphrase_file: Path | None, keyring: bool | None) -> None:
    """Keep your credentials in an encrypted wallet on this computer, show no more than you must, and check what others show.

    Without a command it opens the window. Nothing is sent anywhere unless you agree to the host that is named.
    """
    call = Call(doors=ctx.obj, wallet=wallet, passphrase_file=passphrase_file, keyring=keyring)
    ctx.obj = call
    if ctx.invoked_subcommand is None:
        if call.doors.has_display():
            secret = call.passphrase() if passphrase_file is not None else ""
            ctx.exit(call.doors.open_window(call.folder, secret))
        click.echo(ctx.get_help())


def run(doors: Doors, arguments: list[str] | None = None, **extra: Any) -> Any:
    """Run the command line with these doors; ``arguments`` default to the program's own."""
    return satchel.main(args=arguments, obj=doors, prog_name="satchel", **extra)
