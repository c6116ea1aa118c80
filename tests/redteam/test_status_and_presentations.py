"""Siblings of known attacks on status lists and presentations: none of them may end in a green verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes import NOON
from tests.issuers import V2, Party, badge, kept, material, presentation, stamp, status_entry, status_list
from tests.verdicts import asked, judged, judged_inside, trusting
from wallet.model.report import Headline, Verdict, VerificationReport

ISSUER = Party.with_did_key("issuer of lists")
HOLDER = Party.with_did_jwk("holder of lists")
THIEF = Party.with_did_jwk("thief of lists")
KNOWN = trusting(ISSUER.did)
LIST = "https://uni.example/status/1"


def _list(*bits: int, **changes: Any) -> dict[str, Any]:
    return ISSUER.sign(status_list(ISSUER, LIST, *bits, **changes))


def _status(entry: Any, listed: Any) -> VerificationReport:
    return judged(ISSUER.sign(badge(ISSUER, credentialStatus=entry)), material(kept(LIST, listed)), policy=KNOWN)


def _two_subjects() -> dict[str, Any]:
    clear, full = status_list(ISSUER, LIST), status_list(ISSUER, LIST, 5)
    return ISSUER.sign(clear | {"credentialSubject": [clear["credentialSubject"], full["credentialSubject"]]})


NUMBER_5_IS_SET: dict[str, tuple[Any, Callable[[], Any]]] = {
    "one of two": ([status_entry(LIST, 7), status_entry(LIST, 5)], lambda: _list(5)),
    "float": (status_entry(LIST, 5.0, id=f"{LIST}#5"), lambda: _list(5)),
    "leading zero": (status_entry(LIST, "05"), lambda: _list(5)),
    "exponent": (status_entry(LIST, "5e0"), lambda: _list(5)),
    "negative": (status_entry(LIST, "-5"), lambda: _list(5)),
    "plus": (status_entry(LIST, "+5", id=f"{LIST}#5"), lambda: _list(5)),
    "hexadecimal": (status_entry(LIST, "0x5"), lambda: _list(5)),
    "another script": (status_entry(LIST, "\u0665", id=f"{LIST}#5"), lambda: _list(5)),
    "truth": (status_entry(LIST, True, id=f"{LIST}#1"), lambda: _list(1)),
    "list": (status_entry(LIST, ["5"], id=f"{LIST}#5"), lambda: _list(5)),
    "size two": (status_entry(LIST, 5, statusSize=2), lambda: _list(10)),
    "size as a float": (status_entry(LIST, 5, statusSize=1.0), lambda: _list(5)),
    "size zero": (status_entry(LIST, 5, statusSize=0), lambda: _list(5)),
    "an unknown type first": (status_entry(LIST, 5) | {"type": ["Other", "BitstringStatusListEntry"]}, lambda: _list(5)),
    "an unknown type second": (status_entry(LIST, 5) | {"type": ["BitstringStatusListEntry", "Other"]}, lambda: _list(5)),
    "two purposes": (status_entry(LIST, 5, purpose=["revocation", "suspension"]), lambda: _list(5)),
    "purpose in capitals": (status_entry(LIST, 5, purpose="Revocation"), lambda: _list(5, purpose="Revocation")),
    "a purpose for people": (status_entry(LIST, 5, purpose="message"), lambda: _list(5, purpose="message")),
    "no purpose": ({k: v for k, v in status_entry(LIST, 5).items() if k != "statusPurpose"}, lambda: _list(5)),
    "list of two subjects": (status_entry(LIST, 5), _two_subjects),
    "list in a presentation": (status_entry(LIST, 7), lambda: presentation(ISSUER, _list(5))),
    "two lists": (status_entry(LIST, 7), lambda: [_list(5), _list()]),
    "list by the holder": (status_entry(LIST, 7), lambda: HOLDER.sign(status_list(ISSUER, LIST))),
    "list in the holder's name": (status_entry(LIST, 7), lambda: HOLDER.sign(status_list(HOLDER, LIST))),
    "list that ended": (status_entry(LIST, 7), lambda: _list(5, validUntil=stamp(NOON))),
    "list of tomorrow": (status_entry(LIST, 7), lambda: _list(5, validFrom="2026-11-21T12:00:00Z")),
    "list with bytes behind": (status_entry(LIST, 7), lambda: _list(subject={"encodedList": "uH4sIAAAAAAAA_2NgAAAAAP__AwA"})),
    "list in another base": (status_entry(LIST, 7), lambda: _list(subject={"encodedList": "z" + "1" * 40})),
    "list proof of another purpose": (
        status_entry(LIST, 7), lambda: ISSUER.sign(status_list(ISSUER, LIST), proofPurpose="authentication"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NUMBER_5_IS_SET)
def test_no_trick_with_a_list_gives_a_clear_bit(case: str) -> None:
    entry, listed = NUMBER_5_IS_SET[case]
    assert _status(entry, listed()).verdict is not Verdict.VERIFIED


def test_the_same_list_is_sound_where_nobody_tricks() -> None:
    assert _status(status_entry(LIST, 7), _list(5)).headline is Headline.VERIFIED
    assert _status(status_entry(LIST, 5), _list(5)).headline is Headline.WITHDRAWN


# ---------------------------------------------------------------- presentations


def _wrapped(by: Party, *credentials: Any, **options: Any) -> dict[str, Any]:
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": by.did}
    document |= {"verifiableCredential": list(credentials)} | options.pop("members", {})
    return by.sign(document, **({"proofPurpose": "authentication", "created": stamp(NOON)} | options))


def _good() -> dict[str, Any]:
    return ISSUER.sign(badge(ISSUER, HOLDER))


def _token(members: Any = None, **claims: Any) -> str:
    shown = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [_good()]} | (members or {})
    return HOLDER.token(shown | {"iat": int(NOON.timestamp())} | claims, typ="vp+jwt")


NOT_AN_ANSWER: dict[str, Callable[[], Any]] = {
    "no challenge": lambda: _wrapped(HOLDER, _good(), domain="Employer"),
    "no domain": lambda: _wrapped(HOLDER, _good(), challenge="7KQ4MP"),
    "a space behind": lambda: _wrapped(HOLDER, _good(), challenge="7KQ4MP ", domain="Employer"),
    "small letters": lambda: _wrapped(HOLDER, _good(), challenge="7kq4mp", domain="Employer"),
    "the second challenge": lambda: _wrapped(HOLDER, _good(), challenge=["other", "7KQ4MP"], domain="Employer"),
    "nonce for challenge": lambda: _wrapped(HOLDER, _good(), nonce="7KQ4MP", domain="Employer"),
    "challenge in the document": lambda: _wrapped(
        HOLDER, _good(), members={"challenge": "7KQ4MP", "domain": "Employer", "nonce": "7KQ4MP"}
    ),
    "token with a challenge": lambda: _token(challenge="7KQ4MP", aud="Employer"),
    "token with a nonce in vp": lambda: HOLDER.token(
        {"vp": {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [_good()], "nonce": "7KQ4MP"},
         "iss": HOLDER.did, "aud": "Employer", "iat": int(NOON.timestamp())}, typ="JWT"),
    "token for many, us last": lambda: _token(nonce="7KQ4MP", aud=["Other", "Employer "]),
    "token for an object": lambda: _token(nonce="7KQ4MP", aud={"Employer": 1}),
    "signed by two, one silent": lambda: HOLDER.sign(
        _wrapped(HOLDER, _good(), challenge="7KQ4MP", domain="Employer"), proofPurpose="authentication", created=stamp(NOON)
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_AN_ANSWER)
def test_what_does_not_answer(case: str) -> None:
    report = judged(NOT_AN_ANSWER[case](), policy=KNOWN, expectation=asked(audience="Employer"))
    assert report.verdict is Verdict.REJECTED


def test_what_does_answer() -> None:
    made = _wrapped(HOLDER, _good(), challenge="7KQ4MP", domain="Employer")
    assert judged(made, policy=KNOWN, expectation=asked(audience="Employer")).verdict is Verdict.VERIFIED
    token = _token(nonce="7KQ4MP", aud="Employer")
    assert judged(token, policy=KNOWN, expectation=asked(audience="Employer")).verdict is Verdict.VERIFIED


NOTHING_SHOWN: dict[str, Callable[[], Any]] = {
    "nothing": lambda: _wrapped(HOLDER),
    "null": lambda: _wrapped(HOLDER, _good(), None),
    "a number": lambda: _wrapped(HOLDER, _good(), 5),
    "a presentation": lambda: _wrapped(HOLDER, _wrapped(HOLDER, _good())),
    "something else": lambda: _wrapped(HOLDER, _good(), {"x": 1}),
    "a word": lambda: _wrapped(HOLDER, _good(), "not a token"),
    "a holder in a list": lambda: _wrapped(THIEF, _good(), members={"holder": [HOLDER.did]}),
    "a stranger's name": lambda: _wrapped(THIEF, _good(), members={"holder": HOLDER.did}),
    "a holder with a fragment": lambda: _wrapped(THIEF, _good(), members={"holder": HOLDER.method}),
    "a holder at an address": lambda: _wrapped(THIEF, _good(), members={"holder": "https://ada.example/#me"}),
    "two that sign": lambda: THIEF.sign(_wrapped(HOLDER, _good()), proofPurpose="assertionMethod", created=stamp(NOON)),
}


@pytest.mark.parametrize("case", NOTHING_SHOWN)
def test_presentations_that_show_nothing_or_nobody(case: str) -> None:
    assert judged(NOTHING_SHOWN[case](), policy=KNOWN).verdict is not Verdict.VERIFIED


def test_a_good_presentation_mends_no_credential() -> None:
    withdrawn = ISSUER.sign(badge(ISSUER, HOLDER, credentialStatus=status_entry(LIST, 5)))
    listed = material(kept(LIST, _list(5)))
    assert judged_inside(_wrapped(HOLDER, _good(), withdrawn), listed, index=1, policy=KNOWN).headline is Headline.WITHDRAWN
    over = ISSUER.sign(badge(ISSUER, HOLDER, validUntil=stamp(NOON)))
    assert judged_inside(_wrapped(HOLDER, over), policy=KNOWN).headline is Headline.EXPIRED
    assert judged_inside(_wrapped(THIEF, _good()), policy=KNOWN).headline is Headline.NOT_GENUINE
