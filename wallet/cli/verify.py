"""``satchel verify``: judge credentials and presentations; needs no wallet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from wallet.cli import as_json, say
from wallet.cli.doors import Call, consent_of, explained, settles
from wallet.cli.inputs import check_words, given
from wallet.cli.lifetimes import instant
from wallet.desk import Terms, read_material, trusting
from wallet.errors import UsageError
from wallet.model.carried import Finding
from wallet.model.presentation import Expectation
from wallet.model.report import Verdict
from wallet.model.trust import VerificationPolicy

_EXAMPLES = """
\b
Examples:
  satchel verify badge.png
  satchel verify applications/ --json --jobs 2
  satchel verify presentation.json --nonce 7KQ4MP --audience "Nordic Data"
  satchel verify https://www.credly.com/badges/… --online
  satchel verify old.json --at 2024-05-01T12:00:00Z --material kept/ --offline
\b
Exit code: 0 all verified, 1 any rejected or unreadable, 3 none of these but some undecided, 2 wrong call.
"""


@click.command(epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--json", "json_", is_flag=True, help="One JSON object a line for each credential found.")
@click.option("--at", metavar="RFC3339", help="Judge as of this time instead of now.")
@click.option("--material", type=click.Path(path_type=Path), metavar="DIR", help="A folder of kept documents.")
@click.option("--offline", is_flag=True, help="Never use the network.")
@click.option("--online", is_flag=True, help="Fetch what a check needs, without asking for each host.")
@click.option("--nonce", help="The check code that the presentation must answer.")
@click.option("--audience", help="Whom the presentation must be meant for.")
@click.option("--trust", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="A list of issuers you trust.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Inputs read at the same time.")
@click.option("--details", is_flag=True, help="Show the checks that did not apply and the technical sentences too.")
@click.pass_obj
def verify(
    call: Call,
    inputs: tuple[str, ...],
    json_: bool,
    at: str | None,
    material: Path | None,
    offline: bool,
    online: bool,
    nonce: str | None,
    audience: str | None,
    trust: tuple[Path, ...],
    jobs: int,
    details: bool,
) -> None:
    """Check files, folders, addresses or - (standard input), and say what each credential in them is worth."""
    with explained(as_json=json_, usage=True):
        check_words(inputs)
        terms = Terms(
            expectation=Expectation(nonce=_asked("nonce", nonce), audience=_asked("audience", audience)),
            policy=trusting(VerificationPolicy(), map(_bytes, trust)),
            at=instant(at) if at else None,
            material=read_material(material) if material else (),
            settle=settles(online=online, offline=offline),
        )
    with explained(as_json=json_), call.doors.desk(jobs=jobs, consent=consent_of(online=online, offline=offline)) as desk:
        code = _report(desk.check(given(inputs), terms), json_=json_, details=details, settled=terms.settle)
    raise click.exceptions.Exit(code)


def _report(findings: Iterator[Finding], *, json_: bool, details: bool, settled: bool) -> int:
    verdicts: set[Verdict | None] = set()
    for found in findings:
        verdicts.add(found.report.verdict if found.report is not None else None)
        if json_:
            as_json.emit(as_json.finding(found))
        else:
            say.finding(found, details=details, asked_the_network=settled)
    if None in verdicts or Verdict.REJECTED in verdicts or not verdicts:
        return 1
    return 3 if Verdict.INDETERMINATE in verdicts else 0


def _asked(option: str, value: str | None) -> str:
    """A code that came out empty (an unset variable in a script) must not turn the question off."""
    if value is not None and not value.strip():
        raise UsageError("empty-option", f"--{option} is empty. Leave it out where nothing was agreed.")
    return value or ""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError("no-such-input", f"The trust list “{path}” cannot be read.") from error
