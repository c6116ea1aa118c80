"""Plain words for verdicts and checks (ux.md 2.3, 2.9): first-level text without jargon, symbol and word beside colour."""

from __future__ import annotations

from wallet.model.report import Check, CheckKind, Headline, Outcome, VerificationReport

HEADLINES = {
    Headline.REFUSED: ("✗", "Cannot be read", "red"),
    Headline.NOT_GENUINE: ("✗", "Not genuine", "red"),
    Headline.WITHDRAWN: ("✗", "Withdrawn by the issuer", "red"),
    Headline.EXPIRED: ("◷", "Genuine, but expired", "red"),
    Headline.NOT_YET_VALID: ("◷", "Genuine, but not valid yet", "red"),
    Headline.NOT_FULLY_CHECKED: ("–", "Could not be fully checked", "cyan"),
    Headline.ISSUER_UNKNOWN: ("▲", "Genuine, issuer not known to you", "yellow"),
    Headline.VERIFIED_STALE: ("◷", "Verified, but the status is not recent", "yellow"),
    Headline.VERIFIED: ("✓", "Verified", "green"),
}
"""Symbol, words and colour of each headline; the symbols and words differ, so that colour carries nothing alone."""

_QUESTIONS = {
    CheckKind.STRUCTURE: "Shaped as its standard demands",
    CheckKind.TERMS: "Everything shown was signed",
    CheckKind.PROOF: "Unchanged since it was issued",
    CheckKind.HOSTED: "Seen at the issuer's site",
    CheckKind.ISSUER: "The key belongs to the issuer",
    CheckKind.HOLDER: "Shown by the person it was issued to",
    CheckKind.REQUEST: "Answers your check code and is meant for you",
    CheckKind.PERIOD: "Still in force",
    CheckKind.STATUS: "Not withdrawn",
    CheckKind.SCHEMA: "Matches the schema it names",
    CheckKind.TRUST: "Issuer is one you trust",
}
_OUTCOMES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.UNKNOWN: ("?", "yellow"),
    Outcome.NOT_APPLICABLE: ("·", "bright_black"),
}


def headline_words(headline: Headline, report: VerificationReport) -> str:
    """The headline in words, with the date of the evidence where that is what matters."""
    words = HEADLINES[headline][1]
    if headline is Headline.VERIFIED_STALE:
        dates = [check.as_of for check in report.checks if check.kind in (CheckKind.STATUS, CheckKind.HOSTED) and check.as_of]
        return f"Verified, status from {min(dates):%d %b %Y}" if dates else words
    return words


def check_line(check: Check) -> tuple[str, str, str]:
    """Symbol, colour and sentence of one check."""
    symbol, colour = _OUTCOMES[check.outcome]
    words = _presented_words(check) if check.kind is CheckKind.PROOF else _QUESTIONS[check.kind]
    if check.as_of is not None:
        words += f", as of {check.as_of:%d %b %Y}"
    if check.outcome is Outcome.PASSED:
        return symbol, colour, words
    return symbol, colour, f"{words}: {check.reason.replace('-', ' ')}"


def _presented_words(check: Check) -> str:
    return "Unchanged since it was shown" if check.reason.startswith("presentation") else _QUESTIONS[check.kind]


def when_and_where(report: VerificationReport, *, asked_the_network: bool) -> str:
    """The sentence under every headline: when it was checked, where, and whether anything was sent."""
    place = "with documents fetched just now" if asked_the_network else "on this computer, nothing was sent"
    return f"Checked at {report.checked_at:%d %b %Y %H:%M} UTC {place}."
