"""The report on another wallet's backup that was taken in, in words and as JSON."""

from __future__ import annotations

from typing import Any

from wallet.cli import as_json, say
from wallet.model.outcomes import BackupReport, Decision
from wallet.model.plain_text import visible

_NAMES = {
    "universal-wallet": "a Universal Wallet backup (Learner Credential Wallet)",
    "universal-wallet-locked": "a locked Universal Wallet backup (Learner Credential Wallet)",
    "lcw-archive": "a backup of Learner Credential Wallet",
    "learncard-bundle": "a LearnCard bundle",
}
_MOST = 20  # parts that are named one by one


def record(report: BackupReport) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "kind": report.kind.value,
        "added": report.added,
        "already_here": report.already_here,
        "refused": report.refused,
        "keys": [{"id": key.id, "did": key.did, "outcome": key.decision.value} for key in report.keys],
        "profiles": list(report.profiles),
        "left_out": [{"part": part.place, "error": as_json.error(part.error)} for part in report.left_out],
        "warnings": [{"code": notice.code, "message": notice.message} for notice in report.notices],
    }


def tell(source: str, report: BackupReport) -> None:
    """The report on the terminal."""
    say.title(f"{source}: {_NAMES[report.kind.value]}")
    say.line(f"credentials: {report.added} new, {report.already_here} already here, {report.refused} refused", indent=2)
    new = sum(key.decision is Decision.ADDED for key in report.keys)
    if report.keys:
        say.line(f"keys: {new} new, {len(report.keys) - new} already here", indent=2)
    for key in report.keys:
        say.line(visible(key.did, limit=120), indent=4)
    if report.profiles:
        say.line(f"profiles: {', '.join(report.profiles)}", indent=2)
    for part in report.left_out[:_MOST]:
        mark = "✗" if part.is_loss else "·"
        say.line(f"{mark} {part.place}: {part.error.message} ({part.error.code})", indent=2)
    if len(report.left_out) > _MOST:
        say.line(f"… and {len(report.left_out) - _MOST} more; --json names them all", indent=2)
    for notice in report.notices:
        say.line(f"! {notice.message}", colour="yellow", bold=True, indent=2)
