"""Findings, cards and outcomes as JSON objects, one a line: the contract that other programs rely on."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import click

from wallet.errors import WalletError
from wallet.model.carried import Finding
from wallet.model.report import Check, Headline, VerificationReport

# Written as escapes, which mean the same: what would command a terminal, turn a line around, or end it for some readers.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def emit(record: dict[str, Any]) -> None:
    """Print one object on one line and flush it: a line that is out is a promise."""
    text = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    click.echo(_UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text).encode("utf-8", "replace"))


def finding(found: Finding) -> dict[str, Any]:
    """One finding of ``satchel verify``."""
    record: dict[str, Any] = {"input": found.source, "index": found.index, **_subject(found)}
    if found.report is not None:
        record |= judged(found.report)
    else:
        record |= {"verdict": None, "headline": Headline.REFUSED.value, "checks": []}
    record["error"] = error(found.error) if found.error else _link_error(found)
    if found.inside is not None:
        record["inside"] = found.inside
    if found.report is not None:
        record["needs"] = list(found.report.needs)
    return record


def judged(report: VerificationReport) -> dict[str, Any]:
    """The parts of a report."""
    return {
        "verdict": report.verdict.value,
        "headline": report.headline.value,
        "checked_at": instant(report.checked_at),
        "checks": [check(item) for item in report.checks],
    }


def check(item: Check) -> dict[str, Any]:
    """One check."""
    return {
        "kind": item.kind.value,
        "outcome": item.outcome.value,
        "reason": item.reason,
        "as_of": instant(item.as_of),
        "needs": list(item.needs),
        "detail": item.detail,
    }


def error(problem: WalletError) -> dict[str, Any]:
    """An error: its stable code and its sentence."""
    return {"code": problem.code, "message": problem.message}


def instant(time: datetime | None) -> str | None:
    """A time in RFC 3339, UTC, or None."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def _subject(found: Finding) -> dict[str, Any]:
    if found.credential is not None:
        credential = found.credential
        return {
            "format": credential.format.value,
            "name": credential.name,
            "issuer": credential.issuer.id,
            "issuer_name": credential.issuer.name,
            "claims": dict(credential.document),
        }
    if found.presented is not None:
        presented = found.presented
        return {
            "format": presented.kind.value,
            "name": presented.name,
            "issuer": None,
            "holder": presented.holder,
            "audience": presented.audience,
            "nonce": presented.nonce,
        }
    return {"format": None, "name": None, "issuer": None}


def _link_error(found: Finding) -> dict[str, Any] | None:
    if not found.link:
        return None
    sentence = f"This holds only an address, {found.link}. Check that address itself to fetch what lies behind it."
    return {"code": "only-a-link", "message": sentence, "link": found.link}
