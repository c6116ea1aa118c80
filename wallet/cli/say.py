"""Words to the terminal: colour only where a terminal shows it, a stranger's text only as visible marks."""

from __future__ import annotations

import textwrap

import click

from wallet.cli import words
from wallet.desk import presenter_says, says
from wallet.model.carried import Finding
from wallet.model.plain_text import visible
from wallet.model.report import Headline, Outcome, VerificationReport

_WIDTH = 100


def line(text: str = "", *, colour: str = "", bold: bool = False, indent: int = 0, err: bool = False) -> None:
    """One paragraph, wrapped to the terminal's width; a file's name, too, is a stranger's text, so controls become marks."""
    blank = " " * indent
    shown = textwrap.fill(visible(text), _WIDTH, initial_indent=blank, subsequent_indent=blank + ("  " if indent else ""))
    click.echo(click.style(shown, fg=colour or None, bold=bold), err=err)


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
            line(f"{visible(check.detail, limit=600)} ({check.reason})", indent=indent + 4)
        for url in check.needs:
            line(f"would be settled by {visible(url, limit=300)}", indent=indent + 4)


def finding(found: Finding, *, details: bool = False, asked_the_network: bool = False) -> None:
    """One finding of a check, as an employer reads it."""
    indent = 2 if found.inside is not None else 0
    line(visible(_name(found), limit=200), bold=True, indent=indent)
    for text in _about(found):
        line(text, indent=indent)
    for label, said in _says(found):
        line(f"{label}: {visible(said, limit=300)}", indent=indent + 2)
    headline(found.report, indent=indent)
    if found.error is not None:
        line(f"{found.error.message} ({found.error.code})", indent=indent + 2)
    elif found.link:
        line(f"It holds only an address: {visible(found.link, limit=300)}", indent=indent + 2)
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
        says = f" (calls itself {visible(issuer.name, limit=120)})" if issuer.name else ""
        return [f"issued by {visible(issuer.id, limit=160) or 'nobody named'}{says} · {found.credential.format.value}"]
    if found.presented is not None:
        shown = found.presented
        return [
            f"shown by {visible(shown.holder, limit=160) or 'nobody named'}",
            f"for {visible(shown.audience, limit=160) or 'anybody'} · "
            + (f"answers check code {visible(shown.nonce, limit=80)}" if shown.nonce else "no check code: could be a copy"),
        ]
    return []
