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
    CheckKind.CONTENTS: "Every credential inside is genuine",
}
_FAILURES = {
    CheckKind.STRUCTURE: "It breaks the rules of its own standard",
    CheckKind.TERMS: "It shows things that were never signed",
    CheckKind.PROOF: "It was changed, or it was not signed by the one it names",
    CheckKind.HOSTED: "The issuer's site says something else",
    CheckKind.ISSUER: "The key does not belong to the issuer it names",
    CheckKind.HOLDER: "It is not shown by the person it was issued to",
    CheckKind.REQUEST: "It does not answer your request",
    CheckKind.PERIOD: "It is not in force",
    CheckKind.STATUS: "The issuer has withdrawn it",
    CheckKind.SCHEMA: "It does not match the schema it names",
    CheckKind.TRUST: "The issuer is not one you trust",
    CheckKind.CONTENTS: "Not every credential inside is genuine and stands",
}
_OUTCOMES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.UNKNOWN: ("?", "yellow"),
    Outcome.NOT_APPLICABLE: ("·", "bright_black"),
}


def headline_words(headline: Headline, report: VerificationReport) -> str:
    """The headline in words, with the date of the evidence where that is what matters; no praise that is not proven."""
    words = HEADLINES[headline][1]
    if headline in (Headline.EXPIRED, Headline.NOT_YET_VALID) and not report.genuine:
        return "Expired, and could not be fully checked" if headline is Headline.EXPIRED else "Not valid yet, not fully checked"
    if headline is Headline.VERIFIED_STALE:
        dates = [check.as_of for check in report.checks if check.kind in (CheckKind.STATUS, CheckKind.HOSTED) and check.as_of]
        return f"Verified, status from {min(dates):%d %b %Y}" if dates else words
    return words


def check_line(check: Check, *, issued: bool = True) -> tuple[str, str, str]:
    """Symbol, colour and sentence of one check; ``issued`` is False in the report on a presentation."""
    symbol, colour = _OUTCOMES[check.outcome]
    question = _QUESTIONS[check.kind] if issued or check.kind is not CheckKind.PROOF else "Unchanged since it was shown"
    dated = f", as of {check.as_of:%d %b %Y}" if check.as_of is not None else ""
    match check.outcome:
        case Outcome.PASSED:
            return symbol, colour, question + dated
        case Outcome.FAILED:
            return symbol, colour, _FAILURES[check.kind] + dated
        case Outcome.UNKNOWN:
            return symbol, colour, f"Not settled: {question[0].lower()}{question[1:]}{dated}"
        case _:
            return symbol, colour, f"{question}: does not apply"


def when_and_where(report: VerificationReport, *, asked_the_network: bool) -> str:
    """The sentence under every headline: when it was checked, where, and whether anything was sent."""
    place = "with documents fetched just now" if asked_the_network else "on this computer, nothing was sent"
    return f"Checked at {report.checked_at:%d %b %Y %H:%M} UTC {place}."
