"""The two answers that a check may give by itself; the other two are raised (CheckFailed, CheckUndecided)."""

from __future__ import annotations

from datetime import datetime

from wallet.model.report import Check, CheckKind, Outcome


def passed(kind: CheckKind, reason: str, detail: str = "", *, as_of: datetime | None = None) -> Check:
    """The question has a good answer; ``as_of`` dates the evidence."""
    return Check(kind=kind, outcome=Outcome.PASSED, reason=reason, detail=detail, as_of=as_of)


def not_applicable(kind: CheckKind, reason: str, detail: str = "") -> Check:
    """The question does not arise."""
    return Check(kind=kind, outcome=Outcome.NOT_APPLICABLE, reason=reason, detail=detail)


def failed(kind: CheckKind, reason: str, detail: str, *, as_of: datetime | None = None) -> Check:
    """The evidence itself, not a broken check, says no: the issuer withdrew it on a dated list."""
    return Check(kind=kind, outcome=Outcome.FAILED, reason=reason, detail=detail, as_of=as_of)
