"""Plain words for verdicts and checks, in the reader's language (ux.md 2.3, 2.9); no jargon at first level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTimeZone

from wallet.model.report import Check, CheckKind, Headline, Outcome, VerificationReport
from wallet.ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A verdict or a check as a person reads it: ``icon`` and ``text`` say what ``tone`` colours."""

    icon: str
    tone: Tone
    text: str


_HEADLINES = {
    Headline.REFUSED: ("cross", Tone.BAD),
    Headline.NOT_GENUINE: ("shield-off", Tone.BAD),
    Headline.WITHDRAWN: ("cross", Tone.BAD),
    Headline.EXPIRED: ("clock", Tone.BAD),
    Headline.NOT_YET_VALID: ("clock", Tone.BAD),
    Headline.NOT_FULLY_CHECKED: ("minus", Tone.NEUTRAL),
    Headline.ISSUER_UNKNOWN: ("alert", Tone.WARN),
    Headline.VERIFIED_STALE: ("clock", Tone.WARN),
    Headline.VERIFIED: ("shield", Tone.OK),
}
_OUTCOMES = {
    Outcome.PASSED: ("check", Tone.OK),
    Outcome.FAILED: ("cross", Tone.BAD),
    Outcome.UNKNOWN: ("alert", Tone.WARN),
    Outcome.NOT_APPLICABLE: ("minus", Tone.NEUTRAL),
}


def tr(text: str) -> str:
    """The text in the reader's language."""
    return QCoreApplication.translate("words", text)


def headline(kind: Headline, report: VerificationReport | None = None) -> Said:
    """A headline; with its report it names the date of the evidence, and praises nothing that is not proven."""
    icon, tone = _HEADLINES[kind]
    text = _headline_text(kind)
    if report is not None and not report.genuine:
        if kind is Headline.EXPIRED:
            text = tr("Expired, and could not be fully checked")
        elif kind is Headline.NOT_YET_VALID:
            text = tr("Not valid yet, and could not be fully checked")
    if report is not None and kind is Headline.VERIFIED_STALE:
        dated = [check.as_of for check in report.checks if check.kind in (CheckKind.STATUS, CheckKind.HOSTED) and check.as_of]
        text = tr("Verified, status from {date}").format(date=day(min(dated))) if dated else text
    return Said(icon=icon, tone=tone, text=text)


def _headline_text(kind: Headline) -> str:
    return {
        Headline.REFUSED: tr("Cannot be read"),
        Headline.NOT_GENUINE: tr("Not genuine"),
        Headline.WITHDRAWN: tr("Withdrawn by the issuer"),
        Headline.EXPIRED: tr("Genuine, but expired"),
        Headline.NOT_YET_VALID: tr("Genuine, but not valid yet"),
        Headline.NOT_FULLY_CHECKED: tr("Could not be fully checked"),
        Headline.ISSUER_UNKNOWN: tr("Genuine, issuer not known to you"),
        Headline.VERIFIED_STALE: tr("Verified, but the status is not recent"),
        Headline.VERIFIED: tr("Verified"),
    }[kind]


def check(found: Check, *, issued: bool = True) -> Said:
    """One check; ``issued`` is False in the report on what somebody shows."""
    icon, tone = _OUTCOMES[found.outcome]
    text = _failed()[found.kind] if found.outcome is Outcome.FAILED else _passed()[found.kind]
    if found.kind is CheckKind.PROOF and not issued and found.outcome is not Outcome.FAILED:
        text = tr("Unchanged since it was shown")
    if found.outcome is Outcome.UNKNOWN:
        text = tr("Not settled: {question}").format(question=text)
    if found.as_of is not None and found.kind in (CheckKind.STATUS, CheckKind.HOSTED, CheckKind.TRUST):
        text = tr("{fact}, as of {date}").format(fact=text, date=day(found.as_of))
    return Said(icon=icon, tone=tone, text=text)


def _passed() -> dict[CheckKind, str]:
    return {
        CheckKind.STRUCTURE: tr("Shaped as its standard demands"),
        CheckKind.TERMS: tr("Everything shown was signed"),
        CheckKind.PROOF: tr("Unchanged since it was issued"),
        CheckKind.HOSTED: tr("Seen at the issuer's site"),
        CheckKind.ISSUER: tr("The key belongs to the issuer"),
        CheckKind.HOLDER: tr("Shown by the person it was issued to"),
        CheckKind.REQUEST: tr("Answers your check code and is meant for you"),
        CheckKind.PERIOD: tr("Still in force"),
        CheckKind.STATUS: tr("Not withdrawn"),
        CheckKind.SCHEMA: tr("Has the form that it names"),
        CheckKind.TRUST: tr("Issuer is one you trust"),
        CheckKind.CONTENTS: tr("Every credential inside is genuine"),
    }


def _failed() -> dict[CheckKind, str]:
    return {
        CheckKind.STRUCTURE: tr("It breaks the rules of its own standard"),
        CheckKind.TERMS: tr("It shows things that were never signed"),
        CheckKind.PROOF: tr("It was changed, or not signed by the one it names"),
        CheckKind.HOSTED: tr("The issuer's site says something else"),
        CheckKind.ISSUER: tr("The key does not belong to the issuer it names"),
        CheckKind.HOLDER: tr("It is not shown by the person it was issued to"),
        CheckKind.REQUEST: tr("It does not answer your request"),
        CheckKind.PERIOD: tr("It is not in force"),
        CheckKind.STATUS: tr("The issuer has withdrawn it"),
        CheckKind.SCHEMA: tr("It does not have the form that it names"),
        CheckKind.TRUST: tr("The issuer is not one you trust"),
        CheckKind.CONTENTS: tr("Not every credential inside is genuine and stands"),
    }


def when_and_where(report: VerificationReport, *, asked_the_network: bool = False) -> str:
    """The sentence under every headline."""
    when = moment(report.checked_at)
    if asked_the_network:
        return tr("Checked {when} on this computer, with documents fetched just now.").format(when=when)
    return tr("Checked {when} on this computer, nothing was sent.").format(when=when)


def day(when: datetime) -> str:
    """A date, as the reader's country writes it."""
    local = when.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")


def moment(when: datetime) -> str:
    """A date and a time of day."""
    stamp = QDateTime.fromSecsSinceEpoch(int(when.timestamp()), QTimeZone.systemTimeZone())
    return QLocale().toString(stamp, "d MMM yyyy, HH:mm")


def kind_of(form: str) -> str:
    """What sort of credential a format is, for people."""
    return {
        "ob2": tr("Badge"),
        "ob3": tr("Badge"),
        "clr": tr("Record"),
        "vc": tr("Credential"),
        "sd-jwt-vc": tr("Credential"),
    }.get(form, tr("Credential"))


def explain(found: Check) -> str:
    """What one check means for the reader, in a sentence; "" where the check's own words say all."""
    if found.outcome is Outcome.PASSED:
        return _meaning(found)
    if found.outcome is Outcome.UNKNOWN and found.needs:
        return tr("It can be settled with a document from the issuer's site, when you allow it.")
    if found.kind is CheckKind.TRUST and found.outcome is Outcome.UNKNOWN:
        return tr("Nobody on your lists vouches for this issuer. Find out who it is before you rely on it.")
    if found.kind is CheckKind.PROOF and found.outcome is Outcome.FAILED:
        return tr("Do not rely on it. Ask the issuer for a new copy.")
    if found.kind is CheckKind.STATUS and found.outcome is Outcome.FAILED:
        return tr("The issuer says that it no longer stands. Ask them why.")
    return ""


def _meaning(found: Check) -> str:
    return {
        CheckKind.STRUCTURE: "",
        CheckKind.TERMS: tr("No word in it could be added or changed without being seen."),
        CheckKind.PROOF: tr("The digital signature matches."),
        CheckKind.HOSTED: tr("The issuer's own site showed it, word for word."),
        CheckKind.ISSUER: tr("The issuer publishes this key as its own."),
        CheckKind.HOLDER: tr("Signed with the key that the issuer wrote into it."),
        CheckKind.REQUEST: tr("It was made for you, and not copied from an earlier one."),
        CheckKind.PERIOD: "",
        CheckKind.STATUS: tr("The issuer's list of withdrawn credentials does not have it."),
        CheckKind.SCHEMA: "",
        CheckKind.TRUST: tr("The issuer is on a list that you chose to trust."),
        CheckKind.CONTENTS: "",
    }[found.kind]
