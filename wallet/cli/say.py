"""Words to the terminal: colour only where a terminal shows it, a stranger's text only as visible marks."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap

import click

from wallet.cli import words
from wallet.desk import presenter_says, says
from wallet.model.carried import Finding
from wallet.model.plain_text import visible
from wallet.model.report import Headline, Outcome, VerificationReport

_WIDTH = 100
_HANGING = "    "
_GAP = re.compile(r"\s{3,}")
# What stands for a verdict is ours alone; in a stranger's text these, and all that look like them, are marks like any control.
_VERDICTS = {ord(mark): f"⟨U+{ord(mark):04X}⟩" for mark in "✓✔✗✘✕✖✅✇❌❎☑☒☐☓⍻◷▲⚠🗸🗹🗴🗶🗷⛔🚫🆗🟢🟩🔴🟥"}


def line(text: str = "", *, colour: str = "", bold: bool = False, indent: int = 0, err: bool = False) -> None:
    """One paragraph, wrapped to the terminal's width; a file's name, too, is a stranger's text, so controls become marks."""
    blank = " " * indent
    # A line that goes on never begins where a verdict would stand, however long a stranger makes a name.
    shown = textwrap.fill(visible(text), _width(), initial_indent=blank, subsequent_indent=blank + _HANGING)
    click.echo(click.style(shown, fg=colour or None, bold=bold), err=err)


def stranger(text: str, *, limit: int) -> str:
    """A stranger's text on one line: no controls, no gaps, and nothing that could be taken for a verdict of ours."""
    return visible(_GAP.sub("  ", text.translate(_VERDICTS)), limit=limit)


def _width() -> int:
    return min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns) if sys.stdout.isatty() else _WIDTH


def title(text: str) -> None:
    """A heading with room above it."""
    click.echo()
    line(text, bold=True)


def headline(report: VerificationReport | None, *, indent: int = 0) -> None:
    """The verdict in one line: symbol, words, colour."""
    kind = report.headline if report is not None else Headline.REFUSED
    symbol, sentence, colour = words.HEADLINES[kind]
    if report is not None:
        sentence = words.headline_words(kind, report)
    line(f"{symbol} {sentence}", colour=colour, bold=True, indent=indent)


def checklist(report: VerificationReport, *, details: bool = False, indent: int = 2) -> None:
    """Every check that applied, one a line; with ``details`` those that did not apply and the technical sentences too."""
    for check in report.checks:
        if check.outcome is Outcome.NOT_APPLICABLE and not details:
            continue
        symbol, colour, sentence = words.check_line(check, issued=report.issued)
        line(f"{symbol} {sentence}", colour=colour if check.outcome is not Outcome.PASSED else "", indent=indent)
        if check.detail and (details or check.outcome in (Outcome.FAILED, Outcome.UNKNOWN)):
            line(f"{stranger(check.detail, limit=600)} ({check.reason})", indent=indent + 4)
        for url in check.needs:
            line(f"would be settled by {visible(url, limit=300)}", indent=indent + 4)


def finding(found: Finding, *, details: bool = False, asked_the_network: bool = False) -> None:
    """One finding of a check, as an employer reads it."""
    indent = 2 if found.inside is not None else 0
    line(stranger(_name(found), limit=200), bold=True, indent=indent)
    for text in _about(found):
        line(text, indent=indent)
    for label, said in _says(found):
        line(stranger(f"{label}: {said}", limit=400), indent=indent + 2)
    headline(found.report, indent=indent)
    if found.error is not None:
        line(f"{stranger(found.error.message, limit=1000)} ({found.error.code})", indent=indent + 2)
    elif found.link:
        line(f"It holds only an address: {stranger(found.link, limit=300)}", indent=indent + 2)
    elif found.report is not None:
        line(words.when_and_where(found.report, asked_the_network=asked_the_network), indent=indent + 2)
        checklist(found.report, details=details, indent=indent + 2)
    click.echo()


def _says(found: Finding) -> tuple[tuple[str, str], ...]:
    if found.credential is not None:
        return says(found.credential)
    return presenter_says(found.presented) if found.presented is not None else ()


def _name(found: Finding) -> str:
    if found.credential is not None:
        return found.credential.name or "A credential without a name"
    if found.presented is not None:
        return found.presented.name or "What somebody shows you"
    return found.source


def _about(found: Finding) -> list[str]:
    if found.credential is not None:
        issuer = found.credential.issuer
        says = f" (calls itself {stranger(issuer.name, limit=120)})" if issuer.name else ""
        return [f"issued by {stranger(issuer.id, limit=300) or 'nobody named'}{says} · {found.credential.format.value}"]
    if found.presented is not None:
        shown = found.presented
        return [
            f"shown by {stranger(shown.holder, limit=300) or 'nobody named'}",
            f"for {stranger(shown.audience, limit=160) or 'anybody'} · "
            + (f"answers check code {stranger(shown.nonce, limit=80)}" if shown.nonce else "no check code: could be a copy"),
        ]
    return []
