"""A portfolio as a PDF for people, around the signed presentation for verifiers.

The page proves nothing and says so; the presentation is attached (PDF/A-3, ISO 19005-3) and, where it fits, stands beside it
as a QR code.  No word or sign on the page speaks of a check, because a page can be painted (interop.md 5.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wallet.carriers import qr, qr_text
from wallet.errors import InputRefused, PortfolioRefused
from wallet.model.credential import Credential
from wallet.model.portfolio import Portfolio, PortfolioExport, PortfolioItem
from wallet.model.presentation import Presentation, PresentationKind
from wallet.portfolio import typesetting, words
from wallet.portfolio.export_vp import in_order

NOTICE = "This page cannot prove itself. Open this file in a verifier that you obtained yourself."
_LONG = 1800  # characters from which a block may be cut by a page's end
_MOST_SKILLS = 60


def export_pdf(
    portfolio: Portfolio,
    credentials: Sequence[Credential],
    presentation: Presentation,
    *,
    learner: str = "",
) -> PortfolioExport:
    """The portfolio as pages of A4; the same arguments give the same bytes.

    ``presentation`` is what ``export_vp`` made of the same portfolio; the pages bear its date.
    Raises PortfolioRefused: ``empty-portfolio``, ``missing-credential``, ``wrong-kind``, ``cannot-be-drawn``.
    """
    if presentation.kind not in (PresentationKind.VP, PresentationKind.VP_JWT):
        raise PortfolioRefused("wrong-kind", "A portfolio's pages go around a presentation of all its credentials.")
    ordered = in_order(portfolio, credentials)
    code = _code(presentation.data)
    page = {
        "title": words.line(portfolio.title),
        "learner": words.line(learner),
        "summary": _summary(len(ordered), presentation.created_at),
        "words": words.lines(portfolio.words),
        "own_words": f"In {words.line(learner)}'s words" if learner else "In the learner's own words",
        "items": [_item(item, one) for item, one in zip(portfolio.items, ordered, strict=True)],
        "notice": NOTICE,
        "notice_title": "How to check this portfolio",
        "check": _check(presentation, has_code=bool(code)),
        "code_size": "Print this code at least 6 cm wide.",
        "attachment": {"name": f"portfolio{presentation.suffix}", "media_type": presentation.media_type},
    }
    data = typesetting.pdf(
        "portfolio.typ", page, {"presentation": presentation.data, "code": code.encode()}, presentation.created_at
    )
    return PortfolioExport(data=data, media_type="application/pdf", suffix=".pdf", has_qr=bool(code))


def _code(data: bytes) -> str:
    try:
        text = qr_text.encode(data)
        return qr.draw_svg(text) if qr.fits(text) else ""
    except InputRefused:  # too large even to be tried
        return ""


def _summary(count: int, now: datetime) -> str:
    credentials = "1 credential" if count == 1 else f"{count} credentials"
    return f"A portfolio of {credentials}, made on {words.day(now.isoformat())}"


def _item(item: PortfolioItem, credential: Credential) -> Mapping[str, Any]:
    achievement = credential.achievement
    description = words.lines(achievement.description) if achievement else []
    skills = [words.line(skill, limit=80) for skill in achievement.skills[:_MOST_SKILLS]] if achievement else []
    said = words.lines(item.words)
    return {
        "name": words.name(credential),
        "issuer": words.issuer(credential),
        "identifier": words.identifier(credential),
        "facts": words.facts(credential),
        "description": description,
        "skills": [skill for skill in skills if skill],
        "words": said,
        "hue": words.hue(credential),
        "long": sum(map(len, (*description, *said))) > _LONG or len(description) + len(said) > 20,
    }


def _check(presentation: Presentation, *, has_code: bool) -> list[str]:
    where = f"The signed presentation behind this page is attached to this file as portfolio{presentation.suffix}, " + (
        "and the code holds it as well." if has_code else "because it is too large for a code that cameras can read."
    )
    asked = presentation.request
    limits = []
    if asked.audience:
        limits.append(f"It was made for {words.line(asked.audience, limit=100)}.")
    if asked.expires_at:
        limits.append(f"It is meant to be checked by {words.day(asked.expires_at.isoformat())}.")
    return [
        NOTICE,
        where,
        " ".join(
            ("Believe what your verifier shows, not this page; what follows “says:” is each credential's own claim.", *limits)
        ),
    ]
