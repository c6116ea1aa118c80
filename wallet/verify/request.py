"""Does the presentation answer this audience and this check code? (RFC 9901 section 7.3, VC Data Integrity section 4.3)"""

from __future__ import annotations

from typing import Any

from wallet.errors import CheckFailed
from wallet.model.presentation import Expectation, Presented
from wallet.model.proof import Securing
from wallet.model.report import Check, CheckKind
from wallet.verify.answers import not_applicable, passed
from wallet.verify.case import Case, PresentationCase


def check(case: Case) -> Check:
    """For a credential: whoever asked for an answer to a code does not accept a credential that answers nothing.

    Raises CheckFailed("presentation-expected").
    """
    asked = case.expectation.nonce or case.expectation.audience
    if asked and case.presented is None:
        raise CheckFailed(
            "presentation-expected", "This is a bare credential; your check code asks for an answer by its holder."
        )
    return not_applicable(CheckKind.REQUEST, "in-presentation" if asked else "nothing-asked")


def check_presentation(case: PresentationCase) -> Check:
    """Every proof of the presentation must be made for this audience and code.

    Raises CheckFailed: "nonce-missing", "nonce-mismatch", "audience-missing", "audience-mismatch".
    """
    expectation = case.expectation
    if not expectation.nonce and not expectation.audience:
        return not_applicable(
            CheckKind.REQUEST, "no-check-code", "No check code: it could be a copy of an earlier presentation."
        )
    for audiences, nonce in _answers(case.presented):
        _compare(expectation, audiences, nonce)
    return passed(CheckKind.REQUEST, "answers-request", _words(expectation))


def _compare(expectation: Expectation, audiences: tuple[str, ...], nonce: str) -> None:
    if expectation.nonce and not nonce:
        raise CheckFailed("nonce-missing", "It carries no check code, so it may be a copy of an earlier presentation.")
    if expectation.nonce and nonce != expectation.nonce:
        raise CheckFailed("nonce-mismatch", "It answers another check code: it was made for somebody else or for another time.")
    if expectation.audience and not audiences:
        raise CheckFailed("audience-missing", "It does not say whom it was made for.")
    if expectation.audience and expectation.audience not in audiences:
        raise CheckFailed("audience-mismatch", f"It was made for {', '.join(audiences):.200}.")


def _answers(presented: Presented) -> tuple[tuple[tuple[str, ...], str], ...]:
    """(audiences, nonce) of every proof. A Data Integrity proof carries its own; a token has one of each."""
    if presented.securing is Securing.DATA_INTEGRITY and presented.proofs:
        options = [proof.options for proof in presented.proofs]
        return tuple((_texts(item.get("domain")), "".join(_texts(item.get("challenge"))[:1])) for item in options)
    return ((_texts(presented.audience), presented.nonce),)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item)


def _words(expectation: Expectation) -> str:
    code = f"It answers your code {expectation.nonce}." if expectation.nonce else ""
    audience = f"It was made for {expectation.audience}." if expectation.audience else ""
    return f"{code} {audience}".strip()
