"""One input, whole: every payload in it, every credential in every payload, each judged; an error costs its own payload."""

from __future__ import annotations

from collections.abc import Iterator

from wallet.carriers.unwrap import unwrap
from wallet.errors import WalletError
from wallet.formats.ob2 import completed
from wallet.formats.read import read
from wallet.model.carried import Carried, Finding
from wallet.model.credential import Credential, Format
from wallet.model.given import Question
from wallet.model.presentation import Presented
from wallet.verify.verifier import verify_credential, verify_presented


def examine(question: Question) -> tuple[Finding, ...]:
    """The findings of one input in order, at least one; raises nothing on purpose: an error is a finding."""
    try:
        carried = unwrap(question.data, base_url=question.base_url)
    except WalletError as error:
        return (Finding(source=question.source, index=0, error=error),)
    found: list[Finding] = []
    for payload in carried:
        found.extend(_payload(question, payload, len(found)))
    return tuple(found)


def _payload(question: Question, payload: Carried, first: int) -> Iterator[Finding]:
    if payload.link:
        link = payload.payload.decode("utf-8", "replace")
        yield Finding(source=question.source, index=first, carrier=payload.carrier, link=link)
        return
    index = first
    try:
        for item in read(payload.payload):
            for finding in _judged(question, payload, item, index):
                yield finding
                index += 1
    except WalletError as error:
        yield Finding(source=question.source, index=index, carrier=payload.carrier, error=error)


def _judged(question: Question, payload: Carried, item: Credential | Presented, index: int) -> Iterator[Finding]:
    known = (question.material, question.now)
    if isinstance(item, Credential):
        item = completed(item, question.material) if item.format is Format.OB2 else item
        report = verify_credential(item, *known, policy=question.policy, expectation=question.expectation)
        yield Finding(source=question.source, index=index, carrier=payload.carrier, credential=item, report=report)
        return
    shown, reports = verify_presented(item, *known, policy=question.policy, expectation=question.expectation)
    yield Finding(source=question.source, index=index, carrier=payload.carrier, presented=item, report=shown)
    for place, (credential, report) in enumerate(zip(item.credentials, reports, strict=True), start=index + 1):
        yield Finding(
            source=question.source, index=place, carrier=payload.carrier, credential=credential, report=report, inside=index
        )
