"""``satchel demo``: a wallet with sample credentials of every format, and the whole story told with the real commands."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, explained
from wallet.cli.outputs import write_new
from wallet.errors import UsageError, WalletError
from wallet.model.holder import KeyKind
from wallet.model.outcomes import CardSummary
from wallet.session import Session

_PASSPHRASE = "sample passphrase, known to everybody"  # noqa: S105 - that is its point
_CODE = "7KQ4MP"
_EMPLOYER = "Nordic Data"


@click.command(epilog="\b\nExamples:\n  satchel demo\n  satchel demo ~/satchel-demo")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--json", "json_", is_flag=True, help="Make the wallet and print where it is, without the story.")
@click.pass_obj
def demo(call: Call, *, folder: Path | None, json_: bool) -> None:
    """Make a sample wallet and walk through it. Without DIR it is thrown away afterwards."""
    with explained(as_json=json_):
        if folder is not None and folder.exists() and any(folder.iterdir()):
            raise UsageError("folder-not-empty", f"“{folder}” is not empty. Give the demo a new folder.")
        place = folder or Path(tempfile.mkdtemp(prefix="satchel-demo-"))
        try:
            _Story(call, place, quiet=json_).tell()
        finally:
            if folder is None:
                shutil.rmtree(place, ignore_errors=True)
    if json_:
        kept = str(place) if folder else None
        as_json.emit({"wallet": kept, "passphrase_file": f"{kept}/passphrase.txt" if kept else None})
    elif folder is not None:
        _warn(place)


class _Story:
    """The steps, each a real command with its real output."""

    def __init__(self, call: Call, place: Path, *, quiet: bool) -> None:
        self._call = call
        self._place = place
        self._quiet = quiet
        self._passphrase = place / "passphrase.txt"

    def tell(self) -> None:
        self._prepare()
        samples = self._place / "samples"
        if self._quiet:
            self._import_quietly(samples)
            return
        self._step("Issuers you know", ["trust", "add", str(samples / "issuers-i-know.json")])
        self._step(
            "Files from many platforms, checked without the network and stored encrypted",
            ["import", str(samples / "badges"), "--material", str(samples / "kept"), "--offline"],
        )
        cards = {card.name: card for card in self._cards()}
        self._portfolio(cards)
        self._presentation(cards, samples / "issuers-i-know.json", samples / "kept")
        self._step("Your own record of what you showed", ["log"])

    def _prepare(self) -> None:
        self._place.mkdir(parents=True, exist_ok=True)
        write_new(self._passphrase, f"{_PASSPHRASE}\n".encode())
        if not self._quiet:
            say.title("A new wallet")
        made = self._call.doors.create_wallet(self._place, _PASSPHRASE)
        if not self._quiet:
            say.line(f"An encrypted wallet was made in {made.folder}; its recovery code is {made.recovery_code}.")
        with self._session() as session:
            key = next(key for key in session.holder_keys() if key.kind is KeyKind.ED25519)
        self._call.doors.write_samples(self._place / "samples", key)

    def _import_quietly(self, samples: Path) -> None:
        from wallet.cli.inputs import given
        from wallet.desk import read_material

        with self._session() as session:
            session.add_trust_list((samples / "issuers-i-know.json").read_bytes())
            kept = read_material(samples / "kept")
            for outcome in session.import_inputs(given([str(samples / "badges")]), settle=False, material=kept):
                if outcome.error is not None:
                    raise outcome.error

    def _portfolio(self, cards: dict[str, CardSummary]) -> None:
        chosen = ("Data Analysis with Python", "Statistics course", "Associate of Applied Science")
        add = [part for name in chosen for part in ("--add", self._find(cards, name).id[:12])]
        words = "Two years of evening study beside work."
        self._step("A portfolio", ["portfolio", "new", "analyst", "--title", "Data analyst", "--words", words, *add])
        pdf = str(self._place / "portfolio.pdf")
        self._step(
            "... as a PDF that carries its own proof", ["portfolio", "export", "analyst", "--format", "pdf", "--out", pdf]
        )
        trust, kept = (str(self._place / "samples" / name) for name in ("issuers-i-know.json", "kept"))
        self._step("What an employer finds in it", ["verify", pdf, "--offline", "--trust", trust, "--material", kept])

    def _presentation(self, cards: dict[str, CardSummary], trust: Path, kept: Path) -> None:
        course = self._find(cards, "Statistics course").id[:12]
        picture = str(self._place / "shown.png")
        chosen = ["--show", "/course", "--show", "/grade"]
        purpose = ["--audience", _EMPLOYER, "--nonce", _CODE]
        self._step("Two of eight fields, as a QR code", ["present", course, *chosen, *purpose, "--qr", picture])
        self._step(
            "The employer scans it",
            ["verify", picture, *purpose, "--offline", "--trust", str(trust), "--material", str(kept)],
        )

    def _find(self, cards: dict[str, CardSummary], name: str) -> CardSummary:
        if name not in cards:
            raise WalletError("demo-broken", f"The sample “{name}” did not arrive in the wallet.")
        return cards[name]

    def _cards(self) -> tuple[CardSummary, ...]:
        with self._session() as session:
            return tuple(session.cards())

    def _session(self) -> AbstractContextManager[Session]:
        return self._call.doors.open_wallet(self._place, _PASSPHRASE, consent=None)

    def _step(self, heading: str, arguments: list[str]) -> None:
        from wallet.cli.main import run

        say.title(heading)
        shown = " ".join(json.dumps(part, ensure_ascii=False) if " " in part else part for part in arguments)
        click.echo(click.style(f"$ satchel {shown}", fg="bright_black"))
        run(
            self._call.doors,
            ["--wallet", str(self._place), "--passphrase-file", str(self._passphrase), *arguments],
            standalone_mode=False,
        )


def _warn(place: Path) -> None:
    say.title("This is a SAMPLE wallet")
    say.line(
        f"Its passphrase is known to everybody and lies in {place / 'passphrase.txt'}. Never keep anything real in it. "
        "The issuers are made up, and their keys are gone."
    )
    say.line(f"Look around: satchel --wallet {place} --passphrase-file {place / 'passphrase.txt'} list")
