"""Looking at what is kept, and letting a credential leave as the file that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from wallet.acts.parts import Parts
from wallet.errors import InputRefused
from wallet.model.card import Card, Original
from wallet.model.carried import Carrier
from wallet.model.outcomes import CardSummary
from wallet.model.presentation import PresentationRecord
from wallet.model.report import Check, CheckKind, Headline, Outcome, VerificationReport
from wallet.vault.stored import StoredCredential

_PAGE = 200
_PNG = b"\x89PNG\r\n\x1a\n"


def summaries(parts: Parts) -> Iterator[CardSummary]:
    """Every credential, newest first, page by page."""
    after = ""
    while True:
        page = parts.vault.credentials.list(limit=_PAGE, after=after)
        now = parts.clock.now()
        for stored in page.items:
            yield _summary(stored, now)
        after = page.next
        if not after:
            return


def summary(parts: Parts, name: str) -> CardSummary:
    """One credential in short."""
    return _summary(parts.vault.credentials.get(parts.resolve(name)), parts.clock.now())


def card(parts: Parts, name: str) -> Card:
    """One credential, read from its bytes and judged now with what is kept."""
    stored = parts.vault.credentials.get(parts.resolve(name))
    credential, report, _ = parts.reread(stored)
    return Card(
        id=stored.id,
        credential=credential,
        report=report,
        added_at=stored.added_at,
        note=stored.note,
        holder_key=stored.holder_key,
    )


def original(parts: Parts, name: str) -> Original:
    """The first file that it came in, byte for byte."""
    stored = parts.vault.credentials.get(parts.resolve(name))
    return parts.vault.credentials.original(stored.id, stored.originals[0].sha256)


def bake(parts: Parts, name: str, picture: bytes) -> Original:
    """A copy of the picture that carries the credential. Raises InputRefused for a picture that cannot carry one."""
    from wallet.carriers import png, svg

    stored = parts.vault.credentials.get(parts.resolve(name))
    if picture.startswith(_PNG):
        baked = png.bake(picture, stored.payload)
        return Original(name=f"{stored.id}.png", media_type="image/png", carrier=Carrier.PNG, data=baked)
    if b"<svg" in picture[:4096]:
        baked = svg.bake(picture, stored.payload)
        return Original(name=f"{stored.id}.svg", media_type="image/svg+xml", carrier=Carrier.SVG, data=baked)
    raise InputRefused("not-a-picture", "A credential can be baked into a PNG or SVG picture only.")


def log(parts: Parts) -> tuple[PresentationRecord, ...]:
    """What was shown, newest first."""
    records: list[PresentationRecord] = []
    after = ""
    while True:
        page = parts.vault.presentations.list(limit=_PAGE, after=after)
        records.extend(page.items)
        after = page.next
        if not after:
            return tuple(records)


def _summary(stored: StoredCredential, now: datetime) -> CardSummary:
    return CardSummary(
        id=stored.id,
        name=stored.title,
        issuer_name=stored.issuer_name,
        issuer_id=stored.issuer_id,
        format=stored.format,
        headline=_headline(stored.report, stored.valid_until, now),
        checked_at=stored.report.checked_at,
        added_at=stored.added_at,
        valid_until=stored.valid_until,
        note=stored.note,
    )


def _headline(report: VerificationReport, valid_until: datetime | None, now: datetime) -> Headline:
    """The headline of the last check as it stands today: evidence ages, and what ended since has ended."""
    checks = report.checks
    if valid_until is not None and valid_until < now:
        checks = (*checks, Check(kind=CheckKind.PERIOD, outcome=Outcome.FAILED, reason="expired"))
    return replace(report, checked_at=max(now, report.checked_at), checks=checks).headline
